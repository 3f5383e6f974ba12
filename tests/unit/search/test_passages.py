from hypothesis import given
from hypothesis import strategies as st

from storage.search.folding import fold
from storage.search.passages import best, cut
from storage.search.texts import Part


def marked(text: str, *words: str) -> tuple[str, list[str]]:
    passage = cut(Part("body", text), [fold(word) for word in words])
    return passage.text, [passage.text[start:end] for start, end in passage.marks]


def test_the_sentence_of_the_first_hit_is_shown_with_every_hit_marked() -> None:
    text = "为规范管理，特此公告。逾期不改正的，撤销其公告资格，并重新公告！其余不变。"
    assert marked(text, "撤销", "资格") == ("…逾期不改正的，撤销其公告资格，并重新公告！…", ["撤销", "资格"])
    assert marked("撤销名单", "撤销名单", "名单") == ("撤销名单", ["撤销名单"])


def test_hits_are_found_through_width_case_blanks_and_ligatures() -> None:
    assert marked("见（第六批）名 单。", "(第六批)名单") == ("见（第六批）名 单。", ["（第六批）名 单"])
    assert marked("Green Metal Co.", "greenmetal") == ("Green Metal Co.", ["Green Metal"])
    assert marked("ﬁne cafe\u0301", "café") == ("ﬁne cafe\u0301", ["cafe\u0301"])
    assert marked("ﬁne", "in") == ("ﬁne", ["ﬁn"])


def test_long_sentences_are_cut_to_a_window() -> None:
    text, marks = marked("甲" * 5000 + "撤销" + "乙" * 5000, "撤销")
    assert marks == ["撤销"] and text.startswith("…甲") and text.endswith("乙…") and len(text) < 160


def test_the_piece_with_most_words_is_chosen() -> None:
    parts = [Part("body", "甲撤销\n名单\n撤销的名单"), Part("attachment:a", "撤销名单公示")]
    passage = best(parts, ["撤销", "名单", "公示"])
    assert passage is not None and (passage.text, passage.where) == ("撤销的名单", "body")
    passage = best(parts, ["公示"])
    assert passage is not None and passage.where == "attachment:a"
    assert best(parts, ["没有"]) is None
    folded = best([Part("body", "甲\n見（第 六批）")], ["(第六批)"])
    assert folded is not None and folded.text == "見（第 六批）"


@given(
    st.text(st.sampled_from("撤销 （)aAﬁe\u0301。；\n1"), max_size=60),
    st.text(st.sampled_from("撤销(ae1"), min_size=1, max_size=3),
)
def test_marks_lie_in_the_passage_and_hold_the_word(text: str, word: str) -> None:
    passage = cut(Part("body", text), [word])
    for start, end in passage.marks:
        assert 0 <= start < end <= len(passage.text)
        assert word[0] in fold(passage.text[start:end])
    line = " ".join(text.split())
    assert passage.text.strip("…") in line
