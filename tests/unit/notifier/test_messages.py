"""The bytes of a mail: what strict servers and mail programs need, parsed back by the standard parser."""

import email
import email.policy
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier.addresses import clean_address
from notifier.messages import Letter, build
from notifier.mime_parts import most_encoded, text_part
from storage.clock import moment

GOLDEN = Path(__file__).parents[2] / "fixtures" / "mails" / "letter.eml"
LETTER = Letter(
    sender_name="Regwatch 监测",
    sender=clean_address("digest@example.org"),
    recipient=clean_address("buyer@例子.中国"),
    subject="Regwatch, weekly digest 2026-05-03: 符合《新能源汽车废旧动力电池综合利用行业规范条件》企业名单（第六批）",
    text="In short\n.a line that begins with a dot\n处50万元以上罚款\nFrom here\n",
    html="<p>In short</p><p>处50万元以上罚款 &lt;b&gt;</p>\n",
    message_key="0123456789abcdef0123456789abcdef",
    sent_at=moment("2026-05-04T06:00:00"),
    list_name="weekly",
    unsubscribe_url="https://regwatch.example.org/a/very/long/prefix/that/others/would/fold/unsubscribe/"
    + "abcdefghijkl.mnopqrstuvwxyz01" * 2,
)


def parsed(raw: bytes) -> email.message.EmailMessage:
    message = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(message, email.message.EmailMessage)
    assert not message.defects
    return message


def test_the_golden_mail_is_unchanged_byte_for_byte() -> None:
    assert build(LETTER) == GOLDEN.read_bytes()


def test_a_mail_read_back_says_what_was_written() -> None:
    message = parsed(build(LETTER))
    assert str(message["Subject"]) == LETTER.subject
    assert message["From"].addresses[0].display_name == "Regwatch 监测"
    assert message["From"].addresses[0].addr_spec == "digest@example.org"
    assert message["To"].addresses[0].addr_spec == "buyer@xn--fsqu00a.xn--fiqs8s"
    assert message["Date"].datetime == moment("2026-05-04T06:00:00")
    assert str(message["Message-ID"]) == "<regwatch.0123456789abcdef0123456789abcdef@example.org>"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    for part, said in zip(message.iter_parts(), (LETTER.text, LETTER.html), strict=True):
        assert part.get_content().replace("\r\n", "\n") == said
        assert part.get_content_charset() == "utf-8"
        assert part["Content-Transfer-Encoding"] in ("base64", "quoted-printable")


def test_headers_for_machines_stand_on_one_line_as_they_are() -> None:
    head = build(LETTER).split(b"\r\n\r\n", 1)[0].decode("ascii")
    assert f"\r\nList-Unsubscribe: <{LETTER.unsubscribe_url}>\r\n" in head
    assert "\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in head
    assert "\r\nList-Id: Regwatch weekly <weekly.regwatch.example.org>\r\n" in head
    assert "\r\nAuto-Submitted: auto-generated\r\n" in head
    assert "Precedence" not in head
    assert head.count("Message-ID:") == head.count("\r\nDate:") + head.startswith("Date:") == 1


def test_without_pages_unsubscribing_is_by_mail() -> None:
    message = parsed(build(replace(LETTER, unsubscribe_url="")))
    assert str(message["List-Unsubscribe"]).startswith("<mailto:digest@example.org?subject=unsubscribe%20buyer%40")
    assert message["List-Unsubscribe-Post"] is None


def test_a_confirmation_is_no_list_mail() -> None:
    message = parsed(build(replace(LETTER, is_list=False)))
    assert message["List-Unsubscribe"] is None
    assert message["List-Id"] is None


def test_a_subject_cannot_add_a_header() -> None:
    raw = build(replace(LETTER, subject="Title\r\nBcc: all@example.com\n\nbody\u2028x"))
    message = parsed(raw)
    assert message["Bcc"] is None
    assert str(message["Subject"]) == "Title Bcc: all@example.com bodyx"


@given(st.text(max_size=300), st.text(max_size=3000))
def test_any_text_makes_a_mail_that_servers_take(subject: str, body: str) -> None:
    body = body.encode("utf-8", "replace").decode()
    raw = build(replace(LETTER, subject=subject, text=body, html=body))
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert b"\r" not in raw.replace(b"\r\n", b"")
    assert all(len(line) < 998 for line in raw.split(b"\r\n"))
    assert raw.isascii()
    assert b"\x00" not in raw
    assert {"Date", "Message-ID", "From", "To", "Subject"} <= set(parsed(raw).keys())


@pytest.mark.parametrize("width", [1, 20, 200])
def test_a_chinese_subject_is_encoded_in_words_of_legal_length(width: int) -> None:
    raw = build(replace(LETTER, subject="动力电池" * width))
    head = raw.split(b"\r\n\r\n", 1)[0].decode("ascii")
    words = re.findall(r"=\?utf-8\?[bq]\?[^?]*\?=", head)
    assert words
    assert all(len(word) <= 75 for word in words)
    assert str(parsed(raw)["Subject"]).rstrip("…") in "动力电池" * width


@given(st.text(st.sampled_from("ab =.\n中€\t~") | st.characters(exclude_categories=("Cs",)), max_size=600))
def test_a_part_is_never_longer_than_what_was_reckoned_for_it(text: str) -> None:
    body = text_part("html", text).split(b"\r\n\r\n", 1)[1]
    assert len(body) <= most_encoded(text.encode())
