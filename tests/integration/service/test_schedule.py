"""The schedule over real tables: what is due is started once, what failed waits, downtime is caught up once."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from crawler.declared import declarations
from crawler.sources import SOURCES
from notifier.archive_source import archive_of
from notifier.channels.addresses import channel_address
from notifier.digests import run_digest
from notifier.operator_mail import CLOSED_WITHIN, queue_operator_mail
from notifier.outbox import flush
from notifier.subscriptions import subscribe
from notifier.wishes import wish
from regwatch.mails import subscribers
from regwatch.service.processes import Ended
from regwatch.service.schedule import Schedule
from regwatch.settings import Settings
from storage.archive import open_archive
from storage.archive.addresses import ensure_address
from storage.archive.captures import Fetched, keep
from storage.archive.left_alone import leave_alone
from storage.archive.runs import Check, begin_run, declare_channels, finish_run, record_check
from storage.clock import ZONE, stamp
from storage.errors import StorageError
from storage.evidence.days import roots, seal_finished_days
from storage.queries.health import closed_findings, open_findings

START = datetime(2026, 5, 18, 9, 0, tzinfo=ZONE)  # a Monday


class World:
    """A service with a clock of ours; its jobs do what the real ones leave behind in the tables."""

    def __init__(self, folder: Path, **tables: Any) -> None:
        mail = {"transport": f"maildir:{folder / 'mail'}"}
        self.settings = Settings.model_validate({"data": folder, "mail": mail, **tables})
        open_archive(folder).close()
        self.at = START
        self.started: list[str] = []
        self.status: dict[str, int] = {}
        self.restart()

    def restart(self) -> None:
        self.schedule = Schedule(self.settings, lambda: self.at, ("cfg", "dir"), self._run)

    async def _run(self, arguments: Sequence[str], wall_s: float) -> Ended:
        command = [one for one in arguments if one not in ("--config", "cfg", "--data", "dir")]
        self.started.append(" ".join(command[1:]) or "outbox")
        status = self.status.get(self.started[-1], 0)
        if command[1:2] == ["crawl"] and status in (0, 1):
            self._crawled(command[2])
        if command[1:3] == ["evidence", "seal"] and status == 0:
            archive = open_archive(self.settings.data)
            seal_finished_days(archive, self.at)
            archive.close()
        if command[1:3] == ["findings", "--tell"]:
            self._tell()
        if command[1:2] == ["digest"] and status in (0, 1):
            self._digest(command[2], command[4] if "--until" in command else "")
        return Ended(status, "said")

    def _crawled(self, source: str, outcome: Any = "ok") -> None:
        db = open_archive(self.settings.data)
        run = begin_run(db, "crawl", self.at, "test")
        with db.conn:
            db.conn.execute("UPDATE runs SET started_at = ? WHERE id = ?", [stamp(self.at), run])
        for channel in SOURCES[source].channels:
            record_check(db, run, Check(source, channel.key, outcome), self.at)
        finish_run(db, run)
        db.close()

    def _digest(self, frequency: Any, until: str) -> None:
        archive, people = open_archive(self.settings.data), subscribers(self.settings)
        end = datetime.fromisoformat(until) if until else None
        run_digest(people, frequency, archive=archive_of(archive), settings=self.settings.mail, now=self.at, until=end)
        archive.close()
        people.close()

    def _tell(self) -> None:
        archive, people = open_archive(self.settings.data), subscribers(self.settings)
        closed = closed_findings(archive, self.at - CLOSED_WITHIN, self.at + timedelta(seconds=1))
        queue_operator_mail(people, self.settings.mail, open_findings(archive, self.at), closed, self.at, {})
        flush(people, self.settings.mail, self.at)
        archive.close()
        people.close()

    def open(self) -> dict[str, str]:
        archive = open_archive(self.settings.data)
        found = {
            f"{one['source']} {one['channel']} {one['kind']}": one["detail"] for one in open_findings(archive, self.at)
        }
        archive.close()
        return found

    def told(self) -> list[str]:
        people = subscribers(self.settings)
        rows = people.conn.execute(
            "SELECT subject FROM deliveries WHERE kind = 'operator' AND state = 'sent' ORDER BY id"
        )
        found = [row[0] for row in rows.fetchall()]
        people.close()
        return found

    def captured(self) -> None:
        db = open_archive(self.settings.data)
        url = f"https://www.miit.gov.cn/{stamp(self.at)}.html"
        state = ensure_address(db, url, "miit", "page", self.at)
        fetched = Fetched(url, url, 200, [], url.encode(), self.at)
        keep(db, fetched, address=state.id, family="miit/page", run=None, observed_at=self.at, reading="read")
        db.close()

    def sealed(self) -> list[str]:
        db = open_archive(self.settings.data)
        found = [root.day for root in roots(db)]
        db.close()
        return found

    def tick(self, minutes: float = 1) -> list[str]:
        """One tick after these minutes; what it started."""
        self.at += timedelta(minutes=minutes)
        before = len(self.started)

        async def once() -> None:
            await self.schedule.tick()
            await self.schedule.settle()

        asyncio.run(once())
        return sorted(self.started[before:])

    def days(self, count: float, step_min: int = 30) -> list[str]:
        found: list[str] = []
        for _ in range(int(count * 24 * 60 / step_min)):
            found += self.tick(step_min)
        return found


def crawls(found: list[str]) -> list[str]:
    return [one for one in found if one.startswith("crawl")]


def test_each_source_is_crawled_by_its_shortest_cadence(tmp_path: Path) -> None:
    world = World(tmp_path, run={"mail": False})
    assert world.tick() == ["crawl mee", "crawl miit", "crawl samr"]
    assert world.tick() == []
    found = world.days(2)
    for key, source in SOURCES.items():
        shortest = min(channel.every_h for channel in source.channels)
        assert abs(found.count(f"crawl {key}") - 48 / shortest) <= 1, key


def test_downtime_is_caught_up_exactly_once(tmp_path: Path) -> None:
    world = World(tmp_path, run={"mail": False})
    world.tick()
    world.restart()
    assert world.tick(60 * 24 * 9) == ["crawl mee", "crawl miit", "crawl samr"]
    world.restart()
    assert world.tick() == []


def test_a_switched_off_source_is_left_out(tmp_path: Path) -> None:
    world = World(tmp_path, run={"mail": False}, sources={"miit": {"enabled": False}})
    assert world.tick() == ["crawl mee", "crawl samr"]
    assert World(tmp_path, run={"mail": False, "crawl": False}).tick() == []


def test_a_crawl_that_dies_without_a_record_is_not_begun_each_minute(tmp_path: Path) -> None:
    world = World(tmp_path, run={"mail": False})
    world.status["crawl miit"] = -9
    found = [one for _ in range(120) for one in world.tick()]
    assert found.count("crawl miit") == 1
    assert world.schedule.ended["failed"] == 1


def test_a_challenged_source_is_left_alone_for_the_day(tmp_path: Path) -> None:
    world = World(tmp_path, run={"mail": False})
    world.tick()
    world.at += timedelta(minutes=1)
    world._crawled("samr", "challenged")
    archive = open_archive(tmp_path)
    leave_alone(archive, "samr", "every channel was challenged", world.at)
    archive.close()
    assert "crawl samr" not in world.days(14 / 24)
    assert "crawl samr" in world.days(12 / 24)


def test_digests_leave_after_their_hour_and_once(tmp_path: Path) -> None:
    world = World(tmp_path, run={"crawl": False, "digest_hour": 10})
    assert [one for one in world.tick() if "immediate" not in one] == []
    found = world.days(8)
    weekly = [one for one in found if one.startswith("digest weekly")]
    daily = [one for one in found if one.startswith("digest daily")]
    assert [one.split()[3] for one in weekly] == ["2026-05-18T00:00:00+08:00", "2026-05-25T00:00:00+08:00"]
    assert len(daily) == len(set(daily)) == 8 or len(daily) == len(set(daily)) == 9
    assert all("--send" in one for one in daily + weekly)


def test_missed_digests_are_caught_up_once_and_in_order(tmp_path: Path) -> None:
    world = World(tmp_path, run={"crawl": False})
    world.days(0.1)
    world.restart()
    world.at += timedelta(days=4)
    found = [one for _ in range(12) for one in world.tick() if "daily" in one]
    assert [one.split()[3][:10] for one in found] == ["2026-05-19", "2026-05-20", "2026-05-21", "2026-05-22"]


def test_a_failing_digest_waits_longer_each_time(tmp_path: Path) -> None:
    world = World(tmp_path, run={"crawl": False})
    world.status["digest daily --until 2026-05-18T00:00:00+08:00 --hours common --send"] = 3
    found = [one for _ in range(60) for one in world.tick() if "daily" in one]
    assert 3 <= len(found) <= 6


def test_alerts_follow_a_change_and_nothing_else(tmp_path: Path) -> None:
    world = World(tmp_path, run={"crawl": False})
    assert any("immediate" in one for _ in range(4) for one in world.tick())
    assert not any("immediate" in one for one in world.days(0.5))
    db = open_archive(tmp_path)
    db.conn.execute("PRAGMA foreign_keys=OFF")
    db.conn.execute(
        "INSERT INTO changes(notice, kind, observed_at, source, channel, edits) VALUES ('n', ?, ?, 'miit', 'w', '[]')",
        ["published", "1990-01-01T00:00:00+08:00"],
    )
    db.conn.commit()
    db.close()
    assert any("immediate" in one for one in [*world.tick(), *world.tick()])


def test_a_waiting_confirmation_is_sent(tmp_path: Path) -> None:
    world = World(tmp_path, run={"crawl": False})
    world.days(0.1)
    people = subscribers(world.settings)
    subscribe(people, "new@example.org", wish("weekly"), confirmed=False, now=world.at)
    people.close()
    assert world.tick() == ["outbox"]


def test_no_transport_means_no_mail(tmp_path: Path) -> None:
    world = World(tmp_path, run={"crawl": False}, mail={})
    assert world.days(2) == []


def test_without_a_transport_only_what_goes_to_a_channel_starts_the_outbox(tmp_path: Path) -> None:
    mail = {"operator": "ops@example.org", "channels": {"allow_private": True}}
    world = World(tmp_path, run={"crawl": False}, mail=mail)
    people = subscribers(world.settings)
    room = channel_address("webhook:http://127.0.0.1:9/hook", private=True)
    subscribe(people, room, wish("weekly"), confirmed=False, now=world.at)
    subscribe(people, "mailbox@example.org", wish("weekly"), confirmed=True, now=world.at)
    subscribe(people, "new@example.org", wish("daily"), confirmed=False, now=world.at)
    world.days(1)
    states = "SELECT kind, state FROM deliveries d JOIN readers r ON r.id = d.reader WHERE r.email LIKE '%@%'"
    assert ("confirm", "pending") in people.conn.execute(states).fetchall(), "mail waits for a way to leave"
    assert world.days(0.2) == []
    queue = """INSERT INTO deliveries (kind, run, reader, state, message_key, created_at)
               SELECT 'digest', NULL, reader, 'rendered', 'key', '' FROM channel_targets"""
    people.conn.execute(queue)
    people.conn.commit()
    people.close()
    assert world.tick() == ["outbox"]


def test_backups_are_nightly_and_old_ones_go(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.mkdir()
    run = {"crawl": False, "mail": False, "backup_dir": str(kept), "backup_keep": 2}
    world = World(tmp_path, run=run)
    for name in ("2026-05-01", "2026-05-02", "2026-05-03"):
        (kept / f"regwatch-{name}.zip").touch()
    (kept / "other.zip").touch()
    assert world.tick() == [f"backup {kept}/regwatch-2026-05-18.zip"]
    assert sorted(file.name for file in kept.iterdir()) == [
        "other.zip", "regwatch-2026-05-02.zip", "regwatch-2026-05-03.zip",
    ]  # fmt: skip
    (kept / "regwatch-2026-05-18.zip").touch()
    assert world.tick() == []
    world.at = datetime(2026, 5, 19, 2, 0, tzinfo=ZONE)
    assert world.tick() == []
    world.at = datetime(2026, 5, 19, 3, 0, tzinfo=ZONE)
    assert world.tick() == [f"backup {kept}/regwatch-2026-05-19.zip"]


def test_each_day_is_sealed_once_when_it_is_over(tmp_path: Path) -> None:
    world = World(tmp_path, run={"crawl": False, "mail": False})
    world.captured()
    assert world.days(15 / 24) == [], "midnight has struck, and a last answer may still be on its way into the archive"
    assert world.tick(30) == ["evidence seal"], "half past midnight in the publisher's zone"
    assert world.sealed() == ["2026-05-18"]
    assert world.days(2) == [], "days without a capture have no root"
    for _ in range(3):
        world.captured()
        world.at += timedelta(days=1)
    world.restart()
    assert world.tick() == ["evidence seal"] and world.tick() == [], "missed days are caught up, each with its own root"
    assert world.sealed() == ["2026-05-18", "2026-05-21", "2026-05-22", "2026-05-23"]


def test_an_authority_that_does_not_answer_is_asked_again_each_hour(tmp_path: Path) -> None:
    world = World(
        tmp_path, run={"crawl": False, "mail": False}, evidence={"timestamp_url": "https://tsa.example.org/tsr"}
    )
    world.captured()
    world.at += timedelta(days=1)
    found = [one for _ in range(180) for one in world.tick()]
    assert found == ["evidence seal"] * 3, "the root is made once, its countersignature waits"


def _with_operator(folder: Path, **tables: Any) -> World:
    mail = {"transport": f"maildir:{folder / 'mail'}", "operator": "ops@example.org"}
    return World(folder, **{"run": {"crawl": False}, "mail": mail, **tables})


def test_a_job_that_dies_is_told_and_told_again_when_it_is_well(tmp_path: Path) -> None:
    world = _with_operator(tmp_path, run={})
    world.status["crawl samr"] = -9
    world.tick()
    assert world.open()["service crawl samr job"] == "crawl samr ended with status -9: said"
    assert "findings --tell" in world.tick()
    assert world.told() == ["Regwatch operator: 1 new (service)"]
    world.status.clear()
    found = world.days(0.5)
    assert "crawl samr" in found and "service crawl samr job" not in world.open()
    assert world.told()[1:] == ["Regwatch operator: 1 over (service)"]


def test_a_digest_that_crashes_does_not_hide_behind_a_mail_round_that_works(tmp_path: Path) -> None:
    world = _with_operator(tmp_path)
    world.status["digest daily --until 2026-05-18T00:00:00+08:00 --hours common --send"] = 3
    for _ in range(30):
        world.tick()
    assert "service digest daily job" in world.open()


def test_silence_is_told_within_one_missed_look_and_daily_after_that(tmp_path: Path) -> None:
    world = _with_operator(tmp_path, run={"crawl": False})
    archive = open_archive(tmp_path)
    declare_channels(archive, declarations([SOURCES["mee"]], world.settings.crawl_config()), world.at)
    archive.close()
    every = timedelta(hours=min(channel.every_h for channel in SOURCES["mee"].channels))
    begun = world.at
    while not world.told():
        world.tick(10)
    assert world.at - begun <= 2 * every + timedelta(minutes=10), "one look was missed"
    before = len(world.told())
    world.days(3)
    assert 3 <= len(world.told()) - before <= 3 + 2 * len(SOURCES["mee"].channels)
    assert all("mee" in subject for subject in world.told())


def test_a_full_disk_a_missing_root_and_dead_letters_are_findings_of_the_service(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = _with_operator(tmp_path)
    world.tick()
    assert world.open() == {}
    monkeypatch.setattr("regwatch.service.own_health.FULL", 1 << 62)
    world.captured()
    world.at += timedelta(days=3)
    monkeypatch.setattr("regwatch.service.due.due_seal", lambda *_: None)
    people = subscribers(world.settings)
    subscribe(people, "reader@example.org", wish("weekly"), confirmed=True, now=world.at)
    people.conn.execute(
        """INSERT INTO deliveries (kind, reader, state, message_key, created_at, settled_at, last_error)
           SELECT 'digest', id, 'dead', 'x', ?, ?, '550 no such user' FROM readers LIMIT 1""",
        [stamp(world.at), stamp(world.at)],
    )
    people.conn.commit()
    people.close()
    world.tick()
    found = world.open()
    assert "make room" in found["service  disk"]
    assert "the captures of 2026-05-18 have no root yet" in found["service  seal"]
    assert "550 no such user" in found["service  dead_letters"]
    assert world.told()[-1] == "Regwatch operator: 3 new (service)"
    monkeypatch.undo()
    world.days(4)
    assert world.open() == {}
    assert world.told()[-1].startswith("Regwatch operator: 1 over")


def test_a_locked_database_does_not_end_the_schedule(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    world = World(tmp_path, run={"mail": False})

    def locked(*_: Any, **__: Any) -> Any:
        raise StorageError("locked")

    monkeypatch.setattr("regwatch.service.schedule.open_archive", locked)
    assert world.tick() == []
    monkeypatch.undo()
    assert len(crawls(world.tick())) == 3
    assert world.schedule.alive()
