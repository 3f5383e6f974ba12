"""The archive's schema, step by step. A landed step is never edited; a change is a new step at the end."""

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from storage import repacked
from storage.search import schema

archive_migrations = Migrations("regwatch-archive")


@archive_migrations()
def m001_captures(db: Database) -> None:
    """Bytes and where they came from. `link` chains each capture to the one before it, over the whole archive."""
    for statement in (
        """CREATE TABLE dictionaries (id INTEGER PRIMARY KEY, family TEXT NOT NULL, made_at TEXT NOT NULL,
           data BLOB NOT NULL)""",
        """CREATE TABLE blobs (id INTEGER PRIMARY KEY, sha256 TEXT NOT NULL UNIQUE, size INTEGER NOT NULL,
           family TEXT NOT NULL, encoding TEXT NOT NULL, dictionary INTEGER REFERENCES dictionaries(id),
           base INTEGER REFERENCES blobs(id), depth INTEGER NOT NULL, data BLOB NOT NULL)""",
        "CREATE INDEX blobs_family ON blobs(family, depth)",
        """CREATE TABLE runs (id INTEGER PRIMARY KEY, kind TEXT NOT NULL, observed_at TEXT NOT NULL,
           started_at TEXT NOT NULL, finished_at TEXT, release TEXT NOT NULL)""",
        """CREATE TABLE channels (source TEXT NOT NULL, channel TEXT NOT NULL, name TEXT NOT NULL,
           name_en TEXT NOT NULL, source_name TEXT NOT NULL, source_name_en TEXT NOT NULL, url TEXT NOT NULL,
           expected_every_h REAL NOT NULL, enabled INTEGER NOT NULL, first_watched_at TEXT NOT NULL,
           PRIMARY KEY (source, channel)) WITHOUT ROWID""",
        """CREATE TABLE checks (id INTEGER PRIMARY KEY, run INTEGER NOT NULL REFERENCES runs(id), source TEXT NOT NULL,
           channel TEXT NOT NULL, observed_at TEXT NOT NULL, outcome TEXT NOT NULL, listed INTEGER NOT NULL,
           published INTEGER NOT NULL, edited INTEGER NOT NULL, withdrawn INTEGER NOT NULL, restored INTEGER NOT NULL,
           requests INTEGER NOT NULL, bytes INTEGER NOT NULL, not_modified INTEGER NOT NULL, skipped INTEGER NOT NULL,
           unread INTEGER NOT NULL, total INTEGER, pages INTEGER NOT NULL, parameters TEXT NOT NULL,
           error TEXT NOT NULL, UNIQUE (run, source, channel))""",
        "CREATE INDEX checks_channel ON checks(source, channel, observed_at)",
        """CREATE TABLE addresses (id INTEGER PRIMARY KEY, url TEXT NOT NULL UNIQUE, source TEXT NOT NULL,
           kind TEXT NOT NULL, notice TEXT REFERENCES notices(id), etag TEXT NOT NULL DEFAULT '',
           last_modified TEXT NOT NULL DEFAULT '', fingerprint TEXT NOT NULL DEFAULT '',
           content TEXT NOT NULL DEFAULT '', capture INTEGER REFERENCES captures(id), first_seen_at TEXT NOT NULL,
           checked_at TEXT, changed_at TEXT, due_at TEXT, seen INTEGER NOT NULL DEFAULT 0,
           status INTEGER NOT NULL DEFAULT 0, missing_since TEXT, misses INTEGER NOT NULL DEFAULT 0,
           fault TEXT NOT NULL DEFAULT '')""",
        "CREATE INDEX addresses_notice ON addresses(notice)",
        "CREATE INDEX addresses_due ON addresses(source, kind, due_at)",
        """CREATE TABLE captures (id INTEGER PRIMARY KEY, address INTEGER NOT NULL REFERENCES addresses(id),
           run INTEGER REFERENCES runs(id), fetched_at TEXT NOT NULL, observed_at TEXT NOT NULL,
           status INTEGER NOT NULL, headers TEXT NOT NULL, blob INTEGER NOT NULL REFERENCES blobs(id),
           requested_url TEXT NOT NULL, tls TEXT NOT NULL, reading TEXT NOT NULL, fault TEXT NOT NULL DEFAULT '',
           link TEXT NOT NULL)""",
        "CREATE INDEX captures_address ON captures(address)",
        "CREATE INDEX captures_unread ON captures(reading) WHERE reading = 'pending'",
    ):
        db.conn.execute(statement)


