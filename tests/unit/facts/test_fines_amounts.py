"""Numbers as Chinese regulations write them: exact values, exact spans, oddities marked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.facts.amounts import fold, quantities

_DIGITS = "零一二三四五六七八九"


def written(number: int) -> str:
    """A whole number below 10^12 in Chinese numerals, by the school rules (十五, 一百零五, 十万零三百)."""
    if number == 0:
        return "零"
    groups: list[int] = []
    parts: list[str] = []
    while number:
        number, group = divmod(number, 10_000)
        groups.append(group)
    for place in range(len(groups) - 1, -1, -1):
        group = groups[place]
        if not group:
            continue
        gap = bool(parts) and (group < 1000 or not groups[place + 1])
        parts.append(("零" if gap else "") + _section(group) + ("", "万", "亿")[place])
    text = "".join(parts)
    return text.removeprefix("一") if text.startswith("一十") else text


def _section(number: int) -> str:
    text, pending = "", False
    for unit, sign in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, unit)
        if digit:
            text += ("零" if pending and text else "") + _DIGITS[digit] + sign
            pending = False
        else:
            pending = True
    return text


@given(st.integers(1, 10**12 - 1))
def test_a_number_written_in_chinese_is_read_back(number: int) -> None:
    (found,) = quantities(written(number) + "元")
    assert (found.value, found.unit, found.odd) == (number, "yuan", False)


@given(st.integers(1, 99_999), st.integers(1, 9))
def test_an_arabic_number_with_a_fraction_and_a_scale_is_exact(whole: int, tenth: int) -> None:
    (found,) = quantities(f"{whole}.{tenth}万元")
    assert found.value == whole * 10_000 + tenth * 1000


@given(
    st.text(alphabet="一二两三十百千万亿零点元倍%‰分之0123456789,.-以上下处罚款每 ", max_size=60) | st.text(max_size=60)
)
def test_spans_ascend_and_lie_in_the_text(text: str) -> None:
    folded = fold(text)
    assert len(folded) == len(text)
    end = 0
    for found in quantities(folded):
        assert end <= found.start < found.end <= len(folded)
        end = found.end


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("五千元", 5000, "yuan"),
        ("一万五千元", 15_000, "yuan"),
        ("2.5万元", 25_000, "yuan"),
        ("2万5千元", 25_000, "yuan"),
        ("七十万", 700_000, ""),
        ("１０元", 10, "yuan"),
        ("1,000,000元", 1_000_000, "yuan"),
        ("１，５００元", 1500, "yuan"),
        ("一百四十万元", 1_400_000, "yuan"),
        ("两千元", 2000, "yuan"),
        ("1亿2000万元", 120_000_000, "yuan"),
        ("贰万伍仟元", 25_000, "yuan"),
        ("1‰", 1, "permille"),
        ("千分之三", 3, "permille"),
        ("万分之五", 0.5, "permille"),
        ("百分之一", 1, "percent"),
        ("百分之百", 100, "percent"),
        ("百分之零点五", 0.5, "percent"),
        ("35％", 35, "percent"),
        ("三倍", 3, "times"),
        ("两倍", 2, "times"),
        ("零点五倍", 0.5, "times"),
        ("0.5倍", 0.5, "times"),
        ("十五", 15, ""),
    ],
)
def test_one_number(text: str, value: float, unit: str) -> None:
    (found,) = quantities(fold(text))
    assert (found.value, found.unit, found.odd) == (value, unit, False)
    assert (found.start, found.end) == (0, len(text))


@pytest.mark.parametrize(
    ("text", "value"),
    [("2.5元万", 25_000), ("一百万三十元", 1_000_030), ("一百万一十元", 1_000_010), ("一万五元", 15_000)],
)
def test_what_is_written_oddly_is_read_as_it_stands_and_marked(text: str, value: float) -> None:
    (found,) = quantities(text)
    assert (found.value, found.unit, found.odd) == (value, "yuan", True)


@pytest.mark.parametrize("text", ["", "万元", "百元大钞", "亿", "处罚款", "点五"])
def test_what_is_no_number_is_none(text: str) -> None:
    assert [found for found in quantities(text) if found.unit == "yuan"] == []
