"""The rows behind a digest as a CSV to attach: list events, penalty amounts, table rows. Pure."""

from collections.abc import Iterable, Iterator, Sequence

from storage.shapes import Change
from storage.spreadsheets import BYTE_ORDER_MARK, csv_text

HEADER = (
    "change", "observed_at", "what", "notice", "title", "published_on", "official_page", "list", "event", "company",
    "capacity", "province", "batch", "rule", "before", "after",
)  # fmt: skip
MOST_ROWS = 400


def rows_csv(changes: Iterable[Change]) -> str:
    """CSV text with a byte order mark, or '' when the changes brought no rows. At most MOST_ROWS rows."""
    rows = [row for change in changes for row in _rows(change)]
    return BYTE_ORDER_MARK + csv_text(HEADER, rows[:MOST_ROWS]) if rows else ""


def _rows(change: Change) -> Iterator[Sequence[object]]:
    notice = change["notice"]
    seen = (change["id"], change["observed_at"], change["kind"])
    head: tuple[object, ...] = (*seen, notice["id"], notice["title"], notice["published_on"], notice["url"])
    for event in change["register_events"]:
        state = event["after"] or event["before"] or {}
        place = (state.get("province", ""), state.get("batch", ""))
        before, after = ((side or {}).get("company", "") for side in (event["before"], event["after"]))
        yield (
            *head,
            event["register"],
            event["kind"],
            event["company"],
            event["entry_type"],
            *place,
            "",
            before,
            after,
        )
    for rule in change.get("penalty_changes", []):
        said = "; ".join(part for part in (rule["offence"], rule["circumstance"], rule["tier"]) if part)
        yield (*head, "", rule["op"], "", "", "", "", said, rule["old_amount"], rule["new_amount"])
    for edit in change["edits"]:
        if edit["op"].startswith("row_"):
            yield (*head, edit["where"], edit["op"], "", "", "", "", edit.get("key", ""), edit["before"], edit["after"])
