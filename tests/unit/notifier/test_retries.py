"""Back-off by class of refusal."""

from datetime import timedelta

from notifier.errors import Undelivered
from notifier.retries import GIVE_UP_AFTER, LONGEST_WAIT, REFUSALS, fate
from storage.clock import moment

START = moment("2026-05-04T06:00:00")
LATER = Undelivered("451 try again", code=451)
NEVER = Undelivered("550 no such box", code=550, permanent=True)


def test_transient_faults_wait_longer_each_time_and_end_after_days() -> None:
    waits = []
    for attempt in range(1, 12):
        result = fate(LATER, attempt, START, START + timedelta(hours=1))
        assert result.state == "deferred" and result.next_attempt_at
        waits.append(result.next_attempt_at - START - timedelta(hours=1))
    assert waits == sorted(waits)
    assert waits[0] == timedelta(minutes=5)
    assert waits[-1] == LONGEST_WAIT
    assert fate(LATER, 4, START, START + GIVE_UP_AFTER).state == "dead"


def test_a_refusal_is_failed_and_after_three_dead() -> None:
    states = [fate(NEVER, attempt, START, START).state for attempt in range(1, REFUSALS + 1)]
    assert states == ["failed", "failed", "dead"]
    assert fate(NEVER, 1, START, START).next_attempt_at == START + timedelta(days=1)