@archive_migrations()
def m002_notices(db: Database) -> None:
    """Notices, their versions and what changed. A version's text and tables are a compressed blob beside its page."""
    for statement in (
        """CREATE TABLE notices (id TEXT PRIMARY KEY, source TEXT NOT NULL, channel TEXT NOT NULL, url TEXT NOT NULL,
           external_id TEXT NOT NULL, title TEXT NOT NULL, doc_number TEXT NOT NULL, identity TEXT NOT NULL,
           stage TEXT NOT NULL, topics TEXT NOT NULL, on_subject INTEGER NOT NULL, province TEXT NOT NULL,
           published_on TEXT, content TEXT NOT NULL, state TEXT NOT NULL, pointer INTEGER NOT NULL,
           version INTEGER NOT NULL, first_observed_at TEXT NOT NULL, changed_at TEXT NOT NULL)""",
        "CREATE INDEX notices_identity ON notices(identity)",
        "CREATE INDEX notices_external ON notices(source, external_id)",
        "CREATE INDEX notices_published ON notices(published_on)",
        """CREATE TABLE listings (source TEXT NOT NULL, channel TEXT NOT NULL, address INTEGER NOT NULL
           REFERENCES addresses(id), title TEXT NOT NULL, listed_on TEXT, deadline TEXT, doc_number TEXT NOT NULL,
           issuer TEXT NOT NULL, first_listed_at TEXT NOT NULL, last_listed_at TEXT NOT NULL, page INTEGER NOT NULL,
           PRIMARY KEY (source, channel, address)) WITHOUT ROWID""",
        "CREATE INDEX listings_address ON listings(address)",
        """CREATE TABLE versions (id INTEGER PRIMARY KEY, notice TEXT NOT NULL REFERENCES notices(id),
           number INTEGER NOT NULL, observed_at TEXT NOT NULL, capture INTEGER REFERENCES captures(id),
           address INTEGER REFERENCES addresses(id), reader TEXT NOT NULL, cause TEXT NOT NULL, title TEXT NOT NULL,
           facts TEXT NOT NULL, content TEXT NOT NULL, body INTEGER NOT NULL REFERENCES blobs(id),
           rules INTEGER REFERENCES blobs(id), rule_count INTEGER NOT NULL, UNIQUE (notice, number))""",
        """CREATE TABLE version_attachments (version INTEGER NOT NULL REFERENCES versions(id),
           position INTEGER NOT NULL, name TEXT NOT NULL, url TEXT NOT NULL,
           blob INTEGER REFERENCES blobs(id), media_type TEXT NOT NULL,
           readable INTEGER NOT NULL, fault TEXT NOT NULL, body INTEGER REFERENCES blobs(id),
           PRIMARY KEY (version, position)) WITHOUT ROWID""",
        """CREATE TABLE entry_rows (version INTEGER NOT NULL REFERENCES versions(id), position INTEGER NOT NULL,
           register TEXT NOT NULL, action TEXT NOT NULL, company TEXT NOT NULL, uscc TEXT NOT NULL,
           province TEXT NOT NULL, entry_type TEXT NOT NULL, batch TEXT NOT NULL, former TEXT NOT NULL,
           place TEXT NOT NULL, row TEXT NOT NULL, detail TEXT NOT NULL,
           PRIMARY KEY (version, position)) WITHOUT ROWID""",
        "CREATE INDEX entry_rows_register ON entry_rows(register)",
        """CREATE TABLE changes (id INTEGER PRIMARY KEY, notice TEXT NOT NULL REFERENCES notices(id),
           kind TEXT NOT NULL, observed_at TEXT NOT NULL, source TEXT NOT NULL, channel TEXT NOT NULL,
           from_version INTEGER, to_version INTEGER, capture INTEGER REFERENCES captures(id), edits TEXT NOT NULL,
           backlog INTEGER NOT NULL DEFAULT 0)""",
        "CREATE INDEX changes_observed ON changes(observed_at, id)",
        "CREATE INDEX changes_notice ON changes(notice, id)",
        """CREATE TABLE findings (id INTEGER PRIMARY KEY, source TEXT NOT NULL, channel TEXT NOT NULL,
           kind TEXT NOT NULL, opened_at TEXT NOT NULL, last_at TEXT NOT NULL, closed_at TEXT, times INTEGER NOT NULL,
           detail TEXT NOT NULL)""",
        "CREATE UNIQUE INDEX findings_open ON findings(source, channel, kind) WHERE closed_at IS NULL",
    ):
        db.conn.execute(statement)


@archive_migrations()
def m003_roots(db: Database) -> None:
    """One Merkle root a day over the links of its captures; `timestamp` is an RFC 3161 answer over that root."""
    db.conn.execute(
        """CREATE TABLE roots (day TEXT PRIMARY KEY, first_capture INTEGER NOT NULL UNIQUE,
           last_capture INTEGER NOT NULL UNIQUE, root TEXT NOT NULL, link TEXT NOT NULL, made_at TEXT NOT NULL,
           timestamp BLOB, authority TEXT NOT NULL DEFAULT '') WITHOUT ROWID"""
    )


