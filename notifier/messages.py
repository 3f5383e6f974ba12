"""A mail as bytes: headers that strict servers accept, a text and an HTML part that say the same. Pure.

RFC 5322 and 2047 for the form, RFC 2369 and 8058 for List-Unsubscribe, RFC 2919 for List-Id, RFC 3834 for
Auto-Submitted. Servers in China refuse or swallow mails without Date, Message-ID or an encoded subject (reported for
QQ, 163 and Aliyun).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime

from notifier.addresses import Address
from notifier.headers import from_header, subject_header
from notifier.mime_parts import csv_part, multipart, text_part
from notifier.texts import plain, shorten
from storage.clock import ZONE

MAX_SUBJECT = 200


def as_it_is(name: str, value: str) -> bytes:
    """A header for machines: never folded or encoded. `value` is ours or was checked, and is short. (Python's policy
    wraps a long address in an encoded word, which no mail program undoes: python/cpython#85725.)"""
    return f"{name}: {value}\r\n".encode("ascii")


@dataclass(frozen=True, slots=True)
class Letter:
    """What a mail says and to whom. `unsubscribe_url` empty: the mail names the sender's address instead. `rows` is a
    CSV to attach, or empty."""

    sender_name: str
    sender: Address
    recipient: Address
    subject: str
    text: str
    html: str
    message_key: str
    sent_at: datetime
    list_name: str = "digest"
    unsubscribe_url: str = ""
    is_list: bool = True
    rows: str = ""


def message_id(message_key: str, sender: Address) -> str:
    return f"<regwatch.{message_key}@{sender.domain}>"


def build(letter: Letter) -> bytes:
    """The finished message, CRLF line ends, every line under 998 bytes, 7-bit. The same letter gives the same bytes."""
    headers = [
        as_it_is("Date", format_datetime(letter.sent_at.astimezone(ZONE))),
        as_it_is("Message-ID", message_id(letter.message_key, letter.sender)),
        from_header(letter.sender_name, letter.sender),
        as_it_is("To", str(letter.recipient)),
        subject_header(shorten(plain(letter.subject), MAX_SUBJECT)),
        as_it_is("Auto-Submitted", "auto-generated"),
        *(as_it_is(name, value) for name, value in (list_headers(letter) if letter.is_list else ())),
        b"MIME-Version: 1.0\r\n",
    ]
    parts = [text_part("plain", letter.text), text_part("html", letter.html)]
    said = multipart("alternative", f"=_regwatch_{letter.message_key}", parts)
    if letter.rows:
        border = f"=_regwatch_rows_{letter.message_key}"
        said = multipart("mixed", border, [said, csv_part("regwatch-rows.csv", letter.rows)])
    return b"".join([*headers, said])


def list_headers(letter: Letter) -> Sequence[tuple[str, str]]:
    """List-Id, List-Unsubscribe and, with an https link, the one-click header beside it (RFC 8058 3.1: only there)."""
    domain = letter.sender.domain
    # encodeURIComponent's set: an address may hold % or ?, which mean something in a mailto link.
    mailto = (
        f"<mailto:{_escaped(letter.sender.local)}@{domain}?subject=unsubscribe%20{_escaped(str(letter.recipient))}>"
    )
    headers = [("List-Id", f"Regwatch {letter.list_name} <{letter.list_name}.regwatch.{domain}>")]
    if not letter.unsubscribe_url:
        return [*headers, ("List-Unsubscribe", mailto)]
    if not letter.unsubscribe_url.startswith("https://"):
        return [*headers, ("List-Unsubscribe", f"<{letter.unsubscribe_url}>, {mailto}")]
    headers.append(("List-Unsubscribe", f"<{letter.unsubscribe_url}>"))
    headers.append(("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"))
    return headers


def _escaped(text: str) -> str:
    return "".join(char if char.isalnum() or char in "-_.~" else f"%{ord(char):02X}" for char in text)
