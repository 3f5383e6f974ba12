"""Identity of enterprises: codes by GB 32100-2015, names letter by letter."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.companies import core, find_uscc, legal_form, normalise, plain_name, same_name, stem, uscc_valid

HAN = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1, max_size=20)
REAL = "91330800575349959F"


def test_a_real_code_is_valid_and_any_other_check_character_is_not() -> None:
    assert uscc_valid(REAL)
    for letter in "0123456789ABCDEFGHJKLMNPQRTUWXY":
        assert uscc_valid(REAL[:-1] + letter) is (letter == "F")


@given(st.integers(0, 17), st.sampled_from("0123456789ABCDEFGHJKLMNPQRTUWXY"))
def test_one_wrong_character_never_leaves_a_code_valid(place: int, letter: str) -> None:
    changed = REAL[:place] + letter + REAL[place + 1 :]
    assert uscc_valid(changed) is (changed == REAL)


@pytest.mark.parametrize("text", ["", "9133080057534995", REAL.lower(), "I" * 18, "〇" * 18, REAL + "0"])
def test_what_is_no_code(text: str) -> None:
    assert not uscc_valid(text)


def test_a_code_is_found_in_a_cell_with_a_name_and_full_width_digits() -> None:
    wide = "".join(chr(ord(letter) + 0xFEE0) for letter in REAL)
    assert find_uscc(f"衢州华友钴新材料有限公司（{wide}）") == REAL
    assert find_uscc("1" + REAL) == ""


def test_brackets_width_blanks_and_invisible_signs_do_not_make_another_name() -> None:
    names = [
        "北汽鹏龙(沧州)新能源汽车服务股份有限公司",
        "北汽鹏龙（沧州）新能源汽车服务股份有限公司",
        " 北汽鹏龙〔沧州〕\u3000新能源汽车服务股份有限公司\u200b ",
        "北汽鹏龙【沧州】新能源汽车服务股份有限公司",
    ]
    assert len({normalise(name) for name in names}) == 1
    assert all(same_name(names[0], name) for name in names)


def test_traditional_characters_are_the_same_name_but_two_simplified_letters_are_not() -> None:
    assert same_name("廣東邦普循環科技有限公司", "广东邦普循环科技有限公司")
    assert same_name("广东邦普循环科技有限公司", "廣東邦普循環科技有限公司")
    assert same_name("乾照光電有限公司", "乾照光电有限公司")
    assert not same_name("干照光电有限公司", "乾照光电有限公司")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("广州鹏辉能源科技股份有限公司", "珠海鹏辉能源有限公司"),
        ("湖南邦普循环科技有限公司", "湖南邦普汽车循环有限公司"),
        ("湖南邦普循环科技有限公司", "广东邦普循环科技有限公司"),
        ("北京海博思创科技有限公司", "北京海博思创科技股份有限公司"),
        ("甲科技有限公司", "甲科技有限责任公司"),
        ("格林美(天津)城市矿产循环产业发展有限公司", "格林美天津城市矿产循环产业发展有限公司"),
    ],
)
def test_sisters_and_other_legal_forms_are_other_enterprises(one: str, other: str) -> None:
    assert not same_name(one, other)
    assert normalise(one) != normalise(other)


@given(HAN)
def test_normalising_twice_changes_nothing(name: str) -> None:
    assert normalise(normalise(name)) == normalise(name)
    assert plain_name(plain_name(name)) == plain_name(name)
    assert same_name(name, name)


@given(st.text(max_size=60))
def test_nothing_raises_on_any_text(text: str) -> None:
    key = normalise(text)
    core(key), stem(key), legal_form(key), find_uscc(text), same_name(text, key)


def test_the_distinguishing_word_is_what_place_trade_and_form_leave() -> None:
    assert stem(normalise("广州鹏辉能源科技股份有限公司")) == "鹏辉"
    assert stem(normalise("荆门市格林美新材料有限公司")) == "格林美"
    assert stem(normalise("邢台钢铁有限责任公司")) == ""
    assert core(normalise("骆驼集团资源循环（襄阳）有限公司")) == "骆驼集团资源循环襄阳"
