"""The days that live notices name, by state of the archive."""

from datetime import date

from made_archive import SITE, Watch, reading

from storage.queries.dates import dated_notices

PAGE = SITE + "draft.html"
TODAY = date(2026, 5, 1)


def days(watch: Watch) -> list[tuple[str, str]]:
    return [(one["kind"], one["day"]) for one in dated_notices(watch.db, TODAY)]


def test_dates_follow_what_is_written_and_what_is_withdrawn(watch: Watch) -> None:
    watch.look(PAGE, reading("征求意见", comment_deadline=date(2026, 5, 30), effective_on=date(2026, 4, 1)))
    assert days(watch) == [("comment_deadline", "2026-05-30")] == days(watch)
    watch.tomorrow()
    longer = reading("征求意见，延期", comment_deadline=date(2026, 6, 30), expires_on=date(2031, 1, 1))
    watch.look(PAGE, longer)
    assert days(watch) == [("comment_deadline", "2026-06-30"), ("expires_on", "2031-01-01")]
    assert [one["day"] for one in dated_notices(watch.db, TODAY, date(2026, 6, 30))] == []
    assert [one["day"] for one in dated_notices(watch.db, TODAY, date(2026, 7, 1))] == ["2026-06-30"]
    dated_notices(watch.db, TODAY)[0]["topics"].append("changed by a caller")
    assert "changed by a caller" not in dated_notices(watch.db, TODAY)[0]["topics"]
    for _ in range(3):
        watch.tomorrow()
        watch.gone(PAGE)
    assert days(watch) == []
