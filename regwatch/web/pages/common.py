"""What several pages do: changes made ready to show, titles of notices that a table names."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from markupsafe import Markup, escape

from notifier.texts import plain
from notifier.translation.beside import sentence_of
from regwatch.web.rendering import clean
from regwatch.web.words import Say
from storage.database import Database
from storage.shapes import Change, Edit

_MOST_NAMED = 500
_AROUND, _LONGEST_LINE = 14, 160


def shown_changes(changes: Iterable[Change], say: Say) -> list[dict[str, Any]]:
    """Each change with where its edits stand and what it did to the lists, in the reader's words."""
    return [
        {
            **change,
            "places": [place(edit["where"], say) for edit in change["edits"][:3]],
            "shorts": [short_redline(edit) for edit in change["edits"][:3]],
            "news": register_news(change, say),
            "english": [_english(change, sentence_of(edit)) for edit in change["edits"][:3]],
            "title_english": _english(change, plain(change["notice"]["title"])),
            "rules": [rule for rule in change.get("penalty_changes", []) if rule["old_amount"] != rule["new_amount"]],
        }
        for change in changes
    ]


def _english(change: Change, text: str) -> str:
    """What a machine made of it, where an engine is set and was asked."""
    made = change.get("machine_translation")
    return made["texts"].get(text, "") if made else ""


def place(where: str, say: Say) -> str:
    """`attachment:附件1.pdf` → Attachment 附件1.pdf."""
    kind, _, name = where.partition(":")
    if kind not in ("title", "body", "table", "attachment", "metadata"):
        return where
    return say(kind, name=name)


def marked(hit: dict[str, Any]) -> Markup:
    """The passage of a search hit with what was found marked."""
    text, done, parts = str(clean(hit["passage"])), 0, []
    for start, end in sorted(hit.get("marks") or ()):
        if done <= start < end <= len(text):
            parts += [escape(text[done:start]), Markup("<mark>{}</mark>").format(text[start:end])]
            done = end
    return Markup("").join([*parts, escape(text[done:])])


def short_redline(edit: Edit) -> Markup:
    """An edit in one line: what went and what came, with the nearest words around it."""
    steps = edit.get("tokens") or [("-", edit["before"]), ("+", edit["after"])]
    steps = [(op, str(clean(text))) for op, text in steps if text]
    parts: list[Markup | str] = []
    room = _LONGEST_LINE
    for place, (op, text) in enumerate(steps):
        if room <= 0:
            parts.append("…")
            break
        if op == "=":
            head = text[:_AROUND] if place else ""
            tail = text[-_AROUND:] if place < len(steps) - 1 else ""
            shown = text if len(text) <= 2 * _AROUND else f"{head}…{tail}"
        else:
            shown = text if len(text) <= room else f"{text[:room]}…"
        room -= len(shown)
        name = {"-": "del", "+": "ins"}.get(op)
        parts.append(Markup("<{0}>{1}</{0}>").format(name, shown) if name else escape(shown))
    return Markup("").join(parts)


def register_news(change: Change, say: Say) -> str:
    counts = Counter(event["kind"] for event in change["register_events"])
    return ", ".join(f"{event_word(kind, say)} {count}" for kind, count in counts.items())


def event_word(kind: str, say: Say) -> str:
    try:
        return say(f"ev_{kind}")
    except KeyError:
        return kind


def titles_of(db: Database, notices: Iterable[str]) -> dict[str, str]:
    wanted = list(dict.fromkeys(notices))[:_MOST_NAMED]
    if not wanted:
        return {}
    rows = db.conn.execute(f"SELECT id, title FROM notices WHERE id IN ({','.join('?' * len(wanted))})", wanted)
    return {row[0]: row[1] for row in rows.fetchall()}
