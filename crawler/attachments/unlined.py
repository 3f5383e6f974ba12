"""A PDF page without ruling lines: whether a line of it names columns, and its pieces of text with their places."""

from collections.abc import Iterable, Iterator, Sequence
from statistics import median

from crawler.attachments.boxes import Run
from crawler.attachments.glyphs import Glyph, Line, lines_of, rows_of
from crawler.attachments.headers import find_header

_FEWEST_COLUMNS = 3
_LONGEST_HEADER = 90
_GAP = 0.8


def names_columns(lines: Iterable[Line]) -> bool:
    """Whether one line holds the names of three and more columns and nothing else."""
    texts = (line.text.split() for line in lines if len(line.text) <= _LONGEST_HEADER)
    return any(find_header([names, [""] * len(names)]) for names in texts if len(names) >= _FEWEST_COLUMNS)


def runs_of(glyphs: Sequence[Glyph]) -> list[Run]:
    """The pieces of each line, parted where a gap is wider than most of a character."""
    return [_run(piece) for row in rows_of(glyphs) for piece in _pieces(row)]


def _pieces(row: Sequence[Glyph]) -> Iterator[list[Glyph]]:
    gap = _GAP * median(glyph.bottom - glyph.top for glyph in row)
    piece: list[Glyph] = []
    for glyph in row:
        if piece and glyph.x0 - max(each.x1 for each in piece[-3:]) > gap:
            yield piece
            piece = []
        piece.append(glyph)
    yield piece


def _run(piece: Sequence[Glyph]) -> Run:
    (line, *_) = lines_of(piece)
    return Run(line.text, line.x0, line.top, line.x1, line.bottom)
