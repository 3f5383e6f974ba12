"""Order, passages, and the index kept in step whatever writes the archive."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from searched_archive import Library

from storage.database import Database, writing
from storage.model import Attachment, Facts, Reading, Table
from storage.queries.search import search
from storage.search import index, schema, step


def notice(title: str, text: str = "", day: date | None = date(2026, 5, 1), **given: object) -> Reading:
    own = {name: given.pop(name) for name in ("tables", "attachments") if name in given}
    return Reading(title, text, "r", facts=Facts(published_on=day, **given), **own)  # type: ignore[arg-type]


def rows(db: Database) -> list[tuple[object, ...]]:
    return [tuple(row) for row in db.conn.execute("SELECT * FROM search_notices ORDER BY notice").fetchall()]


def test_titles_come_first_and_then_the_newest(small: Library) -> None:
    old_title = small.put(1, notice("企业名单", day=date(2019, 1, 1)))
    text = small.put(2, notice("其他公告", "附名单。", day=date(2026, 5, 3)))
    undated = small.put(3, notice("其他事项", "附名单。", day=None))
    new_title = small.put(4, notice("名单公示", day=date(2026, 5, 1)))
    older_text = small.put(5, notice("又一公告", "附名单。", day=date(2026, 5, 2)))
    assert [hit["id"] for hit in search(small.db, "名单")] == [new_title, old_title, text, older_text, undated]
    assert [hit["id"] for hit in search(small.db, "名单", 3)] == [new_title, old_title, text]
    assert [hit["id"] for hit in search(small.db, "附名单", as_of=small.at)] == [text, older_text, undated]


def test_the_passage_tells_where_the_words_stand(small: Library) -> None:
    grid = Table(rows=(("企业", "省份"), ("甲公司", "江西")), header=1)
    file = Attachment("附件.xlsx", "https://a/1", readable=True, text="表头\n撤销的乙公司。", tables=(grid,))
    small.put(
        1,
        notice("通知", "第一段。\n逾期的，撤销 资格。", tables=(grid,), attachments=(file,), doc_number="2026年第17号"),
    )

    def shown(query: str) -> tuple[str, list[str], str]:
        (hit,) = search(small.db, query)
        return hit["where"], [hit["passage"][start:end] for start, end in hit["marks"]], hit["passage"]

    assert shown("撤销资格") == ("body", ["撤销 资格"], "逾期的，撤销 资格。")
    assert shown("乙公司") == ("attachment:附件.xlsx", ["乙公司"], "撤销的乙公司。")
    assert shown("甲公司") == ("table", ["甲公司"], "甲公司")
    assert shown("17号") == ("number", ["17号"], "2026年第17号")
    assert shown("附件") == ("attachment:附件.xlsx", ["附件"], "附件.xlsx")
    assert shown("通知") == ("title", ["通知"], "通知")
    assert shown("since:2026") == ("body", [], "第一段。")


def test_words_do_not_reach_over_paragraphs_cells_or_pieces(small: Library) -> None:
    grid = Table(rows=(("企业名", "单位"),), header=0)
    small.put(1, notice("公", "示范\n撤\n销售", tables=(grid,)))
    for word in ("公示", "撤销", "名单"):
        assert search(small.db, word) == []
    assert len(search(small.db, "示范 销售 企业名 单位")) == 1


def test_a_new_version_replaces_the_words_of_the_old_one(small: Library) -> None:
    first = notice("名单", "旧文字。", topics=("standard",))
    found = small.put(1, first)
    then = small.at
    small.put(1, replace(first, text="新文字。", facts=replace(first.facts, published_on=date(2020, 2, 2))))
    assert [hit["id"] for hit in search(small.db, "新文字 year:2020")] == [found]
    assert search(small.db, "旧文字") == search(small.db, "新文字", as_of=then) == []
    (hit,) = search(small.db, "旧文字", as_of=then)
    assert hit["published_on"] == "2026-05-01" and hit["passage"] == "旧文字。"
    assert search(small.db, "名单", as_of=then - timedelta(days=1)) == []


def test_more_notices_than_a_day_has_ids_are_all_found(small: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schema, "NOTICES_A_DAY", 3)
    for number in range(8):
        small.put(number, notice(f"第{number}个名单"))
    small.put(9, notice("名单", day=date(2026, 5, 2)))
    small.put(10, notice("名单", day=None))
    found = search(small.db, "名单")
    assert len(found) == 10
    assert [hit["published_on"] for hit in found] == ["2026-05-02", *["2026-05-01"] * 8, None]


def test_an_engine_without_the_index_reads_and_a_later_one_catches_up(
    small: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = small.put(1, notice("甲名单", "旧文字。"))
    with monkeypatch.context() as old_engine:
        old_engine.setattr(schema, "engine_can", lambda: False)
        small.put(1, notice("甲名单", "新文字。"))
        other = small.put(2, notice("乙名单", "新文字。", day=date(2026, 5, 2)))
        assert [hit["id"] for hit in search(small.db, "新文字")] == [other, kept]
    assert [hit["id"] for hit in search(small.db, "新文字")] == [other, kept]
    assert search(small.db, "旧文字") == []
    small.put(3, notice("丙"))
    assert not step.in_step(small.db)
    small.reopen()
    assert step.in_step(small.db) and len(rows(small.db)) == 3
    assert [hit["id"] for hit in search(small.db, "新文字")] == [other, kept]
    assert search(small.db, "旧文字") == []


def test_a_place_left_by_an_engine_without_the_index_can_be_taken(
    small: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    moved = small.put(1, notice("甲", "旧文字。"))
    with monkeypatch.context() as old_engine:
        old_engine.setattr(schema, "engine_can", lambda: False)
        small.put(1, notice("甲", "旧文字。其他", day=date(2026, 6, 1)))
    taken = small.put(2, notice("乙", "新文字。"))
    assert [hit["id"] for hit in search(small.db, "旧文字")] == [moved]
    assert [hit["id"] for hit in search(small.db, "文字")] == [moved, taken]


def test_what_is_written_step_by_step_is_what_a_rebuild_makes(library: Library) -> None:
    def told(db: Database) -> list[tuple[object, ...]]:
        db.conn.execute("CREATE VIRTUAL TABLE IF NOT EXISTS temp.words USING fts5vocab(search, search_text, instance)")
        query = "SELECT s.notice, w.term, w.col, w.offset FROM temp.words w JOIN search_notices s ON s.id = w.doc"
        return sorted(tuple(row) for row in db.conn.execute(query).fetchall())

    before = told(library.db)
    library.db.conn.execute("DROP TABLE temp.words")
    assert index.rebuild(library.db) == 60
    assert told(library.db) == before
    library.db.conn.execute("INSERT INTO search.search_text(search_text, rank) VALUES ('integrity-check', 0)")


def test_a_version_that_is_undone_leaves_no_words(small: Library) -> None:
    with pytest.raises(RuntimeError), writing(small.db):
        small.put(1, notice("撤销名单"))
        raise RuntimeError
    assert search(small.db, "撤销") == [] and rows(small.db) == []
