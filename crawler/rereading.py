"""Everything kept, read again by today's reader: what comes out otherwise is our doing, and told to nobody as news.

Nothing is fetched. Each address is one transaction, so a process that ends in the middle leaves whole notices behind,
and the next one goes on where it ended: what is of today's reader already is left out.
"""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from crawler.attachments.sandbox import DEFAULT, Limits
from crawler.kept import kept_files, kept_html
from crawler.listed import listed_as
from crawler.pages import read_page
from crawler.pages.errors import NotANotice, WrongCharset
from crawler.platforms.addresses import external_id
from crawler.reader_version import reader_version
from crawler.reading import read_notice, read_pointer
from crawler.sources import Source
from storage.archive import captures
from storage.archive.captures import CaptureRef
from storage.archive.versions import Origin, last_version, upgrade
from storage.database import Database, sqlite3
from storage.errors import StorageError

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class Reread:
    """`reread` counts addresses that were read again, `upgraded` those that gave something else, `unreadable` those of
    which today's reader can make nothing (their last version stays)."""

    reread: int = 0
    upgraded: int = 0
    unreadable: int = 0


@dataclass(frozen=True, slots=True)
class _Kept:
    address: int
    url: str
    notice: str
    channel: str
    capture: int | None
    speaks: bool


def reread(
    db: Database,
    sources: Iterable[Source],
    at: datetime,
    progress: Callable[[int, int], None] = lambda done, of: None,
    limits: Limits = DEFAULT,
) -> Reread:
    """Read the kept captures of the sources again. Raises StorageError; every other fault costs one address."""
    done = Reread()
    work = [(source, kept) for source in sources for kept in _to_read(db, source)]
    for number, (source, kept) in enumerate(work, start=1):
        try:
            done.upgraded += int(_read_again(db, source, kept, at, limits))
            done.reread += 1
        except (StorageError, sqlite3.DatabaseError):
            raise
        except (NotANotice, WrongCharset) as fault:
            done.unreadable += 1
            logger.warning("%s: %s", kept.url, fault)
        except Exception:
            done.unreadable += 1
            logger.exception("%s: an error of our own", kept.url)
        progress(number, len(work))
    return done


def _to_read(db: Database, source: Source) -> list[_Kept]:
    """Every address of the notices that another reader than today's read last; of each notice the one it was read
    from comes last, because its version is what says that all is done."""
    rows = db.conn.execute(
        """SELECT a.id, a.url, n.id, n.channel, a.capture, a.id = v.address FROM notices n
           JOIN versions v ON v.notice = n.id AND v.number = n.version JOIN addresses a ON a.notice = n.id
           WHERE a.source = ? AND a.kind = 'page' AND v.reader != ? AND (a.capture IS NOT NULL OR a.id = v.address)
           ORDER BY n.first_observed_at, n.id, a.id = v.address, a.id""",
        [source.key, reader_version()],
    )
    return [_Kept(*row) for row in rows.fetchall()]


def _read_again(db: Database, source: Source, kept: _Kept, at: datetime, limits: Limits) -> bool:
    last = last_version(db, kept.notice)
    listed = listed_as(db, source.key, kept.address)
    ref, reading = None, read_pointer(listed)
    if kept.capture is not None:
        held = captures.kept(db, kept.capture)
        ref = CaptureRef(held.id, held.address, held.blob, "")
        page = read_page(kept_html(db, held), kept.url)
        reading = read_notice(page, kept_files(db, page, last, at, limits), source.name, listed)
    origin = Origin(source.key, kept.channel, kept.url, kept.address, external_id(kept.url), ref, pointer=ref is None)
    return upgrade(db, origin, reading, at)


__all__ = ["Reread", "reread"]
