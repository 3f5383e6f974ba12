"""A mail as bytes: headers that strict servers accept, a text and an HTML part that say the same. Pure.

RFC 5322 and 2047 for the form, RFC 2369 and 8058 for List-Unsubscribe, RFC 2919 for List-Id, RFC 3834 for
Auto-Submitted. Servers in China refuse or swallow mails without Date, Message-ID or an encoded subject (reported for
QQ, 163 and Aliyun).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address as HeaderAddress
from email.policy import EmailPolicy
from functools import lru_cache

from notifier.addresses import Address
from notifier.mime_parts import csv_part, multipart, text_part
from notifier.texts import plain, shorten
from storage.clock import ZONE

# Python's own policy wraps a long URL in these headers as an encoded word, which no mail program undoes
# (python/cpython#85725), so they stay on one line of less than the 998 characters RFC 5322 allows.
_NEVER_FOLDED = frozenset({"list-unsubscribe", "list-unsubscribe-post", "list-id", "message-id", "auto-submitted"})
MAX_SUBJECT = 200


class MailPolicy(EmailPolicy):
    """SMTP line ends; headers for machines are never folded or encoded."""

    def fold(self, name: str, value: str) -> str:
        if name.lower() in _NEVER_FOLDED:
            return f"{name}: {value}{self.linesep}"
        return str(super().fold(name, value))

    def fold_binary(self, name: str, value: str) -> bytes:
        if name.lower() in _NEVER_FOLDED:
            return f"{name}: {value}{self.linesep}".encode("ascii")
        return bytes(super().fold_binary(name, value))


POLICY = MailPolicy(linesep="\r\n", utf8=False, max_line_length=76, cte_type="7bit")


def as_it_is(name: str, value: str) -> bytes:
    """A header for machines: never folded or encoded. `value` is ours or was checked, and is short."""
    return f"{name}: {value}\r\n".encode("ascii")


@lru_cache(maxsize=64)
def folded(name: str, value: str | datetime) -> bytes:
    """One header as it stands in the message. Kept, because most are the same in every mail of a run."""
    return POLICY.fold_binary(*POLICY.header_store_parse(name, value))


@lru_cache(maxsize=64)
def folded_address(name: str, shown: str, address: Address) -> bytes:
    value = HeaderAddress(shown, address.local, address.domain)
    return POLICY.fold_binary(*POLICY.header_store_parse(name, value))


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
        folded("Date", letter.sent_at.astimezone(ZONE)),
        as_it_is("Message-ID", message_id(letter.message_key, letter.sender)),
        folded_address("From", letter.sender_name, letter.sender),
        as_it_is("To", str(letter.recipient)),
        folded("Subject", shorten(plain(letter.subject), MAX_SUBJECT)),
        folded("Auto-Submitted", "auto-generated"),
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
