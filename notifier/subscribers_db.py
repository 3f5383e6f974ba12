"""subscribers.db: the people, what they asked for, and the ledger of their mail. Nothing public is kept here."""

import secrets
from pathlib import Path

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from storage.database import connect, migrate

FILE_NAME = "subscribers.db"
subscriber_migrations = Migrations("regwatch-subscribers")


@subscriber_migrations()
def m001_readers(db: Database) -> None:
    """Readers, their subscriptions, the links mailed to them and the addresses that must not be written to."""
    for statement in (
        "CREATE TABLE secrets (name TEXT PRIMARY KEY, value BLOB NOT NULL)",
        """CREATE TABLE readers (id INTEGER PRIMARY KEY, email TEXT NOT NULL, address_key TEXT NOT NULL UNIQUE,
           created_at TEXT NOT NULL)""",
        """CREATE TABLE subscriptions (id INTEGER PRIMARY KEY, reader INTEGER NOT NULL REFERENCES readers(id),
           frequency TEXT NOT NULL, wish TEXT NOT NULL, wish_key TEXT NOT NULL,
           state TEXT NOT NULL CHECK (state IN ('unconfirmed', 'active', 'ended')), created_at TEXT NOT NULL,
           confirmed_at TEXT, ended_at TEXT, ended_why TEXT NOT NULL DEFAULT '')""",
        """CREATE UNIQUE INDEX subscriptions_once ON subscriptions(reader, wish_key) WHERE state <> 'ended'""",
        "CREATE INDEX subscriptions_frequency ON subscriptions(frequency, state)",
        """CREATE TABLE links (nonce TEXT PRIMARY KEY, purpose TEXT NOT NULL,
           reader INTEGER NOT NULL REFERENCES readers(id), subscription INTEGER REFERENCES subscriptions(id),
           created_at TEXT NOT NULL, expires_at TEXT, revoked_at TEXT)""",
        "CREATE INDEX links_reader ON links(reader, purpose)",
        """CREATE TABLE suppressions (address_key TEXT PRIMARY KEY, reason TEXT NOT NULL, created_at TEXT NOT NULL)
           WITHOUT ROWID""",
    ):
        db.conn.execute(statement)
    db.conn.execute("INSERT INTO secrets (name, value) VALUES ('links', ?)", [secrets.token_bytes(32)])


@subscriber_migrations()
def m002_ledger(db: Database) -> None:
    """One digest run per frequency and window, one delivery per run and reader; a confirm mail has no run."""
    for statement in (
        """CREATE TABLE digest_runs (id INTEGER PRIMARY KEY, frequency TEXT NOT NULL, since TEXT NOT NULL,
           until TEXT NOT NULL, created_at TEXT NOT NULL, seen_from TEXT, seen_ids TEXT,
           UNIQUE (frequency, since, until))""",
        """CREATE TABLE deliveries (id INTEGER PRIMARY KEY, kind TEXT NOT NULL CHECK (kind IN ('digest', 'confirm')),
           run INTEGER REFERENCES digest_runs(id), reader INTEGER NOT NULL REFERENCES readers(id),
           subscription INTEGER REFERENCES subscriptions(id),
           state TEXT NOT NULL CHECK (state IN ('pending', 'rendered', 'sending', 'sent', 'skipped_empty', 'deferred',
           'failed', 'dead')), message_key TEXT NOT NULL UNIQUE, sender TEXT NOT NULL DEFAULT '',
           subject TEXT NOT NULL DEFAULT '', eml BLOB, changes TEXT NOT NULL DEFAULT '[]',
           attempts INTEGER NOT NULL DEFAULT 0, next_attempt_at TEXT, last_code INTEGER NOT NULL DEFAULT 0,
           last_error TEXT NOT NULL DEFAULT '', created_at TEXT NOT NULL, rendered_at TEXT, sending_at TEXT,
           settled_at TEXT)""",
        "CREATE UNIQUE INDEX deliveries_once ON deliveries(run, reader) WHERE run IS NOT NULL",
        "CREATE INDEX deliveries_state ON deliveries(state, next_attempt_at)",
    ):
        db.conn.execute(statement)


