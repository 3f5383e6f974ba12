import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.diffs.rendering import to_html, to_text
from storage.diffs.tables import diff_tables
from storage.diffs.text import diff_text
from storage.model import Table

HEADER = ("序号", "企业名称", "类型")


def test_a_terminal_redline() -> None:
    edits = diff_text("处50万元罚款。", "处500万元罚款。")
    assert to_text(edits) == "body: changed\n  处[-50万元-]{+500万元+}罚款。\n"
    assert "\x1b[31m[-50万元-]\x1b[0m\x1b[32m{+500万元+}\x1b[0m" in to_text(edits, colour=True)


def test_an_html_redline_in_one_column_and_in_two() -> None:
    edits = diff_text("处50万元罚款。", "处500万元罚款。")
    assert "处<del>50万元</del><ins>500万元</ins>罚款。" in to_html(edits)
    beside = to_html(edits, side_by_side=True)
    assert "<td>处<del>50万元</del>罚款。</td><td>处<ins>500万元</ins>罚款。</td>" in beside


def test_rows_become_table_rows_with_their_cells() -> None:
    before = Table((HEADER, ("1", "甲公司", "梯次"), ("2", "乙公司", "再生")), 1)
    after = Table((HEADER, ("1", "甲公司", "再生"), ("2", "丙公司", "再生")), 1)
    html = to_html(diff_tables([before], [after], "attachment:名单.xls"))
    assert "<h3>attachment:名单.xls</h3>" in html
    assert "<td>1</td><td>甲公司</td><td><del>梯次</del><ins>再生</ins></td>" in html
    assert "<td><del>2</del></td><td><del>乙公司</del></td><td><del>再生</del></td>" in html
    assert "<td><ins>2</ins></td><td><ins>丙公司</ins></td><td><ins>再生</ins></td>" in html


def test_long_unchanged_stretches_are_folded_only_in_what_is_shown() -> None:
    long = "应当依法登记，" * 30
    (edit,) = diff_text(f"{long}处50万元罚款，{long}", f"{long}处60万元罚款，{long}")
    assert len(edit["before"]) > 400
    shown = to_text([edit])
    assert len(shown) < 120 and shown.count("…") == 2


def test_nothing_to_show() -> None:
    assert to_text([]) == "No differences.\n"
    assert "No differences" in to_html([])


HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'&\x1b]0;title\x07\x1b[2J\u202e"


@pytest.mark.parametrize("side_by_side", [False, True])
def test_hostile_text_is_harmless(side_by_side: bool) -> None:
    table = Table((HEADER, ("1", HOSTILE, HOSTILE)), 1, HOSTILE)
    edits = diff_text("甲" + HOSTILE, "乙" + HOSTILE + "。新", HOSTILE) + diff_tables([], [table], HOSTILE)
    html = to_html(edits, side_by_side=side_by_side)
    assert "<script" not in html and "<img" not in html and "\x1b" not in html and "\u202e" not in html
    assert "\x1b" not in to_text(edits) and "\x07" not in to_text(edits)


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@given(st.text(), st.text(), st.booleans())
def test_only_our_own_balanced_tags_come_out(before: str, after: str, side_by_side: bool) -> None:
    tables = Table((("名称",), (before,)), 1), Table((("名称",), (after,)), 1)
    edits = diff_text(before, after, before[:9] or "body") + diff_tables([tables[0]], [tables[1]])
    parser = Tags()
    parser.feed(to_html(edits, side_by_side=side_by_side))
    parser.close()
    assert not parser.open
    assert parser.seen <= {
        "section",
        "h3",
        "p",
        "small",
        "ins",
        "del",
        "br",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
    }
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", to_text(edits))
