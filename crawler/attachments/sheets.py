"""What every workbook format shares: sheets with merges in, one Document out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from crawler.attachments.grids import frame
from crawler.attachments.limits import Budget
from crawler.attachments.merges import Range, fill
from crawler.attachments.tables import join_continued
from storage.model import Document, Table


@dataclass(slots=True)
class Sheet:
    """`rows` hold the shown text of each cell; `numbers` the row numbers a reader sees (counted from 1)."""

    name: str
    rows: list[list[str]] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    merges: Sequence[Range] = ()
    hidden: bool = False
    hidden_rows: int = 0
    formulas_without_value: int = 0
    columns_cut_at: int = 0


def workbook_document(sheets: Iterable[Sheet], media_type: str, name: str, budget: Budget) -> Document:
    """`merges` count rows as indexes of `rows`. Raises TooLarge."""
    texts: list[str] = []
    tables: list[Table] = []
    warnings: list[str] = []
    for sheet in sheets:
        own = fill(sheet.rows, sheet.merges)
        rows = [sheet.rows[index] for index in own]
        places = [f"sheet {sheet.name} row {sheet.numbers[index]}" for index in own]
        framed = frame(rows, sheet.name, places, budget)
        texts += dict.fromkeys((*framed.above, *framed.below))
        if framed.table is not None:
            tables.append(framed.table)
        warnings += _findings(sheet, bool(own))
    return Document(
        media_type=media_type,
        text="\n".join(texts),
        tables=join_continued(tables),
        warnings=tuple(warnings) if tables or texts else (*warnings, "holds no text in any sheet"),
        name=name,
    )


def _findings(sheet: Sheet, filled: bool) -> list[str]:
    found = []
    if sheet.hidden and filled:
        found.append(f"sheet {sheet.name!r} is hidden in the workbook; it was read all the same")
    if sheet.hidden_rows and filled:
        found.append(f"sheet {sheet.name!r} has {sheet.hidden_rows} hidden rows; they were read all the same")
    if sheet.formulas_without_value:
        found.append(
            f"sheet {sheet.name!r} has {sheet.formulas_without_value} formulas without a stored result; "
            "their cells are left empty"
        )
    if sheet.columns_cut_at:
        found.append(f"sheet {sheet.name!r} has more than {sheet.columns_cut_at} columns; the rest was not read")
    return found
