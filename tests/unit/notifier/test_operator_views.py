"""What the operator is told, and when: with moments as arguments."""

from datetime import datetime, timedelta

from notifier.operator_views import Key, News, Told, key_of, lines, news, subject
from storage.clock import ZONE, stamp
from storage.queries.health import Finding

AT = datetime(2026, 5, 18, 9, 0, tzinfo=ZONE)
HOUR = timedelta(hours=1)


def finding(kind: str = "challenged", *, opened: datetime = AT, channel: str = "wjfb", closed: str = "") -> Finding:
    one = Finding(
        source="miit", channel=channel, kind=kind, opened_at=stamp(opened), last_at=stamp(opened), times=1,
        detail="HTTP 521\nagain",
    )  # fmt: skip
    return Finding(**one, closed_at=closed) if closed else one


class Desk:
    """The operator's desk: what was told so far."""

    def __init__(self) -> None:
        self.told: dict[Key, Told] = {}
        self.known: set[Key] = set()
        self.last: str | None = None

    def look(self, at: datetime, open_now: list[Finding], closed: list[Finding] | None = None) -> News:
        found = news(at, open_now, closed or [], self.told, self.known, self.last)
        if found.due:
            for one in (*found.opened, *found.standing):
                self.told[key_of(one)] = Told(one["detail"], stamp(at))
            for one in found.over:
                self.told.pop(key_of(one), None)
            self.known |= {key_of(one) for one in (*found.opened, *found.over)}
            self.last = stamp(at)
        return found


def test_told_once_when_it_opens_daily_while_it_lasts_and_when_it_is_over() -> None:
    desk, one = Desk(), finding()
    mails = [minute for minute in range(0, 60 * 24 * 3, 10) if desk.look(AT + timedelta(minutes=minute), [one]).due]
    assert mails == [0, 24 * 60, 48 * 60]
    ended = finding(closed=stamp(AT + timedelta(days=3)))
    over = desk.look(AT + timedelta(days=3), [], [ended])
    assert over.due and [key_of(one) for one in over.over] == [key_of(one)] and not over.opened
    assert not desk.look(AT + timedelta(days=4), [], [ended]).due


def test_what_happens_within_an_hour_is_one_mail() -> None:
    desk, first = Desk(), finding()
    assert desk.look(AT, [first]).due
    others = [
        first,
        *(finding(channel=f"c{number}", opened=AT + number * timedelta(minutes=5)) for number in range(1, 9)),
    ]
    for minute in range(1, 60):
        assert not desk.look(AT + timedelta(minutes=minute), others).due
    found = desk.look(AT + HOUR, others)
    assert found.due and len(found.opened) == 8 and len(found.standing) == 1
    assert "8 new, 1 still open (miit)" in subject(found)


def test_what_came_and_went_meanwhile_is_told_as_over_and_what_was_over_before_never() -> None:
    desk = Desk()
    ancient = finding(opened=AT - timedelta(days=5), channel="old", closed=stamp(AT - timedelta(days=4)))
    assert not desk.look(AT, [], [ancient]).due
    assert desk.look(AT, [finding()], [ancient]).due
    brief = finding("drifted", opened=AT + timedelta(minutes=5), closed=stamp(AT + timedelta(minutes=30)))
    found = desk.look(AT + HOUR, [finding()], [ancient, brief])
    assert found.due and [one["kind"] for one in found.over] == ["drifted"]
    assert not desk.look(AT + 3 * HOUR, [finding()], [ancient, brief]).due


def test_one_that_opens_again_is_new_again() -> None:
    desk = Desk()
    assert desk.look(AT, [finding()]).due
    assert desk.look(AT + 2 * HOUR, [], [finding(closed=stamp(AT + HOUR))]).due
    assert len(desk.look(AT + 4 * HOUR, [finding(opened=AT + 4 * HOUR)]).opened) == 1


def test_being_late_ends_without_a_record() -> None:
    desk, late = Desk(), finding("late")
    desk.look(AT, [late])
    found = desk.look(AT + 2 * HOUR, [])
    (line,) = lines(found.over, {("miit", "wjfb"): "Documents issued 文件发布"})
    assert line.where == "miit/wjfb (Documents issued 文件发布)" and line.over == "2026-05-18 11:00"
    assert line.detail == "HTTP 521 / again"


def test_a_hostile_detail_stays_one_line() -> None:
    one = Finding(**{**finding(), "detail": "a\r\nBcc: x@example.org\x00\u202e" + "b" * 5000})  # type: ignore[typeddict-item]
    (line,) = lines([one], {})
    assert "\n" not in line.detail and "\r" not in line.detail and "\u202e" not in line.detail
    assert len(line.detail) <= 400
