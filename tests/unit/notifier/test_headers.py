"""Subject and From as they stand in the message: read back by the standard parser, line by line within the rules."""

import email
import email.policy
import re
from email.header import decode_header, make_header
from email.utils import parseaddr

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from notifier.addresses import clean_address
from notifier.headers import from_header, subject_header

SENDER = clean_address("digest@example.org")
WORDS = st.text(st.sampled_from('ab =?_"\\<>,;@()名单”—é😀'), min_size=1, max_size=200)


def lines_of(header: bytes) -> list[str]:
    assert header.endswith(b"\r\n")
    lines = header.decode("ascii")[:-2].split("\r\n")
    assert all(line.strip() for line in lines), "a line of white space alone is refused by strict servers"
    assert all(line.startswith(" ") for line in lines[1:])
    assert lines[0].split(": ", 1)[1].strip(), "something stands behind the name"
    for word in re.findall(r"=\?utf-8\?b\?[^?]*\?=", header.decode("ascii")):
        assert len(word) <= 75
    return lines


@given(WORDS.map(lambda text: " ".join(text.split())).filter(bool))
@example("Regwatch, weekly digest 2026-07-12: 4 changes for you: 1 fine changed, which is long enough to be folded")
@example("Explanation of “Notice on carrying out joint enforcement special campaign on regulating used power” an…")
@example("符合《新能源汽车废旧动力电池综合利用行业规范条件》企业名单（第六批）" * 4)
def test_a_subject_is_read_back_as_it_was_written(text: str) -> None:
    header = subject_header(text)
    lines = lines_of(header)
    assert all(len(line) <= 76 or " " not in line.removeprefix("Subject: ").strip() for line in lines)
    for policy in (email.policy.default, email.policy.SMTP):
        assert str(email.message_from_bytes(header + b"\r\n", policy=policy)["Subject"]) == text


@given(WORDS.map(lambda text: " ".join(text.split())).filter(bool))
@example(";=?")
def test_a_senders_name_is_read_back_as_it_was_written(text: str) -> None:
    header = from_header(text, SENDER)
    lines_of(header)
    name, address = parseaddr(email.message_from_bytes(header + b"\r\n", policy=email.policy.compat32)["From"])
    # The newer parser of some Pythons puts spaces between encoded words of a name, which RFC 2047 6.2 forbids.
    assert (str(make_header(decode_header(name))), address) == (text, "digest@example.org")


@pytest.mark.parametrize(
    ("shown", "header"),
    [
        ("", b"From: digest@example.org\r\n"),
        ("Regwatch", b"From: Regwatch <digest@example.org>\r\n"),
        ("Regwatch, Inc.", b'From: "Regwatch, Inc." <digest@example.org>\r\n'),
        ("监测", b"From: =?utf-8?b?55uR5rWL?= <digest@example.org>\r\n"),
    ],
)
def test_a_sender(shown: str, header: bytes) -> None:
    assert from_header(shown, SENDER) == header
