"""What a filter would have brought lately, before anybody subscribes. Nothing is stored."""

from collections import Counter
from datetime import datetime, timedelta
from typing import Any, TypedDict

from notifier.digest_mail import Archive
from notifier.filters import Findable, matches, watched_in
from notifier.wishes import Wish
from storage.clock import stamp

LOOK_BACK = timedelta(days=90)
MOST_SHOWN = 200


class FilterPreview(TypedDict):
    """`count` changes in the window, `mails` that would have gone (at most), and the newest of them."""

    since: str
    until: str
    count: int
    mails: int
    topics: dict[str, int]
    changes: list[dict[str, Any]]


def preview_filter(archive: Archive, wish: Wish, now: datetime) -> FilterPreview:
    """The last 90 days through this filter. Old notices that were found when a channel was first read do not count."""
    since = now - LOOK_BACK
    in_full = archive.text_of if wish.query or wish.watch else None
    found = []
    for change in archive.changes(since, now):
        text = in_full(change) if in_full and change["kind"] == "published" else ""
        one = Findable(change, text)
        if not one.old and matches(wish, one):
            found.append(one)
    topics = Counter(topic for one in found for topic in one.change["notice"]["topics"])
    return {
        "since": stamp(since),
        "until": stamp(now),
        "count": len(found),
        "mails": _mails(wish, found),
        "topics": dict(topics.most_common()),
        "changes": [_shown(one, wish) for one in reversed(found[-MOST_SHOWN:])],
    }


def _mails(wish: Wish, found: list[Findable]) -> int:
    """On how many days or in how many weeks something would have been told."""
    days = {one.change["observed_at"][:10] for one in found}
    if wish.frequency == "weekly":
        return len({datetime.fromisoformat(day).isocalendar()[:2] for day in days})
    return len(days) if wish.frequency == "daily" else len({one.change["observed_at"] for one in found})


def _shown(one: Findable, wish: Wish) -> dict[str, Any]:
    change, notice = one.change, one.change["notice"]
    return {
        "id": change["id"],
        "kind": change["kind"],
        "observed_at": change["observed_at"],
        "notice": notice["id"],
        "title": notice["title"],
        "url": notice["url"],
        "source": notice["source"],
        "province": notice["province"],
        "topics": notice["topics"],
        "watched": watched_in(wish.watch, one),
    }
