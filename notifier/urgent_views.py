"""The line over a mail that could not wait. Pure."""

from collections.abc import Sequence
from datetime import date

from notifier.filters import Findable
from notifier.labels import Say
from notifier.texts import plain, shorten
from notifier.urgency import Deadline, new_band, renamed_in
from notifier.windows import Frequency

MOST_NAMES = 5


def headline(
    frequency: Frequency,
    mine: Sequence[Findable],
    lists: Sequence[Sequence[str]],
    dated: Sequence[Findable],
    soon: Sequence[Deadline],
    today: date,
    say: Say,
) -> str:
    """A new name of a watched company in any mail; new penalty amounts and near deadlines where they made the mail."""
    renamed = list(dict.fromkeys(name for one in mine for names in lists for name in renamed_in(names, one)))
    if renamed:
        return say("renamed_hit", names=", ".join(shorten(name, 60) for name in renamed[:MOST_NAMES]))
    if frequency != "immediate":
        return ""
    band = next((one for one in mine if not one.old and new_band(one)), None)
    if band is not None:
        return say("band_hit", title=shorten(plain(band.change["notice"]["title"]), 80))
    if not soon or mine:
        return ""
    notice, kind, day = min(soon, key=lambda one: one[2])
    title = next((one.change["notice"]["title"] for one in dated if one.change["notice"]["id"] == notice), "")
    left = (date.fromisoformat(day) - today).days
    word = {0: "deadline_hit_today", 1: "deadline_hit_one"}.get(left, "deadline_hit")
    return say(word, n=left, what=say(kind), title=shorten(plain(title), 80))
