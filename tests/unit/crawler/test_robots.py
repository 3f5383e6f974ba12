"""What an answer for robots.txt means, by RFC 9309 section 2.3.1."""

import pytest

from crawler.guards.robots import Verdict, judge

RULES = b"User-agent: *\nDisallow: /x\n"
PAGE = "<!DOCTYPE html><html><head><title>首页</title></head><body>欢迎</body></html>".encode()
BLOCKED = "<!DOCTYPE html><html><title>访问被拦截</title><body>您的访问请求被拦截</body></html>".encode()
SCRIPT = b"<script>document.cookie='__jsl_clearance=1;path=/';location.href=location.pathname</script>"


def _kind(verdict: Verdict) -> str:
    if verdict.challenged:
        return "challenged"
    if verdict.rules == b"":
        return "all"
    return "nothing" if b"Disallow: /\n" in verdict.rules + b"\n" else "rules"


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (200, RULES, "rules"),
        (200, b"", "all"),
        (200, PAGE, "all"),
        (200, BLOCKED, "challenged"),
        (200, SCRIPT, "challenged"),
        (302, b"", "all"),
        (400, RULES, "all"),
        (401, RULES, "all"),
        (403, PAGE, "all"),
        (403, RULES, "all"),
        (404, PAGE, "all"),
        (410, b"", "all"),
        (412, SCRIPT, "challenged"),
        (429, b"", "challenged"),
        (500, RULES, "nothing"),
        (502, PAGE, "nothing"),
        (503, b"", "nothing"),
        (521, SCRIPT, "challenged"),
        (202, b"<meta content='x'><script>$_ts=window['$_ts']</script>", "challenged"),
    ],
)
def test_by_status_and_body(status: int, body: bytes, kind: str) -> None:
    assert _kind(judge(status, body)) == kind


def test_a_reason_is_given_whenever_something_is_forbidden() -> None:
    assert "RFC 9309" in judge(503, b"").ground
    assert "521" in judge(521, SCRIPT).ground
    assert judge(200, RULES).ground == ""


def test_only_the_first_half_megabyte_counts() -> None:
    assert len(judge(200, b"#" * 2_000_000).rules) <= 512_000
