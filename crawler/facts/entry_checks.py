"""What can be checked of the entries of a notice: none twice, and as many as the notice itself claims."""

from collections import defaultdict
from collections.abc import Sequence

from storage.companies import normalise
from storage.model import ClaimedTotal, Entry


def without_doubles(entries: Sequence[Entry]) -> tuple[list[Entry], list[str]]:
    """Each entry once. A list in the body and again in an annex is one list; a name twice in one place is a fault. Of
    two rows that differ only in what one leaves out, the fuller is kept."""
    kept: dict[tuple[str, ...], Entry] = {}
    warnings = []
    for entry in entries:
        said = entry.detail.get("change", "") if entry.action == "changed" else ""
        key = (entry.register, entry.action, normalise(entry.company), entry.entry_type, normalise(entry.former), said)
        first = kept.setdefault(key, entry)
        if first is entry:
            continue
        if first.province and entry.province and first.province[:2] != entry.province[:2]:
            kept[*key, entry.province] = entry
            continue
        if first.where == entry.where:
            warnings.append(f"{entry.company} stands twice ({first.row} and {entry.row}); it was taken once")
        if (bool(entry.uscc), bool(entry.province)) > (bool(first.uscc), bool(first.province)):
            kept[key] = entry
    return list(kept.values()), warnings


def miscounted(entries: Sequence[Entry], totals: Sequence[ClaimedTotal]) -> list[str]:
    """A total of the whole batch or list that the rows at hand do not bear out."""
    held: dict[str, set[str]] = defaultdict(set)
    for entry in entries:
        if entry.action in ("listed", "proposed"):
            held[normalise(entry.company)].add(entry.entry_type)
    claims = sorted({t.count for t in totals if t.scope == "all" or "批" in t.scope})
    said = []
    if held and claims and len(held) not in claims:
        said.append(f"the text claims {' or '.join(map(str, claims))} enterprises, the rows at hand name {len(held)}")
    for entry_type in sorted({entry_type for types in held.values() for entry_type in types if entry_type}):
        counts = sorted({t.count for t in totals if t.scope == entry_type})
        bearing = [types for types in held.values() if entry_type in types]
        alone = sum(types == {entry_type} for types in bearing)  # who holds two may be counted with neither
        if counts and not {len(bearing), alone} & set(counts):
            told = " or ".join(map(str, counts))
            said.append(f"{entry_type}: the text claims {told} enterprises, the rows at hand name {len(bearing)}")
    return said
