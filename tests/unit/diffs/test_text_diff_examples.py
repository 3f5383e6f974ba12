import time

import pytest

from storage.diffs.text import diff_text
from storage.diffs.tokens import tokens_of


def marked(before: str, after: str) -> list[tuple[str, str]]:
    return [step for edit in diff_text(before, after) for step in edit.get("tokens", []) if step[0] != "="]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("50万元", "500万元"),
        ("五十万元", "五百万元"),
        ("2026年1月5日", "2027年1月15日"),
        ("第十二条", "第二十二条"),
        ("（一）", "（十一）"),
        ("1,000", "11,000"),
        ("25%", "2.5%"),
        ("工信部联节〔2018〕43号", "工信部联节〔2018〕435号"),
        ("公告2026年第20号", "公告2026年第201号"),
        ("91110000MA01ABCD2X", "91110000MA01ABCD3X"),
        ("GB/T 34015-2017", "GB/T 34015-2027"),
    ],
)
def test_one_token_is_replaced_whole(before: str, after: str) -> None:
    steps = marked(f"对违法企业按规定适用{before}的要求处理。", f"对违法企业按规定适用{after}的要求处理。")
    assert [op for op, _ in steps] == ["-", "+"]
    assert before.endswith(steps[0][1]) and after.endswith(steps[1][1])
    assert steps[0][1] in tokens_of(before) and steps[1][1] in tokens_of(after)


def test_only_the_changed_sentence_of_a_paragraph_is_told() -> None:
    edits = diff_text("甲企业应当登记。乙企业应当备案。", "甲企业应当登记。乙企业无需备案。", "attachment:a.doc")
    assert [(e["where"], e["op"], e["before"], e["after"]) for e in edits] == [
        ("attachment:a.doc", "replace", "乙企业应当备案。", "乙企业无需备案。")
    ]


def test_a_new_paragraph_is_one_insertion() -> None:
    edits = diff_text("第一条\n第三条 施行。", "第一条\n第二条 企业登记。逾期处罚。\n第三条 施行。")
    assert [(e["op"], e["after"]) for e in edits] == [("insert", "第二条 企业登记。逾期处罚。")]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("附件：名单（第一批）", "附件:名单(第一批)"),
        ("工业和信\n息化部\n通知", "工业和信息化部\n\n　　通知"),
        ("２０２６年 4 月", "2026年4月"),
        ("a\r\nb", "a\nb"),
        ("X\nＺ1\nX\nW", "Ｘ\nZ1\nX\nＷ"),
    ],
)
def test_width_and_whitespace_are_no_difference(before: str, after: str) -> None:
    assert diff_text(before, after) == []


def test_a_superscript_is_a_difference() -> None:
    assert diff_text("面积10²亩。", "面积102亩。")


def test_a_moved_paragraph_is_marked_on_both_ends() -> None:
    lines = [f"第{n}条 企业应当履行第{n}项义务。" for n in range(1, 9)]
    edits = diff_text("\n".join(lines), "\n".join([*lines[1:6], lines[0], *lines[6:]]))
    assert [(e["op"], e.get("moved")) for e in edits] == [("delete", True), ("insert", True)]
    assert edits[0]["before"] == edits[1]["after"] == lines[0]


def test_a_paragraph_moved_and_edited_is_a_marked_replacement() -> None:
    lines = [f"第{n}条 企业应当履行第{n}项义务，逾期处{n}0万元罚款。" for n in "一二三四五六"]
    edits = diff_text("\n".join(lines), "\n".join([*lines[1:5], lines[0].replace("一0万元", "五百万元"), lines[5]]))
    assert [(e["op"], e.get("moved")) for e in edits] == [("replace", True)]
    assert ("+", "五百万元") in edits[0]["tokens"]


def test_a_text_that_appears_or_vanishes() -> None:
    assert [e["op"] for e in diff_text("", "甲。\n乙。")] == ["insert", "insert"]
    assert [e["op"] for e in diff_text("甲。", "")] == ["delete"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("无\n" * 40_000, "无\n" * 39_000 + "有\n"),
        ("甲\n乙\n" * 25_000, "乙\n甲\n丙\n" * 20_000),
        ("企业" * 60_000, "业企业" * 40_000),
        ("第" * 200_000, "（" * 200_000),
        ("。".join(map(str, range(20_000))), "。".join(map(str, range(20_000, 0, -1)))),
    ],
)
def test_repetitive_and_hostile_texts_stay_bounded(before: str, after: str) -> None:
    start = time.process_time()
    diff_text(before, after)
    assert time.process_time() - start < 10
