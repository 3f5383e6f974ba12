"""What a page break does to a table, told from the grids of two pages."""

from crawler.attachments.page_breaks import join
from crawler.attachments.ruled import Grid


def grid(*rows: list[str], page: int) -> Grid:
    xs = [10.0 * number for number in range(len(rows[0]) + 1)]
    return Grid([list(row) for row in rows], [[1] * len(row) for row in rows], xs, 0.0, 100.0, [page] * len(rows))


def test_cells_that_the_break_cut_in_every_column_are_one_row() -> None:
    """As the table of Guangdong 2022 goes from its page 18 to 19: no leaf column is empty on either side."""
    above = grid(
        ["违法行为", "所在区域", "整改情况", "罚款"],
        ["未依法备案", "一般区域", "逾期未完成备案手续", "1万元以上3万元以下"],
        ["未依法备案", "限批区", "限期内完成备", "3万元以上5万元"],
        page=18,
    )
    below = grid(["", "", "案手续", "以下"], ["", "", "逾期未完成备案手续", "5万元"], page=19)
    whole = join(above, below)
    assert whole is not None
    assert whole.rows[2] == ["未依法备案", "限批区", "限期内完成备案手续", "3万元以上5万元以下"]
    assert len(whole.rows) == 4 and whole.rows[3][3] == "5万元"


def test_a_row_with_a_sum_is_no_header_of_a_table_of_its_own() -> None:
    above = grid(["违法行为", "次数", "处罚标准"], ["未分类", "1次", "处2500元以下罚款"], page=136)
    below = grid(["", "造成重大影响的", "给予警告，并处5000元罚款"], ["", "2次", "处1万元罚款"], page=137)
    whole = join(above, below)
    assert whole is not None and len(whole.rows) == 4
