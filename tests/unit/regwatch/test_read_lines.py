"""`read --lines`: bytes to one answer a line, whatever the encoding."""

import csv
import time
from pathlib import Path

import pytest

from regwatch.lines import lines_of, read_lines

TITLES = Path(__file__).resolve().parents[2] / "fixtures" / "titles.tsv"
CAMPAIGN = "关于开展废旧动力电池回收利用专项行动的通知"
FINE = "责令改正，并处十五万元以上二十万元以下的罚款"


def test_one_answer_a_line_in_order_empty_lines_included() -> None:
    told = list(read_lines(f"{CAMPAIGN}\t广东省工信厅\r\n\r\n{FINE}\n".encode()))
    assert [one["line"] for one in told] == [1, 2, 3]
    assert [one["title"] for one in told] == [CAMPAIGN, "", FINE]
    assert [one["readable"] for one in told] == [True, False, True]
    assert told[0]["issuers"] == ["广东省工业和信息化厅"]
    assert told[0]["province"] == "广东"
    assert "provincial_rollout" in told[0]["topics"]
    assert told[1]["warnings"] == ["line 2 is empty"]


def test_a_fine_phrase_yields_its_fine() -> None:
    (told,) = read_lines(FINE.encode())
    (rule,) = told["penalties"]
    assert rule["fine"] == [
        {"kind": "yuan_range", "min": 150000.0, "max": 200000.0, "unit": "yuan", "base": "", "party": "unit"}
    ]
    assert rule["text"] == FINE


def test_a_dated_line_yields_its_date() -> None:
    (told,) = read_lines("本办法自2026年4月1日起施行".encode())
    assert told["dates"]["effective"] == told["effective_on"] == "2026-04-01"
    assert told["dates"]["dated_sentences"][0]["day"] == "2026-04-01"


def test_the_title_is_given_back_as_written() -> None:
    title = "关于《规范条件(2024年本)(征求意见稿)》公开征求意见的公告"
    (told,) = read_lines(title.encode())
    assert told["title"] == title
    assert told["stage"] == "consultation"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_encodings(encoding: str) -> None:
    lines = [CAMPAIGN, "联通", FINE]
    told = lines_of("\n".join(lines).encode(encoding))
    assert [line for line, _ in told] == lines


def test_encodings_joined_in_one_file() -> None:
    data = f"{CAMPAIGN}\n{FINE}\n".encode() + "江苏省通知\n".encode("gbk") + b"\x80\xff\xfe bad\n"
    told = list(lines_of(data))
    assert [line for line, _ in told][:3] == [CAMPAIGN, FINE, "江苏省通知"]
    assert "damaged" in told[3][1] and told[2][1] == ""


def test_only_line_ends_end_a_line() -> None:
    assert len(list(lines_of("甲\u2028乙\x0b丙\x85丁".encode()))) == 1
    assert len(list(lines_of(b"a\rb\r\nc\n"))) == 3
    assert list(lines_of(b"")) == []


def test_nothing_in_a_line_steers_a_terminal() -> None:
    (told,) = read_lines(b"\x1b[31m" + CAMPAIGN.encode() + b"\x00\x07")
    assert told["title"].isprintable() and CAMPAIGN in told["title"]


def test_extra_cells_and_endless_lines_are_said() -> None:
    extra, endless = read_lines(f"{CAMPAIGN}\tMIIT\t2026-04-27\n{'电' * 50_000}\n".encode())
    assert extra["issuers"] == ["工业和信息化部"] and "3 cells" in extra["warnings"][0]
    assert len(endless["title"]) == 20_000 and endless["warnings"]


def test_a_thousand_titles_take_less_than_a_second() -> None:
    with TITLES.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    lines = [f"{row['title']} {number}\t{row['issuer']}" for number in range(4) for row in rows][:1000]
    data = "\n".join(lines).encode()
    start = time.process_time()
    assert len(list(read_lines(data))) == 1000
    assert time.process_time() - start < 1.0
