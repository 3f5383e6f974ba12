"""What a reader is told of a window: their changes, once each whatever the number of subscriptions. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

from notifier.asked_views import asked_view
from notifier.audience import Reader, StopLinks
from notifier.coverage_views import channel_name, coverage_view
from notifier.deadline_views import deadline_views
from notifier.evidence_views import with_provenance
from notifier.filters import Findable, matches, struck_off, watched_in
from notifier.item_views import item_view
from notifier.labels import Say, speaker
from notifier.links import changes_link
from notifier.names import topic_label
from notifier.ranking import ranked
from notifier.strip_views import strip_view, wants_strip
from notifier.summaries import subject_line, summary_lines
from notifier.urgency import near, why_urgent
from notifier.urgent_views import headline
from notifier.views import DigestView, ItemView, SectionView
from notifier.windows import Frequency, Window
from storage.clock import stamp
from storage.shapes import Coverage
from storage.vocabulary import TOPICS

_OLD, _WATCHED = "\x00old", "\x00watched"


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
    soon: Sequence[Findable] = (),
    rollouts: Sequence[Mapping[str, Any]] = (),
) -> DigestView | None:
    """The reader's mail, or None when nothing is due to them. `sender` is the address that answers are read at,
    `rollouts` the matrix of provinces at the window's end."""
    mine = [one for one in found if _due(reader, one)]
    if (
        not mine
        and not reader.soon
        and not any(asked.wish.all_quiet and not asked.urgent_only for asked in reader.asked)
    ):
        return None
    say = speaker(reader.language)
    watch = list(dict.fromkeys(name for asked in reader.asked for name in asked.wish.watch))
    lists = [asked.wish.watch for asked in reader.asked if asked.wish.watch]
    losses = {one.change["id"]: [name for names in lists for name in struck_off(names, one)] for one in mine}
    struck = list(dict.fromkeys(name for names in losses.values() for name in names))
    named = {
        one.change["id"]: list(dict.fromkeys(name for names in lists for name in watched_in(names, one)))
        for one in mine
    }
    names = {_key(channel_name(channel)): channel_name(channel) for channel in coverage["channels"]}
    weightiest = ranked(mine, named, {change for change, names in losses.items() if names})
    sections = _sections(reader, weightiest, named, names, say, base_url)
    wishes = [asked.wish for asked in reader.asked if not asked.urgent_only]
    today = window.until.date()
    told_now = {deadline[0] for deadline in reader.soon}
    dated = [*mine, *(one for one in soon if one.change["notice"]["id"] in told_now)]
    deadlines = deadline_views(dated, today, say)
    urgent = headline(frequency, mine, lists, dated, reader.soon, today, say)
    seen = coverage_view(coverage, say)
    stops = stops or StopLinks()
    since, until = stamp(window.since), stamp(window.until)
    return DigestView(
        language=reader.language,
        frequency=frequency,
        subject=subject_line(frequency, window, mine, struck, say, "" if struck else urgent),
        heading=say(frequency),
        window=say("window", since=_moment(since), until=_moment(until)),
        summary=tuple(summary_lines(mine, deadlines, watch, named, seen, len(coverage["channels"]), say)),
        alarm=say("struck_hit", names=", ".join(struck[:20])) if struck else urgent,
        deadlines=deadlines,
        sections=sections,
        coverage=seen,
        email=reader.email,
        asked=tuple(asked_view(asked, stops.of(asked.subscription), say) for asked in reader.asked),
        stop_all_url=stops.all,
        stop_how=say("stop_how", sender=sender, email=reader.email),
        see_all_url=changes_link(base_url, since, until) if base_url else "",
        see_all=say("see_all") if base_url else say("see_all_command", since=_asked(since), until=_asked(until)),
        changes=tuple(one.change["id"] for one in weightiest),
        quiet=not mine and not reader.soon,
        manage_url=stops.manage,
        near=near(dated, today),
        strip=strip_view(rollouts, say, base_url) if wants_strip(wishes, mine) else None,
    )


def concerns(reader: Reader, found: Sequence[Findable]) -> bool:
    """Whether any of these changes is due to the reader."""
    return any(_due(reader, one) for one in found)


def _due(reader: Reader, one: Findable) -> bool:
    for asked in reader.asked:
        if asked.urgent_only:
            if why_urgent(asked.wish, one) and one.change["id"] not in dict(reader.told):
                return True
        elif matches(asked.wish, one):
            return True
    return False


def _key(name: str) -> str:
    return name.split(":", 1)[0]


def _asked(moment: str) -> str:
    """As the command line takes it: the day alone where the day begins."""
    return moment.removesuffix("T00:00:00+08:00")


def _moment(moment: str) -> str:
    return moment[:16].replace("T", " ")


def _sections(
    reader: Reader,
    weightiest: Sequence[Findable],
    named: dict[int, list[str]],
    names: dict[str, str],
    say: Say,
    base_url: str,
) -> tuple[SectionView, ...]:
    """Each change stands in one section: that of the watched companies, else the first of its topics that the reader
    asked for, else its first. Old notices stand together at the end."""
    wanted = {topic for asked in reader.asked for topic in asked.wish.topics}
    told = dict(reader.told)
    by_topic: dict[str, list[ItemView]] = {}
    for one in weightiest:
        topics = one.change["notice"]["topics"] or ["other"]
        topic = next((topic for topic in topics if topic in wanted), topics[0])
        place = _WATCHED if named[one.change["id"]] else _OLD if one.old else topic
        view = item_view(
            one, topic=topic, watched=named[one.change["id"]], channel_names=names, say=say, base_url=base_url
        )
        by_topic.setdefault(place, []).append(with_provenance(view, one, named[one.change["id"]], told, say))
    order = {topic: place for place, topic in enumerate([_WATCHED, *TOPICS, "", _OLD])}
    topics = sorted(by_topic, key=lambda topic: order.get(topic, len(TOPICS)))
    own = {_OLD: say("backlog"), _WATCHED: say("rank_watched")}
    return tuple(SectionView(own.get(topic) or topic_label(topic, say), tuple(by_topic[topic])) for topic in topics)
