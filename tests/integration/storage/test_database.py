"""Opening, upgrading and sharing the archive's file; every fault is one sentence that says what to do."""

import os
import signal
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path

import pytest
from made_archive import START, Watch, reading
from sqlite_utils.migrations import Migrations

from storage import blobs, database
from storage.archive import ARCHIVE_NAME, open_archive
from storage.archive.runs import begin_run
from storage.database import Database, connect, engine_is_wal_safe, migrate, sqlite3, writing
from storage.errors import NewerDatabase, StorageError
from storage.migrations import archive_migrations

ROOT = Path(__file__).resolve().parents[3]


def one_sentence(fault: pytest.ExceptionInfo[StorageError], *words: str) -> None:
    said = str(fault.value)
    assert "\n" not in said and all(word in said for word in words), said
    assert ";" in said, "the remedy is missing"


def test_an_archive_of_a_later_release_is_refused(tmp_path: Path) -> None:
    db = open_archive(tmp_path)
    with writing(db):
        db.conn.execute(
            "INSERT INTO _sqlite_migrations(migration_set, name, applied_at) VALUES ('regwatch-archive', 'm900_x', '')"
        )
    db.close()
    for readonly in (False, True):
        with pytest.raises(NewerDatabase) as fault:
            open_archive(tmp_path, readonly=readonly)
        one_sentence(fault, "m900_x", "newer", "upgrade")


@pytest.mark.parametrize("readonly", [False, True])
@pytest.mark.parametrize(
    "content", [b"this is no database, but a letter of some length\n" * 50, b"SQLite format 3\x00" + b"\xff" * 5000]
)
def test_what_is_no_database_is_refused(tmp_path: Path, content: bytes, readonly: bool) -> None:
    (tmp_path / ARCHIVE_NAME).write_bytes(content)
    with pytest.raises(StorageError) as fault:
        open_archive(tmp_path, readonly=readonly)
    one_sentence(fault, ARCHIVE_NAME)
    assert (tmp_path / ARCHIVE_NAME).read_bytes() == content, "nothing of it is touched"


def test_another_programs_database_is_left_alone_when_reading(tmp_path: Path) -> None:
    other = sqlite3.connect(str(tmp_path / ARCHIVE_NAME))
    other.execute("CREATE TABLE captures (x)")
    other.commit()
    other.close()
    with pytest.raises(StorageError) as fault:
        open_archive(tmp_path, readonly=True)
    one_sentence(fault, ARCHIVE_NAME)


def test_a_folder_in_place_of_the_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / ARCHIVE_NAME).mkdir()
    with pytest.raises(StorageError) as fault:
        open_archive(tmp_path)
    one_sentence(fault, ARCHIVE_NAME)


def test_a_file_in_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("x")
    with pytest.raises(StorageError) as fault:
        open_archive(tmp_path / "data")
    one_sentence(fault, "data")


def test_reading_what_is_not_there_creates_nothing(tmp_path: Path) -> None:
    with pytest.raises(StorageError) as fault:
        open_archive(tmp_path / "none", readonly=True)
    one_sentence(fault, "does not exist", "regwatch crawl")
    assert not (tmp_path / "none").exists()


def test_reading_cannot_write(tmp_path: Path) -> None:
    Watch(tmp_path).db.close()
    db = open_archive(tmp_path, readonly=True)
    with pytest.raises(StorageError) as fault:
        begin_run(db, "crawl", START, "test")
    one_sentence(fault, "readonly")
    db.close()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_folder_is_refused(tmp_path: Path) -> None:
    tmp_path.chmod(stat.S_IRUSR | stat.S_IXUSR)
    try:
        with pytest.raises(StorageError) as fault:
            open_archive(tmp_path)
        one_sentence(fault, "writable")
    finally:
        tmp_path.chmod(stat.S_IRWXU)


