"""Edits as shown: context cut, nothing moved lost, rows with the cell that changed."""

import re
from typing import cast

from hypothesis import given
from hypothesis import strategies as st

from notifier.labels import WORDS, speaker
from notifier.redlines import LONGEST_RUN, MOST_EDITS, MOST_ROWS, edit_views, redline
from storage.shapes import Edit

SAY = speaker("en")


def edit(**given: object) -> Edit:
    return cast(Edit, {"where": "body", "op": "replace", "before": "", "after": "", **given})


def test_long_unchanged_text_is_cut_around_the_change() -> None:
    runs = redline(
        edit(tokens=[("=", "前" * 500), ("-", "50"), ("+", "500"), ("=", "中" * 500), ("+", "末"), ("=", "后" * 500)])
    )
    assert [op for op, _ in runs] == ["=", "-", "+", "=", "+", "="]
    assert runs[0][1] == "…" + "前" * 60
    assert runs[3][1] == "中" * 60 + "…" + "中" * 60
    assert runs[5][1] == "后" * 60 + "…"


@given(st.lists(st.tuples(st.sampled_from("=-+"), st.text("甲乙1 ", max_size=30)), max_size=12))
def test_short_redlines_lose_nothing_that_moved(tokens: list[tuple[str, str]]) -> None:
    runs = redline(edit(tokens=tokens, before="x"))
    if not any(text for _, text in tokens):
        return
    for side in "-+":
        moved = "".join(text for op, text in tokens if op == side)
        shown = "".join(text for op, text in runs if op == side)
        assert "".join(shown.split()) == "".join(moved.split())


def test_edits_without_tokens_show_both_sides() -> None:
    assert redline(edit(op="insert", after="新的一条")) == (("+", "新的一条"),)
    assert redline(edit(op="delete", before="旧" * 5000))[0][1] == "旧" * (LONGEST_RUN - 1) + "…"


def test_hashes_are_shortened() -> None:
    assert redline(edit(before=f"a.pdf sha256:{'0a' * 32}"))[0][1] == "a.pdf sha256:0a0a0a0a0a0a…"


def test_a_changed_row_marks_its_cell_and_rows_of_a_table_stand_together() -> None:
    views, more = edit_views(
        [
            edit(where="table", op="row_changed", before="甲 | 1万元 | 一般", after="甲 | 2万元 | 一般"),
            edit(where="table", op="row_removed", before="乙 | 3万元 | 严重"),
        ],
        SAY,
    )
    assert more == 0
    assert len(views) == 1
    assert [row.label for row in views[0].rows] == ["Row changed", "Row removed"]
    assert views[0].rows[0].cells == ((("=", "甲"),), (("-", "1万元"), ("+", "2万元")), (("=", "一般"),))


def test_a_changed_cell_marks_whole_amounts_alone() -> None:
    before, after = "甲 | 处10万元以上50万元以下", "甲 | 处10万元以上500万元以下"
    views, _ = edit_views([edit(where="table", op="row_changed", before=before, after=after)], SAY)
    (changed,) = views[0].rows
    assert changed.cells[1] == (("=", "处10万元以上"), ("-", "50万元"), ("+", "500万元"), ("=", "以下"))


def test_a_row_with_another_number_of_cells_stands_there_before_and_after() -> None:
    row = edit(where="table", op="row_changed", before="甲 | 1万元", after="甲 | 2万元 | 一般")
    views, _ = edit_views([row], SAY)
    assert [row.label for row in views[0].rows] == ["Row before", "Row now"]
    assert views[0].rows[1].cells == ((("=", "甲"),), (("+", "2万元"),), (("+", "一般"),))


def test_what_is_left_out_is_counted() -> None:
    many = [edit(after=f"{n}") for n in range(30)]
    views, more = edit_views(many, SAY)
    assert (len(views), more) == (MOST_EDITS, 30 - MOST_EDITS)
    rows = [edit(where="table", op="row_added", after=f"{n} | x") for n in range(90)]
    views, more = edit_views(rows, SAY)
    assert (len(views[0].rows), more) == (MOST_ROWS, 90 - MOST_ROWS)


def test_labels_of_a_site_are_told_in_english() -> None:
    views, _ = edit_views([edit(where="metadata:发文字号", before="1", after="2")], SAY)
    assert views[0].where == "Document number (发文字号)"


def test_every_word_exists_in_both_languages_with_the_same_blanks() -> None:
    for key, (english, chinese) in WORDS.items():
        assert english and chinese, key
        blanks = [set(re.findall(r"\{[a-z]+\}", words)) for words in (english, chinese)]
        assert blanks[0] == blanks[1], key
