"""What every page and answer needs: the settings, the clock, and the archive to read from."""

import queue
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from starlette.requests import HTTPConnection

from regwatch.mails import subscribers
from regwatch.settings import Settings
from regwatch.web.csrf import FormTokens
from storage.archive import ARCHIVE_NAME, open_archive
from storage.clock import now
from storage.database import Database
from storage.errors import StorageError
from storage.search.beside import FILE_NAME as INDEX_NAME

Identity = tuple[int, int, int]

MOST_IDLE = 8
_STEPS_BETWEEN_LOOKS = 20_000


class TookTooLong(Exception):
    """A question kept the archive busy for longer than serve.query_s."""


class Site:
    """`clock` gives the moment that counts as now. Connections are read-only and used by one request at a time."""

    def __init__(self, settings: Settings, clock: Callable[[], datetime] = now) -> None:
        self.settings = settings
        self.clock = clock
        self.forms = FormTokens()
        self._idle: queue.LifoQueue[tuple[Identity, Database]] = queue.LifoQueue(MOST_IDLE)

    @contextmanager
    def reading(self) -> Iterator[Database]:
        """The archive, read-only. Raises StorageError, and TookTooLong when one question takes more than its time."""
        identity, db = self._borrow()
        deadline = time.monotonic() + self.settings.serve.query_s
        db.conn.set_progress_handler(lambda: int(time.monotonic() > deadline), _STEPS_BETWEEN_LOOKS)
        try:
            yield db
        except Exception as error:
            if "interrupted" in str(error) and time.monotonic() > deadline:
                raise TookTooLong from error
            raise
        finally:
            db.conn.set_progress_handler(None, 0)
            self._give_back(identity, db)

    @contextmanager
    def people(self) -> Iterator[Database]:
        """subscribers.db, for the subscription pages and for what operators see of the mails."""
        db = subscribers(self.settings)
        try:
            yield db
        finally:
            db.close()

    def steady(self) -> float:
        """Seconds of a clock that never goes back, for paces."""
        return time.monotonic()

    def close(self) -> None:
        while not self._idle.empty():
            self._idle.get_nowait()[1].close()

    def _identity(self) -> Identity:
        """Which files they are, so that restored ones are not read through connections to the old ones."""
        path = self.settings.data / ARCHIVE_NAME
        try:
            seen = path.stat()
        except OSError:
            raise StorageError(
                f"there is no archive in {self.settings.data}; run `regwatch crawl` first or name another --data folder"
            ) from None
        try:
            index = path.with_name(INDEX_NAME).stat().st_ino
        except OSError:
            index = 0
        return seen.st_dev, seen.st_ino, index

    def _borrow(self) -> tuple[Identity, Database]:
        identity = self._identity()
        while True:
            try:
                known, db = self._idle.get_nowait()
            except queue.Empty:
                return identity, open_archive(self.settings.data, readonly=True)
            if known == identity:
                return identity, db
            db.close()

    def _give_back(self, identity: Identity, db: Database) -> None:
        try:
            self._idle.put_nowait((identity, db))
        except queue.Full:
            db.close()


def site_of(request: HTTPConnection) -> Site:
    site = request.app.state.site
    assert isinstance(site, Site)
    return site
