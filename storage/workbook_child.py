"""The first sheet of a reader's workbook that holds anything, read in a process of its own: a file from outside may
make its reader ask for all the memory there is and abort (seen with a mutated xls, 2026-11-27).

`rows_of` starts `python -m storage.workbook_child`, which limits itself, reads the workbook from stdin and answers with
its rows as JSON, or with what is wrong with it.
"""

import io
import json
import os
import resource
import subprocess
import sys
import zipfile
from pathlib import Path

MOST_UNPACKED = 512 * 1024 * 1024
MEMORY_BYTES = 2 << 30
CPU_S = 60
WALL_S = 120.0
_ROOT = Path(__file__).resolve().parent.parent


class UnreadableWorkbook(ValueError):
    """What is wrong with it, as the end of a sentence that begins with its name."""


def rows_of(body: bytes, most_rows: int) -> list[list[str]]:
    """Its rows as text, none of them left out, at most `most_rows`. Raises UnreadableWorkbook."""
    try:
        child = subprocess.run(
            [sys.executable, "-m", "storage.workbook_child", str(most_rows)],
            input=body,
            capture_output=True,
            cwd=_ROOT,
            timeout=WALL_S,
            check=False,
        )
        answer = json.loads(child.stdout)
    except (OSError, subprocess.TimeoutExpired, ValueError):
        raise UnreadableWorkbook(
            "could not be read within the memory and time that a workbook may take; save it as CSV in UTF-8"
        ) from None
    if isinstance(answer, str):
        raise UnreadableWorkbook(answer)
    rows: list[list[str]] = answer
    return rows


def read(body: bytes, most_rows: int) -> list[list[str]] | str:
    """The rows, or what is wrong. A packed workbook that would unpack to more than 512 MB is refused."""
    from python_calamine import CalamineError, CalamineWorkbook

    if body.startswith(b"PK"):
        try:
            unpacked = sum(member.file_size for member in zipfile.ZipFile(io.BytesIO(body)).infolist())
        except zipfile.BadZipFile:
            return "is a broken workbook; save it anew, or as CSV in UTF-8"
        if unpacked > MOST_UNPACKED:
            return f"unpacks to more than {MOST_UNPACKED >> 20} MB; save it as CSV in UTF-8"
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(body))
        for sheet in book.sheet_names:
            rows = book.get_sheet_by_name(sheet).to_python(skip_empty_area=False, nrows=most_rows)
            if any(any(str(cell).strip() for cell in row) for row in rows):
                return [[_text(cell) for cell in row] for row in rows]
    except (CalamineError, OSError, ValueError):
        return "could not be read as a workbook; save it as .xlsx or CSV in UTF-8"
    return []


def _text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def main(arguments: list[str]) -> int:
    answer_to = os.dup(1)
    os.dup2(2, 1)
    for kind, value in ((resource.RLIMIT_AS, MEMORY_BYTES), (resource.RLIMIT_CPU, CPU_S), (resource.RLIMIT_CORE, 0)):
        _, hard = resource.getrlimit(kind)
        allowed = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(kind, (allowed, allowed))
    answer = json.dumps(read(sys.stdin.buffer.read(), int(arguments[0])), ensure_ascii=False)
    with os.fdopen(answer_to, "wb") as out:
        out.write(answer.encode("utf-8", "replace"))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
