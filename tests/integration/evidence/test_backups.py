"""Backups: taken while somebody writes, opened again, and never over another file unasked."""

import sqlite3 as plain_sqlite
import threading
import time
import zipfile
from pathlib import Path

import pytest
from evidence_samples import SITE, START, Sample

from notifier.subscribers_db import open_subscribers
from storage.archive import open_archive
from storage.archive.addresses import ensure_address
from storage.archive.captures import Fetched, keep
from storage.backup import backup, beside
from storage.errors import StorageError
from storage.evidence.chain import verify_chain
from storage.new_files import CannotWrite


@pytest.fixture
def databases(sample: Sample) -> list[Path]:
    open_subscribers(sample.folder / "subscribers.db").close()
    return [sample.folder / "archive.db", sample.folder / "subscribers.db"]


def restored(tmp_path: Path, archive: bytes) -> int:
    """Put a copy where an archive belongs, and check all of it; how many captures it holds."""
    folder = tmp_path / f"restored-{time.monotonic_ns()}"
    folder.mkdir()
    (folder / "archive.db").write_bytes(archive)
    db = open_archive(folder)
    try:
        report = verify_chain(db, contents=True)
        assert report.holds
        db.conn.execute("CREATE TABLE works_again (x)")
        return report.captures
    finally:
        db.close()


def test_a_copy_stands_in_for_the_archive(databases: list[Path], tmp_path: Path) -> None:
    copies = backup(databases, tmp_path / "copy.db")
    assert [copy.path.name for copy in copies] == ["copy.db", "copy.subscribers.db"]
    assert all(copy.path.stat().st_mode & 0o077 == 0 for copy in copies)
    assert restored(tmp_path, (tmp_path / "copy.db").read_bytes()) == 7
    people = plain_sqlite.connect(tmp_path / "copy.subscribers.db")
    assert people.execute("SELECT count(*) FROM secrets").fetchone() == (1,)
    people.close()


def test_a_zip_holds_both(databases: list[Path], tmp_path: Path) -> None:
    copies = backup(databases, tmp_path / "copy.zip")
    with zipfile.ZipFile(tmp_path / "copy.zip") as packed:
        assert packed.namelist() == ["archive.db", "subscribers.db"]
        assert [packed.getinfo(copy.name).file_size for copy in copies] == [copy.bytes for copy in copies]
        assert restored(tmp_path, packed.read("archive.db")) == 7
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_copies_taken_while_a_writer_writes_are_each_one_moment(
    sample: Sample, databases: list[Path], tmp_path: Path
) -> None:
    """The writer is a connection of its own and is not held up; every copy's chain holds to its last capture."""
    stop, written = threading.Event(), []

    def write() -> None:
        db = open_archive(sample.folder)
        try:
            while not stop.is_set() and len(written) < 3000:
                url = f"{SITE}/busy/{len(written)}.html"
                state = ensure_address(db, url, "miit", "page", START)
                answer = Fetched(url, url, 200, [], f"page {len(written)}".encode() * 50, START)
                keep(
                    db, answer, address=state.id, family="miit/page", run=sample.run, observed_at=START, reading="read"
                )
                written.append(url)
        finally:
            db.close()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        counts = []
        for number in range(4):
            reached = len(written) + 5
            while len(written) < reached and writer.is_alive():
                time.sleep(0.005)
            backup(databases, tmp_path / f"{number}.zip")
            with zipfile.ZipFile(tmp_path / f"{number}.zip") as packed:
                counts.append(restored(tmp_path, packed.read("archive.db")))
    finally:
        stop.set()
        writer.join()
    assert counts == sorted(set(counts)) and counts[0] > 7
    assert restored(tmp_path, _copy(databases, tmp_path)) == 7 + len(written)


def _copy(databases: list[Path], tmp_path: Path) -> bytes:
    backup(databases, tmp_path / "last")
    return (tmp_path / "last").read_bytes()


@pytest.mark.parametrize("name", ["copy.db", "copy.zip"])
def test_nothing_is_overwritten_unasked(databases: list[Path], tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"mine")
    with pytest.raises(CannotWrite, match="already exists and is not overwritten"):
        backup(databases, tmp_path / name)
    assert (tmp_path / name).read_bytes() == b"mine"
    backup(databases, tmp_path / name, overwrite=True)
    assert (tmp_path / name).read_bytes() != b"mine"


def test_the_second_file_is_not_overwritten_either(databases: list[Path], tmp_path: Path) -> None:
    beside(tmp_path / "copy.db", databases[1]).write_bytes(b"mine")
    with pytest.raises(CannotWrite, match=r"copy\.subscribers\.db already exists"):
        backup(databases, tmp_path / "copy.db")
    assert not (tmp_path / "copy.db").exists()


def test_the_live_database_is_never_the_target(databases: list[Path]) -> None:
    with pytest.raises(CannotWrite, match="is the database itself"):
        backup(databases, databases[0], overwrite=True)


def test_what_is_missing_or_damaged_is_said(databases: list[Path], tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="nothing to back up"):
        backup([tmp_path / "no.db"], tmp_path / "copy.db")
    (tmp_path / "bad.db").write_bytes(b"not a database at all" * 100)
    with pytest.raises(StorageError, match="not a readable SQLite database"):
        backup([tmp_path / "bad.db"], tmp_path / "copy.db")
    with pytest.raises(CannotWrite, match="is no folder"):
        backup(databases, tmp_path / "no" / "copy.db")
    assert not (tmp_path / "copy.db").exists()
    assert len(backup([databases[0], tmp_path / "none.db"], tmp_path / "alone.db")) == 1
