"""What the register folds work on: one row of one version of one notice, and the totals that notices claim."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache

from storage.clock import ZONE
from storage.companies import clean_uscc, normalise, uscc_valid

VOID = "void"

# Within one notice, what is taken off is taken off last.
ACTION_ORDER = (
    "proposed", "listed", "readmitted", "renamed", "changed", "rectification", "proposed_removal", "type_dropped",
    "removed", VOID,
)  # fmt: skip
PROVISIONAL_STAGES = frozenset({"proposal", "consultation"})
_TYPE_MARKS = (("梯次", "梯次利用"), ("再生", "再生利用"))


@dataclass(frozen=True, slots=True)
class ListingRow:
    """One entry as one version of a notice states it; the fields of `storage.model.Entry` with where they come from.

    All rows of one version carry that version's `observed_at` (ISO 8601, UTC+8): the newest version of a notice
    replaces its earlier ones, so a row that is gone from it was taken back by the publisher. A version that states no
    row any more is told by one row with the action `void`. `published_on` and `effective_on` are the publisher's days.
    `where` is `body` or `attachment:NAME`; `sha256` that of the file the row stands in; `detail` what else the row
    says, as (name, text) pairs in the order of their names.
    """

    register: str
    action: str
    company: str
    notice: str
    observed_at: str
    uscc: str = ""
    province: str = ""
    entry_type: str = ""
    batch: str = ""
    former: str = ""
    published_on: date | None = None
    effective_on: date | None = None
    where: str = "body"
    row: str = ""
    sha256: str = ""
    stage: str = "issued"
    detail: tuple[tuple[str, str], ...] = ()

    def said(self, name: str) -> str:
        return next((text for key, text in self.detail if key == name), "")

    @property
    def day(self) -> date:
        """From when the row holds: the later of the publisher's two days; the day we saw it where he gives none."""
        published, effective = self.published_on, self.effective_on
        if published is None or effective is None:
            return published or effective or _moment(self.observed_at).astimezone(ZONE).date()
        return max(published, effective)

    @property
    def provisional(self) -> bool:
        return self.stage in PROVISIONAL_STAGES


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """A total that a notice itself declares; `storage.model.ClaimedTotal` with where it comes from."""

    register: str
    count: int
    scope: str
    sentence: str
    notice: str
    observed_at: str
    published_on: date | None = None


@lru_cache(maxsize=1024)
def entry_types(text: str) -> tuple[str, ...]:
    """The capacities a cell names: `梯次利用、再生利用` names two. Unknown words are one capacity of their own."""
    found = tuple(full for mark, full in _TYPE_MARKS if mark in text)
    return found or ("".join(text.split()),)


def tidy(rows: Iterable[ListingRow]) -> list[ListingRow]:
    """One row a capacity, codes cleaned (an invalid code is dropped: it identifies nobody), exact doubles dropped."""
    tidied: dict[tuple[object, ...], ListingRow] = {}
    for row in rows:
        code = clean_uscc(row.uscc) if row.uscc else ""
        code, province = code if code and uscc_valid(code) else "", row.province.strip()
        for capacity in entry_types(row.entry_type):
            plain = row
            if (code, capacity, province) != (row.uscc, row.entry_type, row.province):
                plain = replace(row, uscc=code, entry_type=capacity, province=province)
            names = (normalise(plain.company), normalise(plain.former))
            said = (plain.register, plain.notice, plain.observed_at, plain.action, plain.stage)
            key = (*said, *names, plain.uscc, plain.province, capacity, plain.batch, plain.said("change"))
            first = tidied.setdefault(key, plain)
            if (plain.where, plain.row) < (first.where, first.row):
                tidied[key] = plain
    return list(tidied.values())


def voids(rows: Iterable[ListingRow], versions: Iterable[tuple[str, str]]) -> list[ListingRow]:
    """The `void` rows that ONE register's rows need beside them: one for each version, given as (notice, observed_at),
    of a notice among the rows that states no row of the register itself."""
    rows = list(rows)
    stated = {(row.notice, _moment(row.observed_at)) for row in rows}
    first = {row.notice: row for row in rows}
    return [
        ListingRow(first[notice].register, VOID, "", notice, observed_at, published_on=first[notice].published_on)
        for notice, observed_at in versions
        if notice in first and (notice, _moment(observed_at)) not in stated
    ]


def known(rows: Iterable[ListingRow], known_at: datetime | None = None) -> list[ListingRow]:
    """The rows of the newest version of each notice that had been observed by then, in the publisher's order."""
    horizon = known_at.astimezone(ZONE).isoformat() if known_at else ""
    seen = [row for row in rows if not horizon or _moment(row.observed_at) <= _moment(horizon)]
    newest: dict[str, datetime] = {}
    for row in seen:
        moment = _moment(row.observed_at)
        newest[row.notice] = max(newest.get(row.notice, moment), moment)
    return in_order(row for row in seen if _moment(row.observed_at) == newest[row.notice])


def in_order(rows: Iterable[ListingRow]) -> list[ListingRow]:
    """Rows of the newest versions, tidied, in the publisher's order."""
    return sorted(tidy(rows), key=_order)


@lru_cache(maxsize=4096)
def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=ZONE)


def _order(row: ListingRow) -> tuple[object, ...]:
    rank = ACTION_ORDER.index(row.action) if row.action in ACTION_ORDER else len(ACTION_ORDER)
    return (row.day, row.notice, rank, row.where, _row_number(row.row), row.company, row.entry_type, row.former)


def _row_number(text: str) -> tuple[int, str]:
    digits = "".join(c if c in "0123456789" else " " for c in text).split()
    return (int(digits[-1][:9]) if digits else 0, text)
