"""Translations by the hash of what was translated, in a file of their own beside the archive: derived from public text,
so it may be deleted at any time and is made anew bit by bit."""

import hashlib
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from notifier.translation.config import TranslationSettings
from notifier.translation.engines import Engine, EngineFault, cleaned, engine_name, engine_of
from storage.clock import stamp
from storage.database import connect, migrate, sqlite3, writing
from storage.errors import StorageError

FILE_NAME = "translations.db"
FAULTS_BORNE = 2
translation_migrations = Migrations("regwatch-translations")


@translation_migrations()
def m001_translations(db: Database) -> None:
    """`text` is empty where an engine gave nothing usable, so that it is not asked for the same again."""
    db.conn.execute(
        """CREATE TABLE translations (hash TEXT NOT NULL, engine TEXT NOT NULL, text TEXT NOT NULL,
           made_at TEXT NOT NULL, PRIMARY KEY (hash, engine)) WITHOUT ROWID"""
    )


@dataclass(slots=True)
class Translated:
    """Original to English, as far as it was there in time, made by `engine`. `warning`: why something is missing.
    `answered` counts what the engine was asked for and gave; `fault`: why it is taken to be broken."""

    texts: dict[str, str] = field(default_factory=dict)
    engine: str = ""
    warning: str = ""
    answered: int = 0
    fault: str = ""


def translated(
    texts: Iterable[str],
    settings: TranslationSettings,
    folder: Path,
    now: datetime,
    clock: Callable[[], float] = time.monotonic,
) -> Translated:
    """From the cache first; what is missing is asked for until the budget is spent, so that it is there for later
    mails. Never raises for an engine's fault: after two the rest is left out."""
    try:
        chosen = engine_of(settings)
    except EngineFault as fault:
        return Translated(warning=str(fault), fault=str(fault))
    if chosen is None:
        return Translated()
    result = Translated(engine=chosen[0])
    try:
        wanted = list(dict.fromkeys(text for text in texts if text.strip()))
        _translate(wanted, chosen[1], settings, folder, result, now, clock)
    except StorageError as fault:
        result.warning = result.fault = str(fault)
    return result


def known(texts: Iterable[str], settings: TranslationSettings, folder: Path) -> Translated:
    """What was translated before by the engine that is set; nothing is asked for and nothing written."""
    name, file = engine_name(settings), folder / FILE_NAME
    result = Translated(engine=name)
    wanted = list(dict.fromkeys(texts))
    if not name or not wanted or not file.exists():
        return result
    try:
        db = connect(file, readonly=True)
        try:
            for text in wanted:
                _known(db, text, result)
        finally:
            db.close()
    except (StorageError, sqlite3.Error) as fault:
        # Being made at this moment, or damaged: the original stands there all the same.
        result.warning = str(fault)
    return result


def _translate(
    wanted: Sequence[str],
    engine: Engine,
    settings: TranslationSettings,
    folder: Path,
    result: Translated,
    now: datetime,
    clock: Callable[[], float],
) -> None:
    until = clock() + settings.budget_s
    faults = 0
    db = connect(folder / FILE_NAME)
    try:
        migrate(db, translation_migrations, folder / FILE_NAME)
        missing = [text for text in wanted if not _known(db, text, result)]
        for place, text in enumerate(missing):
            if clock() >= until or faults >= FAULTS_BORNE:
                result.warning = result.warning or "the time for translations is spent"
                result.warning += f"; {len(missing) - place} texts wait for a later run"
                break
            try:
                english = cleaned(engine(text, until - clock()), text)
            except EngineFault as fault:
                faults += 1
                result.warning = str(fault)
                if faults >= FAULTS_BORNE or not result.answered:
                    result.fault = str(fault)
                continue
            result.answered += 1
            if faults < FAULTS_BORNE:
                result.fault = ""
            _keep(db, text, english, result, now)
    finally:
        db.close()


def _keep(db: Database, text: str, english: str, result: Translated, now: datetime) -> None:
    with writing(db):
        db.conn.execute(
            "INSERT OR REPLACE INTO translations VALUES (?, ?, ?, ?)", [_hash(text), result.engine, english, stamp(now)]
        )
    if english:
        result.texts[text] = english


def _known(db: Database, text: str, result: Translated) -> bool:
    row = db.conn.execute(
        "SELECT text FROM translations WHERE hash = ? AND engine = ?", [_hash(text), result.engine]
    ).fetchone()
    if row and row[0]:
        result.texts[text] = str(row[0])
    return row is not None


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
