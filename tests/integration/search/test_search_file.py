"""search.db stands beside archive.db and is derived from it: whatever happens to it, searches answer exactly, and the
next opening for writing brings it up to the archive."""

import shutil
from pathlib import Path

import pytest
from searched_archive import Library

from storage import archive as archives
from storage.archive import ARCHIVE_NAME, open_archive
from storage.backup import backup
from storage.database import Database, connect, migrate, writing
from storage.migrations import archive_migrations
from storage.queries.notices import show
from storage.queries.search import facets, search
from storage.search import index, schema, step, texts
from storage.search.beside import FILE_NAME, read_beside

ASKED = ("撤销", "池", "1", "-名单", "企业 OR 2026")


def ids(db: Database, query: str) -> set[str]:
    found = {hit["id"] for hit in search(db, query, 1000)}
    assert facets(db, query)["total"] == len(found)
    return found


def told(db: Database) -> dict[str, set[str]]:
    return {query: ids(db, query) for query in ASKED}


def by_reading(folder: Path) -> dict[str, set[str]]:
    """What is found where there is no index at all."""
    db = connect(folder / ARCHIVE_NAME, readonly=True)
    try:
        assert schema.state(db) is None
        return told(db)
    finally:
        db.close()


def opened(folder: Path, *, in_step: bool = True) -> dict[str, set[str]]:
    db = open_archive(folder)
    try:
        assert step.in_step(db) is in_step
        return told(db)
    finally:
        db.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = Library(tmp_path / "data", seed=3)
    for number in [*range(24), *range(0, 24, 5)]:
        made.put(number)
    made.db.close()
    return made.folder


def test_the_archive_holds_no_index_and_is_searched_without_it(folder: Path) -> None:
    db = connect(folder / ARCHIVE_NAME, readonly=True)
    assert not [name for name in db.table_names() if "search" in name and name != "search_mark"]
    db.close()
    assert by_reading(folder) == opened(folder)
    copy = folder.parent / "copy"
    copy.mkdir()
    backup([folder / ARCHIVE_NAME], copy / ARCHIVE_NAME)
    assert [path.name for path in copy.iterdir()] == [ARCHIVE_NAME]
    assert opened(copy) == opened(folder)


