import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.facts.notice_dates import dates_of
from crawler.facts.references import references_of

FIRST, SECOND = "工信部联节〔2018〕43号", "工信部联节〔2021〕114号"


def told(text: str) -> list[tuple[str, str, str]]:
    return [(one.relation, one.title, one.doc_number) for one in references_of(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "为贯彻落实《固废法》，根据《行动方案》要求，制定本办法。",
            [("basis", "固废法", ""), ("basis", "行动方案", "")],
        ),
        (
            f"根据《甲法》《乙法》和《丙办法》（{FIRST}）等规定，现就修订《丁条件》有关事项通知如下。",
            [("basis", "甲法", ""), ("basis", "乙法", ""), ("basis", "丙办法", FIRST), ("revises", "丁条件", "")],
        ),
        (
            "我部对《行业规范条件（2019年本）》（工业和信息化部公告2019年第59号）进行了修订，现予公告。",
            [("revises", "行业规范条件（2019年本）", "公告2019年第59号")],
        ),
        ("我局修订了《频率划分规定》，现公开征求意见。", [("revises", "频率划分规定", "")]),
        ("关于修改《甲办法》的决定", [("revises", "甲办法", "")]),
        (
            f"本办法自2026年4月1日起施行。《甲办法》（{FIRST}）、《乙办法》（{SECOND}）同时废止。",
            [("repeals", "甲办法", FIRST), ("repeals", "乙办法", SECOND)],
        ),
        ("《甲规定》（公告2018年第35号）自本办法施行之日起废止。", [("repeals", "甲规定", "公告2018年第35号")]),
        ("《甲规定》予以废止。", [("repeals", "甲规定", "")]),
        ("关于废止《甲规定》的公告", [("repeals", "甲规定", "")]),
        (
            f"以下文件同时废止：\n1.《甲办法》（{FIRST}）\n2．《乙办法》（{SECOND}）\n根据《丙法》",
            [("repeals", "甲办法", FIRST), ("repeals", "乙办法", SECOND), ("basis", "丙法", "")],
        ),
        (
            "《规范条件》（公告2024年第42号）中有关梯次利用的规定同时废止。",
            [("revises", "规范条件", "公告2024年第42号")],
        ),
        (f"现将《甲通知》（{FIRST}）转发给你们，请遵照执行。", [("forwards", "甲通知", FIRST)]),
        ("关于转发《甲通知》的通知", [("forwards", "甲通知", "")]),
        (
            "关于转发五部门关于规范废旧动力电池回收利用的通知的通知",
            [("forwards", "五部门关于规范废旧动力电池回收利用的通知", "")],
        ),
        ("《甲\n办法》予以废止。", [("repeals", "甲办法", "")]),
    ],
)
def test_what_a_notice_does_with_a_document(text: str, expected: list[tuple[str, str, str]]) -> None:
    assert told(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "修改或者废止《甲办法》应当公开征求意见。",
        "拟废止《甲办法》。",
        "如《甲办法》被废止的，从其规定。",
        "《甲办法》已于2026年4月1日废止。",
        "《规范性文件清理目录》中列明《甲办法》废止。",
        "现将《甲办法》印发给你们。",
        "《甲办法》规定企业应当登记。",
        "《未闭合的书名号予以废止。",
    ],
)
def test_what_is_no_reference(text: str) -> None:
    assert told(text) == []


def test_a_reference_is_told_once_with_its_sentence() -> None:
    text = "根据《甲法》，制定本办法。\n根据《甲法》，处罚。"
    (one,) = references_of(text)
    assert one.sentence == "根据《甲法》，制定本办法。"


words = st.sampled_from(
    [
        "《",
        "》",
        "（",
        "）",
        "甲办法",
        "根据",
        "废止",
        "同时",
        "修订",
        "对",
        "转发",
        "将",
        "。",
        "；",
        "\n",
        FIRST,
        "、",
    ]
)


@given(st.lists(words, max_size=40).map("".join) | st.text())
def test_any_text_is_read_without_fault(text: str) -> None:
    for one in references_of(text):
        assert (one.title or one.doc_number) and one.relation in ("basis", "revises", "repeals", "forwards")


@pytest.mark.parametrize(
    "part",
    ["《", "《甲》", "（", "根据", "转发", "2026年", "1月", "废止", " ", "自2026年4月1日起", "二〇", "2026-", "公示"],
)
def test_time_grows_with_the_length_of_the_text(part: str) -> None:
    start = time.process_time()
    references_of(part * 20_000)
    dates_of("征求意见", part * 20_000, {}, None)
    assert time.process_time() - start < 10


@pytest.mark.parametrize(
    ("text", "relation", "number", "issuer"),
    [
        ("根据工信部联节〔2018〕43号要求，制定本办法。", "basis", "工信部联节〔2018〕43号", ""),
        ("关于更正工业和信息化部公告2025年第41号附件的公告。", "revises", "公告2025年第41号", "工业和信息化部"),
        ("市场监管总局公告2022年第8号同时废止。", "repeals", "公告2022年第8号", "国家市场监督管理总局"),
        ("现将工信部联节〔2026〕1号转发给你们。", "forwards", "工信部联节〔2026〕1号", ""),
    ],
)
def test_a_document_named_by_its_number_alone(text: str, relation: str, number: str, issuer: str) -> None:
    assert [(one.relation, one.title, one.doc_number, one.issuer) for one in references_of(text)] == [
        (relation, "", number, issuer)
    ]


def test_a_body_that_stands_once_before_two_numbers_is_the_body_of_both() -> None:
    told = references_of("工业和信息化部公告2018年第35号、公告2019年第46号同时废止。")
    assert [(one.doc_number, one.issuer) for one in told] == [
        ("公告2018年第35号", "工业和信息化部"),
        ("公告2019年第46号", "工业和信息化部"),
    ]


def test_the_notices_own_number_names_no_other() -> None:
    assert references_of("工信部联节〔2018〕43号\n各有关单位：\n现通知如下。") == ()


def test_what_is_repealed_in_part_is_revised_and_told_once_with_its_number() -> None:
    text = "关于废止《甲行业规范条件》中有关条款的公告。\n决定废止《甲行业规范条件》（公告2024年第42号）中有关条款。"
    assert [(one.relation, one.doc_number) for one in references_of(text)] == [("revises", "公告2024年第42号")]
