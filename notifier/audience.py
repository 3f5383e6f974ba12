"""Who is due a digest: the readers with awake subscriptions of a frequency. Nothing here writes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from notifier.link_tokens import Wanted, tokens_for
from notifier.links import manage_link, unsubscribe_link
from notifier.own_hours import DueTo
from notifier.schedules import schedule_of
from notifier.windows import Frequency, Window
from notifier.wishes import Language, Wish, restored
from storage.clock import stamp


@dataclass(frozen=True, slots=True)
class Asked:
    """One subscription. `urgent_only`: its own frequency is another; only what is urgent is told at once."""

    subscription: int
    wish: Wish
    urgent_only: bool = False


@dataclass(frozen=True, slots=True)
class Reader:
    """`told` are changes of the window that another mail told already, with the day; `soon` are deadlines (notice,
    kind, day) to tell now."""

    id: int
    email: str
    address_key: str
    asked: tuple[Asked, ...]
    told: tuple[tuple[int, str], ...] = ()
    soon: tuple[tuple[str, str, str], ...] = ()

    @property
    def language(self) -> Language:
        spoken = {asked.wish.language for asked in self.asked}
        return spoken.pop() if len(spoken) == 1 else "both"

    @property
    def urgent_only(self) -> bool:
        return all(asked.urgent_only for asked in self.asked)


def audience(
    db: Database, frequency: Frequency, window: Window | None = None, *, whole: bool = True, reader: int | None = None
) -> list[Reader]:
    """Confirmed readers who are not away, oldest first, for one window.

    `whole`: those without hours of their own belong to it. Readers with hours of their own belong to the window that
    is theirs. An immediate run also looks at the subscriptions of the other frequencies.
    """
    rows = db.conn.execute(
        """SELECT r.id, r.email, r.address_key, s.id, s.wish, s.own_hours, s.carry_from, s.carry_until
           FROM subscriptions s JOIN readers r ON r.id = s.reader
           WHERE s.state = 'active' AND (s.frequency = ? OR ? = 'immediate') AND (? IS NULL OR r.id = ?)
           AND NOT (r.paused_why = 'reader' AND coalesce(r.paused_until, '') > ?)
           AND r.address_key NOT IN (SELECT address_key FROM suppressions) ORDER BY r.id, s.id""",
        [frequency, frequency, reader, reader, stamp(window.until) if window else ""],
    ).fetchall()
    people: dict[int, tuple[str, str]] = {}
    asked: dict[int, list[Asked]] = {}
    for ident, email, address_key, subscription, stored, hours, carry_from, carry_until in rows:
        if frequency != "immediate" and window is not None:
            due = DueTo(schedule_of(hours), carry_from or "", carry_until or "")
            if not (whole if due.shared(window.until) else due.window(frequency, window.until) == window):
                continue
        wish = restored(stored)
        people[int(ident)] = (email, address_key)
        asked.setdefault(int(ident), []).append(Asked(int(subscription), wish, wish.frequency != frequency))
    return [Reader(ident, *people[ident], tuple(chosen)) for ident, chosen in asked.items()]


@dataclass(frozen=True, slots=True)
class StopLinks:
    """Links that stop all of a reader's mail, or one subscription's, or lead to the reader's own page; empty without a
    base_url."""

    all: str = ""
    one: tuple[tuple[int, str], ...] = ()
    manage: str = ""

    def of(self, subscription: int) -> str:
        return dict(self.one).get(subscription, "")


def stop_links(db: Database, reader: Reader, base_url: str, now: datetime) -> StopLinks:
    return stop_links_of(db, [reader], base_url, now)[reader.id]


def stop_links_of(db: Database, readers: Sequence[Reader], base_url: str, now: datetime) -> dict[int, StopLinks]:
    """By reader's id; read at once for all of them."""
    if not base_url:
        return {reader.id: StopLinks() for reader in readers}
    wanted: list[Wanted] = []
    for reader in readers:
        wanted += [("unsubscribe", reader.id, None), ("manage", reader.id, None)]
        wanted += [("unsubscribe", reader.id, asked.subscription) for asked in reader.asked]
    tokens = tokens_for(db, wanted, now)
    return {
        reader.id: StopLinks(
            unsubscribe_link(base_url, tokens["unsubscribe", reader.id, None]),
            tuple(
                (one.subscription, unsubscribe_link(base_url, tokens["unsubscribe", reader.id, one.subscription]))
                for one in reader.asked
            ),
            manage_link(base_url, tokens["manage", reader.id, None]),
        )
        for reader in readers
    }
