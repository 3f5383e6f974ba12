"""A register that one connection has read is there for the others, and none is told what the archive never held."""

from datetime import date
from pathlib import Path

import pytest
from made_archive import SITE, Watch, reading

from storage.archive import open_archive
from storage.database import writing
from storage.model import Entry
from storage.queries import registers as queries
from storage.queries.registers import register_state, registers

KEY = "nev-battery-recycling"
DAY = date(2026, 12, 31)


def put(watch: Watch, page: str, *companies: str) -> None:
    entries = tuple(Entry(KEY, "listed", company) for company in companies)
    watch.look(SITE + page, reading(page, published_on=date(2026, 4, 1), entries=entries, doc_number=""))


def test_connections_share_what_was_read_and_see_each_change(
    watch: Watch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    rows_of = queries.rows_of
    monkeypatch.setattr(queries, "rows_of", lambda db, key, some: read.append(key) or rows_of(db, key, some))
    put(watch, "1.html", "甲电池有限公司")
    folder = Path(str(watch.db.conn.execute("PRAGMA database_list").fetchone()[2])).parent
    other = open_archive(folder, readonly=True)
    for db in (watch.db, other, watch.db):
        assert [entry.company for entry in register_state(db, KEY, DAY).entries] == ["甲电池有限公司"]
    assert read == [KEY]
    watch.look(SITE + "off.html", reading("与名单无关", published_on=date(2026, 4, 1), doc_number=""))
    register_state(other, KEY, DAY)
    assert read == [KEY], "a change that leaves the list as it is does not make it be read again"
    put(watch, "2.html", "乙电池有限公司")
    assert [one["entries"] for one in registers(other)] == [2]
    assert read == [KEY, KEY]
    other.close()


def test_what_is_undone_was_never_kept(watch: Watch) -> None:
    put(watch, "1.html", "甲电池有限公司")
    with pytest.raises(RuntimeError), writing(watch.db):
        watch.db.conn.execute("UPDATE entry_rows SET company = '乙电池有限公司'")
        watch.db.conn.execute("UPDATE search_mark SET mark = 'undone'")
        assert [entry.company for entry in register_state(watch.db, KEY, DAY).entries] == ["乙电池有限公司"]
        raise RuntimeError
    assert [entry.company for entry in register_state(watch.db, KEY, DAY).entries] == ["甲电池有限公司"]


def test_nobody_can_change_what_others_are_told(watch: Watch) -> None:
    put(watch, "1.html", "甲电池有限公司")
    shape = register_state(watch.db, KEY, DAY).shape()
    shape["entries"][0]["company"] = "other"
    registers(watch.db)[0]["entries"] = 99
    assert register_state(watch.db, KEY, DAY).shape()["entries"][0]["company"] == "甲电池有限公司"
    assert registers(watch.db)[0]["entries"] == 1
