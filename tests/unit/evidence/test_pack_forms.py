"""The written forms of a pack: JSON, hash lists, the zip, the web archive's records."""

import hashlib
import io
import json
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

from storage.evidence import forms, warcs, zipform
from storage.evidence.config import EvidenceSettings

NAMES = st.lists(st.sampled_from([f"{place}{name}.bin" for place in ("", "raw/") for name in "abcdef"]), unique=True)
LATIN = st.text(st.characters(min_codepoint=0, max_codepoint=255), max_size=40)


def packed(contents: dict[str, bytes], comment: bytes = b"mark") -> tuple[bytes, list[zipform.Member]]:
    members = [zipform.measure(name, io.BytesIO(contents[name])) for name in sorted(contents)]
    out = io.BytesIO()
    zipform.write(out, ((member, io.BytesIO(contents[member.name])) for member in members), comment)
    return out.getvalue(), members


@settings(max_examples=50)
@given(NAMES, st.data())
def test_any_zip_reader_reads_our_zip(names: list[str], data: st.DataObject) -> None:
    contents = {name: data.draw(st.binary(max_size=200)) for name in names}
    content, members = packed(contents)
    with zipfile.ZipFile(io.BytesIO(content)) as read:
        assert read.testzip() is None
        assert {name: read.read(name) for name in read.namelist()} == contents
        assert read.comment == b"mark"
    assert zipform.first_fault(io.BytesIO(content), members, b"mark", len(content)) is None


@given(st.data())
def test_any_other_byte_outside_the_members_is_found_where_it_is(data: st.DataObject) -> None:
    content, members = packed({"a.txt": b"alpha", "b/c.bin": b"\x00" * 50})
    inside = {
        place
        for member in members
        for start in [content.index(member.header()) + len(member.header())]
        for place in range(start, start + member.size)
    }
    place = data.draw(st.sampled_from([place for place in range(len(content)) if place not in inside]))
    changed = bytearray(content)
    changed[place] ^= data.draw(st.integers(1, 255))
    found = zipform.first_fault(io.BytesIO(bytes(changed)), members, b"mark", len(content))
    assert found is not None and found[0] == place


def test_what_follows_the_zip_is_found() -> None:
    content, members = packed({"a.txt": b"alpha"})
    longer = content + b"x"
    assert zipform.first_fault(io.BytesIO(longer), members, b"mark", len(longer)) == (
        len(content),
        "what follows the zip's end",
    )


@given(st.dictionaries(st.text(max_size=10), st.text(max_size=20) | st.integers() | st.none(), max_size=5))
def test_json_has_one_form(value: dict[str, object]) -> None:
    content = forms.json_bytes(value)
    assert forms.json_bytes(json.loads(content)) == content


def test_a_manifest_knows_when_it_was_altered() -> None:
    plain = json.loads(forms.manifest_bytes({"notice": {"id": "x"}, "captures": []}))
    assert plain["digest"] == forms.manifest_digest(plain)
    plain["notice"]["id"] = "y"
    assert plain["digest"] != forms.manifest_digest(plain)


@given(NAMES, st.binary(min_size=32, max_size=32))
def test_hash_lists_are_read_back(names: list[str], digest: bytes) -> None:
    digests = dict.fromkeys(names, digest.hex())
    assert forms.read_sums(forms.sums_bytes(digests).decode()) == (digests, [])


@pytest.mark.parametrize(
    "line", ["", "abc  x", "0" * 64 + " x", "0" * 64 + "  a b", "G" * 64 + "  x", "0" * 64 + "  x\n" + "0" * 64 + "  x"]
)
def test_a_line_that_is_no_hash_and_name_is_named(line: str) -> None:
    assert forms.read_sums(f"{line}\n")[1]


@given(st.lists(st.tuples(LATIN, LATIN), max_size=6), st.binary(max_size=200), st.integers(100, 599))
def test_whatever_headers_came_the_record_tells_the_same(
    headers: list[tuple[str, str]], body: bytes, status: int
) -> None:
    capture = {
        "id": 7,
        "url": "https://www.mee.gov.cn/a b/名?x=1",
        "requested_url": "http://127.0.0.1:8801/a",
        "fetched_at": "2026-04-27T09:00:00+08:00",
        "sha256": "ab" * 32,
        "link": "cd" * 32,
        "tls": "",
        "status": status,
        "headers": headers,
        "bytes": len(body),
    }
    told = warcs.told(capture)
    out = io.BytesIO()
    warcs.begin(out)
    warcs.write(out, told, body)
    out.seek(0)
    read = [(one, stream.read()) for one, stream in warcs.read(out, 1 << 20)]
    assert read == [(told.as_read(), body)]


def test_a_plain_reader_checks_the_payload_and_is_not_told_of_encodings_that_were_undone() -> None:
    body = "正文".encode()
    digest = hashlib.sha256(body).hexdigest()
    capture = {
        "id": 1,
        "url": "https://www.samr.gov.cn/x",
        "requested_url": "https://www.samr.gov.cn/x",
        "fetched_at": "2026-04-27T09:00:00+08:00",
        "sha256": digest,
        "link": "cd" * 32,
        "tls": "verified",
        "status": 200,
        "headers": [("transfer-encoding", "chunked"), ("content-encoding", "gzip"), ("content-length", "3")],
        "bytes": len(body),
    }
    out = io.BytesIO()
    warcs.write(out, warcs.told(capture), body)
    out.seek(0)
    for record in ArchiveIterator(out, check_digests="raise"):
        assert record.content_stream().read() == body
        assert record.digest_checker.passed
        assert record.rec_headers.get_header("WARC-Date") == "2026-04-27T01:00:00Z"
        assert record.http_headers.get_header("X-Archive-Orig-content-length") == "3"
        assert record.http_headers.get_header("Content-Length") == str(len(body))


def test_a_web_archive_that_unpacks_to_more_than_allowed_stops() -> None:
    out = io.BytesIO()
    told = warcs.told(
        {
            "id": 1,
            "url": "https://x/",
            "requested_url": "https://x/",
            "fetched_at": "2026-04-27T09:00:00+08:00",
            "sha256": "ab" * 32,
            "link": "cd" * 32,
            "tls": "",
            "status": 200,
            "headers": [],
            "bytes": 1 << 24,
        }
    )
    warcs.write(out, told, b"\x00" * (1 << 24))
    assert len(out.getvalue()) < 1 << 16
    out.seek(0)
    with pytest.raises(warcs.TooLarge):
        for _, stream in warcs.read(out, 1 << 16):
            while stream.read(1 << 16):
                pass


@pytest.mark.parametrize(
    "url", ["ftp://x", "tsa.example.org", "https://u:p@tsa.example.org/", "https://a b/", "http://:1"]
)
def test_an_authority_that_is_no_web_address_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="web address of a timestamp authority"):
        EvidenceSettings(timestamp_url=url)


def test_an_authority_is_optional() -> None:
    assert EvidenceSettings().timestamp_url == ""
    assert (
        EvidenceSettings(timestamp_url=" https://tsa.example.org/tsr ").timestamp_url == "https://tsa.example.org/tsr"
    )
