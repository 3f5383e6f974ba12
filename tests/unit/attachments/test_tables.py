"""Headers, continued tables and completeness."""

from crawler.attachments.headers import find_header, split_title
from crawler.attachments.tables import completeness, document_completeness, join_continued
from storage.model import Table

HEAD = ("序号", "企业名称", "省份")


def listing(first: int, last: int, header: bool = True) -> Table:
    rows = tuple((str(number), f"第{number}回收有限公司", "河北省") for number in range(first, last + 1))
    rows = (HEAD, *rows) if header else rows
    return Table(rows, int(header), places=tuple("page 1" for _ in rows))


def test_headers_are_found_and_data_is_not_taken_for_one() -> None:
    assert find_header([HEAD, ("1", "甲有限公司", "河北省")]) == 1
    assert find_header([("1", "甲有限公司", "河北省")]) == 0
    assert find_header([("河北省", "保定甲再生资源有限公司", "梯次利用")]) == 0
    assert find_header([("违法行为", "裁量标准"), ("未按规定回收的", "处一万元罚款。")]) == 1
    assert find_header([("", "造成重大影响的", "给予警告，并处5000元罚款"), ("", "2次以上", "处1万元罚款")]) == 0
    assert find_header([("违法行为", "罚款（万元）"), ("未按规定回收的", "1-3")]) == 1
    assert find_header([]) == 0


def test_two_line_header() -> None:
    rows = [
        ("序号", "企业名称", "产能", "产能"),
        ("序号", "企业名称", "梯次利用规模", "再生利用规模"),
        ("1", "甲有限公司", "5", "6"),
    ]
    assert find_header(rows) == 2


def test_title_rows_stand_above_the_header() -> None:
    title = ("附件1 符合条件企业名单",) * 3
    assert split_title([title, HEAD, ("1", "甲有限公司", "河北省")]) == 1
    assert split_title([HEAD, ("1", "甲有限公司", "河北省")]) == 0


def test_continued_tables_are_joined_and_repeated_headers_dropped() -> None:
    joined = join_continued([listing(1, 20), listing(21, 40), listing(41, 45, header=False)], [False, True, True])
    assert [len(table.rows) for table in joined] == [46]
    assert len(joined[0].places) == 46


def test_a_table_that_starts_again_at_one_is_another_table() -> None:
    assert len(join_continued([listing(1, 20), listing(1, 5)], [False, True])) == 2
    assert len(join_continued([listing(1, 20), listing(25, 30)])) == 2
    assert len(join_continued([listing(1, 20), listing(21, 30)])) == 1


def test_gaps_and_unmet_totals_are_said() -> None:
    whole = listing(1, 68)
    assert completeness(whole, "现公布企业名单（共68家）") == []
    holed = Table((*whole.rows[:12], *whole.rows[14:]), 1)
    said = completeness(holed, "共68家企业")
    assert any("from 11 to 14: 12 to 13 is missing" in sentence for sentence in said)
    assert any("68" in sentence and "66 rows" in sentence for sentence in said)
    assert completeness(listing(2, 5), "") == ["the 序号 of the table starts at 2, not at 1: rows may be missing"]


def test_a_total_is_met_by_all_tables_together() -> None:
    tables = [listing(1, 7), listing(1, 5)]
    assert document_completeness(tables, "拟公布共计十二家企业") == []
    assert len(document_completeness(tables, "共13家")) == 1
