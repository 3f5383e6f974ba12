"""Where the news of a watched company stands: announcement, file, row and the file's hash. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from notifier.filters import Findable, event_names
from notifier.labels import WORDS, Say
from notifier.links import file_link, pack_link
from notifier.texts import plain, shorten
from notifier.views import ItemView
from notifier.watching import name_key
from storage.shapes import Change

MOST = 20
MOST_FILES = 3


def evidence_lines(one: Findable, watched: Sequence[str], say: Say) -> list[str]:
    """`甲公司: Removed; 公告2026年第17号; row 12 of 附件1.xlsx; sha256 77be…` for each event of a watched company."""
    keys = {name_key(name) for name in watched}
    notice = one.change["notice"]
    lines: list[str] = []
    for event in one.change["register_events"]:
        names = event_names(event["company"], event["before"], event["after"])
        if not keys & {name_key(name) for name in names}:
            continue
        state = event["after"] or event["before"] or {}
        place, digest = _place(one.change, str(state.get("where") or ""), say)
        row = state.get("row")
        label = say(f"ev_{event['kind']}") if f"ev_{event['kind']}" in WORDS else plain(event["kind"])
        parts = [
            plain(notice["doc_number"]) or shorten(plain(notice["title"]), 80),
            say("evidence_row", row=row, place=place) if row else place,
            f"sha256 {digest}" if digest else "",
        ]
        lines.append(f"{shorten(plain(event['company']), 60)}: {label}; " + "; ".join(part for part in parts if part))
    return list(dict.fromkeys(lines))[:MOST]


def _place(change: Change, where: str, say: Say) -> tuple[str, str]:
    """The file or page in words, and the hash of its bytes ('' where none is kept)."""
    file = where.partition("attachment:")[2]
    if not file:
        return say("evidence_page"), plain(change.get("page_sha256", ""))
    hashes = {attachment["name"]: attachment["sha256"] for attachment in change["notice"]["attachments"]}
    return shorten(plain(file), 80), plain(hashes.get(file, ""))


def rests_on(change: Change, places: Iterable[str], say: Say, base_url: str) -> tuple[str, str]:
    """What rows of these places (`table`, `attachment:NAME` …) rest on: files with their hashes in words, and the
    address of the bytes, or of the notice's evidence pack where several files are meant; no address without pages."""
    found = [_place(change, where, say) for where in dict.fromkeys(places)]
    found = list(dict.fromkeys(found))[:MOST_FILES] or [_place(change, "", say)]
    words = "; ".join(f"{place}, sha256 {digest}" if digest else place for place, digest in found)
    notice = change["notice"]
    if not base_url:
        return words, ""
    if len(found) == 1 and found[0][1]:
        return words, file_link(base_url, notice["id"], found[0][1])
    return words, pack_link(base_url, notice["id"])


def with_provenance(
    view: ItemView, one: Findable, watched: Sequence[str], told: Mapping[int, str], say: Say
) -> ItemView:
    """The item with its evidence for watched companies, and marked when another mail told it before (`told`: the day
    by change)."""
    facts = [(say("evidence"), line) for line in evidence_lines(one, watched, say)] if watched else []
    if view.change in told:
        facts.insert(0, (say("told_before"), told[view.change]))
    return replace(view, facts=(*view.facts, *facts)) if facts else view
