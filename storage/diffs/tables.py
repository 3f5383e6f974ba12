"""What changed in the tables of a document, row by row: rows are known by a key, so their order is no change."""

from collections.abc import Sequence

from rapidfuzz.distance import Indel

from storage.diffs.redline import Redline, redline
from storage.diffs.rows import RowPair, match_rows
from storage.diffs.table_columns import Columns, Grid, columns, continued, grid
from storage.model import Table
from storage.shapes import Edit

_SAME_TABLE = 0.3


def diff_tables(before: Sequence[Table], after: Sequence[Table], where: str = "table") -> list[Edit]:
    """Edits `row_added`, `row_removed` and `row_changed`, with the cells joined by ` | ` and what identifies the row in
    `key`; `tokens` of a changed row is its redline. A column that was renamed, dropped or added is an edit `replace`,
    `delete` or `insert` with the column's names and the key `header`.

    The order of rows and columns, running numbers (序号), whitespace and width are no difference. Where several rows
    have one key, equal ones are taken together, then the most alike, and `key` says `duplicate key`.
    """
    left, right = continued(before), continued(after)
    edits: list[Edit] = []
    pairs = _paired(left, right)
    partner = dict(pairs)
    for old in range(len(left)):
        if old in partner:
            edits.extend(_table_edits(left[old], right[partner[old]], where))
        else:
            edits.extend(_table_edits(left[old], grid(Table(())), where))
    for new in sorted(set(range(len(right))) - set(partner.values())):
        edits.extend(_table_edits(grid(Table(())), right[new], where))
    return edits


def _paired(left: list[Grid], right: list[Grid]) -> list[tuple[int, int]]:
    """Tables one-to-one: by name, header and rows in common, the most alike first, near places before far ones."""
    if len(left) == len(right) == 1:
        return [(0, 0)]
    left_rows, right_rows = [_row_set(table) for table in left], [_row_set(table) for table in right]
    scored = []
    for i, one in enumerate(left):
        for j, other in enumerate(right):
            common = len(left_rows[i] & right_rows[j]) / max(1, min(len(left_rows[i]), len(right_rows[j])))
            header = (
                Indel.normalized_similarity("\x1f".join(one.names), "\x1f".join(other.names)) if any(one.names) else 0.0
            )
            name = 1.0 if one.label and one.label == other.label else 0.0
            score = 0.5 * common + 0.3 * header + 0.2 * name
            scored.append((-score, abs(i - j), i, j))
    found: list[tuple[int, int]] = []
    for score, _, i, j in sorted(scored):
        free = all(i != a and j != b for a, b in found)
        if free and -score >= _SAME_TABLE:
            found.append((i, j))
    for i in range(min(len(left), len(right))):
        # a table rewritten from top to bottom is still the one that stood there, when its shape is the same
        if all(i != a and i != b for a, b in found) and len(left[i].names) == len(right[i].names):
            found.append((i, i))
    return found


def _row_set(table: Grid) -> set[tuple[str, ...]]:
    return {tuple(cell for number, cell in enumerate(key) if number != table.sequence) for key in table.keys}


def _table_edits(before: Grid, after: Grid, where: str) -> list[Edit]:
    matched = columns(before, after)
    edits: list[Edit] = []
    if before.rows and after.rows:
        edits.extend(_header_edit(before.titles[old], after.titles[new], where) for old, new in matched.renamed)
        edits.extend(_header_edit(before.titles[old], "", where) for old in matched.dropped if before.titles[old])
        edits.extend(_header_edit("", after.titles[new], where) for new in matched.added if after.titles[new])
    edits.extend(_row_edit(before, after, matched, pair, where) for pair in match_rows(before, after, matched))
    return edits


def _header_edit(before: str, after: str, where: str) -> Edit:
    if before and after:
        tokens = redline(before, after)
        return {"where": where, "op": "replace", "before": before, "after": after, "tokens": tokens, "key": "header"}
    return {"where": where, "op": "delete" if before else "insert", "before": before, "after": after, "key": "header"}


def _row_edit(before: Grid, after: Grid, matched: Columns, pair: RowPair, where: str) -> Edit:
    old = _line(before.rows[pair.old]) if pair.old is not None else ""
    new = _line(after.rows[pair.new]) if pair.new is not None else ""
    if pair.old is None:
        return {"where": where, "op": "row_added", "before": old, "after": new, "key": pair.key}
    if pair.new is None:
        return {"where": where, "op": "row_removed", "before": old, "after": new, "key": pair.key}
    tokens = _row_tokens(before, after, matched, pair.old, pair.new)
    return {"where": where, "op": "row_changed", "before": old, "after": new, "tokens": tokens, "key": pair.key}


def _line(row: Sequence[str]) -> str:
    return " | ".join(_bare(cell) for cell in row)


def _bare(cell: str) -> str:
    return " ".join(cell.split())


def _row_tokens(before: Grid, after: Grid, matched: Columns, old: int, new: int) -> Redline:
    left, right = before.rows[old], after.rows[new]
    if matched.pairs != [(number, number) for number in range(len(left))] or len(left) != len(right):
        return redline(_line(left), _line(right))
    steps: Redline = []
    for number, (one, other) in enumerate(zip(left, right, strict=True)):
        steps.extend([("=", " | ")] if number else [])
        steps.extend(redline(_bare(one), _bare(other)))
    joined: Redline = []
    for op, text in steps:
        if joined and joined[-1][0] == op:
            joined[-1] = (op, joined[-1][1] + text)
        else:
            joined.append((op, text))
    return joined
