import sqlite3

from hypothesis import given
from hypothesis import strategies as st

from storage.search.folding import BORDER, EVERY, border_joined, fold, mark_term, phrase, terms

LETTERS = "撤销名单公示池（）()，,。、·-/\"'＂ \u3000\n aAbＢ0１2é㎡ﬁ㍿İß한e\u0301\u200b\x00\x1f\ufdd0*^:¶＝"
texts = st.text(st.sampled_from(LETTERS), max_size=12) | st.text(max_size=12)


def found(units: list[str], word: str) -> bool:
    """Asks a real FTS5 table of the same make as the archive's."""
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE VIRTUAL TABLE t USING fts5(title, text, tokenize='ascii')")
    tail = f" {BORDER} {mark_term('source', 'miit')} {BORDER} {EVERY.strip(chr(34))}"
    connection.execute("INSERT INTO t VALUES ('', ?)", [border_joined(units) + tail])
    return bool(connection.execute("SELECT count(*) FROM t WHERE t MATCH ?", [phrase(word)]).fetchone()[0])


@given(st.lists(texts, min_size=1, max_size=3), texts, st.data())
def test_a_phrase_matches_exactly_where_one_text_stands_inside_another(
    written: list[str], other: str, data: st.DataObject
) -> None:
    units = [fold(text) for text in written]
    unit = data.draw(st.sampled_from(units))
    start = data.draw(st.integers(0, max(0, len(unit) - 1)))
    inside = unit[start : data.draw(st.integers(start, len(unit)))]
    for word in (inside, fold(other)):
        if word:
            assert found(units, word) == any(word in unit for unit in units)


@given(texts)
def test_folded_text_has_no_blanks_and_no_control_characters_and_can_be_stored(text: str) -> None:
    folded = fold(text)
    assert not any(char.isspace() or char < " " for char in folded)
    assert folded.encode().decode() == folded


def test_width_case_and_blanks_do_not_count_and_digits_do() -> None:
    assert fold("ＧＢ／Ｔ　34015－2017 （第六批）") == fold("gb/t34015-2017(第六批)")
    assert fold("第17号") != fold("第18号")


def test_runs_of_letters_and_digits_are_indexed_in_pairs() -> None:
    assert terms("第2026号") == "第 20 02 26 6 号"
    assert phrase("2026") == '"20 02 26"'
    assert phrase("6号") == '"6 号"'
    assert phrase("第2") == '"第 2" *'


def test_no_text_yields_a_border_or_a_mark() -> None:
    assert not found(["甲", "乙"], "甲乙")
    assert not found(["甲"], fold("¶source＝miit"))
    assert not found(["甲"], fold("¶¶"))
    assert not found(["甲"], "s")
