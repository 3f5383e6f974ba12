from calendar import monthrange
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.facts.date_numerals import counted_number, year_number
from crawler.facts.dates import find_dates

CONTEXT = date(2026, 9, 14)


def counted(number: int, twenty: str = "二十") -> str:
    tens, units = divmod(number, 10)
    high = ["", "十", twenty, "三十"][tens]
    return high + ("", *"一二三四五六七八九")[units]


def in_chinese(day: date, zero: str = "〇", twenty: str = "二十") -> str:
    year = "".join("〇一二三四五六七八九"[int(digit)] for digit in str(day.year)).replace("〇", zero)
    return f"{year}年{counted(day.month)}月{counted(day.day, twenty)}日"


WRITTEN = [
    lambda day: in_chinese(day),
    lambda day: in_chinese(day, "零"),
    lambda day: in_chinese(day, "○", "廿"),
    lambda day: f"{day.year}年{day.month}月{day.day}日",
    lambda day: f"{day.year} 年\u3000{day.month:02}月 {day.day:02} 日",
    lambda day: f"{day.year}年{day.month}月{day.day}日".translate({48 + n: 0xFF10 + n for n in range(10)}),
    lambda day: day.isoformat(),
    lambda day: f"{day.year}/{day.month}/{day.day}",
    lambda day: f"{day.year}.{day.month}.{day.day}",
]
days = st.dates(date(1950, 1, 1), date(2098, 6, 30))


@given(
    days,
    st.sampled_from(WRITTEN),
    st.sampled_from(["", "自", "（", "日期：", "于 "]),
    st.sampled_from(["", "起", "）", "。", " 10:30"]),
)
def test_a_date_is_read_back_however_it_is_written(day, written, lead, tail) -> None:  # type: ignore[no-untyped-def]
    text = lead + written(day) + tail
    (found,) = find_dates(text)
    assert (found.start, found.end, found.precision) == (day, None, "day")
    assert text[slice(*found.span)] == written(day)


@given(days, st.integers(1, 400), st.sampled_from(WRITTEN[:6]), st.sampled_from(["至", "到", "—", "～", "-", "起至"]))
def test_a_range_is_read_back(day, length, written, to) -> None:  # type: ignore[no-untyped-def]
    last = day + timedelta(days=length)
    (found,) = find_dates(f"自{written(day)}{to}{written(last)}止")
    assert (found.start, found.end, found.is_range) == (day, last, True)


@given(st.integers(1, 31))
def test_counted_numbers(number: int) -> None:
    assert counted_number(counted(number)) == counted_number(str(number)) == number


@given(st.text())
def test_any_text_is_read_without_fault(text: str) -> None:
    found = find_dates(text, context=CONTEXT)
    assert all(one.start <= one.last for one in found)
    assert all(one.span[1] <= other.span[0] for one, other in pairwise(found))


@given(st.text("二〇一九十年月日0123456789-/.至底初第号 ", max_size=60))
def test_texts_made_of_the_marks_of_dates_are_read_without_fault(text: str) -> None:
    for one in find_dates(text, context=CONTEXT):
        assert one.start <= one.last


@pytest.mark.parametrize(
    ("text", "start", "end", "precision"),
    [
        ("2026年4月至6月底", "2026-04-01", "2026-06-30", "month_end"),
        ("3月1日至30日", "2026-03-01", "2026-03-30", "day"),
        ("9月17日至10月17日", "2026-09-17", "2026-10-17", "day"),
        ("2026年12月20日至1月19日", "2026-12-20", "2027-01-19", "day"),
        ("2026年9月17日（星期四）17:00至10月17日", "2026-09-17", "2026-10-17", "day"),
        ("2026年3月—5月", "2026-03-01", "2026-05-31", "month"),
        ("2026年4-6月", "2026-04-01", "2026-06-30", "month"),
        ("2026.3.1-2026.3.30", "2026-03-01", "2026-03-30", "day"),
        ("2026.3.1-3.30", "2026-03-01", "2026-03-30", "day"),
        ("2026-03-01至2026-03-30", "2026-03-01", "2026-03-30", "day"),
        ("2025—2027年", "2025-01-01", "2027-12-31", "year"),
        ("2026年4月", "2026-04-01", "2026-04-30", "month"),
        ("2026年", "2026-01-01", "2026-12-31", "year"),
        ("2026年二月中旬", "2026-02-11", "2026-02-20", "mid_month"),
        ("2026年2月下旬", "2026-02-21", "2026-02-28", "late_month"),
        ("2026年第二季度", "2026-04-01", "2026-06-30", "quarter"),
        ("2026年下半年", "2026-07-01", "2026-12-31", "half"),
        ("6月底前", "2026-06-30", None, "month_end"),
        ("2026年底", "2026-12-31", None, "year_end"),
        ("2月15日", "2027-02-15", None, "day"),
        ("二〇二六年元月廿七日", "2026-01-27", None, "day"),
    ],
)
def test_parts_and_ranges(text: str, start: str, end: str | None, precision: str) -> None:
    (found,) = find_dates(f"于{text}，", context=CONTEXT)
    assert found.start.isoformat() == start and (found.end and found.end.isoformat()) == end
    assert found.precision in (precision, "month" if precision == "month_end" else precision)


@pytest.mark.parametrize(
    "text",
    [
        "工业和信息化部公告2026年第20号",
        "工信部联节〔2018〕43号",
        "2026年度报告",
        "上午10:30开会",
        "电话：010-68205241",
        "13812345678",
        "每年3月底前",
        "次年3月31日",
        "（2018年修订）",
        "为期十二个月",
        "GB/T 34015-2017",
        "757009218/2024-38288",
        "2026年2月30日",
        "http://x.cn/202604/t20260427_1.html",
        "版本1.2.3",
        "第三季度",
        "有效期三年",
        "2024年版",
    ],
)
def test_what_is_no_date(text: str) -> None:
    assert find_dates(text, context=CONTEXT) == []


def test_without_a_context_a_date_without_a_year_is_left_out() -> None:
    assert find_dates("请于10月16日前反馈") == []


def test_leap_days() -> None:
    assert [one.start for one in find_dates("2028年2月29日，2026年2月29日")] == [date(2028, 2, 29)]
    assert monthrange(2028, 2)[1] == 29


def test_years_digit_by_digit() -> None:
    assert [year_number(text) for text in ("二〇二六", "二○二六", "二零二六", "二OO八")] == [2026, 2026, 2026, 2008]
    assert [year_number(text) for text in ("二十六", "二〇二", "")] == [None, None, None]
