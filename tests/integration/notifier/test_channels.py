"""Digests to channels: real HTTP servers that take, refuse, put off, stall and answer 200 with an error inside."""

import base64
import hashlib
import hmac
import json
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from digest_samples import a_full_week, change
from post_office import NOW, archive_of
from test_kill_points import killed_while
from web_peers import WebPeer, web_peer

from notifier import ledger
from notifier.channels.addresses import channel_address
from notifier.channels.config import ChannelSettings
from notifier.config import MailSettings
from notifier.digests import DigestResult, run_digest
from notifier.outbox import flush
from notifier.subscribers_db import Database, open_subscribers
from notifier.subscription_rows import list_subscriptions
from notifier.subscriptions import subscribe, unsubscribe
from notifier.wishes import wish

WEEK = archive_of(a_full_week())
PRIVATE = ChannelSettings(allow_private=True, timeout_s=5)
SECRET = "whsec_" + base64.b64encode(b"k" * 24).decode()
TAKEN = {
    "wecom": b'{"errcode":0,"errmsg":"ok"}',
    "dingtalk": b'{"errcode":0,"errmsg":"ok"}',
    "feishu": b'{"code":0,"msg":"success","data":{}}',
    "lark": b'{"StatusCode":0,"StatusMessage":"success","code":0,"data":{},"msg":"success"}',
    "slack": b"ok",
    "teams": b"",
}


@pytest.fixture
def db(tmp_path: Path) -> Database:
    return open_subscribers(tmp_path / "subscribers.db")


def settings(folder: Path, **given: object) -> MailSettings:
    values = {"transport": f"maildir:{folder / 'box'}", "channels": PRIVATE, "base_url": "https://regwatch.example.org"}
    return MailSettings.model_validate({**values, **given})


def to_channel(db: Database, text: str, secret: str = "", frequency: str = "weekly") -> None:
    subscribe(db, channel_address(text, secret, private=True), wish(frequency), confirmed=False, now=NOW)


def weekly(db: Database, known: MailSettings) -> DigestResult:
    return run_digest(db, "weekly", archive=WEEK, settings=known, now=NOW)


def row_of(db: Database) -> tuple[str, str | None, int, str]:
    row = db.conn.execute("SELECT state, next_attempt_at, last_code, last_error FROM deliveries").fetchone()
    return row[0], row[1], row[2], row[3]


def test_the_allow_list_of_mail_stops_no_channel_and_that_of_channels_no_mail(db: Database, tmp_path: Path) -> None:
    peer = WebPeer()
    with web_peer(peer) as base:
        to_channel(db, f"webhook:{base}/hook", SECRET)
        subscribe(db, "me@example.org", wish("weekly"), confirmed=True, now=NOW)
        subscribe(db, "customer@example.com", wish("weekly"), confirmed=True, now=NOW)
        assert weekly(db, settings(tmp_path, only_to=["me@example.org"]))["sent"] == 2
        assert len(peer.calls) == 1
    said = "SELECT last_error FROM deliveries WHERE state = 'dead'"
    assert db.conn.execute(said).fetchall() == [("not on mail.only_to, so never sent from here",)]
    other = open_subscribers(tmp_path / "other" / "subscribers.db")
    to_channel(other, f"webhook:{base}/hook", SECRET)
    subscribe(other, "me@example.org", wish("weekly"), confirmed=True, now=NOW)
    narrow = ChannelSettings(allow_private=True, only_to=("slack", "webhook:other.example#123456"))
    assert weekly(other, settings(tmp_path, channels=narrow))["sent"] == 1
    assert other.conn.execute(said).fetchall() == [("not on mail.channels.only_to, so never sent from here",)]
    shown = db.conn.execute("SELECT email FROM readers WHERE email LIKE 'webhook%'").fetchone()[0]
    assert ChannelSettings(only_to=(shown,)).allows(shown) and ChannelSettings(only_to=("webhook",)).allows(shown)
    with pytest.raises(ValueError, match=r"holds 'me@example.org', which is no channel; write a kind \(webhook, "):
        ChannelSettings(only_to=("me@example.org",))


