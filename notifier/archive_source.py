"""The archive as digests ask it: every change of a window, what was watched, and what a new notice says."""

from datetime import datetime, timedelta

from sqlite_utils import Database

from notifier.digest_mail import Archive
from notifier.urgency import SOON
from storage.archive.versions import version_number
from storage.clock import ZONE
from storage.queries.changes import ChangeFilter, changes, matching_changes
from storage.queries.coverage import coverage
from storage.queries.dates import dated_notices
from storage.queries.rollouts import moved, rollouts
from storage.shapes import Change


def archive_of(db: Database) -> Archive:
    """For an open archive.db; only read. Off-subject changes are given too: each subscription filters by itself."""

    def between(since: datetime, until: datetime) -> list[Change]:
        return changes(db, ChangeFilter(since=since, until=until, any_subject=True))

    return Archive(
        between,
        lambda since, until: coverage(db, since, until),
        lambda change: text_of(db, change),
        rollouts_at=lambda until: rollouts(db, known_at=until),
        moved_between=lambda since, until: [row["code"] for row in moved(db, since, until, by="seen")],
        deadlines=lambda at: near_deadlines(db, at),
    )


def near_deadlines(db: Database, at: datetime) -> list[Change]:
    """The newest change of each live notice that names a day within the next week."""
    today = at.astimezone(ZONE).date()
    dated = dated_notices(db, today, today + SOON + timedelta(days=1), any_subject=True)
    numbers = [
        db.conn.execute("SELECT max(id) FROM changes WHERE notice = ?", [notice]).fetchone()[0]
        for notice in dict.fromkeys(one["notice"] for one in dated)
    ]
    return matching_changes(db, [number for number in numbers if number], ChangeFilter(any_subject=True))


def text_of(db: Database, change: Change) -> str:
    """What the changed notice says: text, then table cells, then what its readable attachments say."""
    number = change["to_version"]
    version = version_number(db, change["notice"]["id"], number) if number is not None else None
    if version is None:
        return ""
    content = version.content(db)
    pieces = [content.text]
    tables = [*content.tables, *(table for attachment in content.attachments for table in attachment.tables)]
    pieces += ["\t".join(row) for table in tables for row in table.rows]
    pieces += [attachment.text for attachment in content.attachments]
    return "\n".join(piece for piece in pieces if piece)
