"""The facts of one document that was read, and where its title was taken from."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import PurePath

from crawler.facts.entries import read_entries
from crawler.facts.headings import Heading, names_something
from crawler.facts.notice_dates import summary
from crawler.reading import read_notice
from storage.model import Attachment, Document, Facts, Page, Table

_SOME_LIST = "企业名单"
_HAN = re.compile(r"[\u4e00-\u9fff]")


@dataclass(frozen=True, slots=True)
class Understood:
    """`title_from` says where the title stands: page, heading, file name, first line, or none. `tables` go with the
    place they stand in: `body`, or `attachment:NAME` for a file of an archive. `dates` is one day for each kind."""

    title: str
    title_from: str
    media_type: str
    text: str
    tables: tuple[tuple[str, Table], ...]
    facts: Facts
    dates: dict[str, date]
    readable: bool
    warnings: tuple[str, ...]
    links: tuple[tuple[str, str], ...] = ()
    members: tuple[Document, ...] = ()


def of_document(document: Document, heading: Heading) -> Understood:
    title, told = title_of(heading, document)
    page = Page(title=title, text=document.text, template="local", tables=document.tables, fields=heading.fields)
    found = facts_of(page, (), "")
    if told != "heading":
        found = _with_unnamed_list(found)
    return replace(
        found,
        title_from=told,
        media_type=document.media_type,
        readable=document.readable,
        warnings=(*document.warnings, *found.warnings),
    )


def _with_unnamed_list(found: Understood) -> Understood:
    """A table of enterprises that does not say which list it is: its rows are read, and belong to no register."""
    if found.facts.entries or found.facts.penalties or not found.tables:
        return found
    listed = read_entries(_SOME_LIST, found.text, found.tables, "issued")
    if not listed.entries:
        return found
    entries = tuple(replace(entry, register="") for entry in listed.entries)
    facts = _with_topics_of_rows(replace(found.facts, entries=entries))
    said = "the file does not say which list it is; its enterprises were read without a register"
    return replace(found, facts=facts, warnings=(*found.warnings, *listed.warnings, said))


def title_of(heading: Heading, document: Document) -> tuple[str, str]:
    if heading.title:
        return heading.title, "heading"
    if not document.readable:
        return "", "none"
    stem = re.sub(r"[_\s]+", " ", PurePath(document.name).stem).strip()
    if len(_HAN.findall(stem)) >= 4:
        return stem, "file name"
    first = next((line.strip() for line in document.text.split("\n") if line.strip()), "")
    return (first[:120], "first line") if names_something(first) else ("", "none")


def facts_of(page: Page, attachments: Sequence[Attachment], site_body: str) -> Understood:
    reading = read_notice(page, attachments, site_body)
    facts = _with_topics_of_rows(reading.facts)
    days = summary(facts.dates)
    return Understood(
        title=page.title,
        title_from="none",
        media_type="",
        text=page.text,
        tables=tuple(("body", table) for table in page.tables),
        facts=replace(facts, published_on=facts.published_on or days.get("published")),
        dates=days,
        readable=True,
        warnings=(*page.warnings, *facts.warnings),
    )


def _with_topics_of_rows(facts: Facts) -> Facts:
    """A workbook may have no title that says what it is; then its rows do."""
    if facts.topics != ("other",):
        return facts
    if any("statutory" not in rule.flags for rule in facts.penalties):
        return replace(facts, topics=("penalty_benchmark",))
    return replace(facts, topics=("list_publication",)) if facts.entries else facts
