import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.diffs import whole
from storage.diffs.blocks import block_lines
from storage.diffs.sentences import fold
from storage.diffs.whole import whole_text

PARAGRAPHS = [f"第{number}条　企业应当如实报送第{number}批出入库信息，处{number}万元罚款。" for number in range(1, 31)]
BEFORE = "\n".join(PARAGRAPHS)
AFTER = BEFORE.replace("处15万元", "处150万元")

WORDS = st.text(st.sampled_from("甲乙丙丁1０ 。，\n<&"), max_size=80)


@given(WORDS, WORDS)
def test_the_pieces_put_together_are_both_texts(before: str, after: str) -> None:
    pieces = [piece for line in block_lines(before, after) for piece in line]
    assert fold("".join(text for op, text in pieces if op in "=+>")) == fold(after)
    if not any(op == ">" for op, _ in pieces):
        assert fold("".join(text for op, text in pieces if op in "=-<")) == fold(before)


def test_a_change_stands_between_its_neighbours_and_the_rest_is_folded() -> None:
    html = whole_text(BEFORE, AFTER)
    assert "处<del>15万元</del><ins>150万元</ins>罚款。" in html
    assert html.count("<details") == 2
    seen = re.sub(r"<details.*?</details>", "", html)
    assert "第14条" in seen and "第16条" in seen and "第13条" not in seen and "第17条" not in seen
    assert all(paragraph in html for paragraph in PARAGRAPHS if "第15条" not in paragraph)


def test_side_by_side_shows_the_old_on_the_left_and_the_new_on_the_right() -> None:
    html = whole_text(BEFORE, AFTER, side_by_side=True)
    row = re.search(r'<tr class="changed"><td>(.*?)</td><td>(.*?)</td></tr>', html)
    assert row is not None
    assert "<del>15万元</del>" in row[1] and "150" not in row[1]
    assert "<ins>150万元</ins>" in row[2] and "<del>" not in row[2]
    assert '<tr class="fold"><td colspan="2"><details' in html


def test_a_moved_paragraph_is_shown_as_moved_at_both_places() -> None:
    moved = [*PARAGRAPHS[:3], *PARAGRAPHS[4:9], PARAGRAPHS[3], *PARAGRAPHS[9:12]]
    html = whole_text("\n".join(PARAGRAPHS[:12]), "\n".join(moved))
    assert f'<small>moved away from here</small> <del class="moved">{PARAGRAPHS[3]}</del>' in html
    assert f'<small>moved here</small> <ins class="moved">{PARAGRAPHS[3]}</ins>' in html
    assert "<del>" not in html and "<ins>" not in html


def test_a_moved_and_edited_paragraph_shows_its_edit_where_it_stands_now() -> None:
    edited = PARAGRAPHS[3].replace("4万元", "40万元")
    moved = [*PARAGRAPHS[:3], *PARAGRAPHS[4:9], edited, *PARAGRAPHS[9:12]]
    html = whole_text("\n".join(PARAGRAPHS[:12]), "\n".join(moved))
    assert "<del>4万元</del><ins>40万元</ins>" in html and html.count("moved here") == 1


def test_nothing_but_whitespace_and_width_is_no_redline() -> None:
    assert whole_text(BEFORE, BEFORE.replace("\n", "\n\n").replace("，", " ， ")) == ""


@pytest.mark.parametrize("side_by_side", [False, True])
def test_a_page_of_half_a_million_characters_keeps_to_its_size(side_by_side: bool) -> None:
    long = "\n".join(f"{paragraph}{number}" for number in range(550) for paragraph in PARAGRAPHS)
    assert len(long) > 500_000
    few = whole_text(long, long.replace("处15万元罚款。300", "处16万元罚款。300"), side_by_side=side_by_side)
    assert len(few) < 3 * whole.MOST_FOLDED and "<ins>16万元</ins>" in few
    assert "unchanged characters" in few and "more characters, the same in both" in few
    everywhere = whole_text(long, long.replace("处15万元", "处16万元"), side_by_side=side_by_side)
    assert everywhere.count("<ins>16万元</ins>") == 550
    assert len(everywhere) < 1_000_000


def test_what_does_not_fit_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(whole, "MOST_SHOWN", 200)
    html = whole_text(BEFORE, BEFORE.replace("罚款。", "罚金。"))
    shown = html.count("<ins>")
    assert 0 < shown < 30
    assert f"cut off here: {30 - shown} more lines with changes" in html


def test_a_long_line_is_folded_around_its_change() -> None:
    line = "，".join(PARAGRAPHS).replace("。", "")
    html = whole_text(line, line.replace("处15万元", "处150万元"))
    assert html.count("<details") == 2 and "<ins>150万元</ins>" in html


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert re.fullmatch("div|span|del|ins|small|details|summary|table|thead|tbody|tr|th|td|br|p", tag)
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


HOSTILE = st.text(st.sampled_from("甲<>&\"'\x1b\u202e\n。，x"), max_size=60)


@given(HOSTILE, HOSTILE, st.booleans())
def test_only_our_own_balanced_tags_come_out(before: str, after: str, side_by_side: bool) -> None:
    html = whole_text(before, after, side_by_side=side_by_side)
    parser = Tags()
    parser.feed(html)
    parser.close()
    assert not parser.open
    assert "\x1b" not in html and "\u202e" not in html
