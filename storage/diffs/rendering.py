"""Edits for people: a redline on a terminal or in HTML. As JSON the edits are what they are.

Whatever an edit holds came out of a ministry's file: HTML is escaped, and a terminal gets no control characters.
"""

import re
from collections.abc import Sequence
from itertools import groupby

from markupsafe import Markup, escape

from storage.diffs.redline import Redline
from storage.shapes import Edit

_FOLD_ABOVE = 60
_KEPT_ENDS = 24
_UNSAFE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_RED, _GREEN, _BOLD, _PLAIN = "\x1b[31m", "\x1b[32m", "\x1b[1m", "\x1b[0m"
_WORDS = {
    "insert": "inserted",
    "delete": "deleted",
    "replace": "changed",
    "row_added": "row added",
    "row_removed": "row removed",
    "row_changed": "row changed",
}


def to_text(edits: Sequence[Edit], colour: bool = False) -> str:
    """One block for each edit: what happened where, then `[-old-]{+new+}`; `colour` adds ANSI colours."""
    if not edits:
        return "No differences.\n"
    lines: list[str] = []
    for edit in edits:
        head = safe(_headline(edit))
        lines.append(f"{_BOLD}{head}{_PLAIN}" if colour else head)
        marked = "".join(_marked(op, text, colour) for op, text in _folded(_steps(edit)))
        lines.append("  " + marked.replace("\n", "\n  "))
    return "\n".join(lines) + "\n"


def to_html(edits: Sequence[Edit], *, side_by_side: bool = False) -> str:
    """A fragment without styles or scripts: `section` for each place, `ins` and `del` inside, rows of tables as table
    rows. `side_by_side` puts before and after into two columns."""
    if not edits:
        return str(Markup('<p class="no-differences">No differences.</p>'))
    sections = []
    for where, group in groupby(edits, key=lambda edit: edit["where"]):
        here = list(group)
        inner = Markup("\n").join(_two_columns(here) if side_by_side else _one_column(here))
        sections.append(Markup('<section class="diff"><h3>{}</h3>\n{}\n</section>').format(safe(where), inner))
    return str(Markup("\n").join(sections))


def _headline(edit: Edit) -> str:
    key = f" [{edit['key']}]" if edit.get("key") else ""
    return f"{edit['where']}: {_words(edit)}{key}"


def _words(edit: Edit) -> str:
    return _WORDS[edit["op"]] + (" (moved)" if edit.get("moved") else "")


def safe(text: str) -> str:
    """The text without control and direction characters."""
    return _UNSAFE.sub("\ufffd", text)


def _steps(edit: Edit) -> Redline:
    steps = edit.get("tokens") or [("-", edit["before"]), ("+", edit["after"])]
    return [(op, safe(text)) for op, text in steps if text]


def _folded(steps: Redline) -> Redline:
    """Long unchanged stretches cut to what stands next to a change."""
    folded: Redline = []
    for number, (op, text) in enumerate(steps):
        if op == "=" and len(text) > _FOLD_ABOVE:
            head = text[:_KEPT_ENDS] if number else ""
            tail = text[-_KEPT_ENDS:] if number < len(steps) - 1 else ""
            text = f"{head}…{tail}"
        folded.append((op, text))
    return folded


def _marked(op: str, text: str, colour: bool) -> str:
    if op == "=":
        return text
    marked = f"[-{text}-]" if op == "-" else "{+" + text + "+}"
    return f"{_RED if op == '-' else _GREEN}{marked}{_PLAIN}" if colour else marked


def _is_row(edit: Edit) -> bool:
    return edit["op"].startswith("row_")


def _one_column(edits: list[Edit]) -> list[Markup]:
    parts = []
    for rows, group in groupby(edits, key=_is_row):
        if rows:
            body = Markup("\n").join(
                Markup('<tr class="{}"><th scope="row">{}<br><small>{}</small></th>{}</tr>').format(
                    edit["op"], _words(edit), safe(edit.get("key", "")), Markup("").join(_cells(_steps(edit)))
                )
                for edit in group
            )
            parts.append(Markup("<table>\n{}\n</table>").format(body))
            continue
        for edit in group:
            title = _words(edit) + (f" [{safe(edit['key'])}]" if edit.get("key") else "")
            parts.append(
                Markup('<p class="{}"><small>{}</small> {}</p>').format(
                    edit["op"], title, _inline(_folded(_steps(edit)))
                )
            )
    return parts


def _two_columns(edits: list[Edit]) -> list[Markup]:
    rows = Markup("\n").join(
        Markup('<tr class="{}"><th scope="row">{}<br><small>{}</small></th><td>{}</td><td>{}</td></tr>').format(
            edit["op"],
            _words(edit),
            safe(edit.get("key", "")),
            _inline([step for step in _folded(_steps(edit)) if step[0] != "+"]),
            _inline([step for step in _folded(_steps(edit)) if step[0] != "-"]),
        )
        for edit in edits
    )
    head = Markup(
        '<thead><tr><th scope="col">change</th><th scope="col">before</th><th scope="col">after</th></tr></thead>'
    )
    return [Markup("<table>\n{}\n<tbody>\n{}\n</tbody>\n</table>").format(head, rows)]


def _inline(steps: Redline) -> Markup:
    return Markup("").join(_element(op, text) for op, text in steps)


def _element(op: str, text: str) -> Markup:
    shown = escape(text).replace("\n", Markup("<br>"))
    return shown if op == "=" else Markup("<{0}>{1}</{0}>").format("del" if op == "-" else "ins", shown)


def _cells(steps: Redline) -> list[Markup]:
    """A row's redline cut at the cell borders; a border that came or went with its row is one as well."""
    if {op for op, _ in steps} == {"-", "+"}:
        return [Markup("<td>{}</td>").format(_inline(steps))]
    cells: list[Redline] = [[]]
    for op, text in steps:
        for number, part in enumerate(text.split(" | ")):
            if number:
                cells.append([])
            if part:
                cells[-1].append((op, part))
    return [Markup("<td>{}</td>").format(_inline(_folded(cell))) for cell in cells]