@subscriber_migrations()
def m003_hours_bounces_and_recovery(db: Database) -> None:
    """Readers' own hours and pauses; mail that came back; deadlines told at once; the canary's arrivals; how far the
    journal beside this file is known."""
    for statement in (
        "ALTER TABLE subscriptions ADD COLUMN own_hours TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE subscriptions ADD COLUMN carry_from TEXT",
        "ALTER TABLE subscriptions ADD COLUMN carry_until TEXT",
        "ALTER TABLE readers ADD COLUMN paused_until TEXT",
        "ALTER TABLE readers ADD COLUMN paused_why TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE digest_runs ADD COLUMN whole INTEGER NOT NULL DEFAULT 1",
        """CREATE TABLE bounces (id INTEGER PRIMARY KEY, delivery INTEGER REFERENCES deliveries(id),
           reader INTEGER NOT NULL REFERENCES readers(id),
           kind TEXT NOT NULL CHECK (kind IN ('hard', 'soft', 'complaint')), status TEXT NOT NULL, said TEXT NOT NULL,
           received_at TEXT NOT NULL, fingerprint TEXT NOT NULL UNIQUE)""",
        "CREATE INDEX bounces_reader ON bounces(reader, received_at)",
        """CREATE TABLE deadlines_told (reader INTEGER NOT NULL REFERENCES readers(id), notice TEXT NOT NULL,
           kind TEXT NOT NULL, day TEXT NOT NULL, delivery INTEGER NOT NULL REFERENCES deliveries(id),
           PRIMARY KEY (reader, notice, kind, day)) WITHOUT ROWID""",
        """CREATE TABLE arrivals (delivery INTEGER PRIMARY KEY REFERENCES deliveries(id), seen_at TEXT NOT NULL)""",
        "CREATE TABLE ledger_state (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
        "CREATE INDEX deliveries_reader ON deliveries(reader, created_at)",
    ):
        db.conn.execute(statement)


@subscriber_migrations()
def m004_operator(db: Database) -> None:
    """Mails to the operator, and of which findings they told. The set of kinds is widened in the stored schema itself
    (sqlite.org/lang_altertable.html, section 7): a CHECK can be changed in no other way without copying the table."""
    db.conn.execute(
        """CREATE TABLE operator_told (source TEXT NOT NULL, channel TEXT NOT NULL, kind TEXT NOT NULL,
           opened_at TEXT NOT NULL, detail TEXT NOT NULL, told_at TEXT NOT NULL, over_told_at TEXT,
           delivery INTEGER NOT NULL REFERENCES deliveries(id), PRIMARY KEY (source, channel, kind, opened_at))
           WITHOUT ROWID"""
    )
    db.conn.execute("PRAGMA writable_schema = ON")
    db.conn.execute(
        "UPDATE sqlite_master SET sql = replace(sql, ?, ?) WHERE type = 'table' AND name = 'deliveries'",
        ["kind IN ('digest', 'confirm'", "kind IN ('digest', 'confirm', 'operator'"],
    )
    version = int(db.conn.execute("PRAGMA schema_version").fetchone()[0])
    db.conn.execute(f"PRAGMA schema_version = {version + 1}")
    db.conn.execute("PRAGMA writable_schema = OFF")


@subscriber_migrations()
def m005_channels(db: Database) -> None:
    """Where a reader who is a channel is reached; the address and the secret are passwords."""
    db.conn.execute(
        """CREATE TABLE channel_targets (reader INTEGER PRIMARY KEY REFERENCES readers(id) ON DELETE CASCADE,
           kind TEXT NOT NULL, url TEXT NOT NULL, secret TEXT NOT NULL, created_at TEXT NOT NULL)"""
    )


@subscriber_migrations()
def m006_mail_texts(db: Database) -> None:
    """The text of a mail beside its row: SQLite writes a row anew, with all it holds, for each change of its state."""
    for statement in (
        """CREATE TABLE mail_texts (delivery INTEGER PRIMARY KEY REFERENCES deliveries(id) ON DELETE CASCADE,
           eml BLOB NOT NULL)""",
        "INSERT INTO mail_texts (delivery, eml) SELECT id, eml FROM deliveries WHERE eml IS NOT NULL",
        "ALTER TABLE deliveries DROP COLUMN eml",
    ):
        db.conn.execute(statement)


def open_subscribers(path: Path) -> Database:
    """Open or create the file and bring it to this release. Raises storage.errors.StorageError."""
    db = connect(path)
    # A mark "sent" that a power cut takes back would send a mail twice, so each commit reaches the disk.
    db.conn.execute("PRAGMA synchronous=FULL")
    db.conn.execute("PRAGMA secure_delete=ON")  # an erased address is gone from the file too
    migrate(db, subscriber_migrations, path)
    if path.stat().st_mode & 0o077:
        path.chmod(0o600)
    return db


def file_of(db: Database) -> Path | None:
    """The main file of an open database, None for one in memory."""
    for row in db.conn.execute("PRAGMA database_list").fetchall():
        if row[1] == "main" and row[2]:
            return Path(row[2])
    return None
