from crawler.attachments.glyphs import Line
from crawler.attachments.page_furniture import furniture


def line(text: str, top: float) -> Line:
    return Line(text, 60, 300, top, top + 10, 10)


def page(number: int, of: int) -> tuple[list[Line], float]:
    return [line("某省公报", 30), line(f"第{number}条 内容各页不同", 300), line(f"- {number}/{of} -", 810)], 842.0


def test_what_the_margins_repeat_is_furniture_whatever_its_numbers() -> None:
    found = furniture([page(number, 3) for number in (1, 2, 3)])
    assert sorted(map(tuple, found)) == [((0, 0), (1, 0), (2, 0)), ((0, 2), (1, 2), (2, 2))]


def test_what_stands_in_the_middle_or_on_few_pages_is_none() -> None:
    same = [([line("同一句话", 300)], 842.0) for _ in range(4)]
    assert furniture(same) == []
    assert furniture([page(1, 1)]) == []
    assert furniture([([line("附件1", 30)], 842.0), *[([line(f"{at}正文", 300)], 842.0) for at in "甲乙丙"]]) == []
    assert furniture([([line("某省公报", 30)], 0.0) for _ in range(3)]) == []
