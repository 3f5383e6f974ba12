import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from crawler.attachments.radicals import whole_characters


def test_radicals_of_a_text_layer_are_the_characters_that_the_page_shows() -> None:
    assert whole_characters("统⼀社会信⽤代码，违法⾏为持续时间较⻓的") == "统一社会信用代码，违法行为持续时间较长的"
    assert whole_characters("⻋⻢⻚⻛⻩⻬⻰⻄⺠⺟") == "车马页风黄齐龙西民母"


def test_every_kangxi_radical_has_its_character() -> None:
    for code in range(0x2F00, 0x2FD6):
        assert whole_characters(chr(code)) == unicodedata.normalize("NFKC", chr(code)) != chr(code)


@given(st.text())
def test_the_length_stays_and_what_has_no_radical_stays(text: str) -> None:
    told = whole_characters(text)
    assert len(told) == len(text)
    assert all(now == was or "\u2e80" <= was <= "\u2fd5" for was, now in zip(text, told, strict=True))
