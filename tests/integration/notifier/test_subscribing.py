"""Subscribing, confirming and leaving, on a real subscribers.db."""

from collections.abc import Callable
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from post_office import NOW, Peer, post_office

from notifier import ledger
from notifier.config import MailSettings
from notifier.errors import BadAddress, LinkNotGood, SubscriptionExists, SubscriptionNotFound
from notifier.link_tokens import token_for
from notifier.outbox import flush
from notifier.subscribers_db import Database, open_subscribers
from notifier.subscription_rows import list_subscriptions
from notifier.subscriptions import confirm, peek, subscribe, suppress, unsubscribe, unsubscribe_by_link
from notifier.wishes import wish

WEEKLY = wish("weekly", topics=["penalty_benchmark"], watch=["甲公司"], watch_file="suppliers.csv")


@pytest.fixture
def db(tmp_path: Path) -> Database:
    return open_subscribers(tmp_path / "subscribers.db")


def test_a_confirmed_subscription_is_awake_at_once(db: Database) -> None:
    made = subscribe(db, "Buyer@Example.com", WEEKLY, confirmed=True, now=NOW)
    assert made["state"] == "active"
    assert made["email"] == "Buyer@example.com"
    assert (made["topics"], made["watch"], made["watch_file"]) == (["penalty_benchmark"], ["甲公司"], "suppliers.csv")
    assert list_subscriptions(db) == [made]
    assert ledger.deliveries(db) == []


def test_the_same_again_is_refused_in_one_sentence(db: Database) -> None:
    subscribe(db, "buyer@example.com", WEEKLY, confirmed=True, now=NOW)
    with pytest.raises(SubscriptionExists, match="already has this weekly subscription"):
        subscribe(db, "BUYER@example.com", WEEKLY, confirmed=True, now=NOW)
    subscribe(db, "buyer@example.com", wish("weekly"), confirmed=True, now=NOW)
    assert len(list_subscriptions(db, email="buyer@EXAMPLE.com")) == 2


def test_unconfirmed_sleeps_until_the_mailed_link_is_followed(db: Database, tmp_path: Path) -> None:
    made = subscribe(db, "buyer@example.com", WEEKLY, confirmed=False, now=NOW)
    assert made["state"] == "unconfirmed"
    peer = Peer()
    with post_office(peer) as transport:
        settings = MailSettings(transport=transport, base_url="https://regwatch.example.org")
        assert flush(db, settings, NOW).sent == 1
        assert flush(db, settings, NOW + timedelta(days=1)).sent == 0
    message = message_from_bytes(peer.taken[0][1], policy=policy.default)
    text = message.get_body(("plain",)).get_content()  # type: ignore[attr-defined]
    token = text.split("https://regwatch.example.org/confirm/", 1)[1].split()[0]
    assert len(token) == 29
    assert "Penalty benchmark" in text
    assert peek(db, "confirm", token, NOW)[0]["state"] == "unconfirmed"
    assert confirm(db, token, NOW)["state"] == "active"
    assert confirm(db, token, NOW)["state"] == "active"


def test_asking_again_and_again_does_not_fill_a_strangers_box(db: Database) -> None:
    subscribe(db, "victim@example.com", WEEKLY, confirmed=False, now=NOW)
    for minute in range(1, 30):
        with pytest.raises(SubscriptionExists, match="follow the link already mailed"):
            subscribe(db, "victim@example.com", WEEKLY, confirmed=False, now=NOW + timedelta(minutes=minute))
    assert len(ledger.deliveries(db)) == 1
    with pytest.raises(SubscriptionExists, match="a new confirmation mail waits"):
        subscribe(db, "victim@example.com", WEEKLY, confirmed=False, now=NOW + timedelta(hours=2))
    assert len(ledger.deliveries(db)) == 2