def test_a_path_with_odd_letters_opens_both_ways(tmp_path: Path) -> None:
    folder = tmp_path / "数据 50%?#&x=y"
    open_archive(folder).close()
    db = open_archive(folder, readonly=True)
    assert db.conn.execute("SELECT count(*) FROM notices").fetchone()[0] == 0
    db.close()
    assert [path.name for path in tmp_path.iterdir()] == [folder.name]


def test_a_second_writer_waits_for_the_first(tmp_path: Path) -> None:
    first, second = open_archive(tmp_path), open_archive(tmp_path)
    begun = threading.Event()

    def hold() -> None:
        with writing(first):
            begun.set()
            time.sleep(0.4)
            begin_run(first, "first", START, "test")

    holder = threading.Thread(target=hold)
    holder.start()
    begun.wait()
    begin_run(second, "second", START, "test")
    holder.join()
    assert [row[0] for row in second.conn.execute("SELECT kind FROM runs ORDER BY id")] == ["first", "second"]
    first.close()
    second.close()


def test_a_lock_that_stays_is_named_as_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = open_archive(tmp_path)
    monkeypatch.setattr(database, "BUSY_TIMEOUT_MS", 50)
    second = open_archive(tmp_path)
    with writing(first), pytest.raises(StorageError) as fault:
        begin_run(second, "second", START, "test")
    one_sentence(fault, "locked", "another process")
    first.close()
    second.close()


def test_nothing_of_a_failed_block_is_kept(tmp_path: Path) -> None:
    db = open_archive(tmp_path)
    with pytest.raises(ZeroDivisionError), writing(db):
        begin_run(db, "lost", START, "test")
        with writing(db):
            begin_run(db, "lost too", START, "test")
        raise ZeroDivisionError
    with writing(db):
        begin_run(db, "kept", START, "test")
        with pytest.raises(KeyError), writing(db):
            begin_run(db, "lost inside", START, "test")
            raise KeyError
    assert [row[0] for row in db.conn.execute("SELECT kind FROM runs")] == ["kept"]
    db.close()


def test_a_damaged_file_is_a_fault_of_storage(tmp_path: Path) -> None:
    watch = Watch(tmp_path)
    for number in range(40):
        watch.look(f"https://a.example/{number}", reading(f"{number}" * 900))
    watch.db.close()
    path = tmp_path / ARCHIVE_NAME
    data = bytearray(path.read_bytes())
    for place in range(8192, len(data), 4096):
        data[place : place + 40] = b"\xee" * 40
    path.write_bytes(bytes(data))
    with pytest.raises(StorageError) as fault:
        damaged = Watch(tmp_path)
        damaged.look("https://a.example/77", reading("x" * 900))
    one_sentence(fault)


def test_an_archive_of_the_first_step_is_upgraded_with_its_rows(tmp_path: Path) -> None:
    path = tmp_path / ARCHIVE_NAME
    db = connect(path)
    names = [step.name for step in archive_migrations.pending(db)]
    archive_migrations.apply(db, stop_before=names[1])
    with writing(db):
        begin_run(db, "old", START, "test")
        held = db.conn.execute(
            "INSERT INTO blobs(sha256, size, family, encoding, depth, data) VALUES (?, 13, 'a/page', 'stored', 0, ?)",
            [sha256(b"a page of old").hexdigest(), b"a page of old"],
        ).lastrowid
    db.close()
    for db in (open_archive(tmp_path, readonly=True), open_archive(tmp_path)):
        assert [step.name for step in archive_migrations.applied(db)] == names
        assert db.conn.execute("SELECT kind FROM runs").fetchall()[0][0] == "old"
        assert blobs.get(db, held) == b"a page of old"
        assert db.conn.execute("SELECT count(*) FROM notices").fetchone()[0] == 0
        db.close()


def test_a_step_that_fails_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    failing = Migrations("regwatch-archive")
    failing()(archive_migrations._migrations[0].fn)

    @failing()
    def m002_broken(db: Database) -> None:
        db.conn.execute("CREATE TABLE half (x)")
        db.conn.execute("CREATE TABLE half (x)")

    path = tmp_path / ARCHIVE_NAME
    db = connect(path)
    with pytest.raises(StorageError):
        migrate(db, failing, path)
    assert "half" not in db.table_names()
    migrate(db, archive_migrations, path)
    db.close()


