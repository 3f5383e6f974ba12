"""What counts as the same text: the second of the three identities (bytes, normalised content, rows)."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable

from storage.model import Attachment, Reading, Table

_IGNORED = re.compile(r"[\s\u200b-\u200f\u2028-\u202f\u2060\ufeff\u00ad]+")


def compare_key(text: str) -> str:
    """The text as it is compared: width variants folded (NFKC), whitespace and invisible characters dropped.

    A page that is set anew with other spaces or full-width brackets has not changed; one digit has.
    """
    return _IGNORED.sub("", unicodedata.normalize("NFKC", text))


def text_digest(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(map(compare_key, parts)).encode()).hexdigest()


def tables_digest(tables: Iterable[Table]) -> str:
    """Rows as a bag: a re-ordered table says the same."""
    rows = sorted("\x1e".join(map(compare_key, row)) for table in tables for row in table.rows)
    return hashlib.sha256("\x1f".join(rows).encode()).hexdigest()


def attachment_digest(attachment: Attachment) -> str:
    """By what a readable file says, so that a re-stamped PDF is no change; by its bytes when we cannot read it."""
    if attachment.readable:
        return text_digest(attachment.name, attachment.text) + tables_digest(attachment.tables)
    return text_digest(attachment.name) + attachment.sha256


def content_digest(reading: Reading) -> str:
    """The identity of a version's content: title, text, tables, labelled fields, attachments in any order."""
    fields = (f"{label}={value}" for label, value in sorted(reading.fields.items()))
    attachments = sorted(map(attachment_digest, reading.attachments))
    return text_digest(reading.title, reading.text, tables_digest(reading.tables), *fields, *attachments)


MIN_IDENTIFYING_TEXT = 80
IDENTITY_DIGITS = 32  # 128 bits tell the documents of an archive apart, and every notice keeps them twice


def copy_digest(reading: Reading) -> str:
    """The identity of a document over several addresses, or '' when there is too little to tell copies by.

    Copies of one document share title, number, text and files, whatever the page around them says.
    """
    if len(compare_key(reading.text)) < MIN_IDENTIFYING_TEXT:
        return ""
    files = sorted(attachment.sha256 or attachment.url for attachment in reading.attachments)
    whole = text_digest(reading.title, reading.facts.doc_number, reading.text, tables_digest(reading.tables), *files)
    return whole[:IDENTITY_DIGITS]
