from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from pdfplumber.table import edges_to_intersections, intersections_to_cells

from crawler.attachments.crossings import boxes
from crawler.attachments.ruled import horizontal, vertical

PLACE = st.integers(0, 6).map(lambda place: place * 10.0)
NUDGE = st.sampled_from([0.0, 0.0, 0.0, 1.0, -2.0, 5.0])


@st.composite
def uprights(draw: st.DrawFn) -> dict[str, Any]:
    x, start, end = draw(PLACE), draw(PLACE), draw(PLACE)
    return vertical(x, min(start, end) + draw(NUDGE), max(start, end) + draw(NUDGE))


@st.composite
def levels(draw: st.DrawFn) -> dict[str, Any]:
    y, start, end = draw(PLACE), draw(PLACE), draw(PLACE)
    return horizontal(min(start, end) + draw(NUDGE), max(start, end) + draw(NUDGE), y)


@settings(max_examples=400, deadline=None)
@given(st.lists(uprights() | levels(), max_size=24))
def test_the_boxes_are_those_that_pdfplumber_finds(edges: list[dict[str, Any]]) -> None:
    assert boxes(edges, 3.0) == intersections_to_cells(edges_to_intersections(edges, 3.0, 3.0))


@given(st.integers(1, 6), st.integers(1, 6))
def test_a_closed_grid_has_every_box(rows: int, columns: int) -> None:
    edges = [horizontal(0, columns * 10.0, y * 10.0) for y in range(rows + 1)]
    edges += [vertical(x * 10.0, 0, rows * 10.0) for x in range(columns + 1)]
    assert len(boxes(edges, 3.0)) == rows * columns


def test_a_missing_side_joins_two_boxes() -> None:
    edges = [horizontal(0, 20.0, 0.0), horizontal(0, 20.0, 10.0), vertical(0.0, 0, 10.0), vertical(20.0, 0, 10.0)]
    assert boxes(edges, 3.0) == [(0.0, 0.0, 20.0, 10.0)]
