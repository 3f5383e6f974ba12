"""The chain and its daily roots on a real archive: they hold, and every kind of tampering is named."""

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from evidence_samples import SITE, START, Sample

from storage.archive.captures import chain_link
from storage.clock import ZONE
from storage.database import sqlite3
from storage.errors import StorageError
from storage.evidence.chain import roots, seal_day, seal_finished_days, verify_chain
from storage.evidence.days import DayNotOver, attach_timestamp, pending
from storage.evidence.links import links

LATER = START + timedelta(days=3)
DAY_ONE, DAY_TWO = date(2026, 4, 27), date(2026, 4, 28)


def broken(sample: Sample) -> list[str]:
    return [one.thing for one in verify_chain(sample.db).breaks]


def test_an_untouched_chain_holds(sample: Sample) -> None:
    report = verify_chain(sample.db, contents=True)
    assert report.holds and report.captures == 7
    assert report.head == sample.db.conn.execute("SELECT link FROM captures ORDER BY id DESC").fetchone()[0]


def test_an_empty_archive_holds(tmp_path: Path) -> None:
    report = verify_chain(Sample(tmp_path).db)
    assert (report.holds, report.captures, report.head) == (True, 0, "")


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE captures SET fetched_at = '2026-04-27T08:00:00+08:00' WHERE id = 3",
        "UPDATE captures SET status = 404 WHERE id = 3",
        "UPDATE captures SET headers = '[]' WHERE id = 3",
        "UPDATE captures SET blob = (SELECT blob FROM captures WHERE id = 1) WHERE id = 3",
        "UPDATE captures SET address = (SELECT address FROM captures WHERE id = 1), requested_url = '' WHERE id = 3",
        "UPDATE captures SET link = upper(link) WHERE id = 3",
        "UPDATE captures SET status = 'x' WHERE id = 3",
    ],
)
def test_whatever_is_altered_of_a_capture_is_named(sample: Sample, change: str) -> None:
    assert sample.db.conn.execute(change).rowcount == 1
    assert broken(sample)[0] == "capture 3"


def test_a_removed_capture_is_named_by_the_gap(sample: Sample) -> None:
    sample.db.conn.execute("PRAGMA foreign_keys=OFF")
    sample.db.conn.execute("DELETE FROM captures WHERE id = 4")
    (fault,) = verify_chain(sample.db).breaks
    assert fault.thing == "capture 5" and "captures 4 to 4 are missing" in fault.fault


def test_removed_last_captures_are_missed_by_their_root(sample: Sample) -> None:
    seal_finished_days(sample.db, LATER)
    sample.db.conn.execute("PRAGMA foreign_keys=OFF")
    sample.db.conn.execute("DELETE FROM captures WHERE id = 7")
    assert broken(sample) == ["root 2026-04-28"]


def test_a_chain_rewritten_whole_no_longer_fits_its_roots(sample: Sample) -> None:
    """Somebody with the archive can make all links anew; the root that others hold tells."""
    seal_finished_days(sample.db, LATER)
    previous = ""
    for link in list(links(sample.db)):
        status = 500 if link.capture == 2 else link.status
        previous = chain_link(previous, link.sha256, link.address, link.fetched_at, status, link.headers)
        sample.db.conn.execute(
            "UPDATE captures SET status = ?, link = ? WHERE id = ?", [status, previous, link.capture]
        )
    assert broken(sample) == ["root 2026-04-27", "root 2026-04-28"]


def test_bytes_that_no_longer_have_their_hash_are_found_by_the_thorough_check(sample: Sample) -> None:
    blob = sample.db.conn.execute("SELECT blob FROM captures WHERE id = 3").fetchone()[0]
    sample.db.conn.execute("UPDATE blobs SET encoding = 'stored', place = NULL WHERE id = ?", [blob])
    sample.db.conn.execute("INSERT OR REPLACE INTO loose(blob, data) VALUES (?,?)", [blob, b"other"])
    assert verify_chain(sample.db).holds
    assert verify_chain(sample.db, contents=True).breaks[0].thing == "capture 3"


def test_a_redirected_capture_holds_by_the_address_that_answered(sample: Sample) -> None:
    moved = f"{SITE}/moved/1.html"
    sample.capture(f"{SITE}/old/1.html", b"moved", "page", requested=moved, linked=moved)
    sample.capture(
        f"{SITE}/old/2.html",
        b"moved too",
        "page",
        requested="http://127.0.0.1:8801/moved/2.html?a=1",
        linked=f"{SITE}/moved/2.html?a=1",
    )
    assert verify_chain(sample.db).holds


