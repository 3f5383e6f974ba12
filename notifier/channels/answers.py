"""What a service answered, judged: taken, later, or no. Pure.

WeCom, DingTalk and Feishu answer status 200 whatever happens and say in the JSON whether the message was taken; an
answer of theirs that is no such JSON was not given by them (a login page, a proxy) and counts as not taken.
"""

import json
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from notifier.errors import Undelivered
from notifier.posting import Answer
from notifier.texts import plain, shorten

_CODE_FIELD = {"wecom": "errcode", "dingtalk": "errcode", "feishu": "code", "lark": "code"}
_WORDS_FIELD = {"wecom": "errmsg", "dingtalk": "errmsg", "feishu": "msg", "lark": "msg"}
# Codes that a pause mends: too many messages, or the service's own trouble. Any other code is a fault of settings.
_LATER = {
    "wecom": frozenset({-1, 45009, 45033}),
    "dingtalk": frozenset({-1, 130101, 410100, 88, 90018}),
    "feishu": frozenset({11232, 11233, 99991400, 99991672, 1000005}),
    "lark": frozenset({11232, 11233, 99991400, 99991672, 1000005}),
}
_PAUSE_AFTER_TOO_MANY = timedelta(minutes=2)
LONGEST_PAUSE = timedelta(hours=24)


def judge(kind: str, label: str, answer: Answer, now: datetime) -> str:
    """What was said when the message was taken. Raises Undelivered when it was not; no sentence holds a token."""
    words = shorten(plain(answer.body[:600].decode("utf-8", "replace")), 160)
    if answer.status == 429:
        asked = retry_after(answer.headers.get("retry-after", ""), now) or _PAUSE_AFTER_TOO_MANY
        raise Undelivered(f"{label} asks for a pause (429 {words})", code=429, retry_after=asked)
    if 300 <= answer.status < 400:
        raise Undelivered(
            f"{label} answered {answer.status} and points elsewhere, which is not followed; subscribe its new address",
            code=answer.status,
            permanent=True,
        )
    if not 200 <= answer.status < 300:
        later = answer.status >= 500 or answer.status in (408, 425)
        pause = retry_after(answer.headers.get("retry-after", ""), now) if later else None
        raise Undelivered(
            f"{label} answered {answer.status} {words}", code=answer.status, permanent=not later, retry_after=pause
        )
    if kind in _CODE_FIELD:
        _judge_code(kind, label, answer, words)
    return words


def _judge_code(kind: str, label: str, answer: Answer, words: str) -> None:
    try:
        said: Any = json.loads(answer.body)
        code = said[_CODE_FIELD[kind]]
        known = isinstance(code, int) and not isinstance(code, bool)
    except (ValueError, TypeError, LookupError, RecursionError):
        known = False
    if not known:
        raise Undelivered(f"{label} answered 200 without saying whether it took the message ({words})", code=200)
    if code == 0:
        return
    why = shorten(plain(str(said.get(_WORDS_FIELD[kind], ""))), 160)
    if code in _LATER[kind]:
        raise Undelivered(f"{label} asks for a pause ({code} {why})", code=code, retry_after=_PAUSE_AFTER_TOO_MANY)
    raise Undelivered(
        f"{label} refused the message ({code} {why}); check its address, secret and keywords", code=code, permanent=True
    )


def retry_after(text: str, now: datetime) -> timedelta | None:
    """RFC 9110 10.2.3: seconds or a date; nonsense is None, and nobody makes us wait longer than a day."""
    text = text.strip()
    if text.isascii() and text.isdigit() and len(text) < 10:
        pause = timedelta(seconds=int(text))
    else:
        try:
            until = parsedate_to_datetime(text)
        except (ValueError, TypeError, IndexError, OverflowError):
            return None
        pause = (until if until.tzinfo else until.replace(tzinfo=UTC)) - now
    return min(max(pause, timedelta(seconds=1)), LONGEST_PAUSE)
