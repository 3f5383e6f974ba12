"""A reader's own page behind the mailed link, and what a filter would have brought."""

import json
import mailbox
import re
from collections.abc import Callable
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from asgi_client import Client
from web_archive import NOW, Made

from notifier.archive_source import archive_of
from notifier.digests import run_digest
from notifier.link_tokens import token_for
from notifier.subscription_rows import list_subscriptions
from notifier.subscriptions import subscribe
from notifier.wishes import Subscription, wish
from regwatch.mails import subscribers
from storage.clock import moment

EMAIL = "buyer@example.com"


def form_token(text: str) -> str:
    found = re.search(r'name="form_token" value="([^"]+)"', text)
    assert found
    return found.group(1)


@pytest.fixture
def people(client_of: Callable[..., Client], made: Made, tmp_path: Path) -> Client:
    for file in made.folder.glob("subscribers.*"):
        file.unlink()
    return client_of(mail={"transport": f"maildir:{tmp_path / 'mail'}", "base_url": "http://127.0.0.1"})


@pytest.fixture
def path(people: Client) -> str:
    """The reader's page, with a weekly and a daily subscription; somebody else is subscribed too."""
    db = subscribers(people.site.settings)
    kept = wish("weekly", topics=["penalty_benchmark"], watch=["甲电池有限公司"], watch_file="s.csv", any_subject=True)
    one = subscribe(db, EMAIL, kept, confirmed=True, now=NOW)
    subscribe(db, EMAIL, wish("daily", any_subject=True), confirmed=True, now=NOW)
    subscribe(db, "other@example.com", wish("weekly"), confirmed=True, now=NOW)
    reader = db.conn.execute("SELECT reader FROM subscriptions WHERE id = ?", [one["id"]]).fetchone()[0]
    token = token_for(db, "manage", reader, None, NOW)
    db.close()
    return f"/manage/{token}"


def subscribed(ask: Client, email: str = EMAIL) -> list[Subscription]:
    db = subscribers(ask.site.settings)
    try:
        return list_subscriptions(db, email=email, ended=True)
    finally:
        db.close()


def dump(ask: Client) -> list[str]:
    db = subscribers(ask.site.settings)
    try:
        tables = [table for table in db.table_names() if table != "secrets"]
        return [str(row) for table in tables for row in db.conn.execute(f"SELECT * FROM [{table}]").fetchall()]
    finally:
        db.close()


def do(ask: Client, path: str, deed: str, **fields: object) -> object:
    return ask.post(path, data={"form_token": form_token(ask.get(path).text), "do": deed, **fields})


def test_looking_changes_nothing_and_shows_what_is_sent(people: Client, path: str) -> None:
    before = dump(people)
    answer = people.get(path)
    assert answer.status_code == 200 and answer.headers["cache-control"] == "no-store"
    assert "b…@example.com" in answer.text and EMAIL not in answer.text
    assert "甲电池有限公司" in answer.text
    assert people.get(path.replace("/manage/", "/manage/x")).status_code == 404
    assert dump(people) == before


def test_without_the_forms_token_nothing_changes(people: Client, path: str) -> None:
    before = dump(people)
    for deed in ("stop_all", "erase", "pause", "save", "stop", "export"):
        answer = people.post(path, data={"do": deed, "email": EMAIL, "id": "1", "until": "2026-12-01"})
        assert answer.status_code == 403
    assert dump(people) == before


def test_a_subscription_gets_a_feed_that_its_reader_can_withdraw(people: Client, path: str) -> None:
    assert "/feeds/own/" not in people.get(path).text
    page = do(people, path, "feed", id="2").text  # type: ignore[attr-defined]
    [address] = set(re.findall(r'href="http://127.0.0.1(/feeds/own/[^"]+\.atom)"', page))
    assert address in people.get(path).text
    assert people.get(address).status_code == 200
    # Another reader's subscription is not theirs to show.
    assert do(people, path, "feed", id="3").status_code == 400  # type: ignore[attr-defined]
    withdrawn = do(people, path, "feed_stop", id="2")
    assert address not in withdrawn.text  # type: ignore[attr-defined]
    assert people.get(address).status_code == 404


