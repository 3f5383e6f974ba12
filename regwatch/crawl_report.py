"""What a crawl answers with, and what of it did not work. Pure."""

from typing import Any

from storage.archive.runs import Check


def channel_shape(check: Check) -> dict[str, Any]:
    return {
        "source": check.source,
        "channel": check.channel,
        "outcome": check.outcome,
        "listed": check.listed,
        "published": check.published,
        "edited": check.edited,
        "withdrawn": check.withdrawn,
        "restored": check.restored,
        "requests": check.requests,
        "bytes": check.bytes,
        "error": check.error or None,
        "not_modified": check.not_modified,
        "skipped": check.skipped,
        "unread": check.unread,
        "total": check.total,
        "pages": check.pages,
        "parameters": check.parameters,
        "looked": check.looked,
        "fields": check.fields,
    }


def failures(report: dict[str, Any]) -> list[str]:
    """What of a crawl did not work, a phrase per source that was busy and per channel."""
    phrases = [
        f"{one['source']} is being crawled by {one['holder']}, so nothing was asked of it; wait until that has ended"
        for one in report.get("busy", [])
    ]
    for channel in report["channels"]:
        name = f"{channel['source']}/{channel['channel']}"
        if channel["outcome"] != "ok":
            phrases.append(f"{name} {channel['outcome']} ({(channel['error'] or '').splitlines()[-1][:160]})")
        elif channel["unread"]:
            phrases.append(f"{name}: {channel['unread']} pages or files could not be read")
    return phrases
