"""Runs and the checks of their channels: what was looked at, when, and how it went. Coverage is computed from these."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from storage.clock import moment, now, stamp
from storage.database import Database, writing
from storage.shapes import Outcome


@dataclass(frozen=True, slots=True)
class ChannelDeclaration:
    source: str
    channel: str
    name: str
    name_en: str
    source_name: str
    source_name_en: str
    url: str
    expected_every_h: float
    enabled: bool = True


@dataclass(slots=True)
class Check:
    """One look at one channel. `unread` counts pages that were fetched or asked for and could not be read; `skipped`
    counts list rows that could not be used; `parameters` records how the list was asked for and where that is from.
    `fields` counts the first page's `rows` and, by field, those that say it; `looked` the notices looked at."""

    source: str
    channel: str
    outcome: Outcome = "ok"
    listed: int = 0
    published: int = 0
    edited: int = 0
    withdrawn: int = 0
    restored: int = 0
    requests: int = 0
    bytes: int = 0
    not_modified: int = 0
    skipped: int = 0
    unread: int = 0
    total: int | None = None
    pages: int = 0
    parameters: dict[str, str] = field(default_factory=dict)
    error: str = ""
    fields: dict[str, int] = field(default_factory=dict)
    looked: int = 0

    def add(self, other: "Check") -> None:
        """Count what another look at the same channel brought, outcome and list aside."""
        counted = (
            "published",
            "edited",
            "withdrawn",
            "restored",
            "requests",
            "bytes",
            "not_modified",
            "unread",
            "looked",
        )
        for name in counted:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        if other.outcome == "failed" and self.outcome == "ok":
            self.outcome = other.outcome
        self.error = f"{self.error}\n{other.error}".strip()


def begin_run(db: Database, kind: str, observed_at: datetime, release: str) -> int:
    with writing(db):
        cursor = db.conn.execute(
            "INSERT INTO runs(kind, observed_at, started_at, release) VALUES (?,?,?,?)",
            [kind, stamp(observed_at), stamp(now()), release],
        )
    return int(cursor.lastrowid or 0)


def finish_run(db: Database, run: int) -> None:
    with writing(db):
        db.conn.execute("UPDATE runs SET finished_at = ? WHERE id = ?", [stamp(now()), run])


def declare_channels(
    db: Database, channels: list[ChannelDeclaration], observed_at: datetime, *, anew: bool = True
) -> None:
    """Tell the archive what is watched, so that a channel never reached shows up as `never`. Not `anew`: what a crawl
    declared already stays, because its settings are the ones that count."""
    known = (
        set() if anew else {tuple(row) for row in db.conn.execute("SELECT source, channel FROM channels").fetchall()}
    )
    channels = [one for one in channels if (one.source, one.channel) not in known]
    with writing(db):
        for declared in channels:
            db.conn.execute(
                """INSERT INTO channels(source, channel, name, name_en, source_name, source_name_en, url,
                   expected_every_h, enabled, first_watched_at) VALUES (?,?,?,?,?,?,?,?,?,?)
                   ON CONFLICT(source, channel) DO UPDATE SET name=excluded.name, name_en=excluded.name_en,
                   source_name=excluded.source_name, source_name_en=excluded.source_name_en, url=excluded.url,
                   expected_every_h=excluded.expected_every_h, enabled=excluded.enabled""",
                [
                    declared.source,
                    declared.channel,
                    declared.name,
                    declared.name_en,
                    declared.source_name,
                    declared.source_name_en,
                    declared.url,
                    declared.expected_every_h,
                    int(declared.enabled),
                    stamp(observed_at),
                ],
            )


_COLUMNS = (
    "outcome, listed, published, edited, withdrawn, restored, requests, bytes, not_modified, skipped, unread, total, "
    "pages, parameters, error, fields, looked"
)


def record_check(db: Database, run: int, check: Check, observed_at: datetime) -> None:
    """Write a channel's check; a second one of the same run replaces the first."""
    values = [
        check.outcome,
        check.listed,
        check.published,
        check.edited,
        check.withdrawn,
        check.restored,
        check.requests,
        check.bytes,
        check.not_modified,
        check.skipped,
        check.unread,
        check.total,
        check.pages,
        json.dumps(check.parameters, ensure_ascii=False, sort_keys=True),
        check.error,
        json.dumps(check.fields, sort_keys=True),
        check.looked,
    ]
    with writing(db):
        db.conn.execute(
            f"""INSERT OR REPLACE INTO checks(run, source, channel, observed_at, {_COLUMNS})
                VALUES (?,?,?,?,{",".join("?" * len(values))})""",
            [run, check.source, check.channel, stamp(observed_at), *values],
        )


def checks_of_run(db: Database, run: int) -> list[Check]:
    rows = db.conn.execute(f"SELECT source, channel, {_COLUMNS} FROM checks WHERE run = ? ORDER BY id", [run])
    return [_check(row) for row in rows.fetchall()]


def previous_check(db: Database, source: str, channel: str) -> Check | None:
    """The newest check of the channel that went well: what a new one is compared with."""
    row = db.conn.execute(
        f"""SELECT source, channel, {_COLUMNS} FROM checks WHERE source = ? AND channel = ? AND outcome = 'ok'
            ORDER BY id DESC LIMIT 1""",
        [source, channel],
    ).fetchone()
    return _check(row) if row else None


def newest_look(db: Database, source: str) -> datetime | None:
    """As of when a source was last looked at, by the newest stamp of all its checks."""
    row = db.conn.execute("SELECT max(observed_at) FROM checks WHERE source = ?", [source]).fetchone()
    return moment(row[0]) if row[0] else None


def _check(row: Sequence[Any]) -> Check:
    check = Check(*row[:15])
    check.parameters, check.error, check.fields, check.looked = (
        json.loads(row[15]),
        row[16],
        json.loads(row[17]),
        row[18],
    )
    return check


FAULTS_TOLD = 5


def note_fault(check: Check, sentence: str) -> None:
    """Count something unread; the check's error tells the first few whole."""
    check.unread += 1
    if check.error.count("\n") < FAULTS_TOLD - 1:
        check.error = f"{check.error}\n{sentence}".strip()
