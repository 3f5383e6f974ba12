"""What was not seen in a window, said plainly: silence is only silence where somebody looked. Pure."""

import re
from collections.abc import Sequence

from notifier.labels import WORDS, Say
from notifier.names import source_label
from notifier.texts import plain, shorten
from notifier.views import CoverageView
from storage.shapes import ChannelCoverage, Coverage

MOST_SOURCES = 12
_QUOTED = re.compile("“[^”]*”")
MOST_SELDOM = 4


def coverage_view(coverage: Coverage, say: Say) -> CoverageView:
    """Names each channel that could not be checked or not fully, since when and why; says so when all were."""
    channels = coverage["channels"]
    if not channels:
        return CoverageView(False, say("no_channels"))
    faulty = [(channel, fault) for channel in channels if (fault := _fault(channel, say))]
    problems = _together(faulty, channels, say)
    note = _seldom_note(channels, say)
    header, table = by_source(channels, say)
    late = [channel for channel in channels if channel["state"] == "late" and not _fault(channel, say)]
    when = moment_words(max((channel["last_success_at"] or "" for channel in late), default=""))
    if not problems:
        sentence = say("coverage_late" if late else "coverage_good", all=len(channels), n=len(late), when=when)
        return CoverageView(True, sentence, rest=note, header=header, table=table)
    fine = len(channels) - len(faulty)
    rest = say("and_fine", n=fine) if fine > 1 else say("and_fine_one") if fine else ""
    unknown = say("late_rest", n=len(late), when=when) if late else ""
    rest = " ".join(part for part in (rest, unknown, note) if part)
    sentence = say("coverage_bad", n=len(faulty), all=len(channels))
    return CoverageView(False, sentence, tuple(problems), rest, header, table)


def _together(
    faulty: Sequence[tuple[ChannelCoverage, str]], channels: Sequence[ChannelCoverage], say: Say
) -> list[tuple[str, str]]:
    """Channels of a source that went the same way stand together, with what was said about the first of them."""
    alike: dict[tuple[str, str], list[tuple[ChannelCoverage, str]]] = {}
    for channel, fault in faulty:
        alike.setdefault((channel["source"], _QUOTED.sub("", fault)), []).append((channel, fault))
    found = []
    for (source, _), theirs in alike.items():
        if len(theirs) == 1:
            name = channel_name(theirs[0][0])
        elif len(theirs) == sum(one["source"] == source for one in channels):
            keys = ", ".join(channel_name(one).partition(":")[0] for one, _ in theirs)
            name = f"{say('cov_all_of', source=source_label(source, say), n=len(theirs))} ({keys})"
        else:
            name = "; ".join(channel_name(one) for one, _ in theirs)
        found.append((name, theirs[0][1]))
    return found


def by_source(channels: Sequence[ChannelCoverage], say: Say) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """How often each source was looked at: a header and a row a source, the worst read first, at most MOST_SOURCES."""
    sources: dict[str, list[ChannelCoverage]] = {}
    for channel in channels:
        sources.setdefault(channel["source"], []).append(channel)
    header = tuple(say(key) for key in ("cov_source", "cov_channels", "cov_checks", "cov_read", "cov_last"))
    rows = [(_share(theirs), _source_row(source, theirs, say)) for source, theirs in sources.items()]
    rows.sort(key=lambda row: row[0])
    shown = tuple(row for _, row in rows[:MOST_SOURCES])
    more = len(rows) - len(shown)
    return header, (*shown, (say("cov_others", n=more), "", "", "", "")) if more else shown


def _share(channels: Sequence[ChannelCoverage]) -> float:
    checks = sum(channel["checks"] for channel in channels)
    return sum(channel["ok"] for channel in channels) / checks if checks else 0.0


def _source_row(source: str, channels: Sequence[ChannelCoverage], say: Say) -> tuple[str, ...]:
    checks = [channel["checks"] for channel in channels]
    planned = [channel["expected"] for channel in channels]
    read, all_of = sum(channel["ok"] for channel in channels), sum(checks)
    last = max((channel["last_success_at"] or "" for channel in channels), default="")
    how_often = f"{_times(min(checks), max(checks), say)} ({say('planned', n=_span(min(planned), max(planned)))})"
    when = moment_words(last) if last else say("never_read")
    return source_label(source, say), str(len(channels)), how_often, f"{read}/{all_of}", when


def _span(low: int, high: int) -> str:
    return str(low) if low == high else f"{low}–{high}"


def _times(low: int, high: int, say: Say) -> str:
    if low != high:
        return say("times_between", low=low, high=high)
    return say("time") if low == 1 else say("times", n=low)


def _seldom_note(channels: Sequence[ChannelCoverage], say: Say) -> str:
    seldom = [channel_name(channel) for channel in channels if _seldom(channel) and not _fault(channel, say)]
    if not seldom:
        return ""
    if len(seldom) > MOST_SELDOM:
        return f"{say('seldom_many', n=len(seldom), all=len(channels))} {say('cov_legend')}"
    return f"{say('seldom', n=len(seldom), names='; '.join(seldom))} {say('cov_legend')}"


def channel_name(channel: ChannelCoverage) -> str:
    """`miit/wjfb: Documents issued 文件发布`."""
    key = channel["channel"]
    if not key.startswith(f"{channel['source']}/"):
        key = f"{channel['source']}/{key}"
    names = channel_title(channel)
    return f"{plain(key)}: {names}" if names else plain(key)


def channel_title(channel: ChannelCoverage) -> str:
    return " ".join(name for name in (plain(channel["name_en"]), plain(channel["name"])) if name)


def _fault(channel: ChannelCoverage, say: Say) -> str:
    checks, ok = channel["checks"], channel["ok"]
    failing_since = channel["first_failure_at"]
    parts: list[str] = []
    if failing_since:
        parts.append(say("not_readable_since", since=moment_words(failing_since)))
    elif checks == 0:
        parts.append(say("never_checked"))
    elif ok == 0:
        parts.append(say("not_readable"))
    elif ok < checks:
        parts.append(say("partly", ok=ok, checks=checks))
    in_part = [f"{say(kind)} (“{shorten(plain(told), 160)}”)" for kind, told in channel.get("in_part", {}).items()]
    if not parts:
        return "; ".join([say("read_in_part"), *in_part]) if in_part else ""
    if checks and failing_since and ok:
        parts.append(say("partly", ok=ok, checks=checks))
    parts += [*_reasons(channel, say), *in_part]
    last = channel["last_success_at"]
    parts.append(say("last_read", when=moment_words(last)) if last else say("never_read"))
    return "; ".join(parts)


def _seldom(channel: ChannelCoverage) -> bool:
    """Read each time, but less than half as often as its cadence asks for: a short-lived page could be missed."""
    return channel["state"] == "late" or channel["checks"] * 2 < channel["expected"]


def _reasons(channel: ChannelCoverage, say: Say) -> list[str]:
    """Why, from how the checks ended; the newest state where the window holds no check."""
    kinds = [kind for kind, times in channel["outcomes"].items() if times and kind != "ok"]
    if not kinds and channel["first_failure_at"]:
        kinds = [channel["state"]]
    reasons = [say(kind) if kind in WORDS else plain(kind) for kind in kinds]
    error = shorten(plain(channel["last_error"]), 200)
    return [*reasons, f"“{error}”"] if error else reasons


def moment_words(moment: str) -> str:
    """`2026-05-04T09:00:00+08:00` as `2026-05-04 09:00`."""
    return plain(moment)[:16].replace("T", " ")
