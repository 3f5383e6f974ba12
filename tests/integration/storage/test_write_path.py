"""What one look asks of the archive is found by index: it costs the same after ten years as on the first day."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from made_archive import SITE, TEXT, Watch, companies, reading

from storage.archive.listings import Listing, record_listings
from storage.archive.runs import Check, begin_run, previous_check, record_check
from storage.database import Database
from storage.shapes import ChangeKind
from storage.usual import notices_missing

# Tables that hold a row for each family, each source or the whole file, however long the archive is kept.
BY_ROWID = "VIRTUAL TABLE INDEX 0:="
# `SCAN` of what the newest row alone answers stops at that row.
NEWEST = re.compile(r"SELECT [\w, ]+ FROM \w+ ORDER BY id DESC LIMIT 1")
FEW = ("dictionaries", "sqlite_master", "search_mark", "search_state", "json_each")


class Statements:
    """The statements of the archive's own tables that a block ran, each once, with their values."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self.said: dict[str, None] = {}

    def __enter__(self) -> "Statements":
        self.db.conn.set_trace_callback(lambda statement: self.said.setdefault(statement))
        return self

    def __exit__(self, *_: object) -> None:
        self.db.conn.set_trace_callback(None)

    def scans(self) -> list[str]:
        return [
            told for told in self._steps() if told.startswith("SCAN ") and not any(n in told for n in (*FEW, BY_ROWID))
        ]

    def sorts(self) -> list[str]:
        return [told for told in self._steps() if told.startswith("USE TEMP B-TREE FOR ORDER BY")]

    def _steps(self) -> Iterator[str]:
        """`STEP: STATEMENT` of every plan."""
        for statement in self.said:
            if statement.startswith(("SELECT", "UPDATE", "INSERT", "DELETE")) and not NEWEST.fullmatch(statement):
                for *_, step in self.db.conn.execute(f"EXPLAIN QUERY PLAN {statement}").fetchall():
                    yield f"{step}: {statement}"


@pytest.mark.parametrize("kind", ["published", "edited", None])
def test_a_look_reads_no_table_from_end_to_end(tmp_path: Path, kind: ChangeKind | None) -> None:
    watch = Watch(tmp_path)
    for number in range(3):
        watch.look(f"{SITE}{number}.html", reading(f"第{number}号" + TEXT, tables=(companies("甲公司"),)))
    watch.tomorrow()
    number, text = {"published": (7, "第7号"), "edited": (1, "第1号，改了"), None: (1, "第1号")}[kind]
    with Statements(watch.db) as statements:
        derived = watch.look(f"{SITE}{number}.html", reading(text + TEXT, tables=(companies("甲公司"),)))
    assert derived.change == kind and len(statements.said) > 10
    assert statements.scans() == []
    watch.db.close()


def test_a_list_page_reads_no_table_from_end_to_end(tmp_path: Path) -> None:
    watch = Watch(tmp_path)
    watch.look(f"{SITE}1.html", reading())
    row = Listing(1, "公告", None, None, "", "", 1)
    record_listings(watch.db, "miit", "wjfb", [row], watch.at)
    with Statements(watch.db) as statements:
        assert record_listings(watch.db, "miit", "wjfb", [row], watch.at) == {1: "same"}
    assert statements.said and statements.scans() == []
    watch.db.close()


def test_a_statement_without_an_index_is_told(tmp_path: Path) -> None:
    watch = Watch(tmp_path)
    with Statements(watch.db) as statements:
        watch.db.conn.execute("UPDATE captures SET fault = '' WHERE blob = 7")
    assert [told.split(":")[0] for told in statements.scans()] == ["SCAN captures"]
    watch.db.close()


def test_a_channel_is_asked_for_its_newest_without_sorting_all(tmp_path: Path) -> None:
    watch = Watch(tmp_path)
    watch.look(f"{SITE}1.html", reading())
    run, check = begin_run(watch.db, "crawl", watch.at, "test"), Check("miit", "wjfb")
    with Statements(watch.db) as statements:
        record_check(watch.db, run, check, watch.at)
        assert previous_check(watch.db, "miit", "wjfb") == check
        assert notices_missing(watch.db, "miit", "wjfb") == ""
    assert statements.scans() == [] and statements.sorts() == []
    watch.db.close()
