"""The weekly report: the digest of a week for a whole team, with charts. Reads the archive; writes nothing."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from notifier.archive_source import archive_of
from notifier.audience import Asked, Reader
from notifier.composing import compose
from notifier.digest_mail import provinces_of
from notifier.filters import Findable
from notifier.labels import WORDS, Say, speaker
from notifier.strip_views import with_corps
from notifier.views import DigestView
from notifier.windows import Window
from notifier.wishes import Wish
from regwatch.reports.charts import KINDS, changes_by_day, counted_bars, own_style
from regwatch.web.charts.calendar import check_calendar
from regwatch.web.charts.tiles import tile_map
from storage.clock import ZONE, moment
from storage.database import Database
from storage.queries.check_days import check_days
from storage.shapes import Change

DAYS = 7


@dataclass(frozen=True, slots=True)
class Charts:
    """Each is empty where it would show nothing."""

    by_day: Markup
    register_events: Markup
    provinces: Markup
    checks: Markup


def weekly_report(db: Database, until: datetime, wish: Wish, base_url: str = "") -> str:
    """One HTML page, everything inside, for the seven days that end at `until` (not included). `wish` filters as a
    subscription does and names the language; a week without news is a report that says so."""
    window = Window(until - timedelta(days=DAYS), until)
    archive = archive_of(db)
    found = [_findable(archive.text_of, change) for change in archive.changes(window.since, window.until)]
    coverage = archive.coverage(window.since, window.until)
    rollouts = provinces_of(archive, window)
    team = Reader(0, "", "", (Asked(0, _quiet_too(wish)),))
    view = compose(
        team, found, coverage, frequency="weekly", window=window, sender="", base_url=base_url, rollouts=rollouts
    )
    assert view is not None  # an all-quiet wish always gets its view
    say = speaker(view.language)
    told = set(view.changes)
    mine = [one.change for one in found if one.change["id"] in told and not one.old]
    channels = [(channel["source"], channel["channel"]) for channel in coverage["channels"]]
    words = {kind: say(kind) for kind in KINDS} | {"title": say("report_days")}
    charts = Charts(
        own_style(changes_by_day(_days(window), _kinds(mine), words)),
        own_style(counted_bars(_events(mine, say), say("registers"))),
        _tiles(rollouts, say) if view.strip else Markup(""),
        _calendar(db, window, channels, say),
    )
    return _page(view, charts, say)


def _quiet_too(wish: Wish) -> Wish:
    return Wish(**{name: getattr(wish, name) for name in wish.__dataclass_fields__} | {"all_quiet": True})


def _findable(text_of: Any, change: Change) -> Findable:
    return Findable(change, text_of(change) if change["kind"] == "published" else "")


def _days(window: Window) -> list[date]:
    first = window.since.astimezone(ZONE).date()
    count = (window.until - timedelta(seconds=1)).astimezone(ZONE).date() - first
    return [first + timedelta(days=back) for back in range(count.days + 1)]


def _kinds(changes: Sequence[Change]) -> list[tuple[date, str]]:
    return [(moment(change["observed_at"]).astimezone(ZONE).date(), change["kind"]) for change in changes]


def _events(changes: Sequence[Change], say: Say) -> list[tuple[str, int]]:
    counts = Counter(event["kind"] for change in changes for event in change["register_events"])
    return [(say(f"ev_{kind}") if f"ev_{kind}" in WORDS else kind, number) for kind, number in counts.most_common()]


def _tiles(rollouts: Sequence[Any], say: Say) -> Markup:
    words = {status: say(f"strip_{status}") for status in ("issued", "consultation", "none")}
    # Without links: the report is read away from the pages.
    rows = [{**row, "notice": None} for row in with_corps(rollouts)]
    return own_style(tile_map(rows, say("strip"), words, english=say.language != "zh"))


def _calendar(db: Database, window: Window, channels: Sequence[tuple[str, str]], say: Say) -> Markup:
    days = _days(window)
    words = {state: say(f"check_{state}") for state in ("ok", "mixed", "bad", "none")}
    return own_style(check_calendar(channels, days, check_days(db, days[0], days[-1]), say("coverage"), words))


@lru_cache(maxsize=1)
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("regwatch.reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _page(view: DigestView, charts: Charts, say: Say) -> str:
    lang = "zh-CN" if say.language == "zh" else "en"
    return _environment().get_template("weekly.html").render(view=view, charts=charts, say=say, lang=lang)
