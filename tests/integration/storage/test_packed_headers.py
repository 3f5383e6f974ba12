"""Headers are kept packed and come out as the text that the chain was made over."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_archive import START

from storage.archive import captures, open_archive
from storage.archive.addresses import ensure_address
from storage.archive.captures import Fetched
from storage.archive.headers import packed, unpacked
from storage.database import Database, writing
from storage.errors import StorageError
from storage.evidence.chain import verify_chain

URL = "https://a.example/1.html"
SENT = [
    ("content-length", "19772"),
    ("content-type", "text/html; charset=utf-8"),
    ("date", "Fri, 27 Nov 2026 10:09:02 GMT"),
    ("etag", '"b4e53aabeb16f4dc5103"'),
    ("last-modified", "Sun, 26 Apr 2026 16:00:00 GMT"),
    ("server", "openresty"),
]


def kept(db: Database, body: bytes, headers: list[tuple[str, str]]) -> int:
    address = ensure_address(db, URL, "miit", "page", START).id
    fetched = Fetched(URL, URL, 200, headers, body, START)
    return captures.keep(
        db, fetched, address=address, family="miit/page", run=None, observed_at=START, reading="pending"
    ).id


def test_usual_headers_take_less_than_half_and_come_back(tmp_path: Path) -> None:
    db = open_archive(tmp_path)
    capture = kept(db, b"page", SENT)
    text = json.dumps([list(pair) for pair in SENT])
    value = db.conn.execute("SELECT headers FROM captures").fetchone()[0]
    assert isinstance(value, bytes) and len(value) < len(text) / 2
    assert captures.kept(db, capture).headers == SENT
    assert verify_chain(db).holds
    db.close()


def test_headers_kept_as_text_by_earlier_releases_are_read(tmp_path: Path) -> None:
    db = open_archive(tmp_path)
    capture = kept(db, b"page", SENT)
    with writing(db):
        db.conn.execute("UPDATE captures SET headers = ?", [json.dumps([list(pair) for pair in SENT])])
    assert captures.kept(db, capture).headers == SENT and verify_chain(db).holds
    kept(db, b"other page", SENT)
    assert verify_chain(db).holds
    db.close()


@pytest.mark.parametrize("damage", ["x'00000001'", "x'0000000100ff'", "x'ffffffff28b52ffd'", "substr(headers, 1, 40)"])
def test_headers_that_cannot_be_unpacked_break_the_chain_and_nothing_else(tmp_path: Path, damage: str) -> None:
    db = open_archive(tmp_path)
    capture = kept(db, b"page", SENT)
    with writing(db):
        db.conn.execute(f"UPDATE captures SET headers = {damage}")
    assert not verify_chain(db).holds
    with pytest.raises(StorageError) as fault:
        captures.kept(db, capture)
    assert "restore" in str(fault.value)
    db.close()


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Database:
    return open_archive(tmp_path_factory.mktemp("headers"))


@settings(deadline=None)
@given(st.text(max_size=400) | st.just("\ud800") | st.text(st.characters(categories=["Cs", "L"]), max_size=20))
def test_any_text_comes_back(archive: Database, text: str) -> None:
    with writing(archive):
        value = packed(archive, text)
    assert unpacked(archive, value) == text
