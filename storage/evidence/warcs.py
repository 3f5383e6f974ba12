"""captures.warc.gz: one response record a capture (WARC/1.1, ISO 28500:2017), each its own gzip member.

Records are written here and not by warcio's writer, because that re-encodes header fields that are not ASCII, and the
ministries' `Content-Disposition` is in Chinese. Reading is warcio's.
"""

import gzip
import io
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC
from http import HTTPStatus
from typing import IO, Any
from urllib.parse import quote

from warcio.archiveiterator import ArchiveIterator

from storage.clock import moment
from storage.evidence.forms import FORMAT

CHUNK = 1 << 16
_FRAMING = frozenset({"transfer-encoding", "content-encoding", "content-length"})
_SPACE = uuid.UUID("6f8d3f5e-5a37-5b0a-9d0c-2f1d6c1f2a11")


@dataclass(frozen=True, slots=True)
class Told:
    """What a record says of one capture; the same for what is written and for what is read back."""

    capture: str
    url: str
    requested_url: str
    date: str
    sha256: str
    link: str
    tls: str
    status_line: str
    headers: tuple[tuple[str, str], ...]

    def as_read(self) -> "Told":
        return replace(self, headers=_as_read(self.headers))


def told(capture: Mapping[str, Any]) -> Told:
    """The record's words for a capture of the manifest."""
    return Told(
        capture=str(capture["id"]),
        url=target_uri(capture["url"]),
        requested_url=target_uri(capture["requested_url"]),
        date=warc_date(capture["fetched_at"]),
        sha256=capture["sha256"],
        link=capture["link"],
        tls=target_uri(capture["tls"]),
        status_line=status_line(capture["status"]),
        headers=http_headers([(name, value) for name, value in capture["headers"]], capture["bytes"]),
    )


def warc_date(fetched_at: str) -> str:
    return moment(fetched_at).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def status_line(status: int) -> str:
    """Captures keep the status code; the phrase beside it is the standard one."""
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return f"{status} Unknown"


def http_headers(headers: Sequence[tuple[str, str]], size: int) -> tuple[tuple[str, str], ...]:
    """Headers as captured, fit to stand before the decoded body: what spoke of its framing on the wire is kept as
    `X-Archive-Orig-…`, as web archives do, and `Content-Length` states the size of the bytes that follow."""
    shown = []
    for name, value in headers:
        clean = (_one_line(name).replace(":", "_"), _one_line(value))
        framing = clean[0].lower() in _FRAMING
        shown.append((f"X-Archive-Orig-{clean[0]}", clean[1]) if framing else clean)
    return (*shown, ("Content-Length", str(size)))


def target_uri(url: str) -> str:
    """An address as a URI may stand in a header: what RFC 3986 does not allow is percent-encoded."""
    return quote(url.encode("utf-8", "backslashreplace"), safe="!#$%&'()*+,/:;=?@[]~-._")


def _one_line(text: str) -> str:
    latin = text.encode("latin-1", "backslashreplace").decode("latin-1")
    return "".join(char if char >= " " and char != "\x7f" else " " for char in latin).strip()


def _as_read(headers: Sequence[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Headers as a WARC reader gives them back: a line that is UTF-8 is read as such, else as Latin-1."""
    lines = []
    for name, value in headers:
        octets = f"{name}: {value}".encode("latin-1")
        try:
            line = octets.decode()
        except UnicodeDecodeError:
            line = octets.decode("latin-1")
        before, _, after = line.rstrip().partition(":")
        lines.append((before.rstrip(" \t"), after.lstrip()))
    return tuple(lines)


def begin(out: IO[bytes]) -> None:
    """The record that opens the file."""
    fields = f"software: Regwatch\r\nformat: WARC File Format 1.1\r\nconformsTo: {FORMAT}\r\n".encode()
    _member(
        out,
        [
            ("WARC-Type", "warcinfo"),
            ("WARC-Record-ID", f"<urn:uuid:{uuid.uuid5(_SPACE, FORMAT)}>"),
            ("WARC-Date", "2026-01-01T00:00:00Z"),
            ("Content-Type", "application/warc-fields"),
        ],
        fields,
        b"",
    )


def write(out: IO[bytes], told: Told, body: bytes) -> None:
    head = f"HTTP/1.1 {told.status_line}\r\n".encode("latin-1")
    head += b"".join(f"{name}: {value}\r\n".encode("latin-1") for name, value in told.headers) + b"\r\n"
    fields = [
        ("WARC-Type", "response"),
        ("WARC-Record-ID", f"<urn:uuid:{uuid.uuid5(_SPACE, told.link)}>"),
        ("WARC-Target-URI", told.url),
        ("WARC-Date", told.date),
        ("WARC-Payload-Digest", f"sha256:{told.sha256}"),
        ("Regwatch-Capture", told.capture),
        ("Regwatch-Requested-URI", told.requested_url),
        ("Regwatch-Link", told.link),
        ("Regwatch-TLS", told.tls),
        ("Content-Type", "application/http; msgtype=response"),
    ]
    _member(out, fields, head, body)


def _member(out: IO[bytes], fields: list[tuple[str, str]], head: bytes, body: bytes) -> None:
    lines = [*fields, ("Content-Length", str(len(head) + len(body)))]
    start = "WARC/1.1\r\n" + "".join(f"{name}: {value}\r\n" for name, value in lines if value) + "\r\n"
    with gzip.GzipFile(fileobj=out, mode="wb", compresslevel=9, mtime=0, filename="") as packed:
        packed.write(start.encode("utf-8", "backslashreplace"))
        packed.write(head)
        packed.write(body)
        packed.write(b"\r\n\r\n")


class TooLarge(ValueError):
    """The file unpacks to more than its captures hold."""


class _Bounded(io.RawIOBase):
    """A gzip file unpacked as it is read, up to a limit."""

    def __init__(self, packed: IO[bytes], limit: int) -> None:
        self._plain = gzip.GzipFile(fileobj=packed, mode="rb")
        self._left = limit

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._plain.read(min(len(buffer), CHUNK))
        self._left -= len(data)
        if self._left < 0:
            raise TooLarge("it unpacks to more than its captures hold")
        buffer[: len(data)] = data
        return len(data)


def read(packed: IO[bytes], limit: int) -> Iterator[tuple[Told, IO[bytes]]]:
    """The response records in their order, each with its body, which is to be read before the next one is asked for.

    Raises TooLarge when more than `limit` bytes come out, and what gzip, zlib and warcio raise of a damaged file.
    """
    stream = io.BufferedReader(_Bounded(packed, limit), CHUNK)
    for record in ArchiveIterator(stream, no_record_parse=False):
        if record.rec_type != "response":
            continue
        yield _read_told(record), record.raw_stream


def _read_told(record: Any) -> Told:
    def field(name: str) -> str:
        return str(record.rec_headers.get_header(name, ""))

    http = record.http_headers
    return Told(
        capture=field("Regwatch-Capture"),
        url=field("WARC-Target-URI"),
        requested_url=field("Regwatch-Requested-URI"),
        date=field("WARC-Date"),
        sha256=field("WARC-Payload-Digest").removeprefix("sha256:"),
        link=field("Regwatch-Link"),
        tls=field("Regwatch-TLS"),
        status_line=str(http.statusline) if http else "",
        headers=tuple((str(name), str(value)) for name, value in http.headers) if http else (),
    )
