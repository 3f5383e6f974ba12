"""Tables from pieces of text alone: numbers at the top, in the middle and at the foot of their rows."""

import pytest

from crawler.attachments.boxes import Run, rebuild
from crawler.attachments.limits import Budget

HEAD = [("序号", 0.0), ("企业名称", 40.0), ("省份", 160.0)]


def line(y: float, *words: tuple[str, float]) -> list[Run]:
    return [Run(text, x, y, x + 10.0 * len(text), y + 10.0) for text, x in words]


def listed(numbered_at: int) -> list[Run]:
    """Three firms, each name in three lines of 12, 20 between firms; the number stands beside one of the lines."""
    runs = line(0, *HEAD)
    for firm in range(3):
        for part, words in enumerate(("甲新能源", "科技股份", "有限公司")):
            y = 20.0 + firm * 44.0 + part * 12.0
            runs += line(
                y, (f"{words}", 40.0), *([(str(firm + 1), 0.0), ("河北", 160.0)] if part == numbered_at else [])
            )
    return runs


@pytest.mark.parametrize("numbered_at", [0, 1, 2])
def test_each_number_has_the_lines_around_it(numbered_at: int) -> None:
    found = rebuild(listed(numbered_at), "page 1", Budget())
    (table,) = found.tables
    firm = "甲新能源科技股份有限公司"
    assert table.rows == (("序号", "企业名称", "省份"), *((str(number), firm, "河北") for number in (1, 2, 3)))


def test_a_page_without_a_header_goes_on_and_a_note_ends_it() -> None:
    first = rebuild(listed(1), "page 1", Budget())
    runs = [run for run in listed(1) if run.top > 10] + line(170.0, ("注：自公告之日起生效。", 20.0))
    second = rebuild(runs, "page 2", Budget(), first.running)
    (table,) = second.tables
    assert [row[0] for row in table.rows] == ["1", "2", "3"] and second.prose == ["注：自公告之日起生效。"]
