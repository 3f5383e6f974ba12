"""Whoever reads only the line `not_seen` of `sources`, or the coverage of a digest, knows what nobody looked at."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from notifier.coverage_views import coverage_view
from notifier.labels import speaker
from storage import health
from storage.archive import open_archive
from storage.archive.runs import ChannelDeclaration, Check, begin_run, declare_channels, record_check
from storage.clock import ZONE
from storage.database import Database
from storage.queries.coverage import coverage, sources

MONDAY = datetime(2026, 5, 4, tzinfo=ZONE)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
KEYS = ("wjfb", "yjzj")


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    made = open_archive(tmp_path)
    named = [ChannelDeclaration("miit", key, "名", key, "部", "Ministry", "https://x/", 24.0) for key in KEYS]
    declare_channels(made, named, MONDAY - DAY)
    yield made
    made.close()


def _look(db: Database, at: datetime, key: str, outcome: str = "ok", error: str = "") -> None:
    check = Check("miit", key, outcome=outcome, listed=15, error=error)  # type: ignore[arg-type]
    record_check(db, begin_run(db, "crawl", at, "0"), check, at)
    health.observe(db, check, at)


def _unseen(db: Database, at: datetime) -> dict[str, str]:
    return {row["channel"]: row["not_seen"] for row in sources(db, at)}


def _sentence(db: Database, language: str = "en") -> str:
    view = coverage_view(coverage(db, MONDAY, MONDAY + 7 * DAY), speaker(language))
    return f"{view.sentence} {view.rest}"


def test_nothing_is_said_where_all_was_seen(db: Database) -> None:
    for day in range(7):
        for key in KEYS:
            _look(db, MONDAY + day * DAY + HOUR, key)
    assert _unseen(db, MONDAY + 6 * DAY + 2 * HOUR) == dict.fromkeys(KEYS, "")
    assert "published nothing new" in _sentence(db)


def test_a_channel_that_nobody_looked_at_any_more_promises_no_silence(db: Database) -> None:
    for day in range(7):
        _look(db, MONDAY + day * DAY + HOUR, "wjfb")
    _look(db, MONDAY + DAY, "yjzj")
    assert "the last look was 2026-05-05" in _unseen(db, MONDAY + 6 * DAY + 2 * HOUR)["yjzj"]
    said = _sentence(db)
    assert "1 of them last at 2026-05-05 00:00 or before" in said and "published nothing new" not in said
    assert "其中 1 个最后一次检查不晚于 2026-05-05 00:00" in _sentence(db, "zh")


def test_beside_a_blind_channel_a_late_one_is_said_too(db: Database) -> None:
    _look(db, MONDAY + DAY, "yjzj")
    _look(db, MONDAY + 6 * DAY, "wjfb", "unreachable", "no answer\nat all")
    at = MONDAY + 6 * DAY + HOUR
    assert _unseen(db, at)["wjfb"].startswith("nothing since 2026-05-10T00:00:00+08:00: no answer at all")
    assert "1 were last checked at 2026-05-05 00:00" in _sentence(db)


def test_a_channel_never_looked_at_says_so(db: Database) -> None:
    assert _unseen(db, MONDAY - HOUR) == dict.fromkeys(KEYS, "never looked at")
