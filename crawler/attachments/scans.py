"""A picture of a page, read: turned level, its ruling lines found and wiped out, its characters recognised one by one.

Needs what the [ocr] extra brings (numpy and OpenCV beside the recogniser). Lengths are pixels; a page is taken for A4
or smaller, so that a ruling line is told from a stroke of a character by the picture's own width.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from crawler.attachments.boxes import Run
from crawler.attachments.faults import TooLarge
from crawler.attachments.glyphs import Glyph
from crawler.attachments.ruled import Edge, horizontal, vertical

_MOST_PIXELS = 60_000_000
_WIDEST_TILT = 5.0
_LEAST_TILT = 0.05
_POINTS_ACROSS = 595.0  # A4


@dataclass(frozen=True, slots=True)
class Levelled:
    """`picture` is the page, level and without its ruling lines, as the recogniser wants it; `scale` pixels a point."""

    picture: Any
    edges: tuple[Edge, ...]
    scale: float


def levelled(picture: Any) -> Levelled:
    """`picture`: encoded bytes or an array of grey, RGB or BGR. Raises TooLarge, ValueError for what is no picture."""
    import cv2  # type: ignore[import-not-found,unused-ignore]
    import numpy  # type: ignore[import-not-found,unused-ignore]

    page: Any = picture
    if isinstance(picture, bytes):
        page = cv2.imdecode(numpy.frombuffer(picture, numpy.uint8), cv2.IMREAD_GRAYSCALE)
        if page is None:
            raise ValueError("no picture")
    elif picture.ndim == 3:
        page = cv2.cvtColor(numpy.ascontiguousarray(picture[:, :, :3]), cv2.COLOR_BGR2GRAY)
    height, width = page.shape[:2]
    if height * width > _MOST_PIXELS:
        raise TooLarge(f"holds a picture of more than {_MOST_PIXELS:,} pixels and was not read")
    tilt = _tilt(page)
    if abs(tilt) >= _LEAST_TILT:
        turn = cv2.getRotationMatrix2D((width / 2, height / 2), tilt, 1.0)
        page = cv2.warpAffine(page, turn, (width, height), flags=cv2.INTER_CUBIC, borderValue=255)
    least = max(width // 24, 40)
    across, down = _strokes(page, least, level=True), _strokes(page, least, level=False)
    wiped = page.copy()
    wiped[cv2.dilate(across | down, numpy.ones((5, 5), numpy.uint8)) > 0] = 255
    edges = (*_edges(across, level=True), *_edges(down, level=False))
    return Levelled(cv2.cvtColor(wiped, cv2.COLOR_GRAY2BGR), edges, max(width / _POINTS_ACROSS, 0.5))


def _ink(page: Any) -> Any:
    import cv2  # type: ignore[import-not-found,unused-ignore]

    return cv2.threshold(page, 0, 255, cv2.THRESH_BINARY_INV + cv2.THRESH_OTSU)[1]


def _tilt(page: Any) -> float:
    """Degrees by which the long level lines of the page fall to the right; 0.0 where it has none."""
    import cv2  # type: ignore[import-not-found,unused-ignore]
    import numpy  # type: ignore[import-not-found,unused-ignore]

    width = page.shape[1]
    found = cv2.HoughLinesP(
        _ink(page), 1, numpy.pi / 1800, threshold=width // 6, minLineLength=width // 4, maxLineGap=8
    )
    if found is None:
        return 0.0
    lines = found.reshape(-1, 4).astype(float)
    tilts = numpy.degrees(numpy.arctan2(lines[:, 3] - lines[:, 1], lines[:, 2] - lines[:, 0]))
    level = tilts[numpy.abs(tilts) <= _WIDEST_TILT]
    return float(numpy.median(level)) if len(level) else 0.0


def _strokes(page: Any, least: int, *, level: bool) -> Any:
    """Ink that runs on for `least` pixels, level or upright; what little tilt is left must not break a line."""
    import cv2  # type: ignore[import-not-found,unused-ignore]
    import numpy  # type: ignore[import-not-found,unused-ignore]

    ink = cv2.dilate(_ink(page), numpy.ones((3, 1) if level else (1, 3), numpy.uint8))
    return cv2.morphologyEx(ink, cv2.MORPH_OPEN, numpy.ones((1, least) if level else (least, 1), numpy.uint8))


def _edges(strokes: Any, *, level: bool) -> Iterator[Edge]:
    """Thick patches (a stamp, a black margin) are no lines."""
    import cv2  # type: ignore[import-not-found,unused-ignore]

    _, _, boxes, _ = cv2.connectedComponentsWithStats(strokes, connectivity=8)
    for x, y, wide, tall, _ in boxes[1:].tolist():
        if level and tall <= max(12, wide // 8):
            yield horizontal(float(x), float(x + wide), y + tall / 2)
        elif not level and wide <= max(12, tall // 8):
            yield vertical(x + wide / 2, float(y), float(y + tall))


def in_points(page: Levelled) -> list[Edge]:
    """The ruling lines in the unit that `ruled.find_grids` takes for a printed page."""
    lengths = ("x0", "x1", "top", "bottom", "width", "height")
    return [
        {key: value / page.scale if key in lengths else value for key, value in edge.items()} for edge in page.edges
    ]


def glyph_of(text: str, box: Sequence[Sequence[float]], scale: float) -> Glyph:
    xs, ys = [point[0] / scale for point in box], [point[1] / scale for point in box]
    return Glyph(text, min(xs), min(ys), max(xs), max(ys))


def closed_up(line: Sequence[Glyph]) -> list[Glyph]:
    """The characters of one recognised line, each reaching to the next: the boxes of narrow ones (1, I) leave gaps that
    are no spaces. What stands further apart than a character is wide stays apart."""
    closed: list[Glyph] = []
    for at, glyph in enumerate(line):
        after = line[at + 1].x0 if at + 1 < len(line) else glyph.x1
        near = after - glyph.x1 < 0.8 * (glyph.bottom - glyph.top)
        closed.append(Glyph(glyph.text, glyph.x0, glyph.top, max(after, glyph.x0) if near else glyph.x1, glyph.bottom))
    return closed


def runs_of(line: Sequence[Glyph]) -> Iterator[Run]:
    """A recognised line cut where a gap as wide as a character stands: two cells of a table without lines."""
    start = 0
    for at in range(1, len(line) + 1):
        if at < len(line) and line[at].x0 - line[at - 1].x1 < 0.8 * (line[at].bottom - line[at].top):
            continue
        part = line[start:at]
        if part:
            yield Run(
                "".join(glyph.text for glyph in part).strip(),
                part[0].x0,
                min(glyph.top for glyph in part),
                part[-1].x1,
                max(glyph.bottom for glyph in part),
            )
        start = at
