"""What is noted of each mail that was taken: first in the journal, then in the ledger."""

from datetime import datetime

from sqlite_utils import Database

from notifier import claims
from notifier.claims import Claimed
from notifier.hooks import Hook
from notifier.journal import Journal
from notifier.ledger import Delivery


class Records:
    """The journal has a mail at once. The ledger is told while the next mail is under way: until then the journal is
    what a ledger taken up after a crash learns it from."""

    def __init__(self, db: Database, hook: Hook) -> None:
        self._db = db
        self._hook = hook
        self._log = Journal.of(db, "sent")
        self._unmarked: tuple[int, datetime, int, str] | None = None

    def taken(self, delivery: Delivery, claimed: Claimed, said: str, now: datetime) -> None:
        """The other side took this mail and said so."""
        self._mark()
        self._hook("sent:before-mark")
        number = self._log.append(claimed.line, now, later=True) if self._log else 0
        self._hook("sent:journalled")
        self._unmarked = (delivery.id, now, number, said)
        if not self._log:
            self._mark()

    def settle(self) -> None:
        """Wait until the last mail that was taken is on record on the disk; before that no other may be taken."""
        self._mark()
        if self._log:
            self._log.settle()

    def _mark(self) -> None:
        if self._unmarked is not None:
            unmarked, self._unmarked = self._unmarked, None
            claims.mark_sent(self._db, *unmarked)
            self._hook("sent:marked")

    def close(self) -> None:
        self._mark()
        if self._log:
            self._log.close()