def test_a_change_is_kept_and_the_rest_stays(people: Client, path: str) -> None:
    answer = do(
        people,
        path,
        "save",
        id="1",
        frequency="weekly",
        language="both",
        topic=["list_publication"],
        province=["广东"],
        query="撤销",
        watch="甲电池有限公司\n乙电池有限公司",
        day="friday",
        hour="8",
        zone="Europe/Berlin",
        quiet="22-7",
    )
    assert answer.status_code == 200  # type: ignore[attr-defined]
    one, other = subscribed(people)
    assert (one["day"], one["hour"], one["zone"], one["quiet"]) == ("friday", 8, "Europe/Berlin", "22-7")
    assert (one["topics"], one["provinces"], one["query"]) == (["list_publication"], ["广东"], "撤销")
    assert (one["watch"], one["language"]) == (["甲电池有限公司", "乙电池有限公司"], "both")
    assert one["any_subject"] and one["watch_file"] == "s.csv"
    assert other["frequency"] == "daily" and other["topics"] == []


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"id": "1", "frequency": "hourly"}, "is not a frequency"),
        ({"id": "1", "hour": "25"}, "not an hour of the day"),
        ({"id": "1", "hour": "x"}, "not an hour of the day"),
        ({"id": "1", "zone": "Mars/Base"}, "is not a time zone"),
        ({"id": "1", "frequency": "daily"}, "already asks for the same"),
        ({"id": "3"}, "has ended meanwhile"),
        ({"id": "1 OR 1"}, "has ended meanwhile"),
    ],
)
def test_what_cannot_be_saved_is_told(people: Client, path: str, fields: dict[str, str], says: str) -> None:
    before = subscribed(people), subscribed(people, "other@example.com")
    answer = do(people, path, "save", **fields)
    assert answer.status_code == 400 and says in answer.text  # type: ignore[attr-defined]
    assert (subscribed(people), subscribed(people, "other@example.com")) == before


def test_stopping_one_and_then_all(people: Client, path: str) -> None:
    do(people, path, "stop", id="2")
    assert [one["state"] for one in subscribed(people)] == ["active", "ended"]
    do(people, path, "stop_all")
    assert [one["state"] for one in subscribed(people)] == ["ended", "ended"]
    assert [one["state"] for one in subscribed(people, "other@example.com")] == ["active"]
    assert "Nothing is sent to this address any more" in people.get(path).text


def test_a_pause_and_its_end(people: Client, path: str) -> None:
    assert "write 2026-05-18" in do(people, path, "pause", until="someday").text  # type: ignore[attr-defined]
    assert "ends on a day to come" in do(people, path, "pause", until="2020-01-01").text  # type: ignore[attr-defined]
    until = (NOW.date().replace(year=NOW.year + 1)).isoformat()[:8] + "01"
    text = do(people, path, "pause", until=until).text  # type: ignore[attr-defined]
    assert "Paused until" in text
    assert "Paused until" not in do(people, path, "resume").text  # type: ignore[attr-defined]


def test_taking_the_data_away_and_erasing_it(people: Client, path: str) -> None:
    answer = do(people, path, "export")
    told = json.loads(answer.content)  # type: ignore[attr-defined]
    assert answer.headers["content-disposition"].startswith("attachment")  # type: ignore[attr-defined]
    assert told["email"] == EMAIL and [one["id"] for one in told["subscriptions"]] == [1, 2]
    assert "other@example.com" not in json.dumps(told)
    assert "write the whole mail address" in do(people, path, "erase", email="b@example.com").text  # type: ignore[attr-defined]
    assert len(subscribed(people)) == 2
    assert "Everything is erased" in do(people, path, "erase", email="Buyer@Example.com").text  # type: ignore[attr-defined]
    assert EMAIL not in "\n".join(dump(people)) and subscribed(people, "other@example.com")
    assert people.get(path).status_code == 404


def test_a_preview_stores_nothing_and_shows_what_would_have_come(people: Client) -> None:
    token = form_token(people.get("/subscribe").text)
    fields = {"do": "preview", "form_token": token, "frequency": "weekly"}
    answer = people.post("/subscribe", data=fields)
    assert answer.status_code == 200
    found = re.search(r"would have brought (\d+) changes, in (\d+) mails", answer.text)
    assert found and int(found[1]) >= int(found[2]) >= 1
    none = people.post("/subscribe", data={**fields, "query": "没有这样的词语"})
    assert "no change of the last 90 days passes this filter" in none.text
    assert not (people.site.settings.data / "subscribers.db").exists()


def test_the_addresses_in_a_mail_that_was_sent_work(people: Client, path: str, tmp_path: Path) -> None:
    with people.site.reading() as archive, people.site.people() as db:
        mail = people.site.settings.mail
        newest = moment(archive.conn.execute("SELECT max(observed_at) FROM changes").fetchone()[0])
        until = moment((newest + timedelta(days=1)).date().isoformat())
        assert run_digest(db, "daily", archive=archive_of(archive), settings=mail, now=until, until=until)["sent"] == 1
    raw = next(iter(mailbox.Maildir(tmp_path / "mail")))
    link = str(raw["List-Unsubscribe"]).partition(">")[0].removeprefix("<http://127.0.0.1")
    # RFC 8058 3.1 wants https for one click; an address without it is there for a person alone.
    assert raw["List-Unsubscribe-Post"] is None
    text = message_from_bytes(raw.as_bytes(), policy=policy.default).get_body(("plain",)).get_content()  # type: ignore[attr-defined]
    assert f"http://127.0.0.1{path}" in text
    people.forget()
    assert people.get(link).status_code == 200
    assert [one["state"] for one in subscribed(people)] == ["active", "active"]
    for _ in range(2):  # the second time nothing is left, and that is fine
        assert people.post(link, data={"List-Unsubscribe": "One-Click"}).status_code == 200
        assert [one["state"] for one in subscribed(people)] == ["ended", "ended"]
    assert [one["state"] for one in subscribed(people, "other@example.com")] == ["active"]
