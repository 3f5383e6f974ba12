"""The days that live notices name: comments close, takes effect, expires."""

import json
from datetime import date
from typing import Any

from storage.database import Database
from storage.kept_answers import Kept, state_of

KINDS = ("comment_deadline", "effective_on", "expires_on")
MOST = 2_000


def dated_notices(db: Database, since: date, until: date | None = None, *, any_subject: bool = False) -> list[Any]:
    """`{"kind","day","notice","title","source","province","topics","changed_at"}`, by day, from `since` on (`until` not
    included), at most 2,000 of a kind. `changed_at` is when the notice's newest version was seen."""
    state = state_of(db)
    newest = db.conn.execute("SELECT max(id) FROM changes").fetchone()[0]  # a withdrawal writes no version
    key = (state, newest, since, until, any_subject)
    found = _kept.get(key) if state else None
    if found is None:
        found = _dated(db, since.isoformat(), until.isoformat() if until else "9999", any_subject=any_subject)
        if state:
            _kept.put(key, found)
    return [{**one, "topics": list(one["topics"])} for one in found]


# Every notice is looked at, so that pages and calendars ask once for each state of the archive.
_kept: Kept[list[dict[str, Any]]] = Kept(16)


def _dated(db: Database, first: str, end: str, *, any_subject: bool) -> list[dict[str, Any]]:
    days = ", ".join(f"json_extract(v.facts, '$.{kind}') AS {kind}" for kind in KINDS)
    within = " OR ".join(f"({kind} >= ? AND {kind} < ?)" for kind in KINDS)
    rows = db.conn.execute(
        f"""SELECT {days}, n.id, v.title, n.source, n.province, n.topics, v.observed_at
            FROM notices n JOIN versions v ON v.notice = n.id AND v.number = n.version
            WHERE n.state = 'live' AND (n.on_subject = 1 OR ?) AND ({within})""",
        [int(any_subject), *[first, end] * len(KINDS)],
    ).fetchall()
    found: list[dict[str, Any]] = []
    for place, kind in enumerate(KINDS):
        of_kind = sorted((row[place], *row[len(KINDS) :]) for row in rows if row[place] and first <= row[place] < end)
        found += [
            {
                "kind": kind,
                "day": day,
                "notice": notice,
                "title": title,
                "source": source,
                "province": province,
                "topics": json.loads(topics),
                "changed_at": changed_at,
            }
            for day, notice, title, source, province, topics, changed_at in of_kind[:MOST]
        ]
    return sorted(found, key=lambda one: (one["day"], one["kind"], one["notice"]))
