"""The table of what happened on a list: by the publisher's day, old and new, and who said so."""

from datetime import date, datetime

import pytest
from made_archive import SITE, TEXT, Watch, reading

from regwatch.register_events import change_in_words, print_events
from storage.clock import ZONE
from storage.model import Entry
from storage.queries.registers import register_events

KEY = "nev-battery-recycling"


def test_events_are_shown_by_their_day_with_the_notice_that_says_so(
    watch: Watch, capsys: pytest.CaptureFixture[str]
) -> None:
    watch.at = datetime(2026, 4, 12, 20, tzinfo=ZONE)
    for name, day, entry in (
        ("on", date(2026, 4, 7), Entry(KEY, "listed", "甲电池有限公司")),
        ("off", date(2026, 4, 9), Entry(KEY, "removed", "甲电池有限公司")),
    ):
        one = reading(
            TEXT + name, stage="issued", published_on=day, entries=(entry,), doc_number="", title=f"公告{name}"
        )
        watch.look(f"{SITE}{name}.html", one)
    events = register_events(watch.db, KEY, date(2026, 4, 7), date(2026, 4, 9))
    assert [(event["on"], event["kind"]) for event in events] == [("2026-04-07", "added"), ("2026-04-09", "removed")]
    assert register_events(watch.db, KEY, date(2026, 4, 10), date(2026, 4, 30)) == [], "not by the day we looked"
    assert [change_in_words(event) for event in events] == ["", "listed → removed"]
    print_events(watch.db, events)
    shown = capsys.readouterr().out
    assert "listed → removed" in shown and "2026-04-12" not in shown
    last = shown.strip().splitlines()[-1]
    assert last.startswith(events[1]["notice"]) and "2026-04-09" in last and last.endswith("公告off")
