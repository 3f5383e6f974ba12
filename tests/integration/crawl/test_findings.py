"""Findings open, repeat and close themselves; being late needs no event."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from storage import health
from storage.archive import open_archive
from storage.archive.runs import ChannelDeclaration, Check, begin_run, declare_channels, record_check
from storage.clock import ZONE, stamp
from storage.database import Database
from storage.queries.coverage import sources
from storage.queries.health import open_findings

AT = datetime(2026, 5, 4, 9, 0, tzinfo=ZONE)
HOUR = timedelta(hours=1)


@pytest.fixture
def db(tmp_path: Path) -> Database:
    db = open_archive(tmp_path)
    declared = [
        ChannelDeclaration("miit", key, key, key, "工信部", "MIIT", f"https://www.miit.gov.cn/{key}", 4.0)
        for key in ("wjfb", "yjzj")
    ]
    declare_channels(db, declared, AT)
    return db


def _check(
    db: Database, at: datetime, outcome: str, least_rows: int = 0, channel: str = "wjfb", **more: object
) -> None:
    check = Check("miit", channel, outcome=outcome, **more)  # type: ignore[arg-type]
    record_check(db, begin_run(db, "crawl", at, "test"), check, at)
    health.observe(db, check, at, least_rows=least_rows)


def _open(db: Database, at: datetime) -> list[tuple[str, int]]:
    return [(one["kind"], one["times"]) for one in open_findings(db, at) if one["channel"] == "wjfb"]


def test_an_outcome_opens_repeats_and_closes_itself(db: Database) -> None:
    _check(db, AT, "ok", listed=10)
    assert _open(db, AT) == []
    _check(db, AT + HOUR, "challenged", error="HTTP 521")
    _check(db, AT + 2 * HOUR, "challenged", error="HTTP 521, again")
    (one,) = [one for one in open_findings(db, AT + 2 * HOUR) if one["channel"] == "wjfb"]
    assert (one["kind"], one["times"], one["detail"]) == ("challenged", 2, "HTTP 521, again")
    assert (one["opened_at"], one["last_at"]) == (stamp(AT + HOUR), stamp(AT + 2 * HOUR))
    _check(db, AT + 3 * HOUR, "drifted", error="no element matches")
    assert _open(db, AT + 3 * HOUR) == [("challenged", 2), ("drifted", 1)]
    _check(db, AT + 4 * HOUR, "ok", listed=10)
    assert _open(db, AT + 4 * HOUR) == []
    assert [kind for kind, _ in _open(db, AT + 2 * HOUR)] == ["challenged"], "what was open then is still known"
    _check(db, AT + 5 * HOUR, "challenged")
    assert _open(db, AT + 5 * HOUR) == [("challenged", 1)]


@pytest.mark.parametrize(
    ("kind", "bad", "good"),
    [
        ("fewer_rows", {"listed": 2, "least_rows": 5}, {"listed": 5, "least_rows": 5}),
        ("fewer_rows", {"listed": 10, "total": 70}, {"listed": 10, "total": 71}),
        ("skipped_rows", {"listed": 10, "skipped": 11}, {"listed": 10, "skipped": 3}),
    ],
)
def test_what_a_list_shows(db: Database, kind: str, bad: dict[str, int], good: dict[str, int]) -> None:
    _check(db, AT, "ok", listed=10, total=100)
    assert _open(db, AT) == []
    _check(db, AT + HOUR, "ok", **bad)  # type: ignore[arg-type]
    assert _open(db, AT + HOUR) == [(kind, 1)]
    _check(db, AT + 2 * HOUR, "unreachable")
    assert (kind, 1) in _open(db, AT + 2 * HOUR), "a check that saw nothing closes nothing"
    _check(db, AT + 3 * HOUR, "ok", **good)  # type: ignore[arg-type]
    assert _open(db, AT + 3 * HOUR) == []


def test_undated_rows_have_a_name_of_their_own(db: Database) -> None:
    _check(db, AT, "drifted", error="row 3 has no date: 通知")
    assert {kind for kind, _ in _open(db, AT)} == {"drifted", "undated"}
    _check(db, AT + HOUR, "ok", listed=5)
    assert _open(db, AT + HOUR) == []


def test_late_within_one_missed_look(db: Database) -> None:
    _check(db, AT, "ok", listed=5)
    assert _open(db, AT + 8 * HOUR) == []
    assert _open(db, AT + 8 * HOUR + timedelta(minutes=1)) == [("late", 1)]
    assert _open(db, AT + 17 * HOUR) == [("late", 3)]
    _check(db, AT + 18 * HOUR, "ok", listed=5)
    assert _open(db, AT + 18 * HOUR) == []


def test_a_channel_that_was_never_looked_at_becomes_late_too(db: Database) -> None:
    assert [one["channel"] for one in open_findings(db, AT + HOUR)] == []
    assert {one["channel"] for one in open_findings(db, AT + 9 * HOUR)} == {"wjfb", "yjzj"}


def test_sources_show_them(db: Database) -> None:
    _check(db, AT, "unreachable", error="no answer")
    rows = {row["channel"]: row for row in sources(db, AT)}
    assert [one["kind"] for one in rows["wjfb"]["findings"]] == ["unreachable"]
    assert rows["yjzj"]["findings"] == []
