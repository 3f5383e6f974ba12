"""A step takes packed bytes out of the rows of `blobs`: every byte, id and reference stays, wherever it is cut."""

import os
import signal
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_archive import SITE, Watch, packed, reading

from storage import blobs, pieces, repacked
from storage.archive import ARCHIVE_NAME, open_archive
from storage.database import Database, connect, migrate, writing
from storage.errors import NewerDatabase
from storage.evidence.chain import verify_chain
from storage.migrations import archive_migrations

OLD = """CREATE TABLE old (id INTEGER PRIMARY KEY, sha256 TEXT NOT NULL UNIQUE, size INTEGER NOT NULL,
    family TEXT NOT NULL, encoding TEXT NOT NULL, dictionary INTEGER REFERENCES dictionaries(id),
    base INTEGER REFERENCES blobs(id), depth INTEGER NOT NULL, data BLOB NOT NULL)"""
STEP = "m010_pieces"


def page(number: int) -> bytes:
    frame = "".join(f"<a href='/zwgk/{n}.html'>栏目{n}</a>" for n in range(40))
    return f"<html>{frame}<p>公告{number * 7919}号 {number * 104729}</p></html>".encode()


def made_before(folder: Path) -> dict[int, bytes]:
    """An archive as the release before left it, with contents packed in every way there is."""
    watch = Watch(folder)
    db = watch.db
    for number in range(4):
        watch.look(f"{SITE}{number}.html", reading(f"第{number}号"))
    watch.tomorrow()
    watch.look(f"{SITE}1.html", reading("第1号，改了"))
    with writing(db):
        for number in range(blobs.DICTIONARY_SAMPLES):
            blobs.put(db, page(number), "samr/page")
    assert blobs.train(db, "samr/page")
    with writing(db):
        for content in (b"%PDF" + os.urandom(900), b"%PDF" + os.urandom(repacked.LONG), b"", os.urandom(9000)):
            blobs.put(db, content, "miit/file")
        for number in range(6):
            held = blobs.put(db, page(1000 + number), "mee/page")
            blobs.put(db, page(1000 + number)[600:], "mee/text", base=held.id)
    wanted = {row[0]: blobs.get(db, row[0]) for row in db.conn.execute("SELECT id FROM blobs").fetchall()}
    encodings = {row[0] for row in db.conn.execute("SELECT encoding FROM blobs").fetchall()}
    assert encodings == {"stored", "zstd", "zstd-base", "zstd-dictionary"}
    undo(db)
    db.close()
    return wanted


def undo(db: Database) -> None:
    db.conn.execute("PRAGMA foreign_keys=OFF")
    with writing(db):
        db.conn.execute(OLD)
        for row in db.conn.execute(
            "SELECT id, sha256, size, family, encoding, dictionary, base, depth FROM blobs"
        ).fetchall():
            db.conn.execute("INSERT INTO old VALUES (?,?,?,?,?,?,?,?,?)", [*row, packed(db, row[0])])
        for statement in (
            "DROP TABLE blobs",
            "DROP TABLE pieces",
            "DROP TABLE loose",
            "ALTER TABLE old RENAME TO blobs",
            "CREATE INDEX blobs_family ON blobs(family, depth)",
            f"DELETE FROM _sqlite_migrations WHERE name = '{STEP}'",
        ):
            db.conn.execute(statement)


def holds(folder: Path, wanted: dict[int, bytes]) -> None:
    db = open_archive(folder)
    for blob, content in wanted.items():
        assert blobs.get(db, blob) == content
        assert blobs.blob_of(db, sha256(content).hexdigest()) == blob
        told = db.conn.execute("SELECT sha256 FROM blobs WHERE id = ?", [blob]).fetchone()[0]
        assert told == sha256(content).hexdigest()
    assert db.conn.execute("SELECT count(*) FROM blobs").fetchone()[0] == len(wanted)
    assert db.conn.execute("PRAGMA foreign_keys").fetchone()[0] == 1
    assert not db.conn.execute("PRAGMA foreign_key_check").fetchall()
    assert db.conn.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    assert verify_chain(db).holds
    assert "blobs_apart" not in db.table_names()
    db.close()


def test_every_content_comes_out_as_before_and_can_be_packed_on(tmp_path: Path) -> None:
    wanted = made_before(tmp_path)
    holds(tmp_path, wanted)
    holds(tmp_path, wanted)
    watch = Watch(tmp_path)
    watch.tomorrow()
    watch.tomorrow()
    assert watch.look(f"{SITE}1.html", reading("第1号，又改了")).change == "edited"
    with writing(watch.db):
        for number in range(blobs.DICTIONARY_SAMPLES):
            wanted[blobs.put(watch.db, page(2000 + number), "mee/page").id] = page(2000 + number)
    assert blobs.train(watch.db, "mee/page")
    rests = "SELECT count(*) FROM blobs WHERE family = 'mee/page' AND encoding != 'zstd-dictionary'"
    assert watch.db.conn.execute(rests).fetchone()[0] == 0, "what waited before the step is packed anew too"
    assert all(blobs.get(watch.db, blob) == content for blob, content in wanted.items())
    watch.db.close()


def test_a_long_step_says_how_far_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    total = len(made_before(tmp_path))
    monkeypatch.setattr(repacked, "AT_ONCE", 7)
    monkeypatch.setattr(repacked, "TOLD_EVERY", 50)
    open_archive(tmp_path).close()
    told = [record.getMessage() for record in caplog.records if "contents written" in record.getMessage()]
    assert len(told) == total // 50 and f"56 of {total}" in told[0]


def test_the_release_before_does_not_touch_what_it_does_not_know(tmp_path: Path) -> None:
    Watch(tmp_path).db.close()
    before = type(archive_migrations)(archive_migrations.name)
    for one in archive_migrations._migrations:
        if one.name < STEP:
            before(name=one.name)(one.fn)
    with pytest.raises(NewerDatabase, match=STEP):
        migrate(connect(tmp_path / ARCHIVE_NAME), before, tmp_path / ARCHIVE_NAME)


def test_cut_at_any_of_its_statements_the_archive_is_whole(tmp_path: Path) -> None:
    wanted = made_before(tmp_path)
    whole = (tmp_path / ARCHIVE_NAME).read_bytes()
    for number in (1, 3, 8, 9, 20, 77, 200, 10_000):
        folder = tmp_path / str(number)
        folder.mkdir()
        (folder / ARCHIVE_NAME).write_bytes(whole)
        died = cut(folder / ARCHIVE_NAME, number)
        assert died == (number != 10_000)
        holds(folder, wanted)


def cut(path: Path, number: int) -> bool:
    child = os.fork()
    if child == 0:
        left = number

        def watched(_statement: str) -> None:
            nonlocal left
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

        try:
            db = connect(path)
            db.conn.set_trace_callback(watched)
            migrate(db, archive_migrations, path)
        finally:
            os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 3 * pieces.PIECE), max_size=12))
def test_bytes_of_any_length_come_back_from_their_place(lengths: list[int]) -> None:
    db = connect(Path(":memory:"))
    migrate(db, archive_migrations, Path(":memory:"))
    kept = [(content, pieces.append(db, content)) for content in map(os.urandom, lengths)]
    assert all(pieces.read(db, place, len(content)) == content for content, place in kept)
    rows = [row[0] for row in db.conn.execute("SELECT length(data) FROM pieces ORDER BY id").fetchall()]
    assert sum(rows) == sum(lengths)
    assert all(length == pieces.PIECE for length in rows[:-1]), "only the last is not full"
    db.close()
