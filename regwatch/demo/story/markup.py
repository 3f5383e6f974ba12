"""The small markup of the story's bodies, read into blocks.

A line is a paragraph. `# ` makes it a centred heading, `> ` sets it flush right (signatures), `| a | b |` is a row
of a table (the first of a run names the columns). An empty line is an empty paragraph, as editors leave them.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: str
    align: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    rows: tuple[tuple[str, ...], ...]


def blocks(body: str) -> list[Paragraph | Grid]:
    found: list[Paragraph | Grid] = []
    rows: list[tuple[str, ...]] = []
    for line in [*body.strip("\n").split("\n"), ""]:
        if line.startswith("|"):
            rows.append(tuple(cell.strip().replace("\\n", "\n") for cell in line.strip().strip("|").split("|")))
            continue
        if rows:
            found.append(Grid(tuple(rows)))
            rows = []
        if line.startswith("# "):
            found.append(Paragraph(line[2:].strip(), "center"))
        elif line.startswith("> "):
            found.append(Paragraph(line[2:].strip(), "right"))
        else:
            found.append(Paragraph(line.strip()))
    return found[:-1]
