"""One reader's digest mail, from the facts of a window to finished bytes. Nothing here is stored."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from notifier.addresses import clean_address
from notifier.audience import Reader, StopLinks
from notifier.composing import compose
from notifier.config import MailSettings
from notifier.csv_rows import rows_csv
from notifier.filters import Findable
from notifier.messages import Letter, build
from notifier.rendering import checked_templates, render_digest
from notifier.run_windows import Changes, gather
from notifier.translation.beside import askable, beside, in_turns
from notifier.windows import Frequency, Window
from storage.shapes import Change, Coverage

CoverageOf = Callable[[datetime, datetime], Coverage]
TextOf = Callable[[Change], str]
RolloutsAt = Callable[[datetime], Sequence[Mapping[str, Any]]]


@dataclass(frozen=True, slots=True)
class Archive:
    """What is asked of the archive. `text_of` gives a new notice's text (for words to be found in and to quote);
    without it only titles and edits are known. `rollouts_at` gives the matrix of provinces at a moment,
    `moved_between` the codes of those that moved in a window; `translate`
    a machine's English of those texts that it has, made by `engine`."""

    changes: Changes
    coverage: CoverageOf
    text_of: TextOf | None = None
    rollouts_at: RolloutsAt | None = None
    moved_between: Callable[[datetime, datetime], Sequence[str]] | None = None
    deadlines: Callable[[datetime], Sequence[Change]] | None = None
    translate: Callable[[Sequence[str]], Mapping[str, str]] | None = None
    engine: str = ""


@dataclass(frozen=True, slots=True)
class Material:
    """The facts of one window, the same for all readers. `soon`: notices that name a day within the next week, for an
    immediate run."""

    frequency: Frequency
    window: Window
    found: Sequence[Findable]
    coverage: Coverage
    soon: Sequence[Findable] = ()
    rollouts: Sequence[Mapping[str, Any]] = ()


@dataclass(frozen=True, slots=True)
class Content:
    """What a digest says, finished but for the envelope. `changes` are the ids it is about, `rows` a CSV."""

    subject: str
    text: str
    html: str
    changes: tuple[int, ...]
    rows: str
    deadlines: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Mail:
    subject: str
    text: str
    eml: bytes
    changes: list[int]
    deadlines: tuple[tuple[str, str, str], ...] = ()


def gather_material(db: Database, frequency: Frequency, window: Window, archive: Archive) -> Material:
    changes = gather(db, frequency, window, archive.changes)
    texts = archive.text_of
    found = [Findable(change, texts(change) if texts and change["kind"] == "published" else "") for change in changes]
    soon: list[Findable] = []
    if frequency == "immediate" and archive.deadlines:
        soon = [Findable(change, texts(change) if texts else "") for change in archive.deadlines(window.until)]
    if archive.translate and changes:
        wanted = [askable(one.change, one.full_text) for one in found]
        english = archive.translate(in_turns(wanted))
        for one, texts_of_it in zip(found, wanted, strict=True):
            made = beside(texts_of_it, english, archive.engine)
            if made:
                one.english = made["texts"]
                one.change = {**one.change, "machine_translation": made}
    provinces = provinces_of(archive, window)
    return Material(frequency, window, found, archive.coverage(window.since, window.until), soon, provinces)


def provinces_of(archive: Archive, window: Window) -> Sequence[Mapping[str, Any]]:
    """The matrix at the window's end; `moved` marks the provinces that moved in the window."""
    rows = archive.rollouts_at(window.until) if archive.rollouts_at else ()
    codes = set(archive.moved_between(window.since, window.until)) if rows and archive.moved_between else set()
    return [{**row, "moved": row["code"] in codes} for row in rows]


def compose_content(reader: Reader, stops: StopLinks, material: Material, settings: MailSettings) -> Content | None:
    """None when nothing is due to the reader. Reads neither clock nor database."""
    view = compose(
        reader,
        material.found,
        material.coverage,
        frequency=material.frequency,
        window=material.window,
        sender=str(settings.sender_address),
        base_url=settings.base_url,
        stops=stops,
        soon=material.soon,
        rollouts=material.rollouts,
    )
    if view is None:
        return None
    parts = render_digest(view, checked_templates(settings.templates))
    told = set(view.changes)
    rows = rows_csv(one.change for one in material.found if one.change["id"] in told and not one.old)
    return Content(view.subject, parts.text, parts.html, view.changes, rows, view.near)


def addressed(
    content: Content,
    reader: Reader,
    stops: StopLinks,
    material: Material,
    settings: MailSettings,
    message_key: str,
    now: datetime,
) -> Mail:
    """The content as a message to this reader."""
    letter = Letter(
        sender_name=settings.sender_name,
        sender=settings.sender_address,
        recipient=clean_address(reader.email),
        subject=content.subject,
        text=content.text,
        html=content.html,
        message_key=message_key,
        sent_at=now,
        list_name=material.frequency,
        unsubscribe_url=stops.all,
        rows=content.rows,
    )
    return Mail(content.subject, content.text, build(letter), sorted(content.changes), content.deadlines)
