"""The days that live notices name: comments close, takes effect, expires."""

import json
from datetime import date
from typing import Any

from storage.database import Database

KINDS = ("comment_deadline", "effective_on", "expires_on")
MOST = 2_000


def dated_notices(db: Database, since: date, until: date | None = None, *, any_subject: bool = False) -> list[Any]:
    """`{"kind","day","notice","title","source","province","topics","changed_at"}`, by day, from `since` on (`until` not
    included). `changed_at` is when the notice's newest version was seen."""
    found: list[dict[str, Any]] = []
    for kind in KINDS:
        rows = db.conn.execute(
            f"""SELECT json_extract(v.facts, '$.{kind}') AS day, n.id, v.title, n.source, n.province, n.topics,
                       v.observed_at
                FROM notices n JOIN versions v ON v.notice = n.id AND v.number = n.version
                WHERE n.state = 'live' AND (n.on_subject = 1 OR ?) AND day >= ? AND day < ?
                ORDER BY day, n.id LIMIT ?""",
            [int(any_subject), since.isoformat(), until.isoformat() if until else "9999", MOST],
        ).fetchall()
        keys = ("day", "notice", "title", "source", "province", "topics", "changed_at")
        found += [{"kind": kind, **dict(zip(keys, row, strict=True))} for row in rows]
    for one in found:
        one["topics"] = json.loads(one["topics"])
    return sorted(found, key=lambda one: (one["day"], one["kind"], one["notice"]))
