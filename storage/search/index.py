"""Keeping the index in step with the archive: a version's words are indexed in the transaction that writes it."""

import json
import logging

from storage.database import Database, writing
from storage.model import Reading
from storage.search import schema, texts
from storage.search.folding import BORDER, EVERY, border_joined, terms
from storage.search.texts import Searchable

CATCH_UP_AT_ONCE = 20

_log = logging.getLogger(__name__)


def version_added(db: Database, notice: str, reading: Reading) -> None:
    """Index what was just written as the notice's newest version, within the transaction that wrote it."""
    source = db.conn.execute("SELECT source FROM notices WHERE id = ?", [notice]).fetchone()[0]
    _put(db, notice, texts.of_reading(reading, source))
    catch_up(db, CATCH_UP_AT_ONCE)


def catch_up(db: Database, limit: int | None = None) -> int:
    """Index notices that an engine without the index has written, `limit` at most; returns how many."""
    if not schema.create_text(db):
        return 0
    rows = db.conn.execute(
        """SELECT s.notice, n.source FROM search_notices s JOIN notices n ON n.id = s.notice
           WHERE s.indexed = 0 LIMIT ?""",
        [-1 if limit is None else limit],
    ).fetchall()
    for notice, source in rows:
        _put(db, notice, _newest(db, notice, source))
    return len(rows)


def rebuild(db: Database) -> int:
    """Index every notice of the archive anew, oldest first; returns how many."""
    with writing(db):
        db.conn.execute("DELETE FROM search_notices")
        if schema.create_text(db):
            db.conn.execute("INSERT INTO search_text(search_text) VALUES ('delete-all')")
        rows = db.conn.execute("SELECT id, source FROM notices ORDER BY coalesce(published_on, ''), id").fetchall()
        if len(rows) > 1000:
            _log.info("building the search index of %d notices; this happens once", len(rows))
        for notice, source in rows:
            _put(db, notice, _newest(db, notice, source))
        if schema.usable(db):
            db.conn.execute("INSERT INTO search_text(search_text) VALUES ('optimize')")
    return len(rows)


def _newest(db: Database, notice: str, source: str) -> Searchable:
    version = db.conn.execute(
        "SELECT id FROM versions WHERE notice = ? ORDER BY number DESC LIMIT 1", [notice]
    ).fetchone()[0]
    return texts.of_version(db, int(version), source)


def _put(db: Database, notice: str, version: Searchable) -> None:
    usable = schema.usable(db)
    known = db.conn.execute("SELECT id, published_on FROM search_notices WHERE notice = ?", [notice]).fetchone()
    said = version.properties
    stays = known is not None and known[1] == said.published_on
    place = int(known[0]) if stays else _free_id(db, said.published_on)
    if known is not None:
        db.conn.execute("DELETE FROM search_notices WHERE id = ?", [known[0]])
    db.conn.execute(
        """INSERT INTO search_notices(id, notice, published_on, source, topics, province, indexed)
           VALUES (?,?,?,?,?,?,?)""",
        [place, notice, said.published_on, said.source, json.dumps(said.topics), said.province, int(usable)],
    )
    if usable:
        # The place itself too: an engine without the index may have left it when it moved another notice away.
        db.conn.execute("DELETE FROM search_text WHERE rowid IN (?, ?)", [place, known[0] if known else place])
        db.conn.execute("INSERT INTO search_text(rowid, title, text) VALUES (?,?,?)", [place, *_columns(version)])


def _columns(version: Searchable) -> tuple[str, str]:
    """Marks stand in the text column, apart from each other and from what the notice says."""
    marks = f" {BORDER} ".join([*version.properties.marks(), EVERY.strip('"')])
    return terms(version.title), f"{border_joined(list(version.units))} {BORDER} {marks}"


def _free_id(db: Database, published_on: str | None) -> int:
    """The next free id of a day, or of the next day with room where more notices came than a day has ids."""
    place = schema.first_id(published_on)
    while True:
        last = db.conn.execute(
            "SELECT max(id) FROM search_notices WHERE id >= ? AND id < ?", [place, place + schema.NOTICES_A_DAY]
        ).fetchone()[0]
        if last is None:
            return place
        if last + 1 < place + schema.NOTICES_A_DAY:
            return int(last) + 1
        place += schema.NOTICES_A_DAY