def test_an_operator_may_confirm_what_sleeps(db: Database) -> None:
    subscribe(db, "buyer@example.com", WEEKLY, confirmed=False, now=NOW)
    assert subscribe(db, "buyer@example.com", WEEKLY, confirmed=True, now=NOW)["state"] == "active"
    settings = MailSettings(transport="smtp://127.0.0.1:1")
    assert flush(db, settings, NOW).dropped == 1


def flipped(token: str) -> str:
    return ("B" if token[0] == "A" else "A") + token[1:]


DAMAGES = [
    flipped,
    lambda token: token[:-1],
    lambda token: token + "a",
    lambda _: "",
    lambda _: "ü",
    lambda _: "a" * 999,
]


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_link_is_refused(db: Database, damage: Callable[[str], str]) -> None:
    made = subscribe(db, "buyer@example.com", WEEKLY, confirmed=False, now=NOW)
    token = token_for(db, "confirm", 1, made["id"], NOW)
    with pytest.raises(LinkNotGood):
        confirm(db, damage(token), NOW)
    with pytest.raises(LinkNotGood):
        unsubscribe_by_link(db, token, NOW)  # a link is good for one purpose only
    assert list_subscriptions(db)[0]["state"] == "unconfirmed"


def test_a_confirm_link_grows_old_and_can_be_withdrawn(db: Database) -> None:
    made = subscribe(db, "buyer@example.com", WEEKLY, confirmed=False, now=NOW)
    token = token_for(db, "confirm", 1, made["id"], NOW)
    with pytest.raises(LinkNotGood, match="older than 14 days"):
        confirm(db, token, NOW + timedelta(days=14))
    unsubscribe(db, str(made["id"]), NOW)
    with pytest.raises(LinkNotGood, match="withdrawn"):
        confirm(db, token, NOW)


def test_leaving_by_address_by_number_and_by_link(db: Database) -> None:
    first = subscribe(db, "buyer@example.com", WEEKLY, confirmed=True, now=NOW)
    subscribe(db, "buyer@example.com", wish("daily"), confirmed=True, now=NOW)
    other = subscribe(db, "other@example.com", wish("daily"), confirmed=True, now=NOW)
    assert [one["id"] for one in unsubscribe(db, str(first["id"]), NOW)] == [first["id"]]
    assert len(unsubscribe(db, "Buyer@example.com", NOW)) == 1
    link = token_for(db, "unsubscribe", 2, None, NOW)
    assert [one["id"] for one in unsubscribe_by_link(db, link, NOW)] == [other["id"]]
    assert unsubscribe_by_link(db, link, NOW) == []
    assert list_subscriptions(db) == []
    assert len(list_subscriptions(db, ended=True)) == 3
    for nobody in ("buyer@example.com", "99", "0", "not an address", "", "9" * 30):
        with pytest.raises(SubscriptionNotFound, match="has no subscription"):
            unsubscribe(db, nobody, NOW)


def test_who_left_may_come_back(db: Database) -> None:
    subscribe(db, "buyer@example.com", WEEKLY, confirmed=True, now=NOW)
    unsubscribe(db, "buyer@example.com", NOW)
    assert subscribe(db, "buyer@example.com", WEEKLY, confirmed=True, now=NOW)["state"] == "active"


def test_a_suppressed_address_is_left_alone(db: Database) -> None:
    subscribe(db, "buyer@example.com", WEEKLY, confirmed=True, now=NOW)
    assert len(suppress(db, "buyer@example.com", "complained", NOW)) == 1
    with pytest.raises(BadAddress, match="complained"):
        subscribe(db, "buyer@example.com", wish("daily"), confirmed=True, now=NOW)


def test_the_file_is_for_its_owner_and_opens_again(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "subscribers.db"
    subscribe(open_subscribers(path), "buyer@example.com", WEEKLY, confirmed=True, now=NOW)
    assert path.stat().st_mode & 0o077 == 0
    assert len(list_subscriptions(open_subscribers(path))) == 1
