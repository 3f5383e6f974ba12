"""Where the two files meet: digests take their facts from archive.db and their readers from subscribers.db."""

import json
from datetime import datetime

from notifier.digest_mail import Archive
from notifier.subscribers_db import open_subscribers
from regwatch.settings import Settings
from storage import blobs
from storage.database import Database
from storage.queries.changes import ChangeFilter, changes
from storage.queries.coverage import coverage
from storage.queries.notices import version_at
from storage.shapes import Change, Coverage

SUBSCRIBERS_NAME = "subscribers.db"


def subscribers(settings: Settings) -> Database:
    return open_subscribers(settings.data / SUBSCRIBERS_NAME)


def archive_for_digests(db: Database) -> Archive:
    """The three questions that a digest asks of the archive."""

    def changes_in(since: datetime, until: datetime) -> list[Change]:
        return changes(db, ChangeFilter(since=since, until=until, any_subject=True))

    def coverage_of(since: datetime, until: datetime) -> Coverage:
        return coverage(db, since, until)

    def text_of(change: Change) -> str:
        version = version_at(db, change["notice"]["id"], None)
        return "" if version is None else str(json.loads(blobs.get(db, version.body_blob))["text"])

    return Archive(changes=changes_in, coverage=coverage_of, text_of=text_of)