def test_a_webhook_gets_signed_json_once_and_never_a_second_time(db: Database, tmp_path: Path) -> None:
    peer = WebPeer()
    with web_peer(peer) as base:
        to_channel(db, f"webhook:{base}/hook?token=t0p", SECRET)
        assert weekly(db, settings(tmp_path))["sent"] == 1
        assert weekly(db, settings(tmp_path))["sent"] == 0
    assert len(peer.calls) == 1
    call = peer.calls[0]
    assert call.path == "/hook?token=t0p"
    told = json.loads(call.body)
    assert told["type"] == "regwatch.digest"
    assert [one["id"] for one in told["changes"]] and not told["left_out"]
    assert {"id", "kind", "notice", "edits", "register_events"} <= set(told["changes"][0])
    key, seconds = call.headers["webhook-id"], call.headers["webhook-timestamp"]
    assert call.headers["idempotency-key"] == key == told["id"]
    expected = hmac.new(b"k" * 24, f"{key}.{seconds}.".encode() + call.body, hashlib.sha256).digest()
    assert call.headers["webhook-signature"] == f"v1,{base64.b64encode(expected).decode()}"


@pytest.mark.parametrize("kind", sorted(TAKEN))
def test_each_service_gets_its_own_form_within_its_limits(db: Database, tmp_path: Path, kind: str) -> None:
    peer = WebPeer(answer=lambda _call: (200, {"Content-Type": "application/json"}, TAKEN[kind]))
    hostile = [
        change(n, title=f"[here](http://evil.example) <@all> <!channel> **{n}** " + "长" * 300) for n in range(90)
    ]
    with web_peer(peer) as base:
        to_channel(db, f"{kind}:{base}/robot/{'t' * 20}")
        result = run_digest(db, "weekly", archive=archive_of(hostile), settings=settings(tmp_path), now=NOW)
    assert (result["sent"], result["failed"]) == (1, 0)
    body = peer.calls[0].body
    assert len(body) < {"wecom": 4_400, "dingtalk": 20_000, "feishu": 20_000, "lark": 20_000}.get(kind, 28_000)
    told = json.loads(body)
    texts: dict[str, Callable[[], str]] = {
        "wecom": lambda: str(told["markdown"]["content"]),
        "dingtalk": lambda: str(told["markdown"]["text"]),
        "feishu": lambda: str(told["card"]["elements"][0]["content"]),
        "lark": lambda: str(told["card"]["elements"][0]["content"]),
        "slack": lambda: "\n".join(block["text"]["text"] for block in told["blocks"]),
        "teams": lambda: str(told["attachments"][0]["content"]["body"][1]["text"]),
    }
    text = texts[kind]()
    if kind == "wecom":
        assert len(text.encode()) <= 4096
    if kind == "slack":
        assert all(len(block["text"]["text"]) <= 3000 for block in told["blocks"]) and len(told["blocks"]) <= 50
    assert "<@all>" not in text and "<!channel>" not in text
    assert kind == "slack" or "](http://evil" not in text  # to Slack that is no link
    assert "https://regwatch.example.org/changes?" in text
    assert ledger.deliveries(db, states=("sent",))[0].message_key[:8] in text


def test_dingtalk_and_feishu_are_signed_as_they_want_it(db: Database, tmp_path: Path) -> None:
    peer = WebPeer(answer=lambda call: (200, {}, TAKEN["dingtalk" if "robot" in call.path else "feishu"]))
    with web_peer(peer) as base:
        to_channel(db, f"dingtalk:{base}/robot/send?access_token=abc&timestamp=1&sign=old", "SECdingding")
        to_channel(db, f"feishu:{base}/hook/abc", "feishusecret")
        assert weekly(db, settings(tmp_path))["sent"] == 2
    by_path = {urlsplit(call.path).path: call for call in peer.calls}
    query = parse_qs(urlsplit(by_path["/robot/send"].path).query)
    assert query["access_token"] == ["abc"] and len(query["timestamp"]) == len(query["sign"]) == 1
    signed = f"{query['timestamp'][0]}\nSECdingding".encode()
    expected = base64.b64encode(hmac.new(b"SECdingding", signed, hashlib.sha256).digest()).decode()
    assert query["sign"] == [expected]
    told = json.loads(by_path["/hook/abc"].body)
    key = f"{told['timestamp']}\nfeishusecret".encode()
    assert told["sign"] == base64.b64encode(hmac.new(key, b"", hashlib.sha256).digest()).decode()


