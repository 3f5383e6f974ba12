"""A Document as JSON and back: what goes over the pipe between the sandbox and its child."""

from typing import Any

from storage.model import Document, Table


def to_json(document: Document) -> dict[str, Any]:
    return {
        "media_type": document.media_type,
        "text": document.text,
        "tables": [
            {"rows": table.rows, "header": table.header, "name": table.name, "places": table.places}
            for table in document.tables
        ],
        "readable": document.readable,
        "warnings": document.warnings,
        "name": document.name,
        "members": [to_json(member) for member in document.members],
        "gave_up": document.gave_up,
    }


def from_json(answer: dict[str, Any]) -> Document:
    """Raises KeyError, TypeError or ValueError for an answer of another shape."""
    return Document(
        media_type=str(answer["media_type"]),
        text=str(answer["text"]),
        tables=tuple(_table(table) for table in answer["tables"]),
        readable=bool(answer["readable"]),
        warnings=tuple(map(str, answer["warnings"])),
        name=str(answer["name"]),
        members=tuple(from_json(member) for member in answer["members"]),
        gave_up=bool(answer["gave_up"]),
    )


def _table(answer: dict[str, Any]) -> Table:
    return Table(
        rows=tuple(tuple(map(str, row)) for row in answer["rows"]),
        header=int(answer["header"]),
        name=str(answer["name"]),
        places=tuple(map(str, answer["places"])),
    )
