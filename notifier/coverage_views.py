"""What was not seen in a window, said plainly: silence is only silence where somebody looked. Pure."""

from notifier.labels import WORDS, Say
from notifier.texts import plain, shorten
from notifier.views import CoverageView
from storage.shapes import ChannelCoverage, Coverage


def coverage_view(coverage: Coverage, say: Say) -> CoverageView:
    """Names each channel that could not be checked or not fully, since when and why; says so when all were."""
    channels = coverage["channels"]
    if not channels:
        return CoverageView(False, say("no_channels"))
    problems = [(channel_name(channel), fault) for channel in channels if (fault := _fault(channel, say))]
    seldom = [channel_name(channel) for channel in channels if _seldom(channel) and not _fault(channel, say)]
    note = say("seldom", n=len(seldom), names=shorten("; ".join(seldom), 400)) if seldom else ""
    if not problems:
        return CoverageView(True, say("coverage_good", all=len(channels)), rest=note)
    fine = len(channels) - len(problems)
    rest = say("and_fine", n=fine) if fine > 1 else say("and_fine_one") if fine else ""
    rest = f"{rest} {note}".strip()
    return CoverageView(False, say("coverage_bad", n=len(problems), all=len(channels)), tuple(problems), rest)


def channel_name(channel: ChannelCoverage) -> str:
    """`miit/wjfb: Documents issued 文件发布`."""
    key = channel["channel"]
    if not key.startswith(f"{channel['source']}/"):
        key = f"{channel['source']}/{key}"
    names = " ".join(name for name in (plain(channel["name_en"]), plain(channel["name"])) if name)
    return f"{plain(key)}: {names}" if names else plain(key)


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