@archive_migrations()
def m004_search(db: Database) -> None:
    """The full-text index, within the archive for a while; m007 takes it out again, so nothing fills it here."""
    for statement in (
        """CREATE TABLE search_notices (id INTEGER PRIMARY KEY, notice TEXT NOT NULL UNIQUE REFERENCES notices(id),
           published_on TEXT, source TEXT NOT NULL, topics TEXT NOT NULL, province TEXT NOT NULL,
           indexed INTEGER NOT NULL)""",
        "CREATE INDEX search_notices_unindexed ON search_notices(notice) WHERE indexed = 0",
        "CREATE INDEX versions_observed ON versions(observed_at, notice)",
    ):
        db.conn.execute(statement)


@archive_migrations()
def m005_left_alone(db: Database) -> None:
    """Sites that refused us and are not asked until the publisher's next day."""
    db.conn.execute(
        """CREATE TABLE left_alone (source TEXT NOT NULL, since TEXT NOT NULL, until TEXT NOT NULL, why TEXT NOT NULL,
           PRIMARY KEY (source, since)) WITHOUT ROWID"""
    )


@archive_migrations()
def m006_usual(db: Database) -> None:
    """What each check saw of the first page's rows and fields, and how many notices it looked at."""
    db.conn.execute("ALTER TABLE checks ADD COLUMN fields TEXT NOT NULL DEFAULT '{}'")
    db.conn.execute("ALTER TABLE checks ADD COLUMN looked INTEGER NOT NULL DEFAULT 0")


@archive_migrations()
def m007_search_apart(db: Database) -> None:
    """The index is a file of its own now, derived from the versions; `search_mark` tells whether it is in step.

    Only an engine that knows FTS5 can drop the old table; any other leaves it, and nothing looks at it again.
    """
    if schema.engine_can():
        db.conn.execute("DROP TABLE IF EXISTS search_text")
    for statement in (
        "DROP TABLE search_notices",
        "CREATE TABLE search_mark (mark TEXT NOT NULL)",
        "INSERT INTO search_mark VALUES (lower(hex(randomblob(8))))",
    ):
        db.conn.execute(statement)


@archive_migrations()
def m008_found_at_once(db: Database) -> None:
    """Indexes over the few versions that some questions are about, so that none of them reads every version."""
    for index in (
        """versions_claims ON versions(notice, number) WHERE instr(facts, '"claimed_totals":[{') > 0""",
        """versions_repeals ON versions(notice, number) WHERE instr(facts, '"relation":"repeals"') > 0""",
        "versions_rules ON versions(notice) WHERE rule_count > 0",
        "notices_number ON notices(doc_number) WHERE doc_number != ''",
    ):
        db.conn.execute(f"CREATE INDEX IF NOT EXISTS {index}")


@archive_migrations()
def m009_given_up(db: Database) -> None:
    """Files whose reading ran out of memory or time, and when each is tried again; `tries` is 0 once it went well.

    What earlier releases gave up is known by the sentence they kept, and is tried at the next look.
    """
    db.conn.execute(
        """CREATE TABLE given_up (blob INTEGER PRIMARY KEY REFERENCES blobs(id), tries INTEGER NOT NULL,
           tried_at TEXT NOT NULL, due_at TEXT NOT NULL, fault TEXT NOT NULL)"""
    )
    db.conn.execute(
        """INSERT INTO given_up(blob, tries, tried_at, due_at, fault)
           SELECT f.blob, 1, max(v.observed_at), max(v.observed_at), f.fault FROM version_attachments f
           JOIN versions v ON v.id = f.version WHERE f.blob IS NOT NULL AND f.readable = 0 AND (
           f.fault LIKE '%seconds to read and was given up%' OR f.fault LIKE '%seconds of computing and was given up%'
           OR f.fault LIKE '%of memory or crashes its reader%' OR f.fault LIKE '%needs more memory than one document%'
           OR f.fault LIKE '%no reading process could be started%' OR f.fault LIKE '%its reading process ended%')
           GROUP BY f.blob"""
    )


@archive_migrations()
def m010_pieces(db: Database) -> None:
    """Packed bytes stand end to end in `pieces`, and hashes as 32 bytes."""
    repacked.apart(db)


@archive_migrations()
def m011_newest_first(db: Database) -> None:
    """Each crawl asks a channel for its newest check and its newest notices: neither sorts all there ever were."""
    db.conn.execute("CREATE INDEX checks_newest ON checks(source, channel)")
    db.conn.execute("CREATE INDEX notices_newest ON notices(source, channel, first_observed_at)")


@archive_migrations()
def m012_short_identities(db: Database) -> None:
    """What a document is told by over several addresses takes half the room, in the row and in its index."""
    db.conn.execute("UPDATE notices SET identity = substr(identity, 1, 32)")
