"""The story the replicas live through: what three ministries publish, change and withdraw from 27 April 2026 on.

Titles, document numbers and dates are real where public sources state them. A body nobody recorded is written for the
demonstration: the notice has `made = True` and its page ends with a line that says so. Where even the title, number or
rows are invented, `made_facts` is set as well.
"""

import tomllib
from datetime import datetime, time
from functools import cache

from regwatch.demo.story import loading
from regwatch.demo.story.ledger import ledger
from regwatch.demo.story.model import Annex, Content, Edition, Notice, Outage, Sighting, Story, Week
from storage.clock import ZONE

__all__ = ["Annex", "Content", "Edition", "Notice", "Outage", "Sighting", "Story", "Week", "ledger", "load"]


@cache
def load() -> Story:
    """The whole story. Raises loading.BadStory when a story file is wrong."""
    raw = tomllib.loads((loading.HERE / "weeks.toml").read_text("utf-8"))
    weeks = tuple(Week(week["start"], week["label"], tuple(week["happens"])) for week in raw["week"])
    outages = tuple(
        Outage(item["source"], item["kind"], loading.moment(item["from"]), loading.moment(item["until"]))
        for item in raw.get("outage", [])
    )
    told = [*loading.backlog(loading.HERE / "backlog.csv"), *loading.notices(loading.HERE / "notices")]
    notices = tuple(sorted(told, key=lambda notice: (notice.posted, notice.key)))
    start = datetime.combine(weeks[0].start, time(8, 0), ZONE)
    return Story(start=start, notices=notices, weeks=weeks, outages=outages)
