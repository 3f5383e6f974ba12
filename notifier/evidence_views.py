"""Where the news of a watched company stands: announcement, file, row and the file's hash. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from notifier.filters import Findable, event_names
from notifier.labels import WORDS, Say
from notifier.texts import plain, shorten
from notifier.views import ItemView
from notifier.watching import name_key

MOST = 20


def evidence_lines(one: Findable, watched: Sequence[str], say: Say) -> list[str]:
    """`甲公司: Removed; 公告2026年第17号; row 12 of 附件1.xlsx; sha256 77be…` for each event of a watched company."""
    keys = {name_key(name) for name in watched}
    notice = one.change["notice"]
    hashes = {attachment["name"]: attachment["sha256"] for attachment in notice["attachments"]}
    lines: list[str] = []
    for event in one.change["register_events"]:
        names = event_names(event["company"], event["before"], event["after"])
        if not keys & {name_key(name) for name in names}:
            continue
        state = event["after"] or event["before"] or {}
        file = str(state.get("where") or "").partition("attachment:")[2]
        place = shorten(plain(file), 80) or say("evidence_page")
        row = state.get("row")
        label = say(f"ev_{event['kind']}") if f"ev_{event['kind']}" in WORDS else plain(event["kind"])
        parts = [
            plain(notice["doc_number"]) or shorten(plain(notice["title"]), 80),
            say("evidence_row", row=row, place=place) if row else place,
            f"sha256 {plain(hashes[file])}" if hashes.get(file) else "",
        ]
        lines.append(f"{shorten(plain(event['company']), 60)}: {label}; " + "; ".join(part for part in parts if part))
    return list(dict.fromkeys(lines))[:MOST]


def with_provenance(
    view: ItemView, one: Findable, watched: Sequence[str], told: Mapping[int, str], say: Say
) -> ItemView:
    """The item with its evidence for watched companies, and marked when another mail told it before (`told`: the day
    by change)."""
    facts = [(say("evidence"), line) for line in evidence_lines(one, watched, say)] if watched else []
    if view.change in told:
        facts.insert(0, (say("told_before"), told[view.change]))
    return replace(view, facts=(*view.facts, *facts)) if facts else view
