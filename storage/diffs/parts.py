"""One part of a notice, its own text or one of its files, to be compared with a part of another: a draft often lies in
an annex where the final text stands on the page."""

from collections.abc import Iterator
from typing import NamedTuple

from storage.archive.contents import Content
from storage.errors import NotFound
from storage.model import Attachment
from storage.normal import compare_key

BODY = "body"
_MOST_READ, _STEP = 60_000, 5
# Texts that share less than this of their runs are no draft and final text of each other.
_ALIKE, _MUCH_MORE = 0.25, 1.5
_SHORTEST = 80


class Suggestion(NamedTuple):
    """Which part of each side to compare, and how much of their runs of five characters they share (0 to 1)."""

    older: str
    newer: str
    likeness: float


def parts_of(content: Content) -> list[str]:
    """The parts that can be compared: `body`, and each file that could be read, by its name."""
    return [BODY, *(file.name for file in content.attachments if _holds(file))]


def part_named(content: Content, asked: str) -> str:
    """The part that `asked` means: `body`, a file's name or what tells it from the others, or the number of a file,
    from 1. Raises NotFound, also for a file that could not be read."""
    wanted = asked.strip().removeprefix("attachment:")
    if wanted.casefold() == BODY:
        return BODY
    names = [file.name for file in content.attachments]
    found = [name for name in names if compare_key(name) == compare_key(wanted)]
    if not found and wanted.isascii() and wanted.isdigit() and 1 <= int(wanted[:6]) <= len(names):
        found = [names[int(wanted) - 1]]
    if not found and wanted:
        found = [name for name in names if compare_key(wanted) in compare_key(name)]
    known = ", ".join(parts_of(content))
    if len(set(found)) != 1:
        fault = "means several files" if found else "is no part of this notice"
        raise NotFound(f"'{asked[:80]}' {fault}; its parts are {known}")
    file = next(file for file in content.attachments if file.name == found[0])
    if not _holds(file):
        raise NotFound(f"{file.name} could not be read ({file.fault or 'it holds no text'}); its parts are {known}")
    return file.name


def part_of(content: Content, part: str) -> Content:
    """The text and tables of a part alone, as if they were all of a notice without a title."""
    if part == BODY:
        return Content("", content.text, content.tables, {}, ())
    file = next(file for file in content.attachments if file.name == part)
    return Content("", file.text, file.tables, {}, ())


def suggested(before: Content, after: Content) -> Suggestion | None:
    """The two parts that are most alike, where they are far more alike than the two pages' own texts: a draft in an
    annex beside a final text, or the other way round. None where the pages themselves are the ones to compare."""
    old, new = (
        {part: runs for part in parts_of(content) if (runs := _runs(content, part))} for content in (before, after)
    )
    pairs = [
        Suggestion(left, right, round(_shared(old[left], new[right]), 3))
        for left in old
        for right in new
        if BODY in (left, right)
    ]
    best = max(pairs, key=lambda pair: pair.likeness, default=None)
    if best is None or best.likeness < _ALIKE or (best.older, best.newer) == (BODY, BODY):
        return None
    own = next((pair.likeness for pair in pairs if (pair.older, pair.newer) == (BODY, BODY)), 0.0)
    return best if best.likeness > _MUCH_MORE * own else None


def _holds(file: Attachment) -> bool:
    return file.readable and bool(file.text.strip() or file.tables)


def _runs(content: Content, part: str) -> set[str]:
    """Every run of five characters, cells of tables included; none of a text too short to tell by."""
    said = compare_key("".join(_said(part_of(content, part))))[:_MOST_READ]
    return {said[at : at + _STEP] for at in range(len(said) - _STEP + 1)} if len(said) >= _SHORTEST else set()


def _said(content: Content) -> Iterator[str]:
    yield content.text
    for table in content.tables:
        for row in table.rows:
            yield from row


def _shared(one: set[str], other: set[str]) -> float:
    return len(one & other) / len(one | other)
