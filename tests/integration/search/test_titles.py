"""Titles that hold a text, found without reading them one by one."""

import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from searched_archive import Library

from storage.archive import open_archive
from storage.database import Database, writing
from storage.normal import compare_key
from storage.search.titles import holding

TITLES = st.lists(st.text("甲乙丙AＡ1１ \u3000\n\x00\u0301", max_size=6), max_size=8)


def made(folder: Path, titles: list[str]) -> Database:
    db = open_archive(folder)
    with writing(db):
        for number, title in enumerate(titles):
            add(db, f"n{number}", title)
    return db


def add(db: Database, notice: str, title: str) -> None:
    db.conn.execute(
        """INSERT INTO notices(id, source, channel, url, external_id, title, doc_number, identity, stage, topics,
           on_subject, province, content, state, pointer, version, first_observed_at, changed_at)
           VALUES (?, 's', 'c', '', '', ?, '', '', '', '[]', 1, '', '', 'live', 0, 1, '', '')""",
        [notice, title],
    )
    db.conn.execute("UPDATE search_mark SET mark = mark || '+'")


@given(titles=TITLES, wanted=st.text("甲乙AＡ1 ", min_size=1, max_size=3))
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_found_is_what_reading_every_title_finds(tmp_path: Path, titles: list[str], wanted: str) -> None:
    folder = tmp_path / str(abs(hash((*titles, wanted))) % sys.maxsize)
    db = made(folder, titles)
    read = [
        f"n{number}"
        for number, title in enumerate(titles)
        if compare_key(wanted) in compare_key(title.replace("\x00", ""))
    ]
    assert sorted(holding(db, wanted)) == (sorted(read) if compare_key(wanted) else [])
    db.close()


def plainly(library: Library, wanted: str) -> list[str]:
    rows = library.db.conn.execute("SELECT id, title FROM notices").fetchall()
    return sorted(str(row[0]) for row in rows if compare_key(wanted) in compare_key(str(row[1])))


def test_titles_read_anew_take_the_place_of_those_before_on_every_connection(small: Library) -> None:
    other = open_archive(small.folder, readonly=True)
    for number in [*range(40), *range(0, 40, 2), *range(0, 40, 5), *range(3), *range(3)]:
        small.put(number)
        for word in ("撤销", "池", "1"):
            expected = plainly(small, word)
            assert sorted(holding(small.db, word)) == expected == sorted(holding(other, word))
    other.close()


def test_an_archive_put_back_and_gone_on_from_there_is_read_again(small: Library) -> None:
    for number in range(5):
        small.put(number)
    assert sorted(holding(small.db, "池")) == plainly(small, "池")
    with writing(small.db):
        small.db.conn.execute("UPDATE versions SET content = 'of another course' WHERE id = 5")
        small.db.conn.execute("UPDATE notices SET title = '池中' WHERE id = (SELECT notice FROM versions WHERE id = 3)")
        small.db.conn.execute("UPDATE search_mark SET mark = 'another'")
    assert sorted(holding(small.db, "池")) == plainly(small, "池")


def test_a_new_title_is_found_at_once_and_an_undone_one_never(tmp_path: Path) -> None:
    db = made(tmp_path, ["关于公布名单的公告"])
    assert holding(db, "名单的公告") == ["n0"]
    with writing(db):
        add(db, "n1", "另一名单的公告")
    assert sorted(holding(db, "名单的公告")) == ["n0", "n1"]
    with pytest.raises(RuntimeError), writing(db):
        add(db, "n2", "第三名单的公告")
        assert "n2" in holding(db, "名单的公告")
        raise RuntimeError
    assert sorted(holding(db, "名单的公告")) == ["n0", "n1"]
