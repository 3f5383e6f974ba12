"""Every byte that goes into the archive comes out again, however it was packed."""

import os
import random
import sqlite3
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_archive import SITE, Watch, pack_wrongly, packed, reading

from storage import blobs, pieces
from storage.archive import captures
from storage.archive.addresses import ensure_address
from storage.archive.captures import Fetched
from storage.database import Database, connect, migrate, writing
from storage.errors import StorageError
from storage.migrations import archive_migrations

WORDS = "新能源汽车废旧动力电池综合利用行业规范条件企业名单公告通知处罚裁量基准罚款万元省工业和信息化厅撤销公示"


def in_memory() -> Database:
    db = connect(Path(":memory:"))
    migrate(db, archive_migrations, Path(":memory:"))
    return db


@pytest.fixture
def db() -> Iterator[Database]:
    made = in_memory()
    yield made
    made.close()


def page(seed: int, length: int = 1500) -> bytes:
    """A page whose frame all pages share and whose words are its own."""
    chance = random.Random(seed)
    words = "".join(chance.choices(WORDS, k=length // 3))
    frame = "".join(f"<div class='column-{n}'><a href='/zwgk/{n}.html'>栏目{n}</a></div>" for n in range(30))
    return f"<html><head>{frame}</head><body><p>{words}</p></body></html>".encode()


def row(db: Database, blob: int) -> tuple[str, int | None, int]:
    found = db.conn.execute("SELECT encoding, base, depth FROM blobs WHERE id = ?", [blob]).fetchone()
    return str(found[0]), found[1], int(found[2])


contents = st.one_of(
    st.binary(max_size=300),
    st.integers(0, 30).map(page),
    st.text(alphabet=WORDS, max_size=400).map(str.encode),
    st.binary(max_size=60).map(lambda tail: b"%PDF-1.7" + tail),
    st.binary(max_size=60).map(lambda tail: b"PK\x03\x04" + tail * 9),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(contents, st.sampled_from(["miit/page", "samr/page", "miit/file"]), st.integers(-1, 40))))
def test_what_goes_in_comes_out(puts: list[tuple[bytes, str, int]]) -> None:
    db = in_memory()
    kept: list[blobs.BlobRef] = []
    for content, family, base in puts:
        kept.append(blobs.put(db, content, family, kept[base % len(kept)].id if kept and base >= 0 else None))
    for ref, (content, _, _) in zip(kept, puts, strict=True):
        assert blobs.get(db, ref.id) == content
        assert ref.sha256 == sha256(content).hexdigest()
    assert db.conn.execute("SELECT count(*) FROM blobs").fetchone()[0] == len({content for content, _, _ in puts})
    assert db.conn.execute("SELECT max(depth) FROM blobs").fetchone()[0] in (None, *range(blobs.MAX_DEPTH + 1))
    db.close()


def test_a_chain_of_edits_is_cut_at_the_depth_limit(db: Database) -> None:
    text, base, kept = page(1), None, []
    for number in range(2 * blobs.MAX_DEPTH + 3):
        text = text.replace(b"<p>", f"<p>{number}".encode())
        base = blobs.put(db, text, "miit/page", base).id
        kept.append((base, text))
    depths = [row(db, blob)[2] for blob, _ in kept]
    assert max(depths) == blobs.MAX_DEPTH
    assert all(blobs.get(db, blob) == content for blob, content in kept)
    sizes = [db.conn.execute("SELECT packed FROM blobs WHERE id = ?", [blob]).fetchone()[0] for blob, _ in kept]
    assert all(size < 120 for size in sizes[1 : blobs.MAX_DEPTH]), "an edit costs what it says, not a page"


@pytest.mark.parametrize("name", ["nothing", "noise", "large text", "large noise", "stored pdf"])
def test_sizes_at_both_ends(db: Database, name: str) -> None:
    content = {
        "nothing": b"",
        "noise": os.urandom(3000),
        "large text": page(3) * 3000,
        "large noise": os.urandom(blobs.LARGE + 1),
        "stored pdf": b"%PDF" + os.urandom(200_000),
    }[name]
    first = blobs.put(db, content, "miit/file")
    on_it = blobs.put(db, content + b"!", "miit/file", base=first.id)
    assert blobs.get(db, first.id) == content
    assert blobs.get(db, on_it.id) == content + b"!"
    held = db.conn.execute("SELECT sum(packed) FROM blobs").fetchone()[0]
    assert held <= 2 * (len(content) + 64)
    assert name != "large text" or held < len(content) / 20


def test_the_same_content_is_kept_once_whatever_it_is_called(db: Database) -> None:
    refs = {blobs.put(db, page(1), family).id for family in ("miit/page", "mee/page", "miit/page")}
    assert len(refs) == 1


def test_a_damaged_row_is_found_and_named(db: Database) -> None:
    for number in range(blobs.DICTIONARY_SAMPLES):
        blobs.put(db, page(number), "miit/page")
    refs = {
        "stored": blobs.put(db, b"%PDF" + os.urandom(90), "miit/file"),
        "zstd": blobs.put(db, page(900), "mee/page"),
        "zstd-base": blobs.put(db, page(900) + b"!", "mee/page"),
    }
    assert blobs.train(db, "miit/page")
    refs["zstd-dictionary"] = blobs.put(db, page(901), "miit/page")
    for encoding, blob in refs.items():
        assert row(db, blob.id)[0] == encoding
        data = bytearray(packed(db, blob.id))
        for place in (len(data) // 2, len(data) - 1):
            damaged = bytes(data[:place]) + bytes([data[place] ^ 0x55]) + bytes(data[place + 1 :])
            pack_wrongly(db, blob.id, damaged)
            with pytest.raises(StorageError, match=blob.sha256[:12]):
                blobs.get(db, blob.id)
        pack_wrongly(db, blob.id, bytes(data[: len(data) // 2]))
        with pytest.raises(StorageError, match=blob.sha256[:12]):
            blobs.get(db, blob.id)
        pack_wrongly(db, blob.id, bytes(data))
        assert blobs.get(db, blob.id)


@pytest.mark.parametrize(
    "damage", ["DELETE FROM pieces WHERE id = 2", "UPDATE pieces SET data = zeroblob(30) WHERE id = 2"]
)
def test_a_damaged_piece_is_found_by_every_content_that_stands_in_it(db: Database, damage: str) -> None:
    kept = [blobs.put(db, b"%PDF" + os.urandom(1500), "miit/file") for _ in range(9)]
    db.conn.execute(damage)
    good = 0
    for number, blob in enumerate(kept):
        first, last = number * 1504 // pieces.PIECE, ((number + 1) * 1504 - 1) // pieces.PIECE
        if 1 in (first, last):
            with pytest.raises(StorageError, match="restore"):
                blobs.get(db, blob.id)
        else:
            good += len(blobs.get(db, blob.id)) == 1504
    assert good == 5


def test_what_is_rolled_back_leaves_no_piece(db: Database) -> None:
    blobs.put(db, b"%PDF" + os.urandom(5000), "miit/file")
    held = db.conn.execute("SELECT id, data FROM pieces").fetchall()
    with pytest.raises(ZeroDivisionError), writing(db):
        blobs.put(db, b"%PDF" + os.urandom(9000), "miit/file")
        raise ZeroDivisionError
    assert db.conn.execute("SELECT id, data FROM pieces").fetchall() == held
    after = blobs.put(db, b"%PDF after", "miit/file")
    assert blobs.get(db, after.id) == b"%PDF after"


def test_packed_bytes_fill_the_pages_they_stand_in(tmp_path: Path) -> None:
    one = Watch(tmp_path)
    for _ in range(150):
        blobs.put(one.db, b"%PDF" + os.urandom(3000), "miit/file")
    one.db.close()
    told = sqlite3.connect(tmp_path / "archive.db")
    room, unused = told.execute("SELECT sum(pgsize), sum(unused) FROM dbstat WHERE name = 'pieces'").fetchone()
    told.close()
    assert room > 440_000 and unused / room < 0.03


def test_training_that_was_cut_short_is_ended_by_the_next(db: Database) -> None:
    kept = {blobs.put(db, page(number), "miit/page").id: page(number) for number in range(blobs.DICTIONARY_SAMPLES)}
    loose = list(kept)
    db.conn.execute("SAVEPOINT whole")
    assert blobs.train(db, "miit/page")
    wanted = [row(db, blob) for blob in loose]
    dictionary = db.conn.execute("SELECT * FROM dictionaries WHERE family = 'miit/page'").fetchone()
    db.conn.execute("ROLLBACK TO whole")
    db.conn.execute("INSERT INTO dictionaries VALUES (?,?,?,?)", list(dictionary))
    assert not blobs.train(db, "miit/page")
    assert [row(db, blob) for blob in loose] == wanted
    assert all(blobs.get(db, blob) == content for blob, content in kept.items())


def test_a_base_that_is_missing_is_named(db: Database) -> None:
    with pytest.raises(StorageError, match="blob 77 is missing"):
        blobs.get(db, 77)


def test_packing_anew_with_a_dictionary_changes_no_byte_and_saves_room(watch: Watch) -> None:
    """Pages at their addresses, each with two edits, and the texts that were read from them."""
    db = watch.db
    wanted: dict[int, bytes] = {}
    with writing(db):
        for number in range(blobs.DICTIONARY_SAMPLES):
            url = f"{SITE}{number}.html"
            first, edited = page(number), page(number) + b"<p>edit</p>"
            for content in (first, edited):
                state = ensure_address(db, url, "miit", "page", watch.at)
                fetched = Fetched(url, url, 200, [], content, watch.at)
                kept = captures.keep(
                    db, fetched, address=state.id, family="miit/page", run=None, observed_at=watch.at, reading="read"
                )
                captures.adopt(db, kept, fetched, observed_at=watch.at, due_at=None, etag="", last_modified="")
                wanted[kept.blob] = content
            text = '{"text":"' + content.decode()[-900:] + '"}'
            wanted[blobs.put(db, text.encode(), "miit/text", base=kept.blob).id] = text.encode()
    before = _room(db, "miit/page"), _room(db, "miit/text")
    assert all(blobs.train(db, family) for family in ["miit/page"])
    assert all(blobs.get(db, blob) == content for blob, content in wanted.items())
    assert _room(db, "miit/page") < before[0]
    assert _depths(db) <= {0, 1, 2, 3}
    with writing(db):
        for number in range(blobs.DICTIONARY_SAMPLES):
            content = f'{{"text":"{number}{page(number).decode()}"}}'.encode()
            wanted[blobs.put(db, content, "miit/text").id] = content
    on_pages = db.conn.execute(
        "SELECT count(*) FROM blobs WHERE family = 'miit/text' AND base IN (SELECT blob FROM captures)"
    )
    resting = on_pages.fetchone()[0]
    assert blobs.train(db, "miit/text")
    assert not blobs.train(db, "miit/text"), "one dictionary is enough"
    again = db.conn.execute(
        "SELECT count(*) FROM blobs WHERE family = 'miit/text' AND base IN (SELECT blob FROM captures)"
    )
    assert again.fetchone()[0] == resting, "a text stays packed on the page it was read from"
    assert all(blobs.get(db, blob) == content for blob, content in wanted.items())


def _room(db: Database, family: str) -> int:
    return int(db.conn.execute("SELECT sum(packed) FROM blobs WHERE family = ?", [family]).fetchone()[0])


def _depths(db: Database) -> set[int]:
    return {found[0] for found in db.conn.execute("SELECT DISTINCT depth FROM blobs").fetchall()}


def test_too_few_samples_make_no_dictionary(watch: Watch) -> None:
    watch.look(SITE + "1.html", reading())
    assert not blobs.train(watch.db, "miit/page")


def test_the_dictionary_is_not_left_uncommitted(tmp_path: Path) -> None:
    one = Watch(tmp_path)
    with writing(one.db):
        for number in range(blobs.DICTIONARY_SAMPLES):
            blobs.put(one.db, page(number), "miit/page")
    assert blobs.train(one.db, "miit/page")
    assert not one.db.conn.in_transaction
    other = Watch(tmp_path)
    assert other.db.conn.execute("SELECT count(*) FROM dictionaries").fetchone()[0] == 1
    one.db.close()
    other.db.close()
