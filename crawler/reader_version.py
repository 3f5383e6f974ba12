"""The version of our reader: a digest of the code that reads, so that no improvement is ever told as a publisher's."""

import hashlib
from functools import cache
from pathlib import Path

from crawler.facts.subjects import DEFAULT, SubjectProfile
from crawler.facts.watched import watched

READING_ROOMS = ("pages", "attachments", "facts", "reading.py")


def reader_version() -> str:
    """`r-` and eight digits over every source file of the reading rooms, the same on every machine of one release that
    watches the same subjects."""
    return _version(watched())


@cache
def _version(profiles: tuple[SubjectProfile, ...]) -> str:
    here = Path(__file__).parent
    digest = hashlib.sha256()
    for room in READING_ROOMS:
        path = here / room
        for file in sorted(path.rglob("*.py")) if path.is_dir() else [path]:
            digest.update(str(file.relative_to(here)).encode() + b"\0" + file.read_bytes() + b"\0")
    if profiles != (DEFAULT,):
        digest.update(repr(profiles).encode())
    return f"r-{digest.hexdigest()[:8]}"
