"""What mailbox providers in China were reported to refuse or to swallow, checked byte by byte on every kept mail:
QQ `550 The "From" header is missing or invalid` and blank lines between parts, Aliyun silence without Date, Message-ID
or an encoded subject, 163 lines and characters outside the rules."""

import re
from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest

MAILS = sorted((Path(__file__).parents[2] / "fixtures" / "mails").glob("*.eml"))
ONCE = (b"date", b"message-id", b"from", b"to", b"subject", b"mime-version", b"content-type")
WORD = rb"=\?utf-8\?b\?[A-Za-z0-9+/]+={0,2}\?="
PHRASE = rb'(?:%s(?: %s)*|[A-Za-z0-9 ]+|"[^"\r\n]*")' % (WORD, WORD)
ADDRESS = rb"[^\s<>@,;]+@[A-Za-z0-9.-]+"


def faults(raw: bytes) -> list[str]:
    found = []
    if raw.replace(b"\r\n", b"").strip(bytes(range(32, 127)) + b"\t"):
        found.append("a byte that is not printable ASCII, or a bare CR or LF")
    if any(len(line) > 998 for line in raw.split(b"\r\n")):
        found.append("a line of more than 998 bytes")
    head, blank, body = raw.partition(b"\r\n\r\n")
    lines = head.split(b"\r\n")
    if not blank or any(not line.strip() for line in lines):
        found.append("an empty line among the headers")
    if any(re.fullmatch(rb"[A-Za-z-]+:\s*", line) for line in lines):
        found.append("a header whose first line is empty")
    unfolded = re.sub(rb"\r\n[ \t]", b" ", head).split(b"\r\n")
    headers: dict[bytes, list[bytes]] = {}
    for line in unfolded:
        name, colon, value = line.partition(b": ")
        if not colon or not re.fullmatch(rb"[A-Za-z-]+", name) or not value.strip():
            found.append(f"no header: {line[:40]!r}")
        headers.setdefault(name.lower(), []).append(value)
    found += [f"{name.decode()} {len(headers.get(name, []))} times" for name in ONCE if len(headers.get(name, [])) != 1]
    if found:
        return found
    if not re.fullmatch(rb"(?:%s )?<%s>|%s" % (PHRASE, ADDRESS, ADDRESS), headers[b"from"][0]):
        found.append("From is not a name and an address")
    if not re.fullmatch(rb"<[^\s<>@]+@[A-Za-z0-9.-]+>", headers[b"message-id"][0]):
        found.append("Message-ID is none")
    if parsedate_to_datetime(headers[b"date"][0].decode()).tzinfo is None:
        found.append("Date without a zone")
    subject = headers[b"subject"][0]
    if b"=?" in subject and not re.fullmatch(rb"%s(?: %s)*" % (WORD, WORD), subject):
        found.append("Subject encoded in part")
    return found + _of_parts(headers[b"content-type"][0], body)


def _of_parts(kind: bytes, body: bytes) -> list[str]:
    """Borders on lines of their own, in each part headers, one blank line, and a body in a declared encoding."""
    border = re.fullmatch(rb'multipart/[a-z]+; boundary="([^"]{1,70})"', kind)
    if border is None:
        return [f"no multipart: {kind[:40]!r}"]
    pieces = (b"\r\n" + body).split(b"\r\n--" + border[1])
    if pieces[0].strip() or pieces[-1] != b"--\r\n":
        return ["borders that do not close"]
    found = []
    for piece in pieces[1:-1]:
        head, blank, inner = piece.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        if not piece.startswith(b"\r\n") or not blank or b"\r\n\r\n" in head or not head:
            found.append("a part without its headers and their blank line")
            continue
        unfolded = re.sub(rb"\r\n[ \t]", b" ", head)
        declared = re.search(rb"(?im)^Content-Type: (.*?)\r?$", unfolded)
        if declared and declared[1].startswith(b"multipart/"):
            found += _of_parts(declared[1], inner)
        elif not re.search(rb"(?im)^Content-Transfer-Encoding: (quoted-printable|base64)\r?$", unfolded):
            found.append("a part without its encoding")
        elif any(len(line) > 76 for line in inner.split(b"\r\n")):
            found.append("an encoded line of more than 76 bytes")
    return found


@pytest.mark.parametrize("file", MAILS, ids=lambda file: file.stem)
def test_a_kept_mail_holds_to_every_rule(file: Path) -> None:
    assert faults(file.read_bytes()) == []


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        (b"Message-ID:", b"X-Message-ID:", "message-id 0 times"),
        (b"Date:", b"X-Date:", "date 0 times"),
        (b"\r\nFrom: ", b"\r\nFrom: Regwatch digest@example.org\r\nX-From: ", "From is not a name and an address"),
        (b"\r\nSubject: ", b"\r\nSubject:\r\n ", "first line is empty"),
        (b"\r\nSubject: ", b"\r\nSubject: \xe5\x90\x8d", "not printable ASCII"),
        (b"\r\nSubject: =", b"\r\nSubject: List =", "encoded in part"),
        (b"\r\nAuto-Submitted", b"\r\n \r\nAuto-Submitted", "an empty line"),
        (b"Content-Transfer-Encoding: ", b"X-Encoding: ", "without its encoding"),
        (b"--\r\n", b"\r\n", "do not close"),
        (b"\r\n", b"\n", "bare CR or LF"),
    ],
)
def test_the_check_sees_each_fault(old: bytes, new: bytes, named: str) -> None:
    letter = next(file for file in MAILS if file.stem == "letter").read_bytes()
    assert faults(letter) == [] and old in letter
    assert named in "; ".join(faults(letter.replace(old, new)))
