"""Excel 97-2003 workbooks (.xls, also as WPS writes .et) and binary workbooks (.xlsb): values by calamine, number
formats from the records beside it, merged cells filled."""

import datetime as dt
import io
from collections.abc import Iterator

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetVisibleEnum

from crawler.attachments.biff import Formats, read_formats, workbook_stream
from crawler.attachments.faults import Unreadable
from crawler.attachments.kinds import XLS, XLSB
from crawler.attachments.limits import Budget
from crawler.attachments.merges import Range
from crawler.attachments.number_formats import general, is_date_format, shown
from crawler.attachments.packages import Package
from crawler.attachments.sheets import Sheet, workbook_document
from storage.model import Document


def read(data: bytes, name: str, budget: Budget) -> Document:
    """Raises Unreadable."""
    formats = read_formats(workbook_stream(data))
    return workbook_document(_sheets(data, formats, budget), XLS, name, budget)


def read_binary(data: bytes, name: str, budget: Budget) -> Document:
    """An .xlsb: its parts are unpacked once within the quotas before calamine sees them. Raises Unreadable."""
    with Package(data, budget) as package:
        for part in package.names:
            if part.endswith(".bin"):
                package.read(part)
    return workbook_document(_sheets(data, Formats(), budget), XLSB, name, budget)


def _sheets(data: bytes, formats: Formats, budget: Budget) -> Iterator[Sheet]:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    except PasswordError:
        raise Unreadable("is encrypted with a password; ask the publisher for an unlocked copy") from None
    except (CalamineError, OSError, ValueError) as fault:
        raise Unreadable(f"is damaged or no workbook after all ({str(fault)[:120]}); fetch it again") from None
    for index, meta in enumerate(book.sheets_metadata):
        try:
            source = book.get_sheet_by_index(index)
        except CalamineError as fault:
            raise Unreadable(f"is damaged: its sheet {meta.name!r} cannot be read ({str(fault)[:120]})") from None
        sheet = _sheet(source, index, formats, budget)
        sheet.hidden = meta.visible is not SheetVisibleEnum.Visible
        yield sheet


def _sheet(source: CalamineSheet, index: int, formats: Formats, budget: Budget) -> Sheet:
    sheet = Sheet(source.name)
    if source.start is None:
        return sheet
    top, left = source.start
    widest = budget.quotas.columns
    if source.width > widest:
        sheet.columns_cut_at = widest
    budget.add_cells(source.height * min(source.width, widest) // 4)
    for offset, cells in enumerate(source.iter_rows()):
        row = top + offset
        sheet.rows.append(
            [
                cell if isinstance(cell, str) else _shown(cell, formats.code(index, row, column), formats)
                for column, cell in enumerate(cells[:widest], left)
            ]
        )
        sheet.numbers.append(row + 1)
    sheet.merges = [_moved(found, top, left) for found in source.merged_cell_ranges or []]
    return sheet


def _moved(found: tuple[tuple[int, int], tuple[int, int]], top: int, left: int) -> Range:
    (first_row, first_column), (last_row, last_column) = found
    return first_row - top, max(first_column - left, 0), last_row - top, last_column - left


def _shown(
    cell: int | float | bool | dt.time | dt.date | dt.timedelta, code: str, formats: Formats
) -> str:  # a datetime is a date
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, int | float):
        return shown(float(cell), code, formats.epoch_1904)
    serial = _serial(cell)
    if is_date_format(code):
        return shown(serial, code)
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat() if cell.time() == dt.time() else cell.isoformat(sep=" ", timespec="seconds")
    if isinstance(cell, dt.timedelta):
        return general(serial)
    return cell.isoformat()


def _serial(cell: dt.time | dt.date | dt.timedelta) -> float:
    """The day number in the 1900 system; calamine has already moved dates of the 1904 system."""
    if isinstance(cell, dt.timedelta):
        return cell / dt.timedelta(days=1)
    if isinstance(cell, dt.time):
        return (cell.hour * 3600 + cell.minute * 60 + cell.second) / 86400
    moment = cell if isinstance(cell, dt.datetime) else dt.datetime(cell.year, cell.month, cell.day)
    return (moment - dt.datetime(1899, 12, 30)) / dt.timedelta(days=1)
