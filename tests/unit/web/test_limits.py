"""Pace, form tokens, words: the small parts of the door."""

import re
from string import Formatter

from starlette.requests import Request

from regwatch.web.config import is_loopback
from regwatch.web.csrf import COOKIE, FormTokens
from regwatch.web.limits import Allowance, client_key
from regwatch.web.words import WORDS


def request(cookie: str = "", **headers: str) -> Request:
    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    if cookie:
        raw.append((b"cookie", f"{COOKIE}={cookie}".encode()))
    return Request({"type": "http", "method": "POST", "path": "/", "headers": raw, "query_string": b""})


def test_an_allowance_refills_steadily() -> None:
    pace = Allowance(per_minute=60, burst=3)
    assert [pace.wait("a", 0.0) for _ in range(3)] == [0, 0, 0]
    assert pace.wait("a", 0.0) == 1.0 and pace.wait("b", 0.0) == 0
    assert pace.wait("a", 0.5) == 0.5 and pace.wait("a", 1.1) == 0 and pace.wait("a", 1.1) > 0
    assert [pace.wait("a", 1000.0) for _ in range(4)][:3] == [0, 0, 0]


def test_one_asker_is_an_address_or_a_network() -> None:
    assert client_key("203.0.113.5") == "203.0.113.5"
    assert client_key("2001:db8:1:2:3:4:5:6") == client_key("2001:db8:1:2:ffff::1") != client_key("2001:db8:1:3::1")


def test_loopback_names() -> None:
    assert all(is_loopback(host) for host in ("127.0.0.1", "127.9.9.9", "::1", "[::1]", "localhost", "LOCALHOST."))
    assert not any(is_loopback(host) for host in ("0.0.0.0", "::", "localhost.evil.example", "10.0.0.1", "", "1"))


def test_a_form_token_belongs_to_its_browser() -> None:
    forms = FormTokens(b"k" * 32)
    token = forms.token("cookie-of-one-browser")
    assert forms.good(request("cookie-of-one-browser"), token)
    assert token != forms.token("cookie-of-one-browser")
    assert not forms.good(request("cookie-of-another"), token)
    assert not forms.good(request(), forms.token(""))
    assert not forms.good(request("cookie-of-one-browser", sec_fetch_site="cross-site"), token)
    assert not FormTokens(b"x" * 32).good(request("cookie-of-one-browser"), token)
    for bad in ("", "=", token[:-4], token[::-1], "\u00e4", "a" * 10_000):
        assert not forms.good(request("cookie-of-one-browser"), bad)


def test_every_word_is_told_in_both_languages_with_the_same_values() -> None:
    for key, (english, chinese) in WORDS.items():
        assert english and chinese, key
        fields = [{name for _, name, _, _ in Formatter().parse(word) if name} for word in (english, chinese)]
        assert fields[1] <= fields[0], key
        assert not re.search(r"[\u4e00-\u9fff]", english) or key in ("penalties_lead",), key
