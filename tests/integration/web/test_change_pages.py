"""Paging by key over many changes of one moment and of many: nothing twice, nothing left out, bounded work."""

from datetime import timedelta
from pathlib import Path

import pytest
from web_archive import NOW, look, reading

from storage.archive import open_archive
from storage.database import Database
from storage.errors import NotFound
from storage.queries import change_pages
from storage.queries.change_pages import change_page
from storage.queries.changes import ChangeFilter, changes


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Database:
    """150 notices seen in one moment, 30 on later days; every third is off the subject."""
    folder: Path = tmp_path_factory.mktemp("many")
    db = open_archive(folder)
    for number in range(180):
        at = NOW if number < 150 else NOW + timedelta(days=number - 149)
        look(db, f"{number}.html", reading(f"第{number}号公告", f"正文{number}", on_subject=number % 3 > 0), at)
    return db


@pytest.mark.parametrize("newest_first", [False, True])
@pytest.mark.parametrize("limit", [1, 7, 50, 500])
@pytest.mark.parametrize("any_subject", [False, True])
def test_pages_together_are_the_whole(many: Database, newest_first: bool, limit: int, any_subject: bool) -> None:
    wanted = ChangeFilter(any_subject=any_subject)
    whole = [change["id"] for change in changes(many, wanted)]
    found: list[int] = []
    after: int | None = None
    while True:
        page = change_page(many, wanted, limit, after, newest_first=newest_first)
        assert len(page.changes) <= limit and not page.cut
        found += [change["id"] for change in page.changes]
        if not page.more:
            break
        after = page.last
    assert found == (whole[::-1] if newest_first else whole)


def test_a_window_holds_on_every_page(many: Database) -> None:
    wanted = ChangeFilter(since=NOW + timedelta(days=3), until=NOW + timedelta(days=9), any_subject=True)
    assert len(change_page(many, wanted, 100).changes) == len(changes(many, wanted)) == 6


def test_one_page_looks_only_so_far(many: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(change_pages, "MOST_LOOKED_AT", 40)
    wanted = ChangeFilter(query="第179号", any_subject=True)
    after, pages, found = None, 0, []
    while True:
        page = change_page(many, wanted, 5, after)
        pages += 1
        found += [change["notice"]["title"] for change in page.changes]
        assert not page.cut or (page.more and page.last)
        if not page.more:
            break
        after = page.last
    assert found == ["第179号公告"] and pages == 5, "four times 40, then the rest"


def test_an_unknown_place_is_told(many: Database) -> None:
    with pytest.raises(NotFound, match="there is no change 4711"):
        change_page(many, ChangeFilter(), 5, 4711)
