"""The first lines of a digest and its subject: what happened, in numbers and names. Pure."""

from collections.abc import Sequence
from datetime import timedelta

from notifier.filters import Findable
from notifier.labels import Say
from notifier.texts import plain, shorten
from notifier.views import CoverageView, DeadlineView
from notifier.windows import Frequency, Window


def summary_lines(
    mine: Sequence[Findable],
    deadlines: Sequence[DeadlineView],
    watch: Sequence[str],
    named: dict[int, list[str]],
    seen: CoverageView,
    channels: int,
    say: Say,
) -> list[str]:
    news = [one for one in mine if not one.old]
    total = len(news)
    lines = [say("change_none") if not total else say("change_one") if total == 1 else say("change_many", n=total)]
    counts = dict.fromkeys(("published", "edited", "withdrawn", "restored"), 0)
    for one in news:
        counts[one.change["kind"]] += 1
    kinds = [say(f"n_{kind}", n=times) for kind, times in counts.items() if times]
    if kinds:
        lines[0] = f"{lines[0]}: {', '.join(kinds)}"
    old = len(mine) - total
    if old:
        lines.append(say("n_backlog_one") if old == 1 else say("n_backlog", n=old))
    if deadlines:
        lines.append(say("n_deadline") if len(deadlines) == 1 else say("n_deadlines", n=len(deadlines)))
    if watch:
        hits = list(dict.fromkeys(name for names in named.values() for name in names))
        shown = shorten(", ".join(hits), 300)
        lines.append(say("watched_hit", names=shown) if hits else say("watched_none", n=len(watch)))
    if not channels:
        lines.append(say("no_channels"))
    elif seen.good:
        lines.append(say("all_seen", all=channels))
    else:
        lines.append(say("blind_count", n=len(seen.problems), all=channels))
    return lines


def subject_line(
    frequency: Frequency, window: Window, mine: Sequence[Findable], struck: Sequence[str], say: Say, urgent: str = ""
) -> str:
    """What happened first; a single change is named by its title. `urgent` says what else cannot wait."""
    day = window.until.date() if frequency == "immediate" else (window.until - timedelta(seconds=1)).date()
    news = [one for one in mine if not one.old]
    if struck:
        what = say("struck_hit", names=", ".join(struck[:3]))
    elif urgent:
        what = urgent
    elif len(news) == 1:
        what = f"{say(news[0].change['kind'])}: {shorten(plain(news[0].change['notice']['title']), 80)}"
    elif not news and mine:
        what = say("n_backlog_one") if len(mine) == 1 else say("n_backlog", n=len(mine))
    else:
        what = say("change_none") if not news else say("change_many", n=len(news))
    return f"Regwatch, {say(frequency).lower()} {day.isoformat()}: {what}"
