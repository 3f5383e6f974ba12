"""Faults a user can mend, each with a message of one sentence: the thing, the fault, the remedy."""

from datetime import timedelta


class NotifierError(ValueError):
    """Wrong usage or settings of subscriptions, digests or mail (exit status 2)."""


class BadAddress(NotifierError):
    """A text that is no mail address."""


class BadWish(NotifierError):
    """A subscription that asks for something unknown."""


class SubscriptionExists(NotifierError):
    """The same address already asks for the same."""


class SubscriptionNotFound(NotifierError):
    """No subscription has this address or id."""


class LinkNotGood(NotifierError):
    """A mailed link that was altered, withdrawn or is too old."""


class BadMailSettings(NotifierError):
    """The [mail] table cannot be used."""


class BadTemplate(NotifierError):
    """A template of the mails that cannot be used: its file, the line and what is wrong there."""


class OutboxBusy(NotifierError):
    """Another process is sending from the same subscribers.db."""


class Undelivered(Exception):
    """One mail was not taken. `code` is the SMTP reply (0: none). `permanent`: trying again as is cannot help.
    `channel_down`: the fault is the connection's, so every other mail would meet it too. `retry_after`: the other side
    said how long to wait."""

    def __init__(
        self,
        sentence: str,
        *,
        code: int = 0,
        permanent: bool = False,
        channel_down: bool = False,
        retry_after: timedelta | None = None,
    ) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.code = code
        self.permanent = permanent
        self.channel_down = channel_down
        self.retry_after = retry_after
