"""Character recognition, an optional extra: `[ocr]` brings rapidocr with its models inside, so nothing is fetched.

Without it every function but `available` raises Unreadable with the sentence that says what to install.
"""

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from typing import Any

from crawler.attachments import scans
from crawler.attachments.boxes import Run
from crawler.attachments.faults import Unreadable
from crawler.attachments.glyphs import Glyph
from crawler.attachments.ruled import Grid, find_grids

_SURE_ENOUGH = 0.5
_DOTS_PER_INCH = 200
_LONGEST_SIDE = 2400  # A4 at 200 dpi is 2339 high: codes are read at the size they were scanned in

_make_room: list[Callable[[], None]] = []


@dataclass(frozen=True, slots=True)
class Recognised:
    """One page in points: the tables that ruling lines make, and the pieces of text outside them."""

    grids: list[Grid]
    runs: list[Run]


def available() -> bool:
    return find_spec("rapidocr") is not None and find_spec("onnxruntime") is not None


def before_loading(widen: Callable[[], None]) -> None:
    """`widen` is called once before the recogniser is loaded: the child of the sandbox widens its limits then."""
    _make_room.append(widen)


@cache
def _engine() -> Any:
    if not available():
        raise Unreadable("is an image; install the [ocr] extra to have it read")
    for widen in _make_room:
        widen()
    from rapidocr import RapidOCR  # type: ignore[import-not-found,unused-ignore]

    return RapidOCR(
        params={
            "EngineConfig.onnxruntime.intra_op_num_threads": 2,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
            "Global.max_side_len": _LONGEST_SIDE,
            "Global.use_cls": False,  # it takes a single 9 for a 6 upside down
            "Global.log_level": "critical",
        }
    )


def recognise(picture: Any) -> Recognised:
    """What stands on a picture (encoded bytes or an array of RGB). Raises Unreadable, TooLarge."""
    engine = _engine()
    try:
        page = scans.levelled(picture)
    except ValueError:
        raise Unreadable("is a damaged picture; fetch it again") from None
    answer = engine(page.picture, return_word_box=True, return_single_char_box=True)
    if answer.boxes is None or answer.txts is None:
        return Recognised([], [])
    lines = [
        scans.closed_up([scans.glyph_of(sign, box, page.scale) for sign, _, box in signs if box and sign.strip()])
        for signs, score in zip(answer.word_results, answer.scores, strict=True)
        if score >= _SURE_ENOUGH
    ]
    grids = find_grids(scans.in_points(page), list(itertools.chain.from_iterable(lines)))
    outside = [[glyph for glyph in line if not any(_inside(glyph, grid) for grid in grids)] for line in lines]
    return Recognised(grids, [run for line in outside for run in scans.runs_of(line)])


def _inside(glyph: Glyph, grid: Grid) -> bool:
    x, y = (glyph.x0 + glyph.x1) / 2, (glyph.top + glyph.bottom) / 2
    return grid.top <= y < grid.bottom and grid.xs[0] <= x < grid.xs[-1]


def recognise_page(page: Any) -> Recognised:
    """A page of pypdfium2, rendered for recognition. Raises Unreadable, TooLarge."""
    bitmap = page.render(scale=_DOTS_PER_INCH / 72)
    try:
        return recognise(bitmap.to_numpy()[:, :, :3])
    finally:
        bitmap.close()
