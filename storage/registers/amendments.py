"""Rows that change what an entry says of its enterprise: its name, a misprint, its address, its kind of product."""

from storage.companies import normalise
from storage.registers.book import Book, Enterprise, snapshot
from storage.registers.changes import changes_told
from storage.registers.rows import ListingRow


def rename(book: Book, row: ListingRow, kind: str = "renamed") -> None:
    former = ListingRow(row.register, row.action, row.former, row.notice, row.observed_at, province=row.province)
    enterprise = book.find(row) or (book.find(former) if row.former else None)
    if enterprise is None:
        book.warn(row, f"is the new name of {row.former or 'an enterprise'} that no earlier notice at hand lists")
        return
    change_name(book, enterprise, row, kind)


def change_name(book: Book, enterprise: Enterprise, row: ListingRow, kind: str = "renamed") -> None:
    old_name = enterprise.name
    if normalise(old_name) == normalise(row.company):
        if row.former and not row.provisional:
            book.bore(enterprise, row.former)  # a name that no earlier notice at hand lists, and buyers may know it by
        return
    before = {standing.entry_type: snapshot(enterprise, standing) for standing in enterprise.standings.values()}
    if row.provisional:
        for entry_type, state in before.items():
            book.record("proposed", enterprise, row, entry_type, state, {**(state or {}), "company": row.company})
        return
    book.rename(enterprise, row.company)
    enterprise.uscc = row.uscc or enterprise.uscc
    for entry_type, standing in enterprise.standings.items():
        book.record(kind, enterprise, row, entry_type, before[entry_type], snapshot(enterprise, standing))


def renamed_by_code(book: Book, enterprise: Enterprise, row: ListingRow) -> None:
    """A later list that prints another name beside the same code: the code is who it is."""
    if not row.uscc or not enterprise.standings:
        return
    known = {normalise(name) for name in (enterprise.name, *enterprise.former)}
    if normalise(row.company) not in known:
        change_name(book, enterprise, row)


def change(book: Book, row: ListingRow) -> None:
    if row.former and normalise(row.former) != normalise(row.company):
        rename(book, row, "changed")
        return
    enterprise = book.find(row)
    if enterprise is None:
        book.warn(row, "is changed but no earlier notice at hand lists it")
        return
    before = {standing.entry_type: snapshot(enterprise, standing) for standing in enterprise.standings.values()}
    if not row.provisional:
        book.meet(row)
        _move_capacity(enterprise, row.said("former_type"), row.entry_type)
    held = capacities_held(enterprise, row.entry_type)
    if not any(entry_type in enterprise.standings for entry_type in held):
        held = sorted(enterprise.standings)  # the row names another capacity than the list: it speaks of the enterprise
    told = changes_told(row)
    for entry_type in held:
        standing = enterprise.standings[entry_type]
        after = {**(snapshot(enterprise, standing) or {}), **({"changes": told} if told else {})}
        kind = "proposed" if row.provisional else "changed"
        book.record(
            kind, enterprise, row, entry_type, before.get(entry_type, before.get(row.said("former_type"))), after
        )


def _move_capacity(enterprise: Enterprise, old: str, new: str) -> None:
    """A list that knows kinds of product in place of capacities may print another kind: the entry is the same."""
    if old in enterprise.standings and new and new not in enterprise.standings:
        standing = enterprise.standings.pop(old)
        standing.entry_type = new
        enterprise.standings[new] = standing


def capacities_held(enterprise: Enterprise, entry_type: str) -> list[str]:
    """The capacities a row speaks of: its own; all that are held when it names none; the unnamed one when the
    enterprise is known under no other."""
    held = sorted(enterprise.standings)
    if not entry_type:
        return held or [""]
    return [""] if held == [""] else [entry_type]
