"""Document numbers: every printed variant, what is none, keys, and the round trip."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.facts.document_numbers import find_numbers, key, number_of_field


@pytest.mark.parametrize(
    ("printed", "normal", "kind"),
    [
        ("工信部联节〔2018〕43号", "工信部联节〔2018〕43号", "letter"),
        ("工信部联节[2018] 43 号", "工信部联节〔2018〕43号", "letter"),
        ("鄂经信办函　［２０２５］　２５号", "鄂经信办函〔2025〕25号", "letter"),
        ("甬市监综﹝2023﹞362号", "甬市监综〔2023〕362号", "letter"),
        ("环办固体函（2023）387号", "环办固体函〔2023〕387号", "letter"),
        ("豫工信字【2021】第 7 号", "豫工信字〔2021〕7号", "letter"),
        ("中机函〔2018〕73号", "中机函〔2018〕73号", "letter"),
        ("中华人民共和国工业和信息化部公告2018年第35号", "公告2018年第35号", "announcement"),
        ("公告 2019年 第28号", "公告2019年第28号", "announcement"),
        ("（2025年 第39号）", "公告2025年第39号", "announcement"),
        ("推广目录(第三批) 2013年第12号公告", "公告2013年第12号", "announcement"),
        ("工业和信息化部\n公告\n2026年第20号\n为贯彻", "公告2026年第20号", "announcement"),
        ("通告2025年第3号", "通告2025年第3号", "bulletin"),
        ("（六部门令第73号，国务院公报）", "令第73号", "order"),
        ("部令 第11号", "令第11号", "order"),
        ("商务部令2020年第2号", "令2020年第2号", "order"),
        ("主席令第五十八号", "令第58号", "order"),
        ("令第一百二十三号", "令第123号", "order"),
        ("规范性文件编号 40-29〔2022〕6号", "40-29〔2022〕6号", "registration"),
    ],
)
def test_variants_have_one_form(printed: str, normal: str, kind: str) -> None:
    assert [(number.text, number.kind) for number in find_numbers(printed)] == [(normal, kind)]


@pytest.mark.parametrize(
    "text",
    [
        "696785044/2026-00017",
        "索引号：757009218/2024-38288",
        "浙环发(2020)H)号",
        "（2021）京01行终5号",
        "（2021）粤01民初1234号行政判决书",
        "违反第四十三条第二款",
        "《国务院公报》（2026年第12号）",
        "〔2018〕43号",
        "2026年第20期",
        "12号楼",
        "",
    ],
)
def test_not_a_document_number(text: str) -> None:
    assert find_numbers(text) == []


def test_words_before_the_body_are_left_out() -> None:
    text = "根据国务院办公厅国办发〔2025〕38号文件和财税〔2019〕12号，现将工信厅节函〔2025〕11号转发你们"
    assert [number.text for number in find_numbers(text)] == [
        "国办发〔2025〕38号",
        "财税〔2019〕12号",
        "工信厅节函〔2025〕11号",
    ]


def test_a_field_may_hold_an_index_code() -> None:
    assert number_of_field("696785044/2026-00017") == ""
    assert number_of_field(" 闽工信规〔2023〕10号 ") == "闽工信规〔2023〕10号"


def test_an_announcement_number_is_no_key_without_its_issuer() -> None:
    bare, named = find_numbers("公告2026年第20号")[0], find_numbers("商务部公告2026年第20号")[0]
    assert key(bare) == ""
    assert key(bare, "工业和信息化部") != key(named)
    assert key(named) == key(bare, "商务部")
    assert key(find_numbers("部令第11号")[0]) == "" == key(find_numbers("六部门令第73号")[0])
    assert (
        key(find_numbers("工信部联节〔2018〕43号")[0]) == key(find_numbers("工信部联节[2018]43号")[0], "财政部") != ""
    )


_letters = st.sampled_from(
    ["工信部联节", "国办发", "环办固体函", "粤工信规字", "成经信函", "国市监法规", "陕市监发", "发改环资"]
)
_brackets = st.sampled_from(["〔〕", "［］", "[]", "()", "（）", "﹝﹞", "【】"])
_gap = st.sampled_from(["", " ", "\u3000", "\u00a0"])


def _wide(text: str) -> str:
    return "".join(chr(0xFF10 + int(char)) if char.isdigit() else char for char in text)


@given(_letters, st.integers(1950, 2099), st.integers(1, 99999), _brackets, _gap, _gap, st.booleans())
def test_round_trip(letters: str, year: int, serial: int, pair: str, one: str, two: str, wide: bool) -> None:
    year_text, serial_text = (_wide(str(year)), _wide(str(serial))) if wide else (str(year), str(serial))
    printed = f"{letters}{one}{pair[0]}{year_text}{pair[1]}{two}{serial_text}{one}号"
    (found,) = find_numbers(f"（{printed}）。")
    assert (found.text, found.prefix, found.year, found.number) == (
        f"{letters}〔{year}〕{serial}号",
        letters,
        year,
        serial,
    )
    assert find_numbers(found.text)[0].text == found.text


@given(st.text(max_size=200))
def test_any_text_is_read_and_spans_lie_in_it(text: str) -> None:
    for number in find_numbers(text):
        assert 0 <= number.start < number.end <= len(text)
