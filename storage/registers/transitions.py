"""What one row of a notice does to the register. A 公示 never lists and never takes off: it only proposes."""

from collections.abc import Callable

from storage.registers.amendments import capacities_held, change, change_name, rename, renamed_by_code
from storage.registers.book import IN_FORCE, Book, Enterprise, Standing, snapshot
from storage.registers.rows import ListingRow


def apply(book: Book, row: ListingRow) -> None:
    action = row.action
    if row.provisional:
        action = {"listed": "proposed", "readmitted": "proposed", "removed": "proposed_removal"}.get(action, action)
    step = _STEPS.get(action)
    if step is None or row.stage == "interpretation":
        return
    if not row.company and action != "type_dropped":
        book.warn(row, "names no enterprise; the row was left out")
        return
    step(book, row)


def leave_unconfirmed(book: Book, proposed: ListingRow, answer: ListingRow) -> None:
    """The announcement that answers a 公示 does not hold this name: it stays as proposed, and that is an event."""
    enterprise = book.find(proposed)
    removal = proposed.action in ("removed", "proposed_removal")
    status = "proposed_removal" if removal else "proposed"
    if enterprise is None or answer.provisional:
        return
    for entry_type in capacities_held(enterprise, proposed.entry_type) if removal else [proposed.entry_type]:
        standing = enterprise.standings.get(entry_type)
        if standing is None or standing.status != status or standing.left_out_of or standing.dropped_by:
            continue
        before = snapshot(enterprise, standing)
        standing.left_out_of = answer.notice
        after = {**(before or {}), "confirmed": False, "left_out_of": answer.notice}
        book.record("changed", enterprise, answer, entry_type, before, after)


def _drop_proposed(book: Book, enterprise: Enterprise, standing: Standing, row: ListingRow) -> None:
    """What was only proposed is never `removed`: it keeps its status and the notice that dropped its capacity."""
    if standing.dropped_by or row.provisional:
        return
    before = snapshot(enterprise, standing)
    standing.dropped_by = row.notice
    after = {**(before or {}), "confirmed": False, "dropped_by": row.notice}
    book.record("type_dropped", enterprise, row, standing.entry_type, before, after)


def _propose(book: Book, row: ListingRow) -> None:
    enterprise = book.meet(row)
    old = enterprise.standings.get(row.entry_type)
    again = old is not None and old.status == "proposed" and (old.left_out_of or old.dropped_by)
    if old is None or old.status == "removed" or again:
        book.put("proposed", enterprise, row, row.entry_type, "proposed")


def _list(book: Book, row: ListingRow, readmission: bool = False) -> None:
    enterprise = book.meet(row)
    renamed_by_code(book, enterprise, row)
    if row.former:
        change_name(book, enterprise, row)
    for entry_type in _capacities_listed(enterprise, row.entry_type):
        old = enterprise.standings.get(entry_type)
        if old is None or old.status in ("proposed", "removed"):
            kind = "readmitted" if readmission or (old and old.listed_since) else "added"
            book.put(kind, enterprise, row, entry_type, "listed")
        elif readmission and old.suspended:
            book.put("readmitted", enterprise, row, entry_type, "listed")
        elif old.status == "proposed_removal":
            book.put("readmitted" if readmission else "changed", enterprise, row, entry_type, "listed")
        elif row.batch and old.batch and row.batch != old.batch:
            book.put("changed", enterprise, row, entry_type, "listed")
    placeholder = enterprise.standings.get("")
    if row.entry_type and placeholder and placeholder.status == "proposed":
        del enterprise.standings[""]  # the 公示 named no capacity; the announcement does


def _readmit(book: Book, row: ListingRow) -> None:
    _list(book, row, readmission=True)


def _remove(book: Book, row: ListingRow) -> None:
    enterprise = book.meet(row)
    capacities = capacities_held(enterprise, row.entry_type)
    if not any(capacity in enterprise.standings for capacity in capacities):
        book.warn(row, "is taken off the register but no earlier notice at hand lists it")
    for entry_type in capacities:
        old = enterprise.standings.get(entry_type)
        if old is None or old.status != "removed":
            book.put("removed", enterprise, row, entry_type, "removed")


def _propose_removal(book: Book, row: ListingRow) -> None:
    enterprise = book.meet(row)
    capacities = capacities_held(enterprise, row.entry_type)
    if not any(capacity in enterprise.standings for capacity in capacities):
        book.warn(row, "is proposed for removal but no earlier notice at hand lists it")
    for entry_type in capacities:
        old = enterprise.standings.get(entry_type)
        if old is None or old.status == "listed" or (old.status == "proposed_removal" and old.left_out_of):
            book.put("removal_proposed", enterprise, row, entry_type, "proposed_removal")


def _drop_type(book: Book, row: ListingRow) -> None:
    """The capacity goes; an enterprise stays under any other capacity it holds."""
    if not row.entry_type:
        book.warn(row, "a dropped capacity without its name; nothing was changed")
        return
    enterprise = book.find(row) if row.company else None
    for held, standing in book.by_type(row.entry_type):
        if (row.company and held is not enterprise) or standing.status == "removed":
            continue
        if standing.status == "proposed":
            _drop_proposed(book, held, standing, row)
        elif row.provisional:
            if standing.status == "listed":
                book.put("removal_proposed", held, row, row.entry_type, "proposed_removal")
        else:
            book.put("type_dropped", held, row, row.entry_type, "removed")
    if not row.company and any(standing.status in IN_FORCE for _, standing in book.by_type("")):
        book.warn(row, "was dropped, and entries whose notice states no capacity were left as they are")


def _rectify(book: Book, row: ListingRow) -> None:
    """To be put right: an event and a mark, never a change of status."""
    enterprise = book.find(row)
    if enterprise is None or not enterprise.standings:
        book.record("rectification", None, row, row.entry_type, None, {"company": row.company, "stage": row.stage})
        return
    for entry_type in capacities_held(enterprise, row.entry_type):
        standing = enterprise.standings.get(entry_type)
        if standing and standing.status in IN_FORCE:
            before = snapshot(enterprise, standing)
            standing.rectification = row.day
            after = {**(before or {}), "rectification": row.stage}
            if row.said("suspended") and not row.provisional:
                standing.suspended = row.day
                after["suspended"] = True
            book.record("rectification", enterprise, row, entry_type, before, after)


def _capacities_listed(enterprise: Enterprise, entry_type: str) -> list[str]:
    if entry_type or "" in enterprise.standings:
        return [entry_type]
    proposed = sorted(s.entry_type for s in enterprise.standings.values() if s.status == "proposed")
    return proposed or [""]


_STEPS: dict[str, Callable[[Book, ListingRow], None]] = {
    "proposed": _propose,
    "listed": _list,
    "readmitted": _readmit,
    "removed": _remove,
    "proposed_removal": _propose_removal,
    "type_dropped": _drop_type,
    "renamed": rename,
    "changed": change,
    "rectification": _rectify,
}
