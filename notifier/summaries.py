"""The first lines of a digest and its subject: what happened, ranked, in numbers and names. Pure."""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

from notifier.filters import URGENT_EVENTS, Findable, event_names
from notifier.labels import WORDS, Say
from notifier.names import province_label, topic_label
from notifier.ranking import rank_of
from notifier.texts import plain, shorten
from notifier.title_views import title_view
from notifier.views import CoverageView, DeadlineView
from notifier.watching import name_key
from notifier.windows import Frequency, Window

MOST_NAMES = 12
LONGEST_LINE = 400


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
    lines = [_total(news, say), *_watched(mine, watch, named, say)]
    ranks = {one.change["id"]: rank_of(one, ()) for one in news}
    for rank, told in (("registers", _registers), ("penalties", _penalties), ("rollouts", _rollouts), ("rest", _rest)):
        chosen = [one for one in news if ranks[one.change["id"]] == rank]
        what = told(chosen, say)
        if what:
            lines.append(f"{say(f'rank_{rank}')}: {shorten(what, LONGEST_LINE)}")
    old = len(mine) - len(news)
    if old:
        lines.append(say("n_backlog_one") if old == 1 else say("n_backlog", n=old))
    if deadlines:
        first = deadlines[0]
        what = say("n_deadline") if len(deadlines) == 1 else say("n_deadlines", n=len(deadlines))
        lines.append(f"{what}: {first.what} {first.day} ({first.left})")
    if not channels:
        lines.append(say("no_channels"))
    elif seen.good:
        lines.append(say("all_seen", all=channels))
    else:
        lines.append(say("blind_count", n=len(seen.problems), all=channels))
    return lines


def _total(news: Sequence[Findable], say: Say) -> str:
    total = len(news)
    line = say("change_none") if not total else say("change_one") if total == 1 else say("change_many", n=total)
    counts = Counter(one.change["kind"] for one in news)
    kinds = [
        say(f"n_{kind}", n=counts[kind]) for kind in ("published", "edited", "withdrawn", "restored") if counts[kind]
    ]
    return f"{line}: {', '.join(kinds)}" if kinds else line


def _watched(mine: Sequence[Findable], watch: Sequence[str], named: dict[int, list[str]], say: Say) -> list[str]:
    """Each watched company that is named, with what happened to it on a list."""
    if not watch:
        return []
    hits = Counter(name for names in named.values() for name in names)
    if not hits:
        return [say("watched_none", n=len(watch))]
    events = [event for one in mine for event in one.change["register_events"]]
    told: list[tuple[bool, str]] = []
    for name, times in hits.items():
        key = name_key(name)
        kinds = {
            event["kind"]: None
            for event in events
            if key in {name_key(said) for said in event_names(event["company"], event["before"], event["after"])}
        }
        words = [say(f"ev_{kind}").lower() for kind in kinds if f"ev_{kind}" in WORDS]
        what = ", ".join(words) or (say("sum_unlisted_one") if times == 1 else say("sum_unlisted", n=times))
        told.append((not URGENT_EVENTS & kinds.keys(), f"{shorten(plain(name), 60)} ({what})"))
    parts = [text for _, text in sorted(told, key=lambda one: one[0])]
    return [f"{say('rank_watched')}: {shorten('; '.join(parts[:MOST_NAMES]), LONGEST_LINE)}"]


def _registers(chosen: Sequence[Findable], say: Say) -> str:
    counts = Counter(event["kind"] for one in chosen for event in one.change["register_events"])
    known = [kind for kind in counts if f"sum_n_{kind}" in WORDS]
    return ", ".join(say(f"sum_n_{kind}", n=counts[kind]) for kind in known)


def _penalties(chosen: Sequence[Findable], say: Say) -> str:
    changes = [change for one in chosen for change in one.change.get("penalty_changes", [])]
    moved = [change for change in changes if change["op"] == "changed" and "fine" in change["fields"]]
    counts = {
        "sum_fines": len(moved),
        "sum_reworded": sum(change["op"] == "changed" for change in changes) - len(moved),
        "sum_rules_added": sum(change["op"] == "added" for change in changes),
        "sum_rules_removed": sum(change["op"] == "removed" for change in changes),
    }
    parts = [say(f"{key}_one") if n == 1 else say(key, n=n) for key, n in counts.items() if n]
    if moved and moved[0]["old_amount"] and moved[0]["new_amount"]:
        parts.append(say("sum_example", old=moved[0]["old_amount"], new=moved[0]["new_amount"]))
    untold = [one for one in chosen if not one.change.get("penalty_changes")]
    if untold:
        parts.append(say("sum_on_penalties_one") if len(untold) == 1 else say("sum_on_penalties", n=len(untold)))
    return "; ".join(parts)


def _rollouts(chosen: Sequence[Findable], say: Say) -> str:
    places = dict.fromkeys(
        f"{province_label(one.change['notice']['province'], say)} ({say(one.change['kind']).lower()})" for one in chosen
    )
    return ", ".join(list(places)[:MOST_NAMES])


def _rest(chosen: Sequence[Findable], say: Say) -> str:
    """Kinds of document with how many of each."""
    counts = Counter(
        topic_label((one.change["notice"]["topics"] or ["other"])[0], say) for one in chosen if not one.old
    )
    last = topic_label("other", say)
    ordered = sorted(counts.items(), key=lambda kind: kind[0] == last)
    return ", ".join(f"{label} ({n})" if n > 1 else label for label, n in ordered)


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
        title = title_view(news[0].change["notice"], say, longest=80)
        what = f"{say(news[0].change['kind'])}: {shorten(title.gloss, 120) or title.original}"
    elif not news and mine:
        what = say("n_backlog_one") if len(mine) == 1 else say("n_backlog", n=len(mine))
    else:
        what = say("change_none") if not news else _counted(news, say)
    return f"Regwatch, {say(frequency).lower()} {day.isoformat()}: {what}"


def _counted(news: Sequence[Findable], say: Say) -> str:
    """`4 changes for you: 16 added, 1 removed`: the weightiest news after the number."""
    total = say("change_many", n=len(news))
    for rank, told in (("registers", _registers), ("penalties", _penalties)):
        what = told([one for one in news if rank_of(one, ()) == rank], say)
        if what and say.language != "both":
            return f"{total}: {shorten(what.split('; ')[0], 90)}"
    return total
