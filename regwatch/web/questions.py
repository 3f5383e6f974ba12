"""Reading what an address asks for. Every fault is a UsageFault or NotAMoment: one sentence, status 400."""

from datetime import date, datetime

from starlette.requests import Request

from crawler.sources import SOURCES
from regwatch.commands.arguments import (
    in_order,
    known_channel,
    known_province,
    known_source,
    known_subject,
    known_topic,
    moment_or_none,
)
from regwatch.commands.asking import KINDS
from regwatch.errors import UsageFault
from storage.queries.changes import ChangeFilter
from storage.queries.notice_pages import NoticeFilter
from storage.vocabulary import STAGES

LONGEST = 400
MOST_ROWS = 1_000
_FLAGS = {"": False, "0": False, "no": False, "false": False, "1": True, "yes": True, "true": True, "on": True}


def text(request: Request, name: str, *, longest: int = LONGEST) -> str:
    """One value, without control characters."""
    value = "".join(char for char in request.query_params.get(name, "") if char >= " " and char != "\x7f").strip()
    if len(value) > longest:
        raise UsageFault(f"{name} is longer than {longest} characters; shorten it")
    return value


def flag(request: Request, name: str) -> bool:
    value = text(request, name).casefold()
    if value not in _FLAGS:
        raise UsageFault(f"{name}={value[:20]} is neither yes nor no; write 1 or leave it out")
    return _FLAGS[value]


def number(request: Request, name: str, *, least: int, most: int) -> int | None:
    value = text(request, name)
    if not value:
        return None
    if not (value.isascii() and value.isdigit()) or len(value) > 18 or not least <= int(value) <= most:
        raise UsageFault(f"{name}={value[:20]} is not a number from {least} to {most}; correct it")
    return int(value)


def moment(request: Request, name: str, *, end_of_day: bool = False) -> datetime | None:
    return _sane(name, moment_or_none(text(request, name), end_of_day=end_of_day))


def window(
    request: Request, first: str, last: str, *, last_included: bool = False
) -> tuple[datetime | None, datetime | None]:
    """The two ends of a window under their names; one that ends before it begins is refused."""
    return in_order(moment(request, first), moment(request, last, end_of_day=last_included))


def seen_by(request: Request) -> datetime | None:
    """The moment of `as_of` or `known_at`, the earlier of the two: of a text there is nothing but what was seen of it,
    so that for notices and searches both clocks are one."""
    asked = [moment(request, name, end_of_day=True) for name in ("as_of", "known_at")]
    return min((one for one in asked if one is not None), default=None)


def day(request: Request, name: str) -> date | None:
    found = moment(request, name)
    return found.date() if found else None


def _sane(name: str, found: datetime | None) -> datetime | None:
    """Far ends of the calendar leave no room for a zone or a day more."""
    if found is not None and not 1000 <= found.year <= 9000:
        raise UsageFault(f"{name} lies in the year {found.year}; write a day between 1000 and 9000")
    return found


def change_filter(request: Request) -> ChangeFilter:
    """since, until, source, channel, topic, province, kind, query, any_subject, subject: as `regwatch changes` takes
    them."""
    kind = text(request, "kind")
    if kind and kind not in KINDS:
        raise UsageFault(f"there is no kind of change '{kind[:40]}'; the kinds are {', '.join(KINDS)}")
    since, until = window(request, "since", "until")
    return ChangeFilter(
        since=since,
        until=until,
        source=known_source(text(request, "source")),
        channel=known_channel(text(request, "channel")),
        topic=known_topic(text(request, "topic")),
        province=known_province(text(request, "province")),
        kind=kind,
        query=text(request, "query"),
        any_subject=flag(request, "any_subject"),
        subject=known_subject(text(request, "subject")),
    )


def notice_filter(request: Request) -> NoticeFilter:
    """source, topic, province, stage, since, until (days of publication), any_subject."""
    stage = text(request, "stage")
    if stage and stage not in STAGES:
        raise UsageFault(f"there is no stage '{stage[:40]}'; the stages are {', '.join(STAGES)}")
    return NoticeFilter(
        since=day(request, "since"),
        until=day(request, "until"),
        source=known_source(text(request, "source")),
        topic=known_topic(text(request, "topic")),
        province=known_province(text(request, "province")),
        stage=stage,
        any_subject=flag(request, "any_subject"),
    )


__all__ = [
    "KINDS",
    "SOURCES",
    "change_filter",
    "day",
    "flag",
    "moment",
    "notice_filter",
    "number",
    "seen_by",
    "text",
    "window",
]
