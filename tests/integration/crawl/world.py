"""A replica, an archive and the ordinary crawl over both, with what the archive holds as plain values."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from regwatch.crawls import crawl
from regwatch.demo.replica import Replica
from regwatch.demo.story import Story, ledger
from regwatch.settings import Settings
from storage.archive import open_archive
from storage.queries.coverage import sources

KINDS = ("published", "edited", "withdrawn", "restored")


@dataclass
class World:
    """One replica crawled into one archive. `looks` are the moments at which a crawl could see everything."""

    replica: Replica
    folder: Path
    source: str
    settings: Settings
    looks: list[datetime] = field(default_factory=list)

    @property
    def story(self) -> Story:
        return self.replica.story

    def crawl(self, at: datetime, *, full: bool = True, **more: Any) -> dict[str, dict[str, Any]]:
        """Move the world to a moment and crawl; the report by channel."""
        self.replica.at(at)
        report = crawl(self.settings, [self.source], full=full, at=at, **more)
        return {channel["channel"]: channel for channel in report["channels"]}

    def ask(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        db = open_archive(self.folder, readonly=True)
        try:
            return [tuple(row) for row in db.conn.execute(sql, list(values)).fetchall()]
        finally:
            db.close()

    def changes(self, since: datetime | None = None) -> list[tuple[str, str]]:
        """(kind, address) of each change, in order of kind and address."""
        from storage.clock import stamp

        rows = self.ask(
            """SELECT c.kind, n.url FROM changes c JOIN notices n ON n.id = c.notice WHERE c.observed_at >= ?
               ORDER BY c.kind, n.url""",
            stamp(since) if since else "",
        )
        return [(str(kind), str(url)) for kind, url in rows]

    def counts(self) -> tuple[int, int, int]:
        """Versions, changes, notices that are withdrawn."""
        return (
            self.ask("SELECT count(*) FROM versions")[0][0],
            self.ask("SELECT count(*) FROM changes")[0][0],
            self.ask("SELECT count(*) FROM notices WHERE state = 'withdrawn'")[0][0],
        )

    def states(self, at: datetime) -> dict[str, dict[str, Any]]:
        db = open_archive(self.folder, readonly=True)
        try:
            return {row["channel"]: row for row in sources(db, at) if row["source"] == self.source}
        finally:
            db.close()

    def true_changes(self, looks: Sequence[datetime], **more: Any) -> list[list[tuple[str, str]]]:
        """What an observer who looks at these moments must be told, as (kind, part of the address), a list a look."""
        told = []
        for sighting in ledger(self.story, looks, **more):
            keys = [(kind, key) for kind in KINDS for key in getattr(sighting, kind)]
            told.append(sorted((kind, self.story.by_key[key].ident) for kind, key in keys))
        return told


def same_changes(found: Sequence[tuple[str, str]], true: Sequence[tuple[str, str]]) -> bool:
    """Whether the archive tells exactly these changes, each once."""
    left = list(true)
    for kind, url in found:
        match = next((item for item in left if item[0] == kind and item[1] in url), None)
        if match is None:
            return False
        left.remove(match)
    return not left


Make = Callable[..., World]
