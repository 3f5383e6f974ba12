"""Keeping the index in step with the archive: a version's words are indexed in the transaction that writes it, and what
was missed is made up for when the archive is opened for writing."""

import json
import logging

from storage.database import Database, in_transaction, writing
from storage.errors import StorageError
from storage.model import Reading
from storage.search import names, schema, step, texts
from storage.search.folding import BORDER, EVERY, border_joined, terms
from storage.search.schema import SCHEMA

AT_ONCE = 200
TOLD_FROM = 1000
TOLD_EVERY = 5000

_log = logging.getLogger(__name__)


def version_added(db: Database, notice: str, reading: Reading) -> None:
    """Index what was just written as the notice's newest version, within the transaction that wrote it.

    An index that cannot be written keeps no version out of the archive: it is behind then, and made up for later.
    """
    in_step = step.in_step(db)
    drawn = step.draw(db)
    if schema.state(db) is None:
        return
    version, seal, source = step.newest(db, notice)
    try:
        with writing(db):
            _put(db, notice, version, seal, texts.of_reading(reading, source))
            if in_step:
                step.agree(db, drawn)
    except StorageError as error:
        if not in_transaction(db):
            raise
        _log.warning("the search index is left behind (%s); it catches up when the archive is next opened", error)


def catch_up(db: Database) -> int:
    """Bring the index to the archive's state; returns how many notices were indexed. Other writers get in between."""
    done = 0
    while not step.in_step(db):
        wanted = step.mark(db)
        with writing(db):
            gone = step.ahead(db)
            names.forget(db, gone)
            for place in gone.values():
                db.conn.execute(f"DELETE FROM {SCHEMA}.search_notices WHERE id = ?", [place])
                db.conn.execute(f"DELETE FROM {SCHEMA}.search_text WHERE rowid = ?", [place])
        behind = list(step.behind(db))
        if len(behind) >= TOLD_FROM:
            _log.warning("building the search index of %d notices; this happens once", len(behind))
        for start in range(0, len(behind), AT_ONCE):
            with writing(db):
                for notice in behind[start : start + AT_ONCE]:
                    version, seal, source = step.newest(db, notice)
                    _put(db, notice, version, seal, texts.of_version(db, version, source))
            if start and start % TOLD_EVERY == 0:
                _log.warning("the search index holds %d of %d notices", start, len(behind))
        with writing(db):
            if step.mark(db) == wanted:
                if len(behind) >= TOLD_FROM:
                    db.conn.execute(f"INSERT INTO {SCHEMA}.search_text(search_text) VALUES ('optimize')")
                step.agree(db, wanted)
        done += len(behind)
    return done


def rebuild(db: Database) -> int:
    """Index every notice of the archive anew; returns how many."""
    with writing(db):
        schema.create(db)
        names.make(db)
    return catch_up(db)


def _put(db: Database, notice: str, version: int, seal: bytes, said: "texts.Searchable") -> None:
    known = db.conn.execute(
        f"SELECT id, published_on FROM {SCHEMA}.search_notices WHERE notice = ?", [notice]
    ).fetchone()
    of = said.properties
    stays = known is not None and known[1] == of.published_on
    place = int(known[0]) if stays else _free_id(db, of.published_on)
    if known is not None:
        db.conn.execute(f"DELETE FROM {SCHEMA}.search_notices WHERE id = ?", [known[0]])
        db.conn.execute(f"DELETE FROM {SCHEMA}.search_text WHERE rowid = ?", [known[0]])
    db.conn.execute(
        f"""INSERT INTO {SCHEMA}.search_notices(id, notice, version, seal, published_on, source, topics, province)
            VALUES (?,?,?,?,?,?,?,?)""",
        [place, notice, version, seal, of.published_on, of.source, json.dumps(of.topics), of.province],
    )
    db.conn.execute(f"INSERT INTO {SCHEMA}.search_text(rowid, title, text) VALUES (?,?,?)", [place, *_columns(said)])
    names.put(db, notice, version)


def _columns(version: "texts.Searchable") -> tuple[str, str]:
    """Marks stand in the text column, apart from each other and from what the notice says."""
    marks = f" {BORDER} ".join([*version.properties.marks(), EVERY.strip('"')])
    return terms(version.title), f"{border_joined(list(version.units))} {BORDER} {marks}"


def _free_id(db: Database, published_on: str | None) -> int:
    """The next free id of a day, or of the next day with room where more notices came than a day has ids."""
    place = schema.first_id(published_on)
    while True:
        last = db.conn.execute(
            f"SELECT max(id) FROM {SCHEMA}.search_notices WHERE id >= ? AND id < ?",
            [place, place + schema.NOTICES_A_DAY],
        ).fetchone()[0]
        if last is None:
            return place
        if last + 1 < place + schema.NOTICES_A_DAY:
            return int(last) + 1
        place += schema.NOTICES_A_DAY
