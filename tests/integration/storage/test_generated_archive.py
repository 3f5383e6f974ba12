"""The bench's large archive, made small: its rows are those that the archive's own code reads and continues."""

from datetime import timedelta
from pathlib import Path

from bench import bare_statements
from bench.generated_archive import FIRST, LENGTH, checked, made, sizes
from bench.generated_words import REGISTER
from storage.database import Database
from storage.evidence.chain import verify_chain
from storage.queries.change_pages import change_page
from storage.queries.changes import ChangeFilter, changes
from storage.queries.registers import register_state
from storage.queries.search import facets


def test_a_small_one_holds_what_the_write_path_would_have_made(tmp_path: Path) -> None:
    db = made(tmp_path, 40)
    checked(db, 40)
    assert dict(sizes(db)) | {"blobs": 0, "entry_rows": 0} == {
        "notices": 40, "versions": 400, "changes": 800, "captures": 400, "blobs": 0, "entry_rows": 0,
    }  # fmt: skip
    assert db.conn.execute("PRAGMA foreign_key_check").fetchall() == []
    assert verify_chain(db, contents=True).holds
    everything = ChangeFilter(any_subject=True)
    whole = changes(db, everything)
    assert len(whole) == 800
    page = change_page(db, everything, 800, newest_first=True)
    assert [change["id"] for change in page.changes] == [change["id"] for change in reversed(whole)]
    assert len(register_state(db, REGISTER, FIRST + LENGTH + timedelta(days=60)).entries) == 40
    assert facets(db, "万元罚款")["total"] == 40
    _bare_statements_answer(db)
    db.close()


def _bare_statements_answer(db: Database) -> None:
    """What the bench measures beside: each still fits the tables."""
    day = (FIRST + LENGTH + timedelta(days=60)).isoformat()
    assert len(bare_statements.register(db, REGISTER, day)) == 40
    place = ("9999", 0)
    found = bare_statements.timeline(db, place, 25, any_subject=True, source="", kind="", province="", topic="")
    assert len(found) == 25
    number = db.conn.execute("SELECT id FROM notices LIMIT 1").fetchone()[0]
    assert bare_statements.notice(db, number)[0] == number
