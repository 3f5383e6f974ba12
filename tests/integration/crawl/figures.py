"""What all fault tests of a session saw together: the figures that the project promises."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from world import World

from notifier.coverage_views import coverage_view
from notifier.labels import speaker
from storage.archive import open_archive
from storage.queries.coverage import coverage


@dataclass
class Figures:
    crawls: int = 0
    true_changes: int = 0
    told: int = 0
    false_changes: int = 0
    missed: int = 0
    outages: int = 0
    outages_shown: int = 0
    fetches_outside: int = 0

    def compare(self, told: list[tuple[str, str]], true: list[tuple[str, str]]) -> None:
        """Count each told (kind, address) against the true (kind, part of an address), each once."""
        left = list(true)
        for kind, url in told:
            match = next((item for item in left if item[0] == kind and item[1] in url), None)
            if match is None:
                self.false_changes += 1
            else:
                left.remove(match)
        self.told += len(told)
        self.true_changes += len(true)
        self.missed += len(left)


FIGURES = Figures()


def digest_names(world: World, at: datetime) -> set[str]:
    """The channels that the coverage section of the week's digest names as not seen, or not seen whole."""
    monday = datetime.combine(at.date() - timedelta(days=at.weekday()), time(), at.tzinfo)
    archive = open_archive(world.folder, readonly=True)
    try:
        seen = coverage(archive, monday, monday + timedelta(days=7))
    finally:
        archive.close()
    told = " ".join(name for name, _ in coverage_view(seen, speaker("en")).problems)
    keys = (f"{one['source']}/{one['channel']}" for one in seen["channels"])
    return {key for key in keys if re.search(rf"(?<![\w/]){re.escape(key)}(?![\w/])", told)}


def count_outages(world: World, report: dict[str, dict[str, Any]], channels: Sequence[str], at: datetime) -> None:
    """Each channel that could not be read: does `sources` say so at that moment, and the week's digest?"""
    blind = [key for key in channels if report[key]["outcome"] != "ok"]
    states, named = world.states(at), digest_names(world, at) if blind else set()
    for key in blind:
        state = states[key]
        FIGURES.outages += 1
        FIGURES.outages_shown += (
            state["state"] not in ("healthy", "never", "late")
            and any(finding["kind"] == report[key]["outcome"] for finding in state["findings"])
            and f"{world.source}/{key}" in named
        )


def fetched_outside(world: World) -> int:
    """Captures that came from anywhere but the site, as the archive recorded where it really asked."""
    origin = world.replica.origins[world.source]
    rows = world.ask("SELECT count(*) FROM captures WHERE requested_url NOT LIKE ? || '/%'", origin)
    return int(rows[0][0])
