"""What a mail that came back says: delivery status notifications (RFC 3464) and complaints (RFC 5965). Pure.

Only a report in its machine-readable form counts. An absence note, a question or a bare bounce in prose says nothing
that a subscription may end by. What a report claims is believed by nobody here; whose mail it is about is told by the
signed envelope sender alone (`notifier.verp`).
"""

import email.policy
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from email.parser import BytesParser
from email.utils import getaddresses
from typing import Literal

from notifier.texts import plain, shorten

Kind = Literal["failed", "delayed", "complaint", "other"]
MOST_BYTES = 1 << 20
_ADDRESSED = ("To", "Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To")
# RFC 5965 section 7.3; `not-spam` and what is about somebody else's forgery are no complaints about us.
_COMPLAINTS = frozenset({"abuse", "fraud", "opt-out", "opt-out-list"})
_STATUS = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])")
_NO_SUCH_BOX = re.compile(
    r"user unknown|unknown user|no such (?:user|recipient|mailbox|address|person)|(?:user|mailbox|recipient|account)"
    r" (?:is )?(?:not found|does not exist|doesn't exist|unknown|disabled)|invalid (?:recipient|mailbox)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Report:
    """`addressed` are the addresses among which our envelope sender may be; `status` is like 5.1.1, or empty."""

    kind: Kind
    status: str
    said: str
    addressed: tuple[str, ...]
    message_id: str


def read_report(raw: bytes) -> Report:
    """Total: what cannot be read is `other`."""
    try:
        message = BytesParser(policy=email.policy.compat32).parsebytes(raw[:MOST_BYTES])
        return _read(message)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return Report("other", "", "it cannot be read as a mail", (), "")


def is_hard(status: str, said: str) -> bool:
    """Whether a failure says that the address will never work: RFC 3463 5.1.x but for faults of the sender's address,
    a disabled mailbox (5.2.1), or, where only a general code stands, plain words for it."""
    if re.fullmatch(r"5\.1\.\d{1,3}", status):
        return status not in ("5.1.7", "5.1.8")
    if status == "5.2.1":
        return True
    return status in ("", "5.0.0", "5.5.0") and bool(re.search(r"\b55[013]\b", said) and _NO_SUCH_BOX.search(said))


def status_in(text: str) -> str:
    """The first enhanced status code in an answer, or ''."""
    found = _STATUS.search(text)
    return found[0] if found else ""


def _read(message: Message) -> Report:
    addressed = list(_addresses(message, _ADDRESSED))
    kind: Kind = "other"
    status, said = "", ""
    for part in message.walk():
        form = part.get_content_type()
        if form == "message/delivery-status" and kind != "failed":
            kind, status, said = _status_of(part, (kind, status, said))
        elif form == "message/feedback-report":
            fields = _inner(part)
            if str(fields.get("Feedback-Type", "")).strip().casefold() in _COMPLAINTS:
                kind, said = "complaint", "a complaint about this mail"
                addressed += _addresses(fields, ("Original-Mail-From",))
        elif form in ("message/rfc822", "text/rfc822-headers"):
            addressed += _addresses(_inner(part), ("Return-Path",))
    return Report(kind, status, said, tuple(dict.fromkeys(addressed)), str(message.get("Message-ID", ""))[:300])


def _status_of(part: Message, so_far: tuple[Kind, str, str]) -> tuple[Kind, str, str]:
    """The weightiest of the recipients' blocks: failed before delayed."""
    blocks = part.get_payload()
    for block in blocks if isinstance(blocks, list) else []:
        if not isinstance(block, Message):
            continue
        action = str(block.get("Action", "")).strip().casefold()
        said = shorten(plain(str(block.get("Diagnostic-Code", ""))), 300)
        status = status_in(str(block.get("Status", "")))
        if status in ("", "5.0.0", "4.0.0"):
            status = status_in(said) or status
        if action == "failed":
            return "failed", status, said
        if action == "delayed":
            so_far = ("delayed", status, said)
    return so_far


def _inner(part: Message) -> Message:
    payload = part.get_payload()
    if isinstance(payload, list) and payload and isinstance(payload[0], Message):
        return payload[0]
    raw = part.get_payload(decode=True)
    return BytesParser(policy=email.policy.compat32).parsebytes(
        raw if isinstance(raw, bytes) else b"", headersonly=True
    )


def _addresses(message: Message, names: tuple[str, ...]) -> Iterator[str]:
    for name in names:
        values = [str(value)[:1000] for value in message.get_all(name, [])[:20]]
        for _, address in getaddresses(values):
            if address:
                yield address
