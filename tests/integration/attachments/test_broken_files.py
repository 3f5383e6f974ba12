"""Real files of every format, broken at random, through the process that reads files from outside: what comes back is a
document or a sentence that names the file, and never an abort, a long wait or nothing at all.

Three files a format in every run of the tests (always the same ones); BROKEN_FILES in the environment asks for more.
"""

import io
import os
import random
import time
import zipfile
from pathlib import Path

import openpyxl
import pytest

from crawler.attachments.sandbox import Limits, read_safely

FILES = Path(__file__).resolve().parents[2] / "fixtures" / "files"
COUNT = int(os.environ.get("BROKEN_FILES", "3"))
LIMITS = Limits(wall_s=60.0, cpu_s=40)
NAMES = ("rules.doc", "rules.docx", "rules.odt", "rules.pdf", "rules.rtf", "sheet.ods", "sheet.xls", "a.xlsx", "a.zip")


def _whole(name: str) -> bytes:
    if name == "a.xlsx":
        book, made = openpyxl.Workbook(), io.BytesIO()
        assert book.active is not None
        for row in (("序号", "企业名称"), *((str(n), f"第{n}电池有限公司") for n in range(1, 40))):
            book.active.append(row)
        book.save(made)
        return made.getvalue()
    if name == "a.zip":
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("附件1.docx", (FILES / "rules.docx").read_bytes())
            archive.writestr("附件2.txt", "正文" * 50)
        return made.getvalue()
    return (FILES / name).read_bytes()


def broken(data: bytes, chance: random.Random) -> bytes:
    """Cut off, scattered with other bytes, with a stretch put in or taken out."""
    made = bytearray(data)
    way, place = chance.randrange(4), chance.randrange(len(made))
    if way == 0:
        del made[place:]
    elif way == 1:
        for _ in range(chance.randrange(1, 30)):
            made[chance.randrange(len(made))] = chance.randrange(256)
    elif way == 2:
        made[place:place] = chance.randbytes(chance.randrange(1, 2000))
    else:
        del made[place : place + chance.randrange(1, 500)]
    return bytes(made)


@pytest.mark.timeout(60 + 60 * COUNT)
@pytest.mark.parametrize("name", NAMES)
def test_what_is_broken_is_read_or_told(name: str) -> None:
    whole, chance = _whole(name), random.Random(name)
    called = [name, *chance.sample(NAMES, 2)]
    for number in range(COUNT):
        as_called = called[number % len(called)]
        data = broken(whole, chance)
        since = time.monotonic()
        document = read_safely(data, as_called, LIMITS)
        assert time.monotonic() - since < LIMITS.wall_s + 5, (name, number)
        says_something = document.text or document.tables or document.members
        assert document.warnings or (document.readable and says_something), (name, as_called, number)
        if not document.readable:
            assert document.warnings[0].startswith(as_called), (name, number, document.warnings)
