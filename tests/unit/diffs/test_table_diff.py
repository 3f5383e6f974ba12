import random

from hypothesis import given, settings
from hypothesis import strategies as st

from storage.diffs.tables import diff_tables
from storage.model import Table
from storage.shapes import Edit

HEADER = ("序号", "企业名称", "省份", "类型")
COMPANIES = [
    ("1", "广州鹏辉能源科技股份有限公司", "广东", "梯次利用"),
    ("2", "珠海鹏辉能源有限公司", "广东", "梯次利用"),
    ("3", "湖南邦普循环科技有限公司", "湖南", "再生利用"),
    ("4", "湖南邦普汽车循环有限公司", "湖南", "再生利用"),
    ("5", "格林美（武汉）新能源有限公司", "湖北", "梯次利用"),
    ("6", "浙江华友钴业股份有限公司", "浙江", "再生利用"),
]


def table(rows: list[tuple[str, ...]], header: tuple[str, ...] = HEADER, name: str = "") -> Table:
    return Table((header, *rows), 1, name)


def ops(edits: list[Edit]) -> list[str]:
    return [edit["op"] for edit in edits]


def renumbered(rows: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    return [(str(number), *row[1:]) for number, row in enumerate(rows, 1)]


def test_order_and_running_numbers_are_no_change() -> None:
    shuffled = COMPANIES[:]
    random.Random(3).shuffle(shuffled)
    assert diff_tables([table(COMPANIES)], [table(renumbered(shuffled))]) == []


def test_a_removed_row_does_not_change_those_after_it() -> None:
    edits = diff_tables([table(COMPANIES)], [table(renumbered(COMPANIES[:1] + COMPANIES[2:]))], "attachment:名单.xls")
    assert [(e["op"], e["before"], e["after"], e["where"]) for e in edits] == [
        ("row_removed", "2 | 珠海鹏辉能源有限公司 | 广东 | 梯次利用", "", "attachment:名单.xls")
    ]
    assert edits[0].get("key") == "企业名称 珠海鹏辉能源有限公司"


def test_a_changed_cell_is_redlined_under_its_key() -> None:
    after = [*COMPANIES[:5], ("6", "浙江华友钴业股份有限公司", "浙江", "梯次利用")]
    (edit,) = diff_tables([table(COMPANIES)], [table(after)])
    assert edit["op"] == "row_changed" and "华友" in edit.get("key", "")
    assert [step for step in edit["tokens"] if step[0] != "="] == [("-", "再生"), ("+", "梯次")]
    assert "".join(text for op, text in edit["tokens"] if op in "=-") == edit["before"]
    assert "".join(text for op, text in edit["tokens"] if op in "=+") == edit["after"]


def test_another_company_in_the_same_place_is_one_out_and_one_in() -> None:
    after = [("1", "深圳甲电池科技股份有限公司", "广东", "梯次利用"), *COMPANIES[1:]]
    assert sorted(ops(diff_tables([table(COMPANIES)], [table(after)]))) == ["row_added", "row_removed"]


def test_sisters_in_other_places_are_not_one_company() -> None:
    edits = diff_tables([table(COMPANIES[:1])], [table([("1", "珠海鹏辉能源科技股份有限公司", "广东", "梯次利用")])])
    assert sorted(ops(edits)) == ["row_added", "row_removed"]


def test_a_code_holds_a_company_through_its_rename() -> None:
    header = ("序号", "企业名称", "统一社会信用代码")
    before = [("1", "天津甲公司", "91120000MA05ABCD1X"), ("2", "北京乙公司", "91110000MA01ABCD2X")]
    after = [("1", "北京丙新能源股份有限公司", "91110000ma01abcd2x"), ("2", "天津甲公司", "91120000MA05ABCD1X")]
    (edit,) = diff_tables([table(before, header)], [table(after, header)])
    assert edit["op"] == "row_changed" and edit.get("key") == "统一社会信用代码 91110000MA01ABCD2X"


def test_a_company_in_two_capacities_loses_one() -> None:
    dual = [*COMPANIES, ("7", "浙江华友钴业股份有限公司", "浙江", "梯次利用")]
    (edit,) = diff_tables([table(dual)], [table(COMPANIES)])
    assert edit["op"] == "row_removed" and edit["before"].startswith("7 | ")


def test_duplicate_keys_are_said() -> None:
    before = [
        *COMPANIES[:2],
        ("3", "浙江华友钴业股份有限公司", "浙江", "再生"),
        ("4", "浙江华友钴业股份有限公司", "浙江", "梯次"),
    ]
    after = [
        *COMPANIES[:2],
        ("3", "浙江华友钴业股份有限公司", "浙江", "再生类"),
        ("4", "浙江华友钴业股份有限公司", "浙江", "梯次类"),
    ]
    edits = diff_tables([table(before)], [table(after)])
    assert ops(edits) == ["row_changed", "row_changed"]
    assert all("duplicate key: 2 rows before, 2 after" in edit.get("key", "") for edit in edits)
    assert "再生" in edits[0]["before"] and "再生类" in edits[0]["after"]


def test_a_renamed_column_is_one_edit() -> None:
    edits = diff_tables([table(COMPANIES)], [table(COMPANIES, ("序号", "单位名称", "省份", "类型"))])
    assert [(e["op"], e["before"], e["after"], e.get("key")) for e in edits] == [
        ("replace", "企业名称", "单位名称", "header")
    ]


def test_moved_dropped_and_added_columns() -> None:
    turned = [(row[0], row[2], row[1], row[3]) for row in COMPANIES]
    assert diff_tables([table(COMPANIES)], [table(turned, ("序号", "省份", "企业名称", "类型"))]) == []
    edits = diff_tables([table(COMPANIES)], [table([row[:3] for row in COMPANIES], HEADER[:3])])
    assert [(e["op"], e["before"]) for e in edits] == [("delete", "类型")]
    wider = [(*row, "整改" if row[0] == "2" else "") for row in COMPANIES]
    edits = diff_tables([table(COMPANIES)], [table(wider, (*HEADER, "备注"))])
    assert [(e["op"], e["after"][-2:]) for e in edits] == [("insert", "备注"), ("row_changed", "整改")]


def test_tables_are_found_again_in_another_order() -> None:
    other = table([("1", "超标排放", "罚款5万元")], ("序号", "违法行为", "裁量标准"))
    (edit,) = diff_tables(
        [table(COMPANIES), other],
        [table([("1", "超标排放", "罚款50万元")], ("序号", "违法行为", "裁量标准")), table(COMPANIES)],
    )
    assert edit["op"] == "row_changed" and ("-", "5万元") in edit["tokens"] and ("+", "50万元") in edit["tokens"]


def test_a_page_break_at_another_row_is_no_change() -> None:
    before = [table(COMPANIES[:2]), table(COMPANIES[2:])]
    assert diff_tables(before, [table(COMPANIES[:4]), Table(tuple(COMPANIES[4:]))]) == []
    assert diff_tables(before, [table(COMPANIES)]) == []


def test_two_lists_with_one_header_stay_two_lists() -> None:
    first, second = COMPANIES[:3], renumbered(COMPANIES[3:])
    edits = diff_tables(
        [table(first), table(second)], [table(renumbered([*first, second[0]])), table(renumbered(second[1:]))]
    )
    assert sorted(ops(edits)) == ["row_added", "row_removed"]
    assert all("湖南邦普汽车循环有限公司" in edit["before"] + edit["after"] for edit in edits)


def test_a_new_and_a_vanished_table() -> None:
    assert ops(diff_tables([], [table(COMPANIES)])) == ["row_added"] * 6
    assert ops(diff_tables([table(COMPANIES)], [])) == ["row_removed"] * 6


def test_a_header_nobody_marked_is_still_a_header() -> None:
    before, after = Table((HEADER, *COMPANIES)), Table((HEADER, *renumbered(COMPANIES[::-1])))
    assert diff_tables([before], [after]) == []


cells = st.sampled_from(
    ["", "1", "2", "甲公司", "乙公司", "丙有限公司", "广东", "5万元", "91110000MA01ABCD2X", " ５ ", "a\nb"]
)
grids = st.integers(0, 4).flatmap(
    lambda width: st.builds(
        lambda rows, header: Table(tuple(map(tuple, rows)), min(header, len(rows))),
        st.lists(st.lists(cells, min_size=width, max_size=width), max_size=7),
        st.integers(0, 2),
    )
)


@given(st.lists(grids, max_size=3))
def test_tables_do_not_differ_from_themselves(tables: list[Table]) -> None:
    assert diff_tables(tables, tables) == []


@settings(max_examples=300, deadline=None)
@given(st.lists(grids, max_size=3), st.lists(grids, max_size=3))
def test_every_redline_reproduces_both_rows(before: list[Table], after: list[Table]) -> None:
    for edit in diff_tables(before, after):
        if "tokens" in edit:
            assert "".join(text for op, text in edit["tokens"] if op in "=-") == edit["before"]
            assert "".join(text for op, text in edit["tokens"] if op in "=+") == edit["after"]
