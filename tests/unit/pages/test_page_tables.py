import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from crawler.pages.headings import header_rows
from crawler.pages.tables import MOST_COLUMNS, grid, is_data, tables_in


def table(html):
    return BeautifulSoup(f"<body>{html}</body>", "lxml").table


def rows(html):
    return grid(table(html))[0]


def test_spans_repeat_their_text_in_every_place_they_cover():
    html = (
        "<table><tr><td rowspan=2>序号</td><td colspan=2>类型</td></tr><tr><td>梯次</td><td>再生</td></tr>"
        "<tr><td>1</td><td>是</td><td>否</td></tr></table>"
    )
    assert rows(html) == (("序号", "类型", "类型"), ("序号", "梯次", "再生"), ("1", "是", "否"))


def test_a_span_of_zero_reaches_the_end_and_no_span_adds_rows():
    html = "<table><tr><td rowspan=0>省</td><td>a</td></tr><tr><td>b</td></tr><tr><td rowspan=99>c</td></tr></table>"
    assert rows(html) == (("省", "a"), ("省", "b"), ("省", "c"))


@pytest.mark.parametrize("span", ["-1", "abc", "", "1.5", "九", "１"])
def test_a_span_that_is_no_number_is_one(span):
    assert rows(f'<table><tr><td colspan="{span}">a</td><td>b</td></tr></table>') == (("a", "b"),)


def test_a_bomb_of_columns_is_cut_and_said():
    body = BeautifulSoup(
        "<body><table><tr><td colspan=10000>a</td></tr><tr><td>b</td><td>c</td></tr></table></body>", "lxml"
    )
    found, warnings = tables_in(body)
    assert found[0].rows == (("a", "a"), ("b", "c")) and "was cut" in warnings[0]
    wide = table("<table><tr>" + "<td>x</td>" * 10_000 + "</tr></table>")
    cells, cut = grid(wide)
    assert len(cells[0]) == MOST_COLUMNS and cut


def test_a_bomb_of_rows_and_spans_ends():
    html = "<table>" + "<tr><td rowspan=65534 colspan=200>x</td><td>y</td></tr>" * 3000 + "</table>"
    cells, cut = grid(table(html))
    assert cut and cells[0][0] == "x"


def test_a_nested_table_is_kept_beside_the_one_that_holds_it():
    body = BeautifulSoup(
        "<body><table><tr><td>甲<table><tr><td>子</td><td>丑</td></tr></table></td><td>乙</td></tr></table></body>",
        "lxml",
    )
    found, _ = tables_in(body)
    assert [one.rows for one in found] == [(("甲", "乙"),), (("子", "丑"),)]


def test_a_table_of_single_cells_is_a_frame_for_prose():
    assert not is_data(table("<table><tr><td><p>正文</p></td></tr><tr><td>落款</td></tr></table>"))
    assert is_data(table("<table><tr><td>a</td><td>b</td></tr></table>"))


@given(
    st.lists(st.lists(st.tuples(st.integers(1, 4), st.integers(1, 4)), min_size=1, max_size=4), min_size=1, max_size=6)
)
def test_every_grid_is_rectangular_and_loses_no_cell(shape):
    names = iter(range(1000))
    texts, html = [], "<table>"
    for row in shape:
        html += "<tr>"
        for wide, high in row:
            texts.append(f"c{next(names)}")
            html += f'<td colspan="{wide}" rowspan="{high}">{texts[-1]}</td>'
        html += "</tr>"
    cells, cut = grid(table(html + "</table>"))
    assert not cut and len(cells) == len(shape) and len({len(row) for row in cells}) == 1
    assert {cell for row in cells for cell in row} - {""} == set(texts)


@given(st.lists(st.lists(st.sampled_from(["a", "b", "1"]), min_size=3, max_size=3), min_size=1, max_size=5))
def test_a_table_without_spans_is_its_own_grid(content):
    html = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in content)
    assert rows(f"<table>{html}</table>") == tuple(map(tuple, content))


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ([["序号", "企业名称"], ["1", "甲公司"]], 1),
        ([["名单（第五批）"] * 2, ["序号", "企业名称"], ["1", "甲公司"]], 2),
        ([["序号", "类型", "类型"], ["序号", "梯次", "再生"], ["1", "是", ""]], 2),
        ([["联系人", "张三"], ["电话", "010"]], 0),
        ([["1", "甲公司"], ["2", "乙公司"]], 0),
        ([["序号", "企业名称"]], 0),
    ],
)
def test_rows_that_name_the_columns(content, expected):
    assert header_rows(content) == expected
