"""What a row of changes says was otherwise before: its address, its legal representative, its kind of product."""

from storage.registers.rows import ListingRow

_SIDES = ("type", "address", "uscc", "capacity", "product", "contact")


def changes_told(row: ListingRow) -> list[dict[str, str]]:
    """`[{"what", "before", "after"}]`, `what` as the notice prints it or the name of the attribute."""
    told = [
        {"what": side, "before": old, "after": new}
        for side in _SIDES
        if (old := row.said(f"former_{side}")) != (new := row.said(f"new_{side}"))
    ]
    before, after = row.said("before"), row.said("after")
    if before or after:
        what = row.said("change") or "not stated"
        if not (told and row.said("former_type") == before):
            told.append({"what": what, "before": before, "after": after})
    return told
