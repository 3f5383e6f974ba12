"""Bytes of the files a user names, with `-` for standard input: checked before any of them is read."""

import sys
from pathlib import Path
from typing import BinaryIO

from crawler.attachments.sandbox import DEFAULT
from regwatch.errors import UsageFault

STDIN = "-"
STDIN_NAME = "standard input"
MOST_BYTES = DEFAULT.input_bytes


class NotRead(Exception):
    """The file is there and its bytes cannot be had; the message ends a sentence that the file's name begins."""


def check_names(names: list[str]) -> None:
    """Raises UsageFault for the first name that is no file, before anything is read or printed."""
    if not names:
        raise UsageFault("no file was given; write `regwatch read FILE…`, or `-` for standard input")
    if names.count(STDIN) > 1:
        raise UsageFault("`-` stands twice; standard input can be read once")
    for name in names:
        if name == STDIN:
            continue
        path = Path(name)
        try:
            is_there, is_folder = path.exists(), path.is_dir()
        except (OSError, ValueError):
            is_there, is_folder = False, False
        if not is_there:
            raise UsageFault(f"there is no file '{name}'; check the name and the folder it is in")
        if is_folder:
            raise UsageFault(f"'{name}' is a folder; name the files in it, as in {name.rstrip('/')}/*")


def shown_name(name: str) -> str:
    return STDIN_NAME if name == STDIN else name


def bytes_of(name: str) -> bytes:
    """At most one byte more than a document may have: whoever reads them refuses the rest. Raises NotRead."""
    if name == STDIN:
        return _some(sys.stdin.buffer)
    try:
        with Path(name).open("rb") as file:
            return _some(file)
    except OSError as fault:
        raise NotRead(f"could not be opened ({fault.strerror or fault}); check who may read it") from None


def _some(file: BinaryIO) -> bytes:
    return file.read(MOST_BYTES + 1)
