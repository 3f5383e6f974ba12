"""Addresses: what is taken, and every trick that must not reach a header, an envelope or a file name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier.addresses import clean_address, clean_sender
from notifier.eml_files import eml_name
from notifier.errors import BadAddress


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("buyer@example.com", "buyer@example.com"),
        ("  Buyer.Name+cn@Example.COM ", "Buyer.Name+cn@example.com"),
        ("buyer@例子.中国", "buyer@xn--fsqu00a.xn--fiqs8s"),
        ("o'neil@bücher.example", "o'neil@xn--bcher-kva.example"),
        ("ops@localhost", "ops@localhost"),
    ],
)
def test_good_addresses_keep_their_local_part_and_get_an_ascii_domain(text: str, expected: str) -> None:
    assert str(clean_address(text)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "buyer",
        "@example.com",
        "buyer@",
        "a@b@example.com",
        "buyer@example.com\nBcc: all@example.com",
        "buyer@example.com\r\nDATA",
        "buyer\x00@example.com",
        "Buyer <buyer@example.com>",
        "buyer@example.com, other@example.com",
        '"a b"@example.com',
        ".buyer@example.com",
        "bu..yer@example.com",
        "采购@example.com",
        "buyer@[127.0.0.1]",
        "buyer@127.0.0.1",
        "buyer@example",
        "buyer@-example.com",
        "buyer@exa mple.com",
        "a" * 65 + "@example.com",
        "a@" + ".".join(["b" * 60] * 5) + ".com",
        "../../etc/passwd@example.com/..",
    ],
)
def test_anything_else_is_refused_in_one_line(text: str) -> None:
    with pytest.raises(BadAddress) as fault:
        clean_address(text)
    assert "\n" not in str(fault.value)
    assert len(str(fault.value)) < 300


@given(st.text(max_size=80))
def test_no_text_gets_a_control_character_through(text: str) -> None:
    try:
        address = str(clean_address(text))
    except BadAddress:
        return
    assert address.isascii()
    assert address.isprintable()
    assert address.count("@") == 1


def test_case_does_not_make_two_readers() -> None:
    assert clean_address("Bob@Example.com").key == clean_address("bob@example.COM").key


def test_a_sender_has_a_name_and_an_address() -> None:
    name, address = clean_sender("Regwatch 监测 <digest@example.org>")
    assert (name, str(address)) == ("Regwatch 监测", "digest@example.org")
    with pytest.raises(BadAddress):
        clean_sender("Regwatch <digest@example.org>\r\nBcc: x@example.org")
    with pytest.raises(BadAddress):
        clean_sender("")


@given(st.emails())
def test_a_file_name_stays_in_its_folder(email: str) -> None:
    name = eml_name(email)
    assert "/" not in name
    assert not name.startswith(".")
    assert len(name) < 80


def test_file_names_keep_readers_apart() -> None:
    assert eml_name("a.b@example.com") != eml_name("a_b@example.com")
    assert eml_name("../x@example.com").startswith("x-")
