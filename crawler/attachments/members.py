"""An archive as one content: what its files say, one after the other, each table named after its file."""

from dataclasses import replace

from storage.model import Document, Table


def content_of(document: Document) -> tuple[str, tuple[Table, ...]]:
    """Text and tables of a file; for an archive those of all its members, to any depth."""
    if not document.members:
        return document.text, document.tables
    texts: list[str] = [document.text] if document.text else []
    tables: list[Table] = list(document.tables)
    for member in document.members:
        text, held = content_of(member)
        texts += [part for part in (member.name, text) if part]
        tables += [replace(table, name=": ".join(part for part in (member.name, table.name) if part)) for table in held]
    return "\n".join(texts), tuple(tables)


def gave_up(document: Document) -> bool:
    """Whether the file, or one inside it, was given up for want of memory or time."""
    return document.gave_up or any(map(gave_up, document.members))


def faults_of(document: Document) -> str:
    """What could not be read, as one sentence or two; empty when all could."""
    if document.readable and all(not faults_of(member) for member in document.members):
        return ""
    return "; ".join(dict.fromkeys(document.warnings))[:500] or "its content could not be read"
