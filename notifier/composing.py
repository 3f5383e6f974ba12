"""What a reader is told of a window: their changes, once each whatever the number of subscriptions. Pure."""

from collections.abc import Sequence
from datetime import date, timedelta

from notifier.asked_views import asked_view
from notifier.audience import Reader, StopLinks
from notifier.coverage_views import channel_name, coverage_view
from notifier.filters import Findable, matches, struck_off, watched_in
from notifier.item_views import english_line, item_view, topic_label
from notifier.labels import Say, speaker
from notifier.links import changes_link
from notifier.texts import plain, shorten, web_link
from notifier.views import CoverageView, DeadlineView, DigestView, ItemView, SectionView
from notifier.windows import Frequency, Window
from storage.clock import stamp
from storage.shapes import Coverage
from storage.vocabulary import TOPICS

AHEAD = timedelta(days=30)
_DATES = ("comment_deadline", "effective_on", "expires_on")


def compose(
    reader: Reader,
    found: Sequence[Findable],
    coverage: Coverage,
    *,
    frequency: Frequency,
    window: Window,
    sender: str,
    base_url: str = "",
    stops: StopLinks | None = None,
) -> DigestView | None:
    """The reader's mail, or None when nothing is due to them. `sender` is the address that answers are read at."""
    mine = [one for one in found if _due(reader, one)]
    if not mine and not any(asked.wish.all_quiet and not asked.urgent_only for asked in reader.asked):
        return None
    say = speaker(reader.language)
    watch = list(dict.fromkeys(name for asked in reader.asked for name in asked.wish.watch))
    struck = list(dict.fromkeys(name for one in mine for name in struck_off(watch, one)))
    named = {one.change["id"]: watched_in(watch, one) for one in mine}
    names = {_key(channel_name(channel)): channel_name(channel) for channel in coverage["channels"]}
    sections = _sections(reader, mine, named, names, say, base_url)
    deadlines = _deadlines(mine, window.until.date(), say)
    seen = coverage_view(coverage, say)
    stops = stops or StopLinks()
    since, until = stamp(window.since), stamp(window.until)
    return DigestView(
        language=reader.language,
        frequency=frequency,
        subject=_subject(frequency, window, mine, struck, say),
        heading=say(frequency),
        window=say("window", since=_moment(since), until=_moment(until)),
        summary=tuple(_summary(mine, deadlines, watch, named, seen, len(coverage["channels"]), say)),
        alarm=say("struck_hit", names=", ".join(struck[:20])) if struck else "",
        deadlines=deadlines,
        sections=sections,
        coverage=seen,
        email=reader.email,
        asked=tuple(asked_view(asked, stops.of(asked.subscription), say) for asked in reader.asked),
        stop_all_url=stops.all,
        stop_how=say("stop_how", sender=sender, email=reader.email),
        see_all_url=changes_link(base_url, since, until) if base_url else "",
        see_all=say("see_all") if base_url else say("see_all_command", since=since, until=until),
        changes=tuple(one.change["id"] for one in mine),
        quiet=not mine,
    )


def _due(reader: Reader, one: Findable) -> bool:
    for asked in reader.asked:
        if asked.urgent_only:
            if matches(asked.wish, one) and struck_off(asked.wish.watch, one):
                return True
        elif matches(asked.wish, one):
            return True
    return False


def _key(name: str) -> str:
    return name.split(":", 1)[0]


def _moment(moment: str) -> str:
    return moment[:16].replace("T", " ")


def _sections(
    reader: Reader,
    mine: Sequence[Findable],
    named: dict[int, list[str]],
    names: dict[str, str],
    say: Say,
    base_url: str,
) -> tuple[SectionView, ...]:
    """Each change stands in one section: the first of its topics that the reader asked for, else its first."""
    wanted = {topic for asked in reader.asked for topic in asked.wish.topics}
    by_topic: dict[str, list[ItemView]] = {}
    # Changes that name a watched company lead, then the newest.
    ranked = sorted(mine, key=lambda one: one.change["observed_at"], reverse=True)
    for one in sorted(ranked, key=lambda one: not named[one.change["id"]]):
        topics = one.change["notice"]["topics"] or ["other"]
        topic = next((topic for topic in topics if topic in wanted), topics[0])
        view = item_view(
            one, topic=topic, watched=named[one.change["id"]], channel_names=names, say=say, base_url=base_url
        )
        by_topic.setdefault(topic, []).append(view)
    order = {topic: place for place, topic in enumerate(TOPICS)}
    topics = sorted(by_topic, key=lambda topic: order.get(topic, len(order)))
    return tuple(SectionView(topic_label(topic), tuple(by_topic[topic])) for topic in topics)


def _deadlines(mine: Sequence[Findable], today: date, say: Say) -> tuple[DeadlineView, ...]:
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
                title=shorten(plain(notice["title"]), 120),
                english=english_line(notice),
                url=web_link(notice["url"]),
            )
    return tuple(found[key] for key in sorted(found))


def _day(text: object) -> date | None:
    try:
        return date.fromisoformat(str(text)[:10]) if text else None
    except ValueError:
        return None


def _summary(
    mine: Sequence[Findable],
    deadlines: Sequence[DeadlineView],
    watch: Sequence[str],
    named: dict[int, list[str]],
    seen: CoverageView,
    channels: int,
    say: Say,
) -> list[str]:
    total = len(mine)
    lines = [say("change_none") if not total else say("change_one") if total == 1 else say("change_many", n=total)]
    counts = dict.fromkeys(("published", "edited", "withdrawn", "restored"), 0)
    for one in mine:
        counts[one.change["kind"]] += 1
    kinds = [say(f"n_{kind}", n=times) for kind, times in counts.items() if times]
    if kinds:
        lines[0] = f"{lines[0]}: {', '.join(kinds)}"
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


def _subject(frequency: Frequency, window: Window, mine: Sequence[Findable], struck: Sequence[str], say: Say) -> str:
    """What happened first; a single change is named by its title."""
    day = window.until.date() if frequency == "immediate" else (window.until - timedelta(seconds=1)).date()
    if struck:
        what = say("struck_hit", names=", ".join(struck[:3]))
    elif len(mine) == 1:
        what = f"{say(mine[0].change['kind'])}: {shorten(plain(mine[0].change['notice']['title']), 80)}"
    else:
        what = say("change_none") if not mine else say("change_many", n=len(mine))
    return f"Regwatch, {say(frequency).lower()} {day.isoformat()}: {what}"
