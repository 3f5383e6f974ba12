"""Addresses of channels: read, keyed, shown without their tokens; where a call may lead."""

import socket
from typing import Any

import pytest

from notifier.channels.addresses import channel_address
from notifier.errors import BadAddress
from notifier.posting import NotAllowed, Rules, checked_url, post_json

TOKEN = "c0ffee-c0ffee-c0ffee"


@pytest.mark.parametrize(
    ("text", "url"),
    [
        (f"wecom:{TOKEN}", f"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={TOKEN}"),
        (f"DingTalk: {TOKEN}", f"https://oapi.dingtalk.com/robot/send?access_token={TOKEN}"),
        (f"feishu:{TOKEN}", f"https://open.feishu.cn/open-apis/bot/v2/hook/{TOKEN}"),
        (f"lark:{TOKEN}", f"https://open.larksuite.com/open-apis/bot/v2/hook/{TOKEN}"),
        (f"slack:https://hooks.slack.com/services/{TOKEN}", f"https://hooks.slack.com/services/{TOKEN}"),
    ],
)
def test_a_token_or_an_address_names_a_room_and_is_never_shown(text: str, url: str) -> None:
    address = channel_address(text)
    assert address.url == url
    assert TOKEN not in f"{address}{address!r}{address.label}{address.key}"
    assert "@" not in address.label
    assert address.key == channel_address(text).key != channel_address(text + "x").key


@pytest.mark.parametrize(
    ("text", "secret", "words"),
    [
        ("pigeon:home", "", "begin with its kind"),
        (f"{TOKEN}", "", "begin with its kind"),
        ("webhook:http://hooks.example.org/x", "", "not https"),
        ("webhook:ftp://hooks.example.org/x", "", "no web address|not a web address"),
        (f"webhook:https://user:{TOKEN}@hooks.example.org/x", "", "user, a password"),
        (f"webhook:https://hooks.example.org/{TOKEN}\nHost: x", "", "characters"),
        ("webhook:https://hooks.example.org:99999/x", "", "not a valid address"),
        (f"slack:https://hooks.slack.com/{TOKEN}", "secret", "not signed"),
        (f"feishu:{TOKEN}", "two words", "holds spaces"),
        ("teams:" + "https://x.example/" + "a" * 3000, "", "too long"),
    ],
)
def test_what_is_no_address_is_said_without_its_token(text: str, secret: str, words: str) -> None:
    with pytest.raises(BadAddress, match=words) as fault:
        channel_address(text, secret)
    assert TOKEN not in str(fault.value)


@pytest.mark.parametrize(
    "address", ["127.0.0.1", "10.1.2.3", "169.254.169.254", "::1", "::ffff:10.0.0.1", "100.64.0.1"]
)
def test_a_name_that_leads_inside_is_not_called(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    def resolve(host: str, port: int, **_: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("93.184.216.34", port)), (0, 0, 0, "", (address, port))]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    monkeypatch.setattr(socket, "socket", None)  # nothing may be opened
    with pytest.raises(NotAllowed, match="no public address"):
        post_json("https://rebound.example.org/", b"{}", {}, Rules())


def test_plain_http_stays_inside_also_when_private_addresses_are_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    def resolve(host: str, port: int, **_: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("93.184.216.34", port))]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    checked_url("http://hooks.example.org/", Rules(private=True))
    with pytest.raises(NotAllowed, match="leads out of the private network"):
        post_json("http://hooks.example.org/", b"{}", {}, Rules(private=True))