@pytest.mark.parametrize("state", ["missing", "behind", "in step"])
def test_who_does_not_search_does_not_wait_for_the_index(
    folder: Path, state: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    db = open_archive(folder, readonly=True)
    wanted = [show(db, row[0]) for row in db.conn.execute("SELECT id FROM notices").fetchall()]
    db.close()
    if state == "missing":
        (folder / FILE_NAME).unlink()
    if state == "behind":
        db = connect(folder / ARCHIVE_NAME)
        with writing(db):
            step.draw(db)
        db.close()
    with monkeypatch.context() as waiting:
        waiting.setattr(index, "catch_up", lambda _db: pytest.fail("the index was made"))
        db = open_archive(folder, readonly=True, searching=False)
        assert (schema.state(db) is None) is (state != "in step")
        assert [show(db, one["id"]) for one in wanted] == wanted
        db.close()
    assert (folder / FILE_NAME).exists() is (state != "missing")
    db = open_archive(folder, readonly=True)
    assert step.in_step(db)
    db.close()


def test_making_a_large_index_is_told(
    folder: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    for name, value in (("TOLD_FROM", 20), ("TOLD_EVERY", 10), ("AT_ONCE", 10)):
        monkeypatch.setattr(index, name, value)
    (folder / FILE_NAME).unlink()
    open_archive(folder).close()
    assert "building the search index of 24 notices" in caplog.text
    assert "holds 20 of 24 notices" in caplog.text


@pytest.mark.parametrize("readonly", [False, True])
def test_a_missing_index_is_made_when_the_archive_is_opened(folder: Path, readonly: bool) -> None:
    wanted = opened(folder)
    (folder / FILE_NAME).unlink()
    db = open_archive(folder, readonly=readonly)
    assert step.in_step(db) and told(db) == wanted
    db.close()


@pytest.mark.parametrize("content", [b"no database at all\n" * 300, b"SQLite format 3\x00" + b"\xff" * 9000, b""])
@pytest.mark.parametrize("readonly", [False, True])
def test_a_file_that_is_no_index_is_made_anew(folder: Path, content: bytes, readonly: bool) -> None:
    wanted = opened(folder)
    (folder / FILE_NAME).write_bytes(content)
    db = open_archive(folder, readonly=readonly)
    assert step.in_step(db) and told(db) == wanted
    db.close()


def test_an_index_damaged_inside_answers_exactly(folder: Path) -> None:
    wanted = opened(folder)
    path = folder / FILE_NAME
    data = bytearray(path.read_bytes())
    for place in range(4 * 4096, len(data) - 4096, 4096):
        data[place : place + 600] = b"\xee" * 600
    path.write_bytes(bytes(data))
    db = open_archive(folder)
    assert told(db) == wanted
    db.close()


def test_an_index_of_another_build_is_made_anew(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = opened(folder)
    with monkeypatch.context() as other:
        other.setattr(schema, "BUILD", "0")
        other.setattr(texts, "fold", lambda text: text)
        opened(folder)
    db = connect(folder / ARCHIVE_NAME, readonly=True)
    assert not read_beside(db, folder / ARCHIVE_NAME) and told(db) == wanted, "before it is made anew, it is not asked"
    db.close()
    assert opened(folder) == wanted


def test_any_state_of_the_index_beside_any_state_of_the_archive(tmp_path: Path) -> None:
    """Crashes between the two files, backups put back, histories that went another way: each pair is answered exactly,
    first as it is and then after catching up."""
    made = Library(tmp_path / "data", seed=4)
    states = []
    for turn in range(4):
        for number in range(3 * turn, 3 * turn + 6):
            made.put(number % 11)
        made.db.close()
        states.append(shutil.copytree(made.folder, tmp_path / str(turn)))
        made.db = open_archive(made.folder)
    made.db.close()
    other = Library(shutil.copytree(states[1], tmp_path / "other"), seed=5)
    other.at = made.at
    for number in range(5, 12):
        other.put(number)
    other.db.close()
    states.append(other.folder)
    wanted = [by_reading(state) for state in states]
    assert all(wanted[n] != wanted[m] for n in range(5) for m in range(n))
    for n, archive in enumerate(states):
        for m, beside in enumerate(states):
            pair = tmp_path / f"{n}-{m}"
            pair.mkdir()
            shutil.copy(archive / ARCHIVE_NAME, pair)
            shutil.copy(beside / FILE_NAME, pair)
            db = connect(pair / ARCHIVE_NAME, readonly=True)
            assert read_beside(db, pair / ARCHIVE_NAME) is (n == m)
            assert told(db) == wanted[n]
            db.close()
            assert opened(pair) == wanted[n]


def test_a_version_is_kept_where_the_index_cannot_be_written(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    made = Library(folder, seed=6)
    with writing(made.db):
        made.db.conn.execute("DROP TABLE search.search_text")
    found = made.put(90)
    assert "left behind" in caplog.text
    row = made.db.conn.execute("SELECT version FROM notices WHERE id = ?", [found]).fetchone()
    assert row[0] == 1
    made.db.close()


def test_an_index_that_cannot_be_opened_leaves_the_archive_usable(folder: Path) -> None:
    wanted = opened(folder)
    (folder / FILE_NAME).unlink()
    (folder / FILE_NAME).mkdir()
    for readonly in (False, True):
        db = open_archive(folder, readonly=readonly)
        assert not step.in_step(db) and told(db) == wanted
        db.close()


def test_an_archive_with_the_index_inside_is_brought_over_and_made_smaller(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = opened(folder)
    path = folder / ARCHIVE_NAME
    db = connect(path)
    with writing(db):  # as the release before left it
        db.conn.execute("DROP TABLE search_mark")
        db.conn.execute("DROP TABLE given_up")
        db.conn.execute(
            """CREATE TABLE search_notices (id INTEGER PRIMARY KEY, notice TEXT NOT NULL UNIQUE REFERENCES notices(id),
               published_on TEXT, source TEXT NOT NULL, topics TEXT NOT NULL, province TEXT NOT NULL,
               indexed INTEGER NOT NULL)"""
        )
        db.conn.execute(
            """CREATE VIRTUAL TABLE search_text USING fts5(title, text, content='', contentless_delete=1,
               tokenize='ascii')"""
        )
        for number in range(3000):
            db.conn.execute("INSERT INTO search_text(title, text) VALUES (?, ?)", [f"t{number}", f"{number} " * 600])
        db.conn.execute("DELETE FROM _sqlite_migrations WHERE name = 'm007_search_apart'")
    db.close()
    (folder / FILE_NAME).unlink()
    big = path.stat().st_size
    assert opened(folder) == wanted
    assert path.stat().st_size < big / 2
    db = connect(path, readonly=True)
    assert not archive_migrations.pending(db) and "search_text" not in db.table_names()
    db.close()


def test_an_engine_without_fts5_leaves_the_old_index_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / ARCHIVE_NAME
    db = connect(path)
    archive_migrations.apply(db, stop_before="m007_search_apart")
    db.conn.execute("CREATE VIRTUAL TABLE search_text USING fts5(title)")
    with monkeypatch.context() as old_engine:
        old_engine.setattr(schema, "engine_can", lambda: False)
        migrate(db, archive_migrations, path)
        db.close()
        db = archives.open_archive(tmp_path)
        assert not (tmp_path / FILE_NAME).exists() and told(db)["池"] == set()
        db.close()
    opened(tmp_path)
