"""The ledger: what an observer must find at each look, against the story as it stands in the files."""

from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from regwatch.demo.replica import generated
from regwatch.demo.replica.generated import poll_moment
from regwatch.demo.story import ledger, load
from regwatch.demo.story.places import columns_of
from storage.clock import ZONE

STORY = load()
WEEKLY = STORY.expected


def test_the_weeks_bring_what_the_story_tells():
    assert {"campaign", "campaign-samr-copy", "campaign-mee-briefing", "jiangmen-2020"} <= set(WEEKLY[0].published)
    assert "campaign-mee-pointer" in WEEKLY[0].pointers
    assert "inspection-draft" in WEEKLY[1].published
    assert {"samr-benchmark-draft", "batch6-proposed"} <= set(WEEKLY[2].published)
    assert WEEKLY[3].edited == ("campaign",)
    assert WEEKLY[6].published[-3:] == ("batch6-listed", "jiangmen-2026", "miit-2026-407")
    assert WEEKLY[8].withdrawn == ("campaign-mee-briefing",)
    assert WEEKLY[9].withdrawn == WEEKLY[9].restored == ()
    assert WEEKLY[10].restored == ("campaign-mee-briefing",)
    assert WEEKLY[10].edited == ("samr-benchmark",)
    assert "miit-2026-20" in WEEKLY[13].published


def test_a_week_of_pure_noise_brings_nothing():
    quiet = WEEKLY[7]
    assert quiet.at == datetime(2026, 6, 21, 20, tzinfo=ZONE)
    assert not (quiet.published or quiet.edited or quiet.withdrawn or quiet.restored or quiet.pointers)


def test_what_happens_in_the_dark_is_found_when_sight_returns():
    assert WEEKLY[4].blind == ("samr",)
    assert not any(STORY.by_key[key].source == "samr" for key in WEEKLY[4].published + WEEKLY[4].edited)
    assert "samr-cases" in WEEKLY[5].published
    assert WEEKLY[5].edited == ("campaign-samr-copy", "inspection-draft")


def test_a_change_and_its_undoing_are_two_changes_for_who_looks_in_between():
    days = [datetime(2026, 7, day, 20, tzinfo=ZONE) for day in (21, 22, 24, 27, 28)]
    edited = [sighting.edited for sighting in ledger(STORY, days)]
    assert edited == [(), (), ("adjustment",), (), ("adjustment",)]
    assert ledger(STORY, [days[1], days[4]])[1].edited == ()


def test_who_asks_twice_tells_of_a_withdrawal_a_look_later_and_of_a_short_gap_never():
    weekly = [week.observed for week in STORY.weeks]
    assert [look.withdrawn for look in ledger(STORY, weekly, patience=2)][8:10] == [(), ("campaign-mee-briefing",)]
    assert ledger(STORY, weekly, patience=2)[10].restored == ("campaign-mee-briefing",)
    assert not any(look.withdrawn or look.restored for look in ledger(STORY, weekly, patience=3))


def test_a_blind_look_says_nothing_and_the_next_one_everything():
    moments = [week.observed for week in STORY.weeks[:3]]
    seen = ledger(STORY, moments, blind={moments[1]: ["miit", "samr", "mee"]})
    assert seen[1].published == ()
    assert set(seen[2].published) == set(WEEKLY[1].published) | set(WEEKLY[2].published)


def test_only_watched_columns_count():
    watched = columns_of({"miit": ["wjfb"], "samr": [], "mee": ["hdjl/yjzj"]})
    found = {
        key
        for sighting in ledger(STORY, [w.observed for w in STORY.weeks], watched=watched)
        for key in sighting.published
    }
    assert "batch6-listed" in found and "campaign-note" in found and "mee-standard-draft" in found
    assert not found & {"inspection-draft", "samr-benchmark", "campaign-guangdong"}


MOMENTS = st.lists(
    st.integers(0, 15 * 7 * 24).map(lambda hours: STORY.start + timedelta(hours=hours)),
    min_size=1,
    max_size=6,
    unique=True,
)


@settings(max_examples=60, deadline=None)
@given(MOMENTS)
def test_sightings_add_up_to_what_the_sites_show(moments):
    live: set[str] = set()
    for sighting in ledger(STORY, moments):
        live |= set(sighting.published) | set(sighting.restored)
        live -= set(sighting.withdrawn)
        dark = set(sighting.blind)
        for notice in STORY.notices:
            if notice.source not in dark and not notice.pointer:
                assert (notice.shown(sighting.at) is not None) == (notice.key in live)


def test_a_generated_story_knows_its_own_edits():
    story = generated(60, seed=3, polls=4, edits_per_poll=5, new_per_poll=2)
    looks = ledger(story, [poll_moment(n) for n in range(5)])
    assert len(looks[0].published) == 60
    assert [(len(look.published), len(look.edited)) for look in looks[1:]] == [(2, 5)] * 4
    assert story == generated(60, seed=3, polls=4, edits_per_poll=5, new_per_poll=2)
    assert story != generated(60, seed=4, polls=4, edits_per_poll=5, new_per_poll=2)
