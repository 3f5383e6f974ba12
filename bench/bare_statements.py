"""One plain SQLite statement for each question of `large_archive`: what somebody who knows the tables would write.

They answer the same facts, raw: facts as JSON text, a page's text still packed, no events told, no words marked.
"""

from typing import Any

from storage.database import Database
from storage.pieces import PIECE

_FILES = """(SELECT json_group_array(json_array(a.name, a.url, b.sha256, a.media_type, b.size, a.readable))
    FROM version_attachments a LEFT JOIN blobs b ON b.id = a.blob WHERE a.version = v.id)"""
_ENTRIES = """(SELECT json_group_array(json_array(e.register, e.action, e.company, e.uscc, e.province, e.entry_type,
    e.batch, e.former, e.place, e.row, e.detail)) FROM entry_rows e WHERE e.version = {}.id)"""

_TIMELINE = f"""SELECT c.id, c.kind, c.observed_at, c.from_version, c.to_version, c.edits, c.backlog, n.id, n.source,
    n.channel, n.url, n.state, v.title, v.facts, {_FILES}, {_ENTRIES.format("v")}, {_ENTRIES.format("w")}
    FROM changes c INDEXED BY changes_observed CROSS JOIN notices n ON n.id = c.notice
    CROSS JOIN versions v ON v.notice = c.notice AND v.number = c.to_version
    LEFT JOIN versions w ON w.notice = c.notice AND w.number = c.from_version
    WHERE (c.observed_at, c.id) < (?, ?) AND (? OR json_extract(v.facts, '$.on_subject'))
    AND (? = '' OR c.source = ?) AND (? = '' OR c.kind = ?)
    AND (? = '' OR json_extract(v.facts, '$.province') = ?)
    AND (? = '' OR EXISTS (SELECT 1 FROM json_each(v.facts, '$.topics') WHERE value = ?))
    ORDER BY c.observed_at DESC, c.id DESC LIMIT ?"""

_REGISTER = """WITH newest AS (SELECT v.id, v.notice, v.facts, max(v.number) FROM versions v WHERE v.notice IN
    (SELECT DISTINCT w.notice FROM entry_rows e JOIN versions w ON w.id = e.version WHERE e.register = ?1)
    GROUP BY v.notice),
  stated AS (SELECT e.*, n.notice, max(json_extract(n.facts, '$.published_on'),
    coalesce(json_extract(n.facts, '$.effective_on'), '')) AS day
    FROM newest n JOIN entry_rows e ON e.version = n.id WHERE e.register = ?1),
  ranked AS (SELECT *, row_number() OVER (PARTITION BY company, entry_type ORDER BY day DESC, position DESC) AS nth
    FROM stated WHERE day <= ?2)
  SELECT company, uscc, province, entry_type, batch, action, day, notice, place, row FROM ranked WHERE nth = 1
  ORDER BY action, province, company, entry_type"""

_NOTICE = f"""SELECT n.*, v.title, v.facts, coalesce(
    (SELECT data FROM loose WHERE blob = b.id), (SELECT data FROM pieces WHERE id = b.place / {PIECE} + 1)), {_FILES},
    (SELECT json_group_array(json_array(o.number, o.observed_at, o.cause, o.reader, ob.sha256)) FROM versions o
     LEFT JOIN captures oc ON oc.id = o.capture LEFT JOIN blobs ob ON ob.id = oc.blob WHERE o.notice = n.id),
    (SELECT json_group_array(l.source || '/' || l.channel) FROM listings l JOIN addresses a ON a.id = l.address
     WHERE a.notice = n.id),
    (SELECT json_group_array(coalesce(
        (SELECT min(m.id) FROM notices m WHERE m.doc_number = json_extract(r.value, '$.doc_number')
         AND m.doc_number != ''),
        (SELECT min(m.id) FROM notices m WHERE json_extract(r.value, '$.title') != ''
         AND instr(m.title, json_extract(r.value, '$.title')) > 0)))
     FROM json_each(v.facts, '$.references') r),
    (SELECT json_group_array(m.id) FROM notices m WHERE instr(m.title, json_extract(v.facts, '$.title_core')) > 0)
    FROM notices n JOIN versions v ON v.notice = n.id AND v.number = n.version JOIN blobs b ON b.id = v.body
    WHERE n.id = ?"""


def timeline(
    db: Database, place: tuple[str, int], limit: int, *, any_subject: bool, source: str, kind: str, province: str,
    topic: str,
) -> list[Any]:  # fmt: skip
    asked = [any_subject, source, source, kind, kind, province, province, topic, topic]
    return list(db.conn.execute(_TIMELINE, [*place, *asked, limit]).fetchall())


def register(db: Database, key: str, day: str) -> list[Any]:
    return list(db.conn.execute(_REGISTER, [key, day]).fetchall())


def notice(db: Database, number: str) -> Any:
    return db.conn.execute(_NOTICE, [number]).fetchone()
