"""One notice: found by id or any of its addresses, shown as of any moment."""

from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from storage.archive import contents
from storage.archive.stored import StoredVersion, attachments_of, version_number, without_texts
from storage.clock import stamp
from storage.database import Database
from storage.errors import NotFound
from storage.model import Attachment
from storage.queries.instruments import copies
from storage.queries.links import linked, named_by
from storage.shapes import AttachmentShape, NoticeSummary

MIN_PREFIX = 6


def resolve(db: Database, text: str) -> str:
    """The id of the notice that `text` names: an id, an unambiguous beginning of one, or any of its addresses.

    An address of a mirror is found by its path. Raises NotFound in one sentence.
    """
    text = text.strip()
    if db.conn.execute("SELECT 1 FROM notices WHERE id = ?", [text]).fetchone():
        return text
    if "://" in text or text.startswith("/"):
        found = _by_address(db, text)
    elif len(text) >= MIN_PREFIX:
        found = _ids(db, "SELECT id FROM notices WHERE substr(id, 1, ?) = ? LIMIT 6", [len(text), text])
        if not found:
            found = _ids(db, "SELECT id FROM notices WHERE external_id IN (?, ?) LIMIT 6", [text, f"art_{text}"])
    else:
        found = []
    if len(found) == 1:
        return found[0]
    if found:
        raise NotFound(f"'{text}' could mean {', '.join(found[:5])}; write the whole id")
    raise NotFound(f"there is no notice '{text}' in the archive; `regwatch search` and `regwatch changes` list ids")


def _by_address(db: Database, text: str) -> list[str]:
    exact = _ids(db, "SELECT DISTINCT notice FROM addresses WHERE url = ? AND notice IS NOT NULL", [text])
    if exact:
        return exact
    try:
        parts = urlsplit(text)
    except ValueError:  # no address at all, as in `http://[`
        return []
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    if not path.strip("/"):
        return []
    return _ids(
        db,
        """SELECT DISTINCT notice FROM addresses WHERE notice IS NOT NULL
           AND substr(url, instr(substr(url, 9), '/') + 8) = ? LIMIT 6""",
        [path],
    )


def _ids(db: Database, sql: str, parameters: list[Any]) -> list[str]:
    return [str(row[0]) for row in db.conn.execute(sql, parameters).fetchall()]


def version_at(db: Database, notice: str, moment: datetime | None) -> StoredVersion | None:
    """The version that was current at `moment` (the newest when None); None when the notice was not yet known."""
    number = _number_at(db, notice, moment)
    return None if number is None else version_number(db, notice, number)


def _number_at(db: Database, notice: str, moment: datetime | None) -> int | None:
    row = db.conn.execute(
        "SELECT max(number) FROM versions WHERE notice = ? AND observed_at <= ?",
        [notice, stamp(moment) if moment else "9999"],
    ).fetchone()
    return None if row[0] is None else int(row[0])


def _shown_at(db: Database, notice: str, moment: datetime | None) -> StoredVersion | None:
    """As `version_at`, but without the attachments' texts."""
    row = db.conn.execute(
        "SELECT id FROM versions WHERE notice = ? AND number = ?", [notice, _number_at(db, notice, moment)]
    ).fetchone()
    return None if row is None else without_texts(db, [int(row[0])])[int(row[0])]


def summary(db: Database, notice: str, version: StoredVersion) -> NoticeSummary:
    row = db.conn.execute("SELECT source, channel, url, state FROM notices WHERE id = ?", [notice]).fetchone()
    return summary_of(notice, tuple(row), version)


def summary_of(notice: str, about: tuple[Any, ...], version: StoredVersion) -> NoticeSummary:
    """`about`: the notice's source, channel, url and state."""
    source, channel, url, state = about
    facts = contents.facts_of(version.facts)
    return {
        "id": notice,
        "source": source,
        "channel": channel,
        "url": url,
        "title": version.title,
        "issuers": facts["issuers"],
        "doc_number": facts["doc_number"],
        "stage": facts["stage"],
        "topics": facts["topics"],
        "on_subject": facts["on_subject"],
        "subjects": facts["subjects"],
        "province": facts["province"],
        "published_on": facts["published_on"],
        "signed_on": facts["signed_on"],
        "effective_on": facts["effective_on"],
        "expires_on": facts["expires_on"],
        "comment_deadline": facts["comment_deadline"],
        "attachments": [attachment_shape(attachment) for attachment in version.attachments],
        "state": state,
    }


