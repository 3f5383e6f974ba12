"""What is usual on a channel, told from its own last good checks and notices, and what of it is missing now."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from statistics import median

from storage.clock import moment, stamp
from storage.database import Database

LOOKS_BACK = 20
ENOUGH_LOOKS = 5
ENOUGH_ITEMS = 5
USUAL_SHARE = 0.8
HALF = 0.5
TIMES_THE_REQUESTS = 3.0
NEW_NORMAL_AFTER = timedelta(days=30)
RECENT_NOTICES, EARLIER_NOTICES = 10, 50
ROWS, WITHOUT_ID = "rows", "without_id"
_COUNTS = {ROWS, WITHOUT_ID}


@dataclass(frozen=True, slots=True)
class Usual:
    """Medians over the last good checks: rows on the first page, the share (0 to 1) of those rows that say each field,
    requests for each notice looked at. None and an empty mapping where there are too few looks to tell."""

    rows: float | None = None
    shares: Mapping[str, float] = field(default_factory=dict)
    requests_per_item: float | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """What one check saw: `fields` counts the first page's rows and, by field, those that say it."""

    fields: Mapping[str, int]
    requests: int
    pages: int
    looked: int

    @property
    def rows(self) -> int:
        return self.fields.get(ROWS, 0)

    @property
    def shares(self) -> dict[str, float]:
        return {name: count / self.rows for name, count in self.fields.items() if name not in _COUNTS and self.rows}

    @property
    def requests_per_item(self) -> float | None:
        """Requests beyond the list's own pages for each notice looked at; None where few were."""
        return (self.requests - self.pages) / self.looked if self.looked >= ENOUGH_ITEMS else None


def looks(db: Database, source: str, channel: str, before: datetime) -> list[Seen]:
    """The last good checks of a channel before a moment, newest first."""
    rows = db.conn.execute(
        """SELECT fields, requests, pages, looked FROM checks WHERE source = ? AND channel = ? AND outcome = 'ok'
           AND observed_at < ? AND fields != '{}' ORDER BY observed_at DESC, id DESC LIMIT ?""",
        [source, channel, stamp(before), LOOKS_BACK],
    ).fetchall()
    return [Seen(json.loads(row[0]), *row[1:]) for row in rows]


def usual(seen: Sequence[Seen]) -> Usual:
    """Pure. What is usual after these checks."""
    if len(seen) < ENOUGH_LOOKS:
        return Usual()
    full = [one for one in seen if one.rows]
    names = {name for one in full for name in one.fields} - _COUNTS
    efforts = [effort for one in seen if (effort := one.requests_per_item) is not None]
    return Usual(
        rows=median(one.rows for one in seen),
        shares={name: median(one.shares.get(name, 0.0) for one in full) for name in sorted(names)},
        requests_per_item=median(efforts) if len(efforts) >= 3 else None,
    )


def missing(now: Seen, before: Usual, few: int) -> dict[str, str]:
    """Pure. By kind of finding, what this check saw less (or needed more) of than is usual; `few` rows do not count."""
    found: dict[str, str] = {}
    if before.rows is not None and now.rows < min(before.rows - few, before.rows * HALF):
        found["fewer_rows"] = f"the first page holds {now.rows} rows where {before.rows:g} are usual"
    gone = [
        f"{name} on {now.fields.get(name, 0)} of {now.rows} rows, usually on {share:.0%}"
        for name, share in before.shares.items()
        if share >= USUAL_SHARE and now.rows >= ENOUGH_ITEMS and now.shares.get(name, 0.0) < share * HALF
    ]
    if gone:
        found["fields_missing"] = f"the list says {'; '.join(gone)}"
    effort, common = now.requests_per_item, before.requests_per_item
    if effort is not None and common is not None and effort > TIMES_THE_REQUESTS * max(common, 1.0):
        found["more_requests"] = f"{effort:.1f} requests for each notice where {common:.1f} are usual"
    return found


def usual_before(db: Database, source: str, channel: str, kind: str, at: datetime) -> Usual:
    """What was usual before a finding of this kind opened, so that it does not become the usual by lasting; after
    `NEW_NORMAL_AFTER` it does."""
    row = db.conn.execute(
        "SELECT opened_at FROM findings WHERE source = ? AND channel = ? AND kind = ? AND closed_at IS NULL",
        [source, channel, kind],
    ).fetchone()
    opened = moment(row[0]) if row else at
    return usual(looks(db, source, channel, opened if at - opened < NEW_NORMAL_AFTER else at))


def notices_missing(db: Database, source: str, channel: str) -> str:
    """What the newest notices of a channel lack that most of those before them state; or nothing."""
    rows = db.conn.execute(
        """SELECT published_on IS NOT NULL, doc_number != '' FROM notices WHERE source = ? AND channel = ?
           AND pointer = 0 ORDER BY first_observed_at DESC, id LIMIT ?""",
        [source, channel, RECENT_NOTICES + EARLIER_NOTICES],
    ).fetchall()
    recent, earlier = rows[:RECENT_NOTICES], rows[RECENT_NOTICES:]
    if len(earlier) < RECENT_NOTICES:
        return ""
    said = []
    for place, name in enumerate(("a date of publication", "a document number")):
        then, now = (sum(row[place] for row in part) / len(part) for part in (earlier, recent))
        if then >= USUAL_SHARE and now < then * HALF:
            said.append(f"{name} in {now:.0%} of the newest {len(recent)}, in {then:.0%} of those before")
    return f"the notices state {'; '.join(said)}" if said else ""
