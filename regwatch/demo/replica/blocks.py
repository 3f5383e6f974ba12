"""Bodies in the three sites' hands: paragraphs, runs and tables as their editors leave them."""

import re
from html import escape

from regwatch.demo.story.markup import Grid, Paragraph, blocks

_DIGITS = re.compile(r"([0-9]+)")
_ADDRESS = re.compile(r"(https?://[A-Za-z0-9./_?=&-]+)")


def body(text: str, hand: str) -> str:
    """HTML of a story body. Hands: `miit` (p with inline styles), `samr` (nested spans, digits apart), `mee` (p),
    `mee_div` (div paragraphs that begin with two wide spaces)."""
    return "\n".join(_grid(block) if isinstance(block, Grid) else _paragraph(block, hand) for block in blocks(text))


def _paragraph(block: Paragraph, hand: str) -> str:
    if not block.text:
        return "<div>&nbsp;</div>" if hand == "mee_div" else "<p><br></p>"
    text = _linked(block.text)
    style = f' style="text-align: {block.align};"' if block.align else ""
    if block.align == "center":
        text = f"<strong>{text}</strong>"
    if hand == "samr":
        return f"<p{style}><span>{_apart(text)}</span><span></span></p>"
    if hand == "mee_div":
        return f"<div{style}>{'' if block.align else '　　'}{text}</div>"
    if hand == "miit" and not block.align:
        return f'<p style="text-indent: 2em;"><span style="font-family: 仿宋; font-size: 16pt;">{text}</span></p>'
    return f"<p{style}>{text}</p>"


def _linked(text: str) -> str:
    parts = _ADDRESS.split(text)
    return "".join(
        f'<a href="{escape(part)}" target="_blank">{escape(part)}</a>' if n % 2 else escape(part)
        for n, part in enumerate(parts)
    )


def _apart(text: str) -> str:
    return text if "<" in text or "&" in text else _DIGITS.sub(r"</span><span><span>\1</span>", text)


def _grid(grid: Grid) -> str:
    """A table whose equal neighbours in a column are one cell, as these tables are set."""
    spans = _spans(grid.rows)
    lines = []
    for r, row in enumerate(grid.rows):
        cells = []
        for c, cell in enumerate(row):
            height = spans[r][c]
            if height == 0:
                continue
            tall = f' rowspan="{height}"' if height > 1 else ""
            content = "<br>".join(escape(line) for line in cell.split("\n")) or "&nbsp;"
            cells.append(f'<td{tall} style="border: 1px solid #000; padding: 4px;"><p>{content}</p></td>')
        lines.append(f"<tr>{''.join(cells)}</tr>")
    return (
        '<table border="1" cellspacing="0" cellpadding="0" style="width: 100%; border-collapse: collapse;"><tbody>'
        + "".join(lines)
        + "</tbody></table>"
    )


def _spans(rows: tuple[tuple[str, ...], ...]) -> list[list[int]]:
    """How many rows each cell covers: 0 where the cell above covers it. Only the first three columns are merged, and
    only where all cells to the left are merged too, so a merge never crosses an offence."""
    spans = [[1] * len(row) for row in rows]
    for c in (0, 1, 2):
        for r in range(len(rows) - 1, 1, -1):
            if len(rows[r]) <= c + 1 or len(rows[r - 1]) != len(rows[r]) or not rows[r][c]:
                continue
            if rows[r][: c + 1] == rows[r - 1][: c + 1]:
                spans[r - 1][c] += spans[r][c]
                spans[r][c] = 0
    return spans
