"""Edits as they are shown in a mail: redlines with their surroundings, table rows with the cell that moved. Pure."""

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from notifier.labels import Say
from notifier.texts import flowing, plain, shorten
from notifier.translation.beside import sentence_of
from notifier.views import EditView, RowView, Run
from storage.diffs.redline import redline as cell_redline
from storage.shapes import Edit

NOTHING: Mapping[str, str] = MappingProxyType({})
CONTEXT = 60
LONGEST_RUN = 700
LONGEST_CELL = 120
MOST_EDITS = 12
MOST_ROWS = 20
MOST_CHARACTERS = 4000
_HASH = re.compile(r"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])")

# Labels that sites print beside a notice, for readers without Chinese.
_FIELDS = {
    "发文字号": "Document number",
    "文号": "Document number",
    "成文日期": "Signed on",
    "发布日期": "Published on",
    "发布时间": "Published on",
    "实施日期": "Effective on",
    "施行日期": "Effective on",
    "发布机构": "Issued by",
    "发文机关": "Issued by",
    "信息来源": "Source",
    "来源": "Source",
    "索引号": "Index number",
    "主题分类": "Subject class",
    "有效性": "Validity",
    "标题": "Title",
    "名称": "Title",
    "分类": "Class",
    "截止日期": "Closing date",
    "截止时间": "Closing date",
}


def edit_views(
    edits: Sequence[Edit], say: Say, english: Mapping[str, str] = NOTHING
) -> tuple[tuple[EditView, ...], int]:
    """The edits to show, neighbouring rows of one table as one, and how many were left out. `english`: a machine's, by
    the sentence."""
    views: list[EditView] = []
    shown = rows = characters = 0
    for edit in sorted(edits, key=_rank):
        if characters > MOST_CHARACTERS:
            break
        if edit["op"].startswith("row_"):
            if rows >= MOST_ROWS:
                continue
            added = row_views(edit, say)
            where = _where(edit["where"], say)
            if views and views[-1].where == where and views[-1].rows:
                views[-1] = EditView(where, rows=views[-1].rows + added)
            elif len(views) < MOST_EDITS:
                views.append(EditView(where, rows=added))
            else:
                continue
            rows += 1
            characters += sum(len(text) for row in added for cell in row.cells for _, text in cell)
        elif len(views) < MOST_EDITS:
            runs = redline(edit)
            said = "" if say.language == "zh" else english.get(sentence_of(edit), "")
            views.append(EditView(_where(edit["where"], say), runs=runs, english=said))
            characters += sum(len(text) for _, text in runs)
        else:
            continue
        shown += 1
    return tuple(views), len(edits) - shown


def _rank(edit: Edit) -> int:
    order = ("title", "metadata", "body", "attachment", "table")
    where = edit["where"].split(":", 1)[0]
    return order.index(where) if where in order else len(order)


def _where(where: str, say: Say) -> str:
    kind, _, name = where.partition(":")
    name = plain(name)
    if kind == "attachment":
        return say("in_attachment", name=name)
    if kind == "metadata":
        english = _FIELDS.get(name, "")
        return say("in_metadata", name=f"{english} ({name})" if english else name)
    return say(f"in_{kind}") if kind in ("title", "body", "table") else plain(where)


def redline(edit: Edit) -> tuple[Run, ...]:
    """Removed and added pieces, and as much of what stayed as tells where they stand."""
    tokens = edit.get("tokens")
    if tokens:
        return _trimmed([(op, flowing(text)) for op, text in tokens if text])
    # Cut first: a whole regulation may stand here, and only its beginning is shown.
    before, after = (_short_hashes(plain(text[: LONGEST_RUN * 4])) for text in (edit["before"], edit["after"]))
    runs = [("-", shorten(before, LONGEST_RUN)), ("+", shorten(after, LONGEST_RUN))]
    return tuple(run for run in runs if run[1])


def _short_hashes(text: str) -> str:
    return _HASH.sub(lambda found: f"{found.group()[:12]}…", text)


def _trimmed(tokens: list[Run]) -> tuple[Run, ...]:
    merged: list[Run] = []
    for op, text in tokens:
        if merged and merged[-1][0] == op:
            merged[-1] = (op, merged[-1][1] + text)
        else:
            merged.append((op, text))
    runs: list[Run] = []
    left = LONGEST_RUN * 2
    for place, (op, text) in enumerate(merged):
        if op == "=":
            text = _context(text, first=place == 0, last=place == len(merged) - 1)
        elif len(text) > LONGEST_RUN:
            text = shorten(text, LONGEST_RUN)
        if left <= 0:
            runs.append(("=", "…"))
            break
        runs.append((op, text))
        left -= len(text)
    return tuple(runs)


def _context(text: str, *, first: bool, last: bool) -> str:
    head = "" if first else text[:CONTEXT]
    tail = "" if last else text[-CONTEXT:]
    return text if len(text) <= len(head) + len(tail) + 1 else f"{head}…{tail}"


def row_views(edit: Edit, say: Say) -> tuple[RowView, ...]:
    """An added or removed row, or a changed one with a redline in each cell that differs; before and after apart where
    the number of cells is another."""
    before, after = _cells(edit["before"]), _cells(edit["after"])
    if edit["op"] == "row_added":
        return (_whole(say("row_added"), after, "+"),)
    if edit["op"] == "row_removed":
        return (_whole(say("row_removed"), before, "-"),)
    if len(before) == len(after):
        cells = tuple(_cell(old, new) for old, new in zip(before, after, strict=True))
        return (RowView(say("row_changed"), cells),)
    old = _marked(before, after, "-")
    new = _marked(after, before, "+")
    return RowView(say("row_before"), old), RowView(say("row_now"), new)


def _whole(label: str, cells: list[str], op: str) -> RowView:
    return RowView(label, tuple(((op, cell),) for cell in cells))


def _cells(text: str) -> list[str]:
    return [shorten(plain(cell), LONGEST_CELL) for cell in text.split(" | ")]


def _cell(old: str, new: str) -> tuple[Run, ...]:
    if old == new:
        return (("=", new),)
    return tuple((op, text) for op, text in cell_redline(old, new) if text)


def _marked(cells: list[str], others: list[str], op: str) -> tuple[tuple[Run, ...], ...]:
    return tuple((("=" if cell in others else op, cell),) for cell in cells)
