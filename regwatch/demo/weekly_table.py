"""A week's changes and faults as tables for a terminal."""

from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from storage.shapes import Change, Edit
from storage.vocabulary import english_topic

_LONGEST = 70
_COLOURS = {"published": "green", "edited": "yellow", "withdrawn": "red", "restored": "cyan"}


def print_changes(console: Console, found: Sequence[Change]) -> None:
    """On-subject changes row by row; the others are counted."""
    concerning = [change for change in found if change["notice"]["on_subject"]]
    table = Table(show_edge=False, header_style="dim")
    for column in ("what", "where", "title", "topic", "detail"):
        table.add_column(column, overflow="fold")
    for change in concerning:
        notice = change["notice"]
        table.add_row(
            Text(change["kind"], style=_COLOURS[change["kind"]]),
            Text(f"{notice['source']}/{notice['channel']}"),
            Text(_cut(notice["title"])),
            Text(", ".join(english_topic(topic) for topic in notice["topics"])),
            Text(_detail(change)),
        )
    if concerning:
        console.print(table)
    else:
        console.print("Nothing changed on the subject.")
    others = len(found) - len(concerning)
    if others:
        noun = "change" if others == 1 else "changes"
        console.print(
            f"({others} {noun} on other subjects; `regwatch changes --any-subject` shows them too)", style="dim"
        )


def _detail(change: Change) -> str:
    parts = [_edit(edit) for edit in change["edits"][:3]]
    if len(change["edits"]) > 3:
        parts.append(f"and {len(change['edits']) - 3} more edits")
    events = change["register_events"]
    if events:
        kinds = {event["kind"] for event in events}
        counted = [f"{sum(event['kind'] == kind for event in events)} {kind}" for kind in sorted(kinds)]
        parts.append("list: " + ", ".join(counted))
    if change["kind"] == "published" and change["notice"]["attachments"]:
        parts.append(f"{len(change['notice']['attachments'])} attachments")
    return "\n".join(parts)


def _edit(edit: Edit) -> str:
    marked = [(op, text) for op, text in edit.get("tokens", []) if op != "="]
    if edit["op"] == "replace" and marked and len(marked) <= 4:
        return f"{edit['where']}: " + " ".join(f"{'−' if op == '-' else '+'}{_cut(text, 30)}" for op, text in marked)
    if edit["op"] in ("row_added", "row_removed", "row_changed"):
        return f"{edit['where']}: {edit['op'].replace('_', ' ')} {_cut(edit['after'] or edit['before'], 40)}"
    if edit["where"].startswith("attachment:") and edit["op"] == "replace":
        return f"{_cut(edit['where'], 40)}: replaced"
    return f"{edit['where']}: {edit['op']} {_cut(edit['after'] or edit['before'], 40)}"


def _cut(text: str, longest: int = _LONGEST) -> str:
    line = " ".join(text.split())
    return line if len(line) <= longest else f"{line[: longest - 1]}…"


def print_channels(console: Console, report: dict[str, Any]) -> None:
    """Channels that could not be read; nothing when all could."""
    bad = [channel for channel in report["channels"] if channel["outcome"] != "ok"]
    if not bad:
        console.print(f"All {len(report['channels'])} channels were read.", style="dim")
        return
    console.print(f"{len(bad)} of {len(report['channels'])} channels could not be read:", style="red")
    for source in sorted({channel["source"] for channel in bad}):
        faults = [channel for channel in bad if channel["source"] == source]
        names = ", ".join(channel["channel"] for channel in faults)
        outcomes = ", ".join(sorted({channel["outcome"] for channel in faults}))
        console.print(f"  {source}: {outcomes} ({names})", style="red")
