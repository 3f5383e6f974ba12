"""CSV that no spreadsheet takes for formulas, made in one place for commands, reports, pages and mails."""

import csv
import io
from collections.abc import Iterable, Sequence

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
BYTE_ORDER_MARK = "\ufeff"


def safe_cell(value: object) -> str:
    """The text of a cell that no spreadsheet takes for a formula (OWASP, CSV injection: = + - @ tab and CR lead)."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.lstrip(" \n\u3000\ufeff").startswith(_FORMULA) or text.startswith(_FORMULA) else text


def csv_text(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A header and rows as CSV text, every cell safe."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([safe_cell(name) for name in header])
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    return out.getvalue()
