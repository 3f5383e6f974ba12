"""Names of a public notice (公示) that the announcement (公告) answering it leaves out.

A 公示 whose announcement is not in the archive is answered by nothing: silence is no refusal.
"""

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


def kept_on(rows: Sequence[ListingRow], identities: Identities) -> list[tuple[ListingRow, ListingRow]]:
    """Pairs of (row of a 公示 that proposes a removal, a row of the announcement that strikes off others of it and not
    this one): the first later announcement within 400 days that strikes off any enterprise of the 公示."""
    asked: dict[str, list[ListingRow]] = defaultdict(list)
    done: dict[tuple[date, str], list[ListingRow]] = defaultdict(list)
    for row in rows:
        if row.action == "proposed_removal" or (row.action == "removed" and row.provisional):
            asked[row.notice].append(row)
        elif row.action == "removed":
            done[row.day, row.notice].append(row)
    pairs: list[tuple[ListingRow, ListingRow]] = []
    for proposed in asked.values():
        names, begun = _ids(proposed, identities), proposed[0].day
        for (day, _), struck in sorted(done.items()):
            if begun < day <= begun + ANSWERED_WITHIN and names & _ids(struck, identities):
                pairs += [(row, struck[0]) for row in proposed if not _named(row, struck, identities)]
                break
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
