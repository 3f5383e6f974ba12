"""The feed of a subscription: what its filter brings, nothing of its reader, gone when it is withdrawn."""

from collections.abc import Callable, Iterator
from xml.etree import ElementTree

import pytest
from asgi_client import Client
from web_archive import NOW, Made

from notifier.subscription_feeds import feed_token, withdraw_feed
from notifier.subscriptions import subscribe, unsubscribe
from notifier.wishes import wish
from regwatch.mails import subscribers
from regwatch.settings import Settings
from storage.database import Database

ATOM = "{http://www.w3.org/2005/Atom}"
WATCHED = "没有人知道的电池有限公司"


@pytest.fixture
def people(made: Made) -> Iterator[Database]:
    for file in made.folder.glob("subscribers.*"):
        file.unlink()
    db = subscribers(Settings(data=made.folder))
    yield db
    db.close()


def entries(body: str) -> list[str]:
    return [entry.findtext(f"{ATOM}id") or "" for entry in ElementTree.fromstring(body).findall(f"{ATOM}entry")]


def test_a_feed_brings_what_its_filter_brings_and_says_nothing_of_its_reader(
    client_of: Callable[..., Client], people: Database
) -> None:
    all_of_it = subscribe(people, "buyer@example.com", wish("weekly"), confirmed=True, now=NOW)
    some = subscribe(people, "buyer@example.com", wish("weekly", topics=["penalty_benchmark"]), confirmed=True, now=NOW)
    watching = subscribe(people, "buyer@example.com", wish("daily", watch=[WATCHED]), confirmed=True, now=NOW)
    ask = client_of()
    found = {}
    for one in (all_of_it, some, watching):
        answer = ask.get(f"/feeds/own/{feed_token(people, one['id'], NOW)}.atom")
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("application/atom+xml")
        assert "private" in answer.headers["cache-control"]
        assert "buyer" not in answer.text and "example.com" not in answer.text and WATCHED not in answer.text
        found[one["id"]] = entries(answer.text)
    assert found[all_of_it["id"]] and len(found[all_of_it["id"]]) == len(set(found[all_of_it["id"]]))
    assert set(found[some["id"]]) < set(found[all_of_it["id"]])
    assert found[watching["id"]] == []


def test_a_feed_needs_no_other_token_and_no_other_token_opens_it(
    client_of: Callable[..., Client], people: Database
) -> None:
    one = subscribe(people, "buyer@example.com", wish("weekly"), confirmed=True, now=NOW)
    token = feed_token(people, one["id"], NOW)
    assert feed_token(people, one["id"], NOW) == token
    ask = client_of(token_needed=True, serve={"token": "t" * 32})
    assert ask.get("/changes").status_code == 401
    assert ask.get(f"/feeds/own/{token}.atom").status_code == 200
    for wrong in (token[:-1], token[:-1] + ("A" if token[-1] != "A" else "B"), "x", "%00"):
        assert ask.get(f"/feeds/own/{wrong}.atom").status_code == 404


def test_a_withdrawn_feed_and_that_of_an_ended_subscription_are_gone(
    client_of: Callable[..., Client], people: Database
) -> None:
    one = subscribe(people, "buyer@example.com", wish("weekly"), confirmed=True, now=NOW)
    ask = client_of()
    first = feed_token(people, one["id"], NOW)
    assert withdraw_feed(people, one["id"], NOW)
    assert not withdraw_feed(people, one["id"], NOW)
    assert ask.get(f"/feeds/own/{first}.atom").status_code == 404
    second = feed_token(people, one["id"], NOW)
    assert second != first
    assert ask.get(f"/feeds/own/{second}.atom").status_code == 200
    unsubscribe(people, str(one["id"]), NOW)
    assert ask.get(f"/feeds/own/{second}.atom").status_code == 404