def test_each_finished_day_has_one_root_and_the_open_one_none(sample: Sample) -> None:
    now = datetime(2026, 4, 28, 23, 0, tzinfo=ZONE)
    assert [root.day for root in seal_finished_days(sample.db, now)] == ["2026-04-27"]
    assert seal_finished_days(sample.db, now) == []
    assert [root.day for root in seal_finished_days(sample.db, LATER)] == ["2026-04-28"]
    sealed = roots(sample.db)
    assert [(root.first_capture, root.last_capture) for root in sealed] == [(1, 4), (5, 7)]
    assert verify_chain(sample.db).roots == 2 and verify_chain(sample.db).holds


def test_a_day_that_is_not_over_is_not_sealed(sample: Sample) -> None:
    with pytest.raises(DayNotOver, match="not over yet"):
        seal_day(sample.db, DAY_TWO, datetime(2026, 4, 28, 12, 0, tzinfo=ZONE))
    assert roots(sample.db) == []


def test_a_day_without_captures_has_no_root(sample: Sample) -> None:
    assert seal_day(sample.db, date(2026, 4, 26), LATER) is None


def test_one_root_can_take_in_the_days_before(sample: Sample) -> None:
    root = seal_day(sample.db, DAY_TWO, LATER)
    assert root is not None and (root.first_capture, root.last_capture) == (1, 7)
    assert verify_chain(sample.db).holds


def test_a_capture_that_comes_late_counts_for_the_next_open_day(sample: Sample) -> None:
    """A replay writes with a day that is sealed already: the sealed root stays, the next one takes the capture."""
    seal_finished_days(sample.db, LATER)
    before = roots(sample.db)
    sample.at = START
    sample.capture(f"{SITE}/late.html", b"late", "page")
    assert [day for day, _ in pending(sample.db, LATER)] == ["2026-04-29"]
    (made,) = seal_finished_days(sample.db, LATER)
    assert (made.day, made.first_capture) == ("2026-04-29", 8)
    assert roots(sample.db)[:2] == before and verify_chain(sample.db).holds


def test_a_clock_that_ran_ahead_does_not_stop_the_roots(sample: Sample) -> None:
    sample.at = datetime(2099, 1, 1, tzinfo=ZONE)
    sample.capture(f"{SITE}/ahead.html", b"ahead", "page")
    sample.at = LATER
    sample.capture(f"{SITE}/after.html", b"after", "page")
    sealed = seal_finished_days(sample.db, LATER + timedelta(days=1))
    assert [(root.day, root.last_capture) for root in sealed] == [
        ("2026-04-27", 4),
        ("2026-04-28", 8),
        ("2026-04-30", 9),
    ]
    assert verify_chain(sample.db).holds


def test_a_chain_that_begins_in_the_future_is_sealed_nevertheless(tmp_path: Path) -> None:
    sample = Sample(tmp_path)
    sample.at = datetime(2099, 1, 1, tzinfo=ZONE)
    sample.capture(f"{SITE}/ahead.html", b"ahead", "page")
    assert [root.day for root in seal_finished_days(sample.db, LATER)] == ["2026-04-29"]


def test_a_root_that_was_altered_is_named(sample: Sample) -> None:
    seal_finished_days(sample.db, LATER)
    sample.db.conn.execute("UPDATE roots SET root = ? WHERE day = '2026-04-27'", ["00" * 32])
    assert broken(sample) == ["root 2026-04-27"]


def test_a_removed_root_leaves_captures_out(sample: Sample) -> None:
    seal_finished_days(sample.db, LATER)
    sample.db.conn.execute("DELETE FROM roots WHERE day = '2026-04-27'")
    assert broken(sample) == ["root 2026-04-28"]


def test_a_timestamp_is_kept_once(sample: Sample) -> None:
    seal_finished_days(sample.db, LATER)
    attach_timestamp(sample.db, "2026-04-27", b"answer", "https://tsa.example.org")
    assert roots(sample.db)[0].timestamp == b"answer"
    with pytest.raises(StorageError, match="already has a timestamp"):
        attach_timestamp(sample.db, "2026-04-27", b"another", "https://tsa.example.org")


def test_sealing_goes_on_while_another_connection_reads(sample: Sample) -> None:
    other = sqlite3.connect(str(sample.folder / "archive.db"))
    other.execute("BEGIN")
    assert other.execute("SELECT count(*) FROM captures").fetchone()[0] == 7
    assert len(seal_finished_days(sample.db, LATER)) == 2
    other.rollback()
    assert other.execute("SELECT count(*) FROM roots").fetchone()[0] == 2
