"""Records on stdout as a table, JSON or CSV. Logs and progress go to stderr: JSON stands on stdout alone and whole."""

import json
import sys
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from storage import spreadsheets


class Format(StrEnum):
    table = "table"
    json = "json"
    csv = "csv"


def print_json(value: Any) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")
    sys.stdout.flush()


def print_records(records: Sequence[Mapping[str, Any]], columns: Sequence[str], form: Format, *, empty: str) -> None:
    """`columns` are what the table shows; JSON and CSV carry every key. `empty` is what a table says of no records."""
    if form is Format.json:
        print_json(list(records))
    elif form is Format.csv:
        sys.stdout.write(csv_text(records, columns))
    elif not records:
        Console(stderr=True).print(empty)
    else:
        print_table(records, columns)


def print_table(records: Sequence[Mapping[str, Any]], columns: Sequence[str], title: str = "") -> None:
    table = Table(title=title or None, show_lines=False, header_style="bold")
    for column in columns:
        table.add_column(column.replace("_", " "), overflow="fold", no_wrap=column.endswith("_at"))
    for record in records:
        table.add_row(*(Text(plain(record.get(column))) for column in columns))
    width = None if sys.stdout.isatty() else 160
    Console(width=width, soft_wrap=False).print(table)


def csv_text(records: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> str:
    """CSV with every key of the records, the table's columns first; safe to open in a spreadsheet."""
    keys = list(dict.fromkeys([*columns, *(key for record in records for key in record)]))
    return spreadsheets.csv_text(keys, ([plain(record.get(key)) for key in keys] for record in records))


def plain(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return value
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return "; ".join(value)
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    return str(value)
