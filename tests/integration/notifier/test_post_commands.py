"""The commands around mail, through the front door."""

import io
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from digest_samples import change
from post_office import NOW, Peer, archive_of, post_office
from reports_made import away, dsn

from notifier.canary import canary_faults, see_arrivals
from notifier.config import MailSettings
from notifier.digests import run_digest
from notifier.mail_options import BounceSettings
from notifier.rounds import mail_round, round_waits
from notifier.subscribers_db import open_subscribers
from regwatch.cli import run
from storage.archive import open_archive

Command = Callable[..., tuple[int, Any, str]]


@pytest.fixture
def command(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Command:
    (tmp_path / "regwatch.toml").write_text('[mail.bounces]\naddress = "bounces@example.org"\n')

    def called(*arguments: str, given: bytes = b"") -> tuple[int, Any, str]:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(given)))
        common = ["--config", str(tmp_path / "regwatch.toml"), "--data", str(tmp_path / "data"), "--format", "json"]
        status = run([*common, *arguments])
        said = capsys.readouterr()
        return status, json.loads(said.out) if said.out else None, said.err

    return called


def test_from_a_mail_to_its_bounce_and_back(command: Command, tmp_path: Path) -> None:
    assert command("subscribe", "buyer@example.com", "--frequency", "weekly", "--confirmed", "--zone", "Europe/Berlin",
                   "--day", "fri", "--hour", "8", "--quiet", "22-7")[0] == 0  # fmt: skip
    seen: list[str] = []
    peer = Peer(on_data=lambda envelope: seen.append(str(envelope.mail_from)))
    db = open_subscribers(tmp_path / "data" / "subscribers.db")
    with post_office(peer) as transport:
        mail = MailSettings(transport=transport, bounces=BounceSettings(address="bounces@example.org"))
        run_digest(db, "weekly", archive=archive_of([change(1)]), settings=mail, now=NOW + timedelta(hours=12))
    status, told, _ = command("deliveries", "--email", "buyer@example.com", "--since", "2026-05-01")
    assert (status, len(told), told[0]["state"], told[0]["said"]) == (0, 1, "sent", "250 taken")
    assert told[0]["window"] == {"from": "2026-04-24T14:00:00+08:00", "until": "2026-05-01T14:00:00+08:00"}
    assert command("bounces", "-", given=away(seen[0]))[1]["foreign"] == 1
    (tmp_path / "report.eml").write_bytes(dsn(seen[0]))
    assert command("bounces", str(tmp_path / "report.eml"))[1]["hard"] == 1
    assert command("deliveries")[1][0]["came_back"][0]["status"] == "5.1.1"
    status, barred, _ = command("barred")
    assert (status, barred[0]["email"]) == (0, "buyer@example.com")
    assert command("barred", "--lift", "buyer@example.com")[1] == []


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("bounces",), "name the mails that came back"),
        (("bounces", "missing.eml"), "missing.eml cannot be read"),
        (("bounces", "--maildir", "nowhere"), "nowhere is not a folder"),
        (("deliveries", "--state", "lost"), "no state of a delivery"),
        (("deliveries", "--retry", "x"), "write its number, or all"),
        (("deliveries", "--retry", "77"), "delivery 77 is not dead"),
        (("barred", "--lift", "a@example.com"), "is not barred"),
        (("digest", "weekly", "--preview", "--hours", "some"), "--hours some is not known"),
        (("subscribe", "a@example.com", "--frequency", "weekly", "--zone", "Mars/Base"), "not a time zone"),
        (("subscribe", "a@example.com", "--frequency", "weekly", "--day", "noday"), "not a day of the week"),
        (("subscribe", "a@example.com", "--frequency", "daily", "--hour", "24"), "not an hour of the day"),
        (("subscribe", "a@example.com", "--frequency", "daily", "--quiet", "7"), "write them like 22-7"),
    ],
)
def test_wrong_usage_is_told_in_one_sentence(command: Command, arguments: tuple[str, ...], says: str) -> None:
    status, _, said = command(*arguments)
    assert status == 2
    assert says in said and said.count("\n") == 1


