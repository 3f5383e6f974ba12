"""What every page rests on is worked out as soon as the archive has changed, not when the first reader asks for it."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from regwatch.web.site import Site, TookTooLong
from storage.errors import StorageError
from storage.kept_answers import State, state_of
from storage.queries.dates import dated_notices
from storage.queries.registers import registers
from storage.search.titles import holding

EVERY_S = 10.0
_LOG = logging.getLogger("regwatch.web")


def warm(site: Site, known: State | None = None) -> State | None:
    """Work out registers, titles and dates ahead if the archive is in another state than `known`; answers its state."""
    with site.reading() as db:
        state = state_of(db)
        if state is not None and state != known:
            registers(db)
            holding(db, "公告")
            dated_notices(db, site.clock().date())
    return state


@contextmanager
def kept_warm(site: Site, every_s: float = EVERY_S) -> Iterator[None]:
    """While the pages are served: look for a change of the archive every `every_s` seconds, in a thread of its own."""
    ending = threading.Event()

    def keep() -> None:
        known: State | None = None
        while True:
            try:
                known = warm(site, known)
            except (StorageError, TookTooLong) as fault:  # whoever asks a page is told
                _LOG.debug("the pages are not kept warm (%s)", fault)
            if ending.wait(every_s):
                return

    thread = threading.Thread(target=keep, name="warming", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ending.set()
        thread.join(5)