def test_killed_at_any_statement_of_the_upgrade_it_can_be_opened_again(tmp_path: Path) -> None:
    number = 0
    while True:
        number += 1
        folder = tmp_path / str(number)
        if not _opened_in_a_child_that_dies(folder, number):
            break
        open_archive(folder).close()
    assert number > 30


def _opened_in_a_child_that_dies(folder: Path, number: int) -> bool:
    child = os.fork()
    if child == 0:
        left = number

        def watched(_statement: str) -> None:
            nonlocal left
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

        try:
            db = connect(folder / ARCHIVE_NAME)
            db.conn.set_trace_callback(watched)
            migrate(db, archive_migrations, folder / ARCHIVE_NAME)
        finally:
            os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


WRITER = """
import sys
sys.path[:0] = sys.argv[1:3]
from hashlib import sha256
from pathlib import Path
from made_archive import Watch, reading, TEXT
name = sys.argv[4]
sys.stdout.write("ready\\n"); sys.stdout.flush()
sys.stdin.readline()
watch = Watch(Path(sys.argv[3]))
for number in range(25):
    watch.look(f"https://{name}.example/{number}", reading(f"{name} {number}" + TEXT))
    watch.look("https://both.example/shared", reading(f"{name} {number} both" + TEXT))
"""


def test_two_processes_that_open_and_write_at_once_lose_nothing(tmp_path: Path) -> None:
    folders = [str(ROOT), str(Path(__file__).parent), str(tmp_path)]
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, *folders, name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for name in ("one", "two")
    ]
    for writer in writers:
        assert writer.stdout is not None and writer.stdout.readline() == "ready\n"
    for writer in writers:
        assert writer.stdin is not None
        writer.stdin.write("go\n")
        writer.stdin.flush()
    for writer in writers:
        _, said = writer.communicate(timeout=100)
        assert writer.returncode == 0, said
    db = open_archive(tmp_path)
    count: Callable[[str], int] = lambda sql: int(db.conn.execute(sql).fetchone()[0])  # noqa: E731
    assert count("SELECT count(*) FROM captures") == 100
    assert count("SELECT count(*) FROM notices") == 51
    assert count("SELECT count(*) FROM versions") == 100
    assert count("SELECT count(*) FROM changes") == 100
    assert count("SELECT count(DISTINCT link) FROM captures") == 100
    assert db.conn.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    db.close()


def test_many_that_make_one_new_file_at_once_all_open_it(tmp_path: Path) -> None:
    for turn in range(30):
        path, together = tmp_path / f"{turn}.db", threading.Barrier(6)

        def opened(path: Path = path, together: threading.Barrier = together) -> str:
            together.wait()
            db = connect(path)
            migrate(db, archive_migrations, path)
            mode = str(db.conn.execute("PRAGMA journal_mode").fetchone()[0])
            db.close()
            return mode

        with ThreadPoolExecutor(6) as pool:
            modes = {waiting.result() for waiting in [pool.submit(opened) for _ in range(6)]}
        assert modes == {"wal" if engine_is_wal_safe() else "delete"}


def test_the_journal_fits_the_engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    db = connect(tmp_path / "a.db")
    wanted = "wal" if engine_is_wal_safe() else "delete"
    assert db.conn.execute("PRAGMA journal_mode").fetchone()[0] == wanted
    db.close()
    monkeypatch.setattr(database, "engine_is_wal_safe", lambda: False)
    db = connect(tmp_path / "a.db")
    assert db.conn.execute("PRAGMA journal_mode").fetchone()[0] == "delete"
    assert db.conn.execute("PRAGMA synchronous").fetchone()[0] == 2
    assert db.conn.execute("PRAGMA foreign_keys").fetchone()[0] == 1
    db.close()