@pytest.mark.parametrize(
    ("kind", "answer", "state", "words"),
    [
        ("webhook", (500, {}, b"oops"), "deferred", "500 oops"),
        ("webhook", (403, {}, b"no"), "failed", "403 no"),
        ("webhook", (410, {}, b""), "failed", "410"),
        ("webhook", (302, {"Location": "http://169.254.169.254/"}, b""), "failed", "points elsewhere"),
        ("webhook", None, "deferred", "cannot be reached"),
        ("webhook", (200, {}, b"x" * (2 << 20)), "deferred", "more than"),
        (
            "wecom",
            (200, {}, b'{"errcode":93000,"errmsg":"invalid url"}'),
            "failed",
            "93000 invalid url",
        ),
        ("wecom", (200, {}, b'{"errcode":45009,"errmsg":"api freq out of limit"}'), "deferred", "pause"),
        ("dingtalk", (200, {}, b'{"errcode":310000,"errmsg":"sign not match"}'), "failed", "310000 sign not match"),
        ("feishu", (200, {}, b'{"code":19021,"msg":"sign match fail"}'), "failed", "19021 sign match fail"),
        ("feishu", (200, {}, b'{"code":11232,"msg":"frequency limited"}'), "deferred", "pause"),
        ("feishu", (200, {}, b"<html>please log in</html>"), "deferred", "without saying whether"),
        ("wecom", (200, {}, b'{"errcode":false}'), "deferred", "without saying whether"),
        ("slack", (404, {}, b"no_service"), "failed", "404 no_service"),
    ],
)
def test_what_is_not_taken_is_kept_with_the_reason(
    db: Database, tmp_path: Path, kind: str, answer: tuple[int, dict[str, str], bytes] | None, state: str, words: str
) -> None:
    peer = WebPeer(answer=lambda _call: answer)
    with web_peer(peer) as base:
        to_channel(db, f"{kind}:{base}/secret-path-{'x' * 12}", SECRET if kind == "webhook" else "")
        result = weekly(db, settings(tmp_path))
    assert result["sent"] == 0 and (result["deferred"], result["failed"]) == ((1, 0) if state == "deferred" else (0, 1))
    stored, again, _code, why = row_of(db)
    assert stored == state and words in why and again is not None
    assert "secret-path" not in json.dumps([result, why])


def test_a_pause_that_is_asked_for_is_kept(db: Database, tmp_path: Path) -> None:
    answers = iter([(429, {"Retry-After": "5400"}, b"slow"), (200, {}, b"ok")])
    peer = WebPeer(answer=lambda _call: next(answers))
    with web_peer(peer) as base:
        to_channel(db, f"slack:{base}/services/T/B/x")
        assert weekly(db, settings(tmp_path))["deferred"] == 1
        assert row_of(db)[1] == "2026-05-04T07:30:00+08:00"
        assert weekly(db, settings(tmp_path))["deferred"] == 1  # not sooner, however often the run is repeated
        flush(db, settings(tmp_path), NOW + timedelta(minutes=80))
        assert len(peer.calls) == 1
        assert flush(db, settings(tmp_path), NOW + timedelta(minutes=91)).sent == 1
    assert peer.calls[0].headers.get("idempotency-key") is None


