"""Findings open, repeat and close themselves; being late needs no event."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from notifier.coverage_views import coverage_view
from notifier.labels import speaker
from storage import health
from storage.archive import open_archive
from storage.archive.runs import ChannelDeclaration, Check, begin_run, declare_channels, record_check
from storage.clock import ZONE, stamp
from storage.database import Database
from storage.queries.coverage import coverage, sources
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


FULL = {"rows": 20, "title": 20, "date": 20, "deadline": 0, "doc_number": 18, "issuer": 3, "id": 20, "without_id": 0}


def _good_looks(db: Database, count: int, **more: object) -> datetime:
    for number in range(count):
        _check(db, AT + number * HOUR, "ok", listed=20, fields=FULL, looked=8, requests=12, pages=2, **more)
    return AT + count * HOUR


@pytest.mark.parametrize(
    ("kind", "seen", "said"),
    [
        (
            "fewer_rows",
            {"fields": {**FULL, "rows": 9, "date": 9, "doc_number": 8, "title": 9, "id": 9}},
            "holds 9 rows where 20 are usual",
        ),
        ("fields_missing", {"fields": {**FULL, "doc_number": 7}}, "doc_number on 7 of 20 rows, usually on 90%"),
        ("more_requests", {"fields": FULL, "looked": 8, "requests": 42, "pages": 2}, "5.0 requests for each notice"),
        ("unidentified", {"fields": {**FULL, "id": 17, "without_id": 3}}, "3 of 20 rows have an address without"),
    ],
)
def test_what_is_usual_is_told_from_the_channels_own_looks(
    db: Database, kind: str, seen: dict[str, object], said: str
) -> None:
    at = _good_looks(db, 5)
    assert _open(db, at) == []
    _check(db, at, "ok", listed=20, **seen)
    (found,) = [one for one in open_findings(db, at) if one["channel"] == "wjfb"]
    assert found["kind"] == kind and said in found["detail"]
    for number in range(1, 30):
        _check(db, at + number * HOUR, "ok", listed=20, **seen)
    assert _open(db, at + 29 * HOUR) == [(kind, 30)], "what lasts does not become the usual"
    _check(db, at + 30 * HOUR, "ok", listed=20, fields=FULL, looked=8, requests=12, pages=2)
    assert _open(db, at + 30 * HOUR) == []


def test_a_declaration_that_the_channels_own_looks_disprove_is_not_held_up_for_ever(db: Database) -> None:
    few = {"rows": 2, "date": 2, "title": 2, "id": 2}
    for number in range(5):
        _check(db, AT + number * HOUR, "ok", least_rows=3, listed=2, fields=few)
        assert _open(db, AT + number * HOUR) == [("fewer_rows", number + 1)]
    _check(db, AT + 5 * HOUR, "ok", least_rows=3, listed=2, fields=few)
    assert _open(db, AT + 5 * HOUR) == []
    _check(db, AT + 6 * HOUR, "ok", least_rows=3, listed=1, fields={**few, "rows": 1})
    assert [kind for kind, _ in _open(db, AT + 6 * HOUR)] == ["fewer_rows"]


def test_after_a_month_what_is_seen_is_the_usual(db: Database) -> None:
    at = _good_looks(db, 5)
    halved = {**FULL, "rows": 9, "date": 9, "doc_number": 8, "title": 9, "id": 9}
    for day in range(45):
        _check(db, at + timedelta(days=day), "ok", listed=9, fields=halved)
    assert _open(db, at + timedelta(days=44)) == []


def test_little_is_not_told_from_few_looks(db: Database) -> None:
    at = _good_looks(db, 4)
    _check(db, at, "ok", listed=2, fields={"rows": 2, "date": 0})
    assert _open(db, at) == []


def test_sources_and_coverage_show_what_is_usual_and_what_is_missing(db: Database) -> None:
    at = _good_looks(db, 5)
    _check(
        db,
        at,
        "ok",
        listed=9,
        fields={**FULL, "rows": 9, "date": 9, "doc_number": 1, "title": 9, "id": 9},
        looked=9,
        requests=10,
        pages=1,
    )
    row = next(row for row in sources(db, at) if row["channel"] == "wjfb")
    assert row["first_page_rows"] == 9
    assert (row["usual_rows"], row["usual_fields"]["doc_number"], row["fields"]["doc_number"]) == (20, 0.9, 0.111)
    assert (row["requests_per_item"], row["usual_requests_per_item"]) == (1.0, 1.25)
    assert row["state"] == "healthy" and {one["kind"] for one in row["findings"]} == {"fewer_rows", "fields_missing"}
    watched = next(one for one in coverage(db, AT, at + HOUR)["channels"] if one["channel"] == "wjfb")
    assert watched["in_part"].keys() == {"fewer_rows", "fields_missing"}
    before = next(one for one in coverage(db, AT, at)["channels"] if one["channel"] == "wjfb")
    assert "in_part" not in before, "what opened after a window is none of its business"
    view = coverage_view(coverage(db, AT, at + HOUR), speaker("en"))
    told = dict(view.problems)["miit/wjfb: wjfb wjfb"]
    assert not view.good and "read, and not seen whole" in told and "20 are usual" in told
