from hypothesis import given
from hypothesis import strategies as st

from crawler.attachments.bands import bands_of, cells_of, columns_of
from crawler.attachments.glyphs import Glyph
from crawler.attachments.ruled import horizontal, vertical


def row(top: float, **words: float) -> list[Glyph]:
    """Each word at its left edge, ten wide a character."""
    return [Glyph(word, left, top, left + 10.0 * len(word), top + 10) for word, left in words.items()]


def test_columns_lie_where_no_row_has_text() -> None:
    rows = [row(0, 序号=0, 名称=40), row(20, 一=0, 甲公司=40), row(40, 二=5, 乙=45), row(60, 本表到此为止以下空白=0)]
    assert columns_of(rows) == [0, 30.0, 70.0]
    assert cells_of(rows[:3], [0, 30.0, 70.0]) == [["序号", "名称"], ["一", "甲公司"], ["二", "乙"]]


def test_two_rows_and_rows_without_a_common_gap_have_no_columns() -> None:
    assert columns_of([row(0, 序号=0, 名称=40), row(20, 一=0, 甲=40)]) == []
    assert (
        columns_of([row(0, 甲甲=0, 乙=40), row(20, 丙=0, 丁丁丁丁=15), row(40, 戊=30, 己=90), row(60, 庚=0, 辛=60)])
        != []
    )


def test_level_lines_count_where_no_upright_line_stands() -> None:
    lines = [horizontal(0.0, 100.0, height) for height in (0.0, 10.0, 20.0, 30.0)]
    assert bands_of(lines, 3.0) == [(0.0, 100.0, [0.0, 10.0, 20.0, 30.0])]
    assert bands_of(lines[:3], 3.0) == []
    assert bands_of([*lines, vertical(50.0, 0.0, 30.0)], 3.0) == []


@given(st.lists(st.lists(st.tuples(st.sampled_from("甲乙丙12"), st.integers(0, 30)), max_size=6), max_size=8))
def test_no_glyph_is_lost(drawn: list[list[tuple[str, int]]]) -> None:
    rows = [
        [Glyph(text, 20.0 * place, 0.0, 20.0 * place + 10, 10.0) for place, text in {p: t for t, p in line}.items()]
        for line in drawn
    ]
    borders = columns_of(rows)
    cells = cells_of(rows, borders) if borders else None
    if cells is not None:
        for line, read in zip(rows, cells, strict=True):
            assert sorted(glyph.text for glyph in line) == sorted("".join(read).replace(" ", "").replace("\n", ""))
