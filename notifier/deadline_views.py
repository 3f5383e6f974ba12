"""Dates that come closer: comment windows that close, rules that take effect or expire. Pure."""

from collections.abc import Sequence
from datetime import date, timedelta

from notifier.filters import Findable
from notifier.labels import Say
from notifier.texts import web_link
from notifier.title_views import title_view
from notifier.views import DeadlineView

AHEAD = timedelta(days=30)
_DATES = ("comment_deadline", "effective_on", "expires_on")


def deadline_views(mine: Sequence[Findable], today: date, say: Say) -> tuple[DeadlineView, ...]:
    """Dates of these notices from the window's end on to 30 days later, soonest first; one line a notice and date."""
    found: dict[tuple[date, str, str], DeadlineView] = {}
    for one in mine:
        notice = one.change["notice"]
        for field in _DATES:
            day = _day(notice.get(field))
            if day is None or not today <= day <= today + AHEAD or notice["state"] == "withdrawn":
                continue
            left = (day - today).days
            found[(day, field, notice["id"])] = DeadlineView(
                day=day.isoformat(),
                left=say("today") if left == 0 else say("in_day") if left == 1 else say("in_days", n=left),
                what=say(field),
                title=title_view(notice, say, longest=120),
                url=web_link(notice["url"]),
            )
    return tuple(found[key] for key in sorted(found))


def _day(text: object) -> date | None:
    try:
        return date.fromisoformat(str(text)[:10]) if text else None
    except ValueError:
        return None
