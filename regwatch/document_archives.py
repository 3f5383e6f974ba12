"""What an archive (zip, rar, 7z) says as a whole: the notice among its files speaks, the others are its attachments."""

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePath

from crawler.facts.headings import Heading, heading_of
from regwatch.document_facts import Understood, facts_of, of_document, title_of
from storage.model import Attachment, Document, Page

_NOTICE = re.compile(r"(?:通知|公告|通告|公示|函|意见|决定|批复|令|号)[）)〕]?\Z")


def of_archive(archive: Document) -> Understood:
    """The notice among the files is read as the body, the other files as its attachments."""
    files = _flat(archive)
    readable = [file for file in files if file.readable]
    if not readable:
        return of_document(replace(archive, members=()), Heading())
    lead = _lead(readable)
    heading = heading_of(lead.text)
    title, told = title_of(heading, lead)
    others = [_as_attachment(file) for file in readable if file is not lead]
    page = Page(title=title, text=lead.text, template="local", tables=lead.tables, fields=heading.fields)
    found = facts_of(page, others, "")
    place = f"attachment:{lead.name}"
    facts = replace(
        found.facts,
        entries=tuple(replace(one, where=place) if one.where == "body" else one for one in found.facts.entries),
        penalties=tuple(replace(one, where=place) if one.where == "body" else one for one in found.facts.penalties),
    )
    return replace(
        found,
        title_from=told,
        media_type=archive.media_type,
        text="\n\n".join(file.text for file in readable if file.text),
        tables=tuple((f"attachment:{file.name}", table) for file in readable for table in file.tables),
        facts=facts,
        warnings=tuple(dict.fromkeys((*archive.warnings, *found.warnings))),
        members=tuple(files),
    )


def _flat(archive: Document, path: str = "") -> list[Document]:
    """Every file at any depth, archives themselves left out; a file of an inner archive is named `inner.zip/name`."""
    files: list[Document] = []
    for member in archive.members:
        name = f"{path}{member.name}"
        files += _flat(member, f"{name}/") if member.members else [replace(member, name=name)]
    return files


def _lead(files: Sequence[Document]) -> Document:
    """The first file whose title closes as a notice does and that is no annex; else the first with a heading."""

    def rank(file: Document) -> int:
        title = heading_of(file.text).title
        annex = PurePath(file.name).name.startswith("附") or file.text.lstrip().startswith("附件")
        if not title:
            return 4
        return (0 if _NOTICE.search(title) else 1) + (2 if annex else 0)

    return min(files, key=rank)


def _as_attachment(file: Document) -> Attachment:
    return Attachment(
        name=file.name, url="", sha256="-", media_type=file.media_type, readable=file.readable, text=file.text,
        tables=file.tables,
    )  # fmt: skip
