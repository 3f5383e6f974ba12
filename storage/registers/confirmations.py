"""Names of a public notice (公示) that the announcement (公告) answering it leaves out."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from storage.registers.identity import Identities
from storage.registers.rows import ListingRow

ANSWERED_WITHIN = timedelta(days=400)
LEAST_SHARED = 0.3


def left_out(rows: Sequence[ListingRow], identities: Identities) -> list[tuple[ListingRow, ListingRow]]:
    """Pairs of (row of the 公示, a row of the 公告 that does not name it).

    The answer is the first later announcement of the same batch within 400 days or, where one of the two names no
    batch, the first that shares at least 30 % of its enterprises.
    """
    proposed: dict[tuple[str, str], list[ListingRow]] = defaultdict(list)
    listed: dict[tuple[date, str, str], list[ListingRow]] = defaultdict(list)
    for row in rows:
        if row.action == "proposed" or (row.action == "listed" and row.provisional):
            proposed[row.notice, row.batch].append(row)
        elif row.action == "listed":
            listed[row.day, row.notice, row.batch].append(row)
    pairs: list[tuple[ListingRow, ListingRow]] = []
    for (_, batch), asked in sorted(proposed.items()):
        answer = _answer(batch, asked, listed, identities)
        if answer:
            pairs += [(row, answer[0]) for row in asked if not _named(row, answer, identities)]
    return pairs


def _answer(
    batch: str,
    asked: Sequence[ListingRow],
    listed: dict[tuple[date, str, str], list[ListingRow]],
    identities: Identities,
) -> list[ListingRow]:
    names = _ids(asked, identities)
    begun = asked[0].day
    for (day, _, answered_batch), answer in sorted(listed.items()):
        if not begun < day <= begun + ANSWERED_WITHIN:
            continue
        shared = len(names & _ids(answer, identities)) / len(names)
        if (batch == answered_batch and shared > 0) if batch and answered_batch else shared >= LEAST_SHARED:
            return answer
    return []


def _named(row: ListingRow, answer: Iterable[ListingRow], identities: Identities) -> bool:
    identity = identities.of(row.company, row.uscc, row.province)
    return any(
        identities.of(other.company, other.uscc, other.province) == identity
        and (not row.entry_type or not other.entry_type or row.entry_type == other.entry_type)
        for other in answer
    )


def _ids(rows: Iterable[ListingRow], identities: Identities) -> set[str]:
    return {identities.of(row.company, row.uscc, row.province) for row in rows}
