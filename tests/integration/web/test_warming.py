"""Registers are worked out when the archive changes, before anybody asks for a page."""

import time
from datetime import date
from pathlib import Path

import pytest
from web_archive import NOW, REGISTER, entry, look, reading

from regwatch.settings import Settings
from regwatch.web.site import Site
from regwatch.web.warming import kept_warm, warm
from storage.archive import open_archive
from storage.queries import registers as queries


def put(folder: Path, page: str, company: str) -> None:
    db = open_archive(folder)
    look(db, page, reading(page, page, published_on=date(2026, 5, 1), entries=(entry(company),)), NOW)
    db.close()


def asked(site: Site) -> int:
    with site.reading() as db:
        return len(queries.register_state(db, REGISTER, NOW).entries)


def test_only_a_change_makes_it_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, "1.html", "甲电池有限公司")
    read: list[str] = []
    rows_of = queries.rows_of
    monkeypatch.setattr(queries, "rows_of", lambda db, key, some: read.append(key) or rows_of(db, key, some))
    site = Site(Settings(data=tmp_path), lambda: NOW)
    known = warm(site)
    assert known is not None and read == [REGISTER]
    assert asked(site) == 1 and warm(site, known) == known and read == [REGISTER]
    put(tmp_path, "2.html", "乙电池有限公司")
    assert warm(site, known) != known and read == [REGISTER] * 2
    assert asked(site) == 2 and read == [REGISTER] * 2, "who asks finds it worked out"
    site.close()


def test_the_thread_sees_changes_and_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = Site(Settings(data=tmp_path), lambda: NOW)
    seen: list[object] = []
    monkeypatch.setattr("regwatch.web.warming.registers", lambda db: seen.append(queries.register_keys(db)))
    with kept_warm(site, every_s=0.01):
        time.sleep(0.05)
        assert seen == [], "an archive that is not there yet is no fault"
        put(tmp_path, "1.html", "甲电池有限公司")
        until = time.monotonic() + 20
        while [REGISTER] not in seen and time.monotonic() < until:
            time.sleep(0.01)
    assert [REGISTER] in seen
    site.close()
