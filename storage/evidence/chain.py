"""Does the archive's chain hold? Every capture's link is made again from what is stored, and every day's root."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from storage import blobs
from storage.database import Database
from storage.errors import StorageError
from storage.evidence import merkle
from storage.evidence.days import Root, attach_timestamp, leaf_of, roots, seal_day, seal_finished_days
from storage.evidence.links import Link, links

MAX_BREAKS = 20


@dataclass(frozen=True, slots=True)
class Break:
    """One place where the chain does not hold: `thing` is `capture 17` or `root 2026-04-27`."""

    thing: str
    fault: str

    def __str__(self) -> str:
        return f"{self.thing}: {self.fault}"


@dataclass(frozen=True, slots=True)
class ChainReport:
    """`captures` links were made again; `breaks` names at most MAX_BREAKS faults, in the chain's order."""

    captures: int
    roots: int
    head: str
    breaks: tuple[Break, ...]

    @property
    def holds(self) -> bool:
        return not self.breaks


def verify_chain(db: Database, *, contents: bool = False, tick: Callable[[int], None] | None = None) -> ChainReport:
    """Check the whole chain in one reading. `contents` unpacks every capture's bytes as well, which takes longer."""
    breaks: list[Break] = []
    sealed = _RootsCheck(roots(db))
    count, previous, last = 0, "", 0
    for link in links(db):
        count += 1
        if link.url_after(previous) is None:
            breaks.append(Break(f"capture {link.capture}", _why(link, last)))
        sealed.take(link)
        previous, last = link.link, link.capture
        if tick is not None:
            tick(count)
        if len(breaks) >= MAX_BREAKS:
            break
    else:
        breaks += sealed.faults()
    if contents and len(breaks) < MAX_BREAKS:
        breaks += _content_faults(db)
    return ChainReport(count, len(sealed.roots), previous, tuple(breaks[:MAX_BREAKS]))


def _why(link: Link, last: int) -> str:
    if not link.sha256:
        return "its bytes are missing from the archive"
    if not link.address:
        return "its address is missing from the archive"
    before = f"capture {last}" if last else "the chain's beginning"
    gap = f" (captures {last + 1} to {link.capture - 1} are missing)" if link.capture > last + 1 else ""
    return (
        f"its link does not follow from {before}{gap}: the bytes' hash, address, time, status, headers or link "
        "is no longer what was captured"
    )


def _content_faults(db: Database) -> Iterator[Break]:
    rows = db.conn.execute("SELECT min(id), blob FROM captures GROUP BY blob ORDER BY 1").fetchall()
    for capture, blob in rows:
        try:
            blobs.get(db, int(blob))
        except StorageError as fault:
            yield Break(f"capture {capture}", str(fault))


class _RootsCheck:
    """Makes each sealed root again while the links go by."""

    def __init__(self, sealed: list[Root]) -> None:
        self.roots = sealed
        self._waiting = iter(sealed)
        self._now = next(self._waiting, None)
        self._tree = merkle.Tree()
        self._link = ""
        self._faults: list[Break] = []

    def take(self, link: Link) -> None:
        while self._now is not None and link.capture > self._now.last_capture:
            self._close()
        if self._now is not None and link.capture >= self._now.first_capture:
            self._tree.add(leaf_of(link.link))
            self._link = link.link
        elif self._now is not None:
            self._fault(self._now, f"leaves out capture {link.capture}, which the root before it does not cover either")

    def faults(self) -> list[Break]:
        while self._now is not None:
            self._close()
        return self._faults

    def _close(self) -> None:
        assert self._now is not None
        if self._tree.root().hex() != self._now.root or self._link != self._now.link:
            self._fault(
                self._now,
                f"is not the root over captures {self._now.first_capture} to {self._now.last_capture} as they are now",
            )
        self._now = next(self._waiting, None)
        self._tree, self._link = merkle.Tree(), ""

    def _fault(self, root: Root, fault: str) -> None:
        if not any(known.thing == f"root {root.day}" for known in self._faults):
            self._faults.append(Break(f"root {root.day}", fault))


__all__ = [
    "Break",
    "ChainReport",
    "Root",
    "attach_timestamp",
    "roots",
    "seal_day",
    "seal_finished_days",
    "verify_chain",
]
