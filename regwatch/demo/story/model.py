"""The values of a story: notices with their editions, weeks, and what an observer must see of them.

All moments are in the publisher's zone (UTC+8).
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from storage.clock import ZONE


@dataclass(frozen=True, slots=True)
class Annex:
    """One attachment as one edition carries it. The same `token` in two editions is the same address.

    `style` is how the page links it: `link`, `absolute`, `internal_host`, `viewer` or `iframe` (MIIT only; the other
    sites always link).
    """

    name: str
    token: str
    make: Callable[[], bytes]
    style: str = "link"

    @property
    def extension(self) -> str:
        return self.name.rsplit(".", 1)[-1].lower()


@dataclass(frozen=True, slots=True)
class Content:
    """What a notice says in one edition. `body` is the markup of `markup.py`; made texts say so in their last line."""

    title: str
    body: str
    number: str = ""
    signed: date | None = None
    issuer: str = ""
    department: str = ""
    deadline: date | None = None
    annexes: tuple[Annex, ...] = ()


@dataclass(frozen=True, slots=True)
class Edition:
    """A state of a notice from `at` on. `note` says in English what was changed."""

    at: datetime
    content: Content
    note: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice on one ministry's site. `columns` are the lists that carry it, the first one names its own address.

    `ident` is the 32-hex id (MIIT, SAMR) or the digits after `tYYYYMMDD_` (MEE). `away` are the half-open spans in
    which the site does not have it. A `pointer` is a row that leads to another site: it has no page here. `made` marks
    a body that was written for the demonstration; `made_facts` marks one whose title, number, date or rows are invented
    too. `subject` says whether it concerns used power batteries or the benchmarks of the enforcing departments.
    """

    key: str
    source: str
    ident: str
    columns: tuple[str, ...]
    editions: tuple[Edition, ...]
    template: str = ""
    away: tuple[tuple[datetime, datetime | None], ...] = ()
    pointer: str = ""
    made: bool = False
    made_facts: bool = False
    subject: bool = False
    stage: str = ""

    @property
    def posted(self) -> datetime:
        return self.editions[0].at

    def shown(self, moment: datetime) -> Content | None:
        """What the site shows of it at `moment`; None while it is not there."""
        if moment < self.posted or any(start <= moment and (end is None or moment < end) for start, end in self.away):
            return None
        return [edition.content for edition in self.editions if edition.at <= moment][-1]

    def changed(self, moment: datetime) -> datetime:
        """When the edition shown at `moment` was put up (the file's modification time)."""
        returned = [end for _, end in self.away if end is not None and end <= moment]
        return max([edition.at for edition in self.editions if edition.at <= moment] + returned)


@dataclass(frozen=True, slots=True)
class Outage:
    """A span in which a whole source misbehaves; `kind` is a fault of the replica."""

    source: str
    kind: str
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Week:
    """Seven days from a Monday. `observed` is the Sunday evening at which a weekly observer looks."""

    start: date
    label_en: str
    what_happens: tuple[str, ...] = ()

    @property
    def observed(self) -> datetime:
        return datetime.combine(self.start + timedelta(days=6), time(20, 0), ZONE)


@dataclass(frozen=True, slots=True)
class Sighting:
    """What an observer who looks at `at` must find new since the look before: notice keys, each in story order.

    `pointers` are rows first seen that lead to other sites; `blind` are the sources that could not be read, about which
    nothing may be concluded.
    """

    at: datetime
    published: tuple[str, ...] = ()
    edited: tuple[str, ...] = ()
    withdrawn: tuple[str, ...] = ()
    restored: tuple[str, ...] = ()
    pointers: tuple[str, ...] = ()
    blind: tuple[str, ...] = ()


@dataclass(frozen=True)
class Story:
    """A world: what each site shows at any moment. `start` is the first moment the replica stands at."""

    start: datetime
    notices: tuple[Notice, ...]
    weeks: tuple[Week, ...] = ()
    outages: tuple[Outage, ...] = ()
    sources: tuple[str, ...] = ("miit", "samr", "mee")
    by_key: dict[str, Notice] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_key = {notice.key: notice for notice in self.notices}
        if len(by_key) != len(self.notices):
            counts = Counter(notice.key for notice in self.notices)
            twice = sorted(key for key, count in counts.items() if count > 1)
            raise ValueError(f"the story names a notice twice: {', '.join(twice)}; give each its own key")
        object.__setattr__(self, "by_key", by_key)

    def outages_at(self, moment: datetime) -> list[Outage]:
        return [outage for outage in self.outages if outage.start <= moment < outage.end]

    @property
    def expected(self) -> list[Sighting]:
        """The ledger of a weekly observer, one sighting a week; the first one finds the whole back catalogue."""
        from regwatch.demo.story.ledger import ledger

        return ledger(self, [week.observed for week in self.weeks])
