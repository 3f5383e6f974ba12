"""`evidence export`: everything that speaks of one notice, in one file that can be checked without us."""

import hashlib
import re
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import IO

from storage import blobs
from storage.database import Database, in_transaction
from storage.evidence import forms, warcs, zipform
from storage.evidence.containers import COMMENT
from storage.evidence.days import Root
from storage.evidence.describing import describe, describe_chain
from storage.evidence.diffpage import diff_page
from storage.evidence.gathering import Held, captures_of
from storage.evidence.guide import readme
from storage.new_files import CannotWrite, new_file
from storage.queries.notices import resolve

SPOOL = 8 << 20
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")

Opener = Callable[[], IO[bytes]]


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written: `sha256` is that of the whole pack."""

    path: Path
    notice: str
    captures: int
    files: int
    bytes: int
    sha256: str


def export(db: Database, text: str, out: Path, now: datetime) -> Exported:
    """Write the pack of the notice that `text` names to `out`, or into it when it is a folder.

    The same archive gives the same bytes on the same day. Raises NotFound, StorageError when what is kept no longer
    holds, and CannotWrite.
    """
    with _one_moment(db), ExitStack() as stack:
        notice = resolve(db, text)
        target = out / f"{_UNSAFE.sub('_', notice)}.zip" if out.is_dir() else out
        held = captures_of(db, notice)
        contents = _contents(db, notice, held, now, stack)
        with new_file(target) as scratch:
            members = _measured(contents)
            with scratch.open("wb") as file:
                try:
                    zipform.write(file, ((member, contents[member.name]()) for member in members), COMMENT)
                except ValueError as fault:
                    raise CannotWrite(f"{target} was not written: {fault}") from None
            with scratch.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
            size = scratch.stat().st_size
    return Exported(target, notice, len(held), len(members), size, digest)


@contextmanager
def _one_moment(db: Database) -> Iterator[None]:
    """Read everything as of one moment, whatever a crawl writes meanwhile."""
    if in_transaction(db):
        yield
        return
    db.conn.execute("BEGIN")
    try:
        yield
    finally:
        db.conn.execute("ROLLBACK")


def _contents(db: Database, notice: str, held: list[Held], now: datetime, stack: ExitStack) -> dict[str, Opener]:
    """Each member's name and how to open it, as often as needed."""
    manifest = describe(db, notice, held)
    chain, covering = describe_chain(db, held, now)
    stamped = [root for root in covering if root.timestamp]
    contents: dict[str, Opener] = {
        forms.CHAIN: _bytes(forms.json_bytes(chain)),
        forms.DIFF: _bytes(diff_page(db, notice, manifest["notice"]["title"], manifest["versions"])),
        forms.README: _bytes(readme(manifest, chain, stamped=bool(stamped))),
        forms.WARC: _warc(db, manifest["captures"], held, stack),
    }
    blob_of = {one.link.sha256: one.blob for one in held}
    for capture in manifest["captures"]:
        contents[capture["file"]] = _blob(db, blob_of[capture["sha256"]])
    for root in stamped:
        contents |= _timestamp(root)
    digests = {name: _digest(opener) for name, opener in contents.items()}
    sizes = {name: size for name, (_, size) in digests.items()}
    manifest["files"] = {name: {"sha256": digest, "bytes": sizes[name]} for name, (digest, _) in digests.items()}
    contents[forms.MANIFEST] = _bytes(forms.manifest_bytes(manifest))
    sums = {name: digest for name, (digest, _) in digests.items()}
    sums[forms.MANIFEST] = _digest(contents[forms.MANIFEST])[0]
    contents[forms.SUMS] = _bytes(forms.sums_bytes(sums))
    return contents


def _warc(db: Database, captures: list[dict[str, object]], held: list[Held], stack: ExitStack) -> Opener:
    file = tempfile.SpooledTemporaryFile(max_size=SPOOL)  # noqa: SIM115 (closed with the stack)
    stack.callback(file.close)
    warcs.begin(file)
    for capture, one in zip(captures, held, strict=True):
        warcs.write(file, warcs.told(capture), blobs.get(db, one.blob))

    def reopen() -> IO[bytes]:
        file.seek(0)
        return file

    return reopen


def _timestamp(root: Root) -> dict[str, Opener]:
    place = f"{forms.TIMESTAMPS}{root.day}"
    return {f"{place}.root": _bytes(f"{root.root}\n".encode()), f"{place}.tsr": _bytes(root.timestamp or b"")}


def _bytes(content: bytes) -> Opener:
    return lambda: BytesIO(content)


def _blob(db: Database, blob: int) -> Opener:
    return lambda: BytesIO(blobs.get(db, blob))


def _digest(opener: Opener) -> tuple[str, int]:
    hasher, size = hashlib.sha256(), 0
    content = opener()
    while chunk := content.read(zipform.CHUNK):
        hasher.update(chunk)
        size += len(chunk)
    return hasher.hexdigest(), size


def _measured(contents: dict[str, Opener]) -> list[zipform.Member]:
    return [zipform.measure(name, contents[name]()) for name in sorted(contents)]