def attachment_shape(attachment: Attachment) -> AttachmentShape:
    shape: AttachmentShape = {
        "name": attachment.name,
        "url": attachment.url,
        "sha256": attachment.sha256,
        "media_type": attachment.media_type,
        "bytes": attachment.size,
        "readable": attachment.readable,
    }
    if attachment.fault:
        shape["fault"] = attachment.fault
    return shape


def show(db: Database, text: str, as_of: datetime | None = None) -> dict[str, Any]:
    """A notice whole, as product's `show` prints it. Raises NotFound also when it was not yet known at `as_of`."""
    notice = resolve(db, text)
    version = _shown_at(db, notice, as_of)
    if version is None:
        first = db.conn.execute("SELECT first_observed_at FROM notices WHERE id = ?", [notice]).fetchone()
        raise NotFound(f"{notice} was first seen at {first[0]}; ask for a later moment than {as_of and stamp(as_of)}")
    shown: dict[str, Any] = dict(summary(db, notice, version))
    body = version.body(db)
    facts = contents.whole_facts(version.facts, body)
    shown["text"] = body["text"]
    shown["tables"] = body["tables"]
    shown["fields"] = body["fields"]
    shown["state"] = state_at(db, notice, as_of)
    shown["version"] = version.number
    shown["pointer"] = bool(db.conn.execute("SELECT pointer FROM notices WHERE id = ?", [notice]).fetchone()[0])
    shown["addresses"] = _ids(
        db, "SELECT url FROM addresses WHERE notice = ? AND kind != 'attachment' ORDER BY id", [notice]
    )
    shown["channels"] = channels_of(db, notice)
    shown["references"] = linked(db, facts["references"], notice, facts["issuers"])
    shown["named_by"] = named_by(db, notice, facts["doc_number"], version.title, facts["title_core"], as_of)
    shown["instrument"] = copies(db, notice, facts["title_core"])
    shown["dates"] = facts["dates"]
    shown["warnings"] = facts["warnings"]
    shown["versions"] = versions(db, notice, as_of)
    return shown


def channels_of(db: Database, notice: str) -> list[str]:
    return _ids(
        db,
        """SELECT DISTINCT l.source || '/' || l.channel FROM listings l JOIN addresses a ON a.id = l.address
           WHERE a.notice = ? ORDER BY 1""",
        [notice],
    )


def state_at(db: Database, notice: str, as_of: datetime | None) -> str:
    """live or withdrawn, by the last change at or before the moment."""
    moment = stamp(as_of) if as_of else "9999"
    row = db.conn.execute(
        "SELECT kind FROM changes WHERE notice = ? AND observed_at <= ? ORDER BY id DESC LIMIT 1", [notice, moment]
    ).fetchone()
    return "withdrawn" if row and row[0] == "withdrawn" else "live"


def versions(db: Database, notice: str, as_of: datetime | None = None) -> list[dict[str, Any]]:
    """Versions oldest first; `sha256` is the hash of the page as captured (of the list row for a pointer)."""
    rows = db.conn.execute(
        """SELECT v.number, v.observed_at, coalesce(b.sha256, v.content), v.cause, v.reader
           FROM versions v LEFT JOIN captures c ON c.id = v.capture LEFT JOIN blobs b ON b.id = c.blob
           WHERE v.notice = ? AND v.observed_at <= ? ORDER BY v.number""",
        [notice, stamp(as_of) if as_of else "9999"],
    ).fetchall()
    return [
        {"version": row[0], "observed_at": row[1], "sha256": row[2], "cause": row[3], "reader": row[4]} for row in rows
    ]


__all__ = ["attachments_of", "resolve", "show", "state_at", "summary", "version_at", "versions"]
