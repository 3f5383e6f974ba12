"""A site at one moment: what it shows, newest first."""

from dataclasses import dataclass
from datetime import datetime

from regwatch.demo.story.model import Annex, Content, Notice, Story
from regwatch.demo.story.places import annex_path, paths


@dataclass(frozen=True, slots=True)
class Shown:
    notice: Notice
    content: Content
    changed: datetime


@dataclass(frozen=True, slots=True)
class View:
    """`pages` and `files` are keyed by path; pointers have no page."""

    source: str
    moment: datetime
    shown: tuple[Shown, ...]
    pages: dict[str, Shown]
    files: dict[str, tuple[Shown, Annex]]
    columns: dict[str, tuple[Shown, ...]]

    def column(self, key: str) -> tuple[Shown, ...]:
        return self.columns.get(key, ())

    def emptied(self) -> "View":
        """The same site whose lists have lost their rows."""
        return View(self.source, self.moment, (), self.pages, self.files, {})


def look(story: Story, source: str, moment: datetime) -> View:
    shown: list[Shown] = []
    for notice in story.notices:
        if notice.source == source and (content := notice.shown(moment)) is not None:
            shown.append(Shown(notice, content, notice.changed(moment)))
    shown.sort(key=lambda item: (item.notice.posted, item.notice.key), reverse=True)
    pages: dict[str, Shown] = {}
    files: dict[str, tuple[Shown, Annex]] = {}
    columns: dict[str, list[Shown]] = {}
    for item in shown:
        for key in item.notice.columns:
            columns.setdefault(key, []).append(item)
        if item.notice.pointer:
            continue
        pages.update((path, item) for path in paths(item.notice))
        files.update((annex_path(item.notice, annex), (item, annex)) for annex in item.content.annexes)
    return View(source, moment, tuple(shown), pages, files, {key: tuple(rows) for key, rows in columns.items()})
