"""Kept mails byte by byte, and what QQ, 163 and Aliyun refuse or swallow: told of a mail's bytes, not of its parser.

Seen in reports of other projects: QQ answers 550 to a From that RFC 5322 and 2047 would not have, and is strict about
the blank lines between parts; Aliyun takes and then drops a mail without Date or Message-ID or with a raw subject; 163
answers 554 DT:SPM to mails that look alike or like a test.
"""

import email
import email.policy
import re
from email.message import EmailMessage

import pytest
from golden_mails import FOLDER, letters

from notifier.messages import Letter, build

LETTERS = letters()
REMEDY = (
    "if the change is meant, run `PYTHONPATH=. python tests/unit/notifier/golden_mails.py` and look at the difference"
)
DATE = re.compile(
    rb"^Date: (Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} [+-]\d{4}$", re.M
)
ENCODED = rb"=\?utf-8\?[bq]\?[!->@-~]+\?="


@pytest.fixture(params=sorted(LETTERS))
def letter(request: pytest.FixtureRequest) -> Letter:
    return LETTERS[request.param]


def head_of(raw: bytes) -> bytes:
    return raw.split(b"\r\n\r\n", 1)[0].replace(b"\r\n", b"\n")


def header(raw: bytes, name: str) -> list[bytes]:
    """Each header of this name, unfolded, as bytes."""
    unfolded = re.sub(rb"\n[ \t]", b" ", head_of(raw))
    return [line.split(b": ", 1)[1] for line in unfolded.split(b"\n") if line.lower().startswith(name.encode() + b":")]


@pytest.mark.parametrize("name", sorted(LETTERS))
def test_kept_mails_are_unchanged(name: str) -> None:
    assert build(LETTERS[name]) == (FOLDER / f"{name}.eml").read_bytes(), REMEDY


@pytest.mark.parametrize("name", sorted(LETTERS))
def test_kept_mails_read_back_say_what_was_written(name: str) -> None:
    message = email.message_from_bytes((FOLDER / f"{name}.eml").read_bytes(), policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    assert not message.defects and all(not part.defects for part in message.walk())
    letter = LETTERS[name]
    assert str(message["Subject"]) == letter.subject
    plain, html = (message.get_body((kind,)) for kind in ("plain", "html"))
    assert plain is not None and html is not None
    for part, said in ((plain, letter.text), (html, letter.html)):
        assert part.get_content().replace("\r\n", "\n").rstrip("\n") == said.rstrip("\n")
    tables = [part for part in message.walk() if part.get_content_type() == "text/csv"]
    assert len(tables) == bool(letter.rows)
    assert all(part.get_filename() == "regwatch-rows.csv" for part in tables)


def test_headers_that_may_stand_once_stand_once(letter: Letter) -> None:
    raw = build(letter)
    for name in ("date", "from", "to", "subject", "message-id", "mime-version", "auto-submitted"):
        assert len(header(raw, name)) == 1, name
    assert header(raw, "mime-version") == [b"1.0"]
    for name in ("list-id", "list-unsubscribe", "list-unsubscribe-post"):
        assert len(header(raw, name)) == letter.is_list, name
    for name in ("bcc", "cc", "sender", "x-mailer", "precedence"):
        assert header(raw, name) == [], name


def test_from_is_what_qq_takes(letter: Letter) -> None:
    """The name in atoms and encoded words outside quotation marks, the address bare in angle brackets, all ASCII."""
    (sender,) = header(build(letter), "from")
    assert re.fullmatch(rb"(?:(?:" + ENCODED + rb"|[A-Za-z0-9]+) )+<digest@example\.org>", sender), sender
    assert b'"' not in sender


def test_date_and_message_id_are_what_aliyun_wants(letter: Letter) -> None:
    raw = build(letter)
    assert DATE.search(head_of(raw))
    assert header(raw, "message-id") == [b"<regwatch.0123456789abcdef0123456789abcdef@example.org>"]


def test_subjects_are_ascii_words_of_legal_length(letter: Letter) -> None:
    raw = build(letter)
    (subject,) = header(raw, "subject")
    assert subject.isascii()
    words = re.findall(rb"=\?utf-8\?[bq]\?[^?]*\?=", head_of(raw))
    assert words and all(len(word) <= 75 for word in words)
    assert b"\t" not in subject and not subject.startswith(b" ")


def test_lines_ends_and_blank_lines_are_those_of_the_rfc(letter: Letter) -> None:
    raw = build(letter)
    assert raw.isascii()
    assert b"\n" not in raw.replace(b"\r\n", b"") and b"\r" not in raw.replace(b"\r\n", b"")
    lines = raw.split(b"\r\n")
    assert max(map(len, lines)) <= 998
    body = raw.split(b"\r\n\r\n", 1)[1]
    assert max(len(line) for line in body.split(b"\r\n")) <= 78
    assert all(len(line) <= 78 for line in head_of(raw).split(b"\n") if not line.startswith((b"List-", b"Message-ID")))


def test_borders_stand_alone_and_parts_begin_with_headers_and_one_blank_line(letter: Letter) -> None:
    raw = build(letter)
    borders = re.findall(rb'boundary="([^"]+)"', raw)
    assert len(borders) == len(set(borders)) == (2 if letter.rows else 1)
    for border in borders:
        assert len(border) <= 70
        opening, closing = b"\r\n--" + border + b"\r\n", b"\r\n--" + border + b"--"
        assert raw.count(opening) == 2 and raw.count(closing) == 1
        for piece in raw.split(opening)[1:]:
            assert re.match(rb"Content-[A-Za-z-]+: ", piece)
            head, blank, content = piece.partition(b"\r\n\r\n")
            assert blank and content and not content.startswith(b"\r\n")
            assert all(re.match(rb"[A-Za-z-]+: |[ \t]", line) for line in head.split(b"\r\n"))
    kinds = re.findall(rb"Content-Type: text/(plain|html)", raw)
    assert kinds == [b"plain", b"html"]


def test_machine_headers_are_never_encoded_words(letter: Letter) -> None:
    for line in head_of(build(letter)).split(b"\n"):
        if line.startswith((b"List-", b"Message-ID", b"Auto-Submitted")):
            assert b"=?" not in line
            assert not line.endswith(b",")


def test_mails_do_not_look_alike_or_like_a_test() -> None:
    subjects = [letter.subject for letter in LETTERS.values()]
    assert len(set(subjects)) == len(subjects)
    for letter in LETTERS.values():
        assert "test" not in letter.subject.casefold() and "测试" not in letter.subject
        assert len(letter.text) > 100 and len(letter.html) > 500
        if letter.is_list:
            assert "2026-05-03" in letter.subject