def test_a_receiver_that_drips_is_cut_off_and_holds_up_nobody(db: Database, tmp_path: Path) -> None:
    slow, quick = WebPeer(stall=True), WebPeer()
    with web_peer(slow) as stalling, web_peer(quick) as base:
        to_channel(db, f"webhook:{stalling}/a", SECRET)
        to_channel(db, f"webhook:{base}/b", SECRET)
        subscribe(db, "all@example.com", wish("weekly"), confirmed=True, now=NOW)
        known = settings(tmp_path, channels=ChannelSettings(allow_private=True, timeout_s=0.5))
        result = weekly(db, known)
    assert (result["sent"], result["deferred"]) == (2, 1)
    assert "did not answer within 0.5 seconds" in result["faults"][0]
    assert len(quick.calls) == 1


def test_without_leave_nothing_private_is_called(db: Database, tmp_path: Path) -> None:
    peer = WebPeer()
    with web_peer(peer) as base:
        to_channel(db, f"webhook:{base.replace('http', 'https')}/hook", SECRET)
        result = weekly(db, settings(tmp_path, channels=ChannelSettings()))
    assert result["failed"] == 1 and "no public address" in result["faults"][0]
    assert peer.calls == []


def test_channels_are_served_where_no_mail_can_be_sent(db: Database, tmp_path: Path) -> None:
    peer = WebPeer()
    with web_peer(peer) as base:
        to_channel(db, f"webhook:{base}/hook", SECRET)
        subscribe(db, "all@example.com", wish("weekly"), confirmed=True, now=NOW)
        result = weekly(db, settings(tmp_path, transport=""))
    assert (result["sent"], result["deferred"]) == (1, 1)
    assert "mail waits" in result["faults"][0]


def test_wishes_of_one_room_are_one_message_and_its_address_is_never_shown(db: Database, tmp_path: Path) -> None:
    peer = WebPeer(answer=lambda _call: (200, {}, TAKEN["feishu"]))
    with web_peer(peer) as base:
        address = channel_address(f"feishu:{base}/hook/{'a' * 20}", "s3cret-s3cret", private=True)
        subscribe(db, address, wish("weekly"), confirmed=False, now=NOW)
        stored = subscribe(db, address, wish("weekly", topics=["standard"]), confirmed=False, now=NOW)
        assert weekly(db, settings(tmp_path))["sent"] == 1
    assert len(peer.calls) == 1
    shown = json.dumps([*list_subscriptions(db), stored]) + repr(address) + str(address)
    assert "aaaa" not in shown and "s3cret" not in shown
    assert {one["channel"] for one in list_subscriptions(db)} == {"feishu"} and stored["state"] == "active"
    assert len(unsubscribe(db, str(stored["id"]), NOW)) == 1


@pytest.mark.timeout(300)
def test_a_channel_gets_each_message_once_but_for_the_one_window_wherever_the_sender_dies(tmp_path: Path) -> None:
    peer = WebPeer(answer=lambda _call: (200, {}, TAKEN["feishu"]))

    def office(folder: Path, base: str) -> Path:
        folder.mkdir()
        db = open_subscribers(folder / "subscribers.db")
        for room in range(3):
            to_channel(db, f"feishu:{base}/hook/{room}{'x' * 10}")
        db.close()
        return folder / "subscribers.db"

    def run(path: Path, hook: Callable[[str], None]) -> DigestResult:
        db = open_subscribers(path)
        try:
            known = settings(path.parent)
            return run_digest(db, "weekly", archive=WEEK, settings=known, now=NOW, hook=hook)
        finally:
            db.close()

    with web_peer(peer) as base:
        steps: list[str] = []
        run(office(tmp_path / "whole", base), steps.append)
        assert {"channel:posting", "channel:accepted"} <= set(steps)
        for step, name in enumerate(steps, 1):
            peer.calls.clear()
            path = office(tmp_path / str(step), base)
            assert killed_while(lambda hook, path=path: run(path, hook), step) == name  # type: ignore[misc]
            assert run(path, lambda _name: None)["failed"] == 0
            received = Counter(call.path for call in peer.calls)
            assert len(received) == 3, name
            doubled = [to for to, times in received.items() if times > 1]
            assert len(doubled) <= (name in ("channel:accepted", "sent:before-mark")), name
            for to in doubled:
                assert len({call.body for call in peer.calls if call.path == to}) == 1
