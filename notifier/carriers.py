"""Which way a delivery goes: by mail, or to its channel. One way that is down does not hold up the others."""

from collections.abc import Callable
from datetime import datetime

from sqlite_utils import Database

from notifier.channels.config import ChannelSettings
from notifier.channels.sending import post
from notifier.channels.targets import is_channel, target_of
from notifier.errors import Undelivered
from notifier.hooks import Hook, no_hook
from notifier.ledger import Delivery
from notifier.transports import Transport

MAIL = "mail"


class Carriers:
    """`opener` makes the mail transport when the first mail goes. Moments that stamp signatures come from `clock`.
    `settle` returns when the last mail that was taken is on record on the disk; before that no other may be taken."""

    def __init__(
        self,
        db: Database,
        opener: Callable[[], Transport],
        settings: ChannelSettings,
        clock: Callable[[], datetime],
        hook: Hook = no_hook,
        settle: Callable[[], None] = lambda: None,
    ) -> None:
        self._db = db
        self._opener = opener
        self._settings = settings
        self._clock = clock
        self._hook = hook
        self._mail: Transport | None = None
        self._settle = settle
        self._holds = False
        self._down: set[str] = set()

    def close_mail(self) -> None:
        """No mail goes in this round."""
        self._down.add(MAIL)

    def waits(self, delivery: Delivery) -> bool:
        """Whether its way was found to be down in this round."""
        return self._lane(delivery) in self._down

    def carry(self, delivery: Delivery, sender: str, message: bytes) -> str:
        """What the other side said on taking it, if anything. Raises Undelivered."""
        try:
            if is_channel(delivery.email):
                self._settle()
                return self._post(delivery, message)
            if self._mail is None:
                self._mail = self._opener()
                holding = getattr(self._mail, "hold_for", None)
                if holding is not None:
                    holding(self._settle)
                    self._holds = True
            if not self._holds:
                self._settle()
            return self._mail.send(sender, delivery.email, message)
        except Undelivered as fault:
            if fault.channel_down:
                self._down.add(self._lane(delivery))
            raise

    def _lane(self, delivery: Delivery) -> str:
        return delivery.email if is_channel(delivery.email) else MAIL

    def _post(self, delivery: Delivery, message: bytes) -> str:
        address = target_of(self._db, delivery.reader)
        if address is None:
            raise Undelivered(f"the address of {delivery.email} is gone; subscribe it again", permanent=True)
        try:
            said = post(address, message, delivery.message_key, self._settings.rules, self._clock(), self._hook)
        except Undelivered as fault:
            # A service that asks for a pause, or is not there, is left alone for the rest of the round.
            if not fault.permanent:
                self._down.add(delivery.email)
            raise
        return said

    def close(self) -> None:
        if self._mail is not None:
            self._mail.close()
