"""What the operator is told of findings: what is new, what is over, what still is. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from notifier.texts import plain, shorten
from storage.clock import moment
from storage.queries.health import Finding

AGAIN_AFTER = timedelta(days=1)
GATHERED_FOR = timedelta(hours=1)
MOST_LINES = 60

KINDS = {
    "late": "was not looked at in time",
    "challenged": "refuses us: something stands in place of its pages",
    "drifted": "is no longer built as we know it",
    "unreachable": "cannot be reached",
    "failed": "could not be read",
    "undated": "lists rows without a date",
    "unidentified": "lists addresses without the publisher's id",
    "fewer_rows": "lists far fewer rows than usual",
    "skipped_rows": "lists rows that cannot be used",
    "fields_missing": "leaves out what its rows used to say",
    "more_requests": "takes far more requests than usual",
    "pages_unread": "lists pages that give nothing usable",
    "attachments_unread": "names files that could not be fetched or read",
    "rechecks_overdue": "has known pages that were not looked at again in time",
    "disk": "the disk of the data folder is nearly full",
    "seal": "a day has no root or no countersignature",
    "dead_letters": "mails were given up",
    "canary": "the canary's mails do not arrive",
    "translation": "the translation engine does not work",
    "job": "a job of the service crashed or hung",
}


class Key(NamedTuple):
    """One finding from its opening to its end."""

    source: str
    channel: str
    kind: str
    opened_at: str


class Told(NamedTuple):
    detail: str
    told_at: str


@dataclass(frozen=True, slots=True)
class Line:
    """One finding as the mail tells it. `over` is when it ended, as far as that is known."""

    where: str
    what: str
    since: str
    detail: str
    over: str = ""


@dataclass(frozen=True, slots=True)
class News:
    """What one mail to the operator is about; nothing to send when `due` is False."""

    opened: tuple[Finding, ...]
    over: tuple[Finding, ...]
    standing: tuple[Finding, ...]
    due: bool


def key_of(finding: Finding) -> Key:
    return Key(finding["source"], finding["channel"], finding["kind"], finding["opened_at"])


def news(
    now: datetime,
    open_now: Sequence[Finding],
    closed: Iterable[Finding],
    told: Mapping[Key, Told],
    known: Iterable[Key],
    last_mail: str | None,
) -> News:
    """`told` are the findings of which the operator knows that they are open; `known` all that were ever told of.

    New and ended ones are told at once, but for an hour after a mail, in which what happens is gathered; one that goes
    on is told again a day later. One that came and went while nobody was told is told as over.
    """
    standing_keys = {key_of(one) for one in open_now}
    opened = tuple(one for one in open_now if key_of(one) not in told)
    ended = {key_of(one): one for one in closed}
    over = [ended.get(key) or _vanished(key, told[key], now) for key in told if key not in standing_keys]
    if last_mail is not None:
        seen = set(known)
        over += [one for key, one in ended.items() if key not in seen and one["opened_at"] > last_mail]
    standing = tuple(one for one in open_now if key_of(one) in told)
    again = any(now - moment(told[key_of(one)].told_at) >= AGAIN_AFTER for one in standing)
    gathering = last_mail is not None and timedelta() <= now - moment(last_mail) < GATHERED_FOR
    return News(opened, tuple(over), standing, bool(opened or over or again) and not gathering)


def _vanished(key: Key, told: Told, now: datetime) -> Finding:
    """Being late ends with a look and leaves no record of its own; a channel may have been switched off."""
    return Finding(
        source=key.source, channel=key.channel, kind=key.kind, opened_at=key.opened_at, last_at=told.told_at, times=1,
        detail=told.detail, closed_at=now.isoformat(),
    )  # fmt: skip


def lines(findings: Sequence[Finding], names: Mapping[tuple[str, str], str]) -> tuple[Line, ...]:
    """`names` are the channels' by source and key."""
    return tuple(
        Line(
            where=_where(one, names),
            what=KINDS.get(one["kind"], plain(one["kind"])),
            since=_minute(one["opened_at"]),
            detail=shorten(plain(" / ".join(one["detail"].splitlines())), 400),
            over=_minute(one.get("closed_at", "")),
        )
        for one in findings[:MOST_LINES]
    )


def subject(found: News) -> str:
    parts = [f"{len(found.opened)} new" if found.opened else "", f"{len(found.over)} over" if found.over else ""]
    still = f"{len(found.standing)} still open" if found.standing else ""
    told = ", ".join(part for part in (*parts, still) if part)
    where = sorted({one["source"] for one in (found.opened or found.over or found.standing)})
    return f"Regwatch operator: {told} ({', '.join(where)})"


def _where(finding: Finding, names: Mapping[tuple[str, str], str]) -> str:
    if finding["source"] == "service":
        return f"the service ({plain(finding['channel'])})" if finding["channel"] else "the service"
    name = plain(names.get((finding["source"], finding["channel"]), ""))
    return f"{finding['source']}/{finding['channel']}" + (f" ({name})" if name else "")


def _minute(text: str) -> str:
    return plain(text)[:16].replace("T", " ")