def test_the_canary_is_seen_to_arrive_or_told_as_late(tmp_path: Path) -> None:
    db = open_subscribers(tmp_path / "subscribers.db")
    box = tmp_path / "canary"
    settings = MailSettings(
        transport=f"maildir:{box}",
        canary="canary@example.org",
        canary_maildir=str(box),
        bounces=BounceSettings(address="bounces@example.org", maildir=str(tmp_path / "bounces")),
    )
    assert round_waits(db, settings)
    mail_round(db, settings, NOW)
    assert not round_waits(db, settings)
    assert canary_faults(db, settings, NOW) == []
    day = timedelta(days=1)
    run_digest(db, "daily", archive=archive_of([]), settings=settings, now=NOW + day)
    assert round_waits(db, settings)
    assert see_arrivals(db, settings, NOW + day) == 1
    assert see_arrivals(db, settings, NOW + day) == 0
    assert canary_faults(db, settings, NOW + day + timedelta(hours=3)) == []
    swallowed = settings.model_copy(update={"transport": f"maildir:{tmp_path / 'elsewhere'}"})
    run_digest(db, "daily", archive=archive_of([]), settings=swallowed, now=NOW + 2 * day)
    assert canary_faults(db, settings, NOW + 2 * day + timedelta(hours=1)) == []
    late = canary_faults(db, settings, NOW + 2 * day + timedelta(hours=2))
    assert len(late) == 1 and "1 of the canary's mails have not arrived" in late[0]
    silent = canary_faults(db, settings, NOW + 5 * day)
    assert any("no mail has left for the canary" in one for one in silent)
    (tmp_path / "bounces" / "new").mkdir(parents=True)
    sender = db.conn.execute("SELECT message_key FROM deliveries ORDER BY id LIMIT 1").fetchone()
    assert sender
    (tmp_path / "bounces" / "new" / "1").write_bytes(away("bounces@example.org"))
    assert round_waits(db, settings)
    mail_round(db, settings, NOW + 5 * day)
    assert not list((tmp_path / "bounces" / "new").iterdir())


@pytest.mark.parametrize("encoding", ["gbk", "utf-16", "utf-8-sig"])
def test_a_watch_list_of_any_encoding_is_taken_and_one_too_long_is_told(
    command: Command, tmp_path: Path, encoding: str
) -> None:
    few, many = tmp_path / "few.csv", tmp_path / "many.csv"
    few.write_text("备注,供应商名称,其他\n甲,甲电池有限公司,1\n乙,乙电池有限公司,2\n", encoding=encoding)
    many.write_text(
        "企业名称\n" + "".join(f"第{number}号电池有限公司\n" for number in range(100_000)), encoding=encoding
    )
    status, made, _ = command("subscribe", "a@example.com", "--frequency", "weekly", "--confirmed", "--watch", str(few))
    assert (status, made["watch"]) == (0, ["甲电池有限公司", "乙电池有限公司"])
    status, _, said = command(
        "subscribe", "b@example.com", "--frequency", "weekly", "--confirmed", "--watch", str(many)
    )
    assert status == 2 and "many.csv" in said and "split it" in said
    assert len(command("subscriptions")[1]) == 1
    odd = tmp_path / "odd.csv"
    odd.write_text("foo,bar\n1,甲电池有限公司\n2,乙电池有限公司\n", encoding=encoding)
    asked = ("subscribe", "c@example.com", "--frequency", "weekly", "--confirmed", "--watch", str(odd))
    status, _, said = command(*asked)
    assert status == 2 and "odd.csv has no column that is known to hold names" in said and "'bar'" in said
    assert command(*asked, "--column", "bar")[1]["watch"] == ["甲电池有限公司", "乙电池有限公司"]


def test_a_preview_looks_back_90_days_and_stores_nothing(command: Command, tmp_path: Path) -> None:
    open_archive(tmp_path / "data").close()
    status, told, _ = command("subscribe", "a@example.com", "--frequency", "weekly", "--preview", "--now", "2026-06-01")
    assert (status, told["count"], told["mails"]) == (0, 0, 0)
    assert (told["since"], told["until"]) == ("2026-03-03T00:00:00+08:00", "2026-06-01T00:00:00+08:00")
    assert not (tmp_path / "data" / "subscribers.db").exists()
    status, _, said = command("subscribe", "nobody", "--frequency", "weekly", "--preview")
    assert status == 2 and "not one mail address" in said
