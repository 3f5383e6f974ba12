"""Supplier checks as files: a CSV that is safe in spreadsheets, an HTML report with the evidence for an auditor."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from storage.registers.known import register_named
from storage.spreadsheets import BYTE_ORDER_MARK, csv_text
from storage.vocabulary import english_entry_type

VERDICTS = {
    "listed": "Listed",
    "proposed_removal": "Listed; removal proposed",
    "proposed": "Proposed only",
    "removed": "Removed",
    "possible_match": "Possible match: look",
    "not_found": "Not found",
}
COLUMNS = (
    "query", "verdict", "as_of", "company", "entry_type", "status", "since", "score", "why", "register", "province",
    "uscc", "batch", "notice", "attachment", "row", "sha256",
)  # fmt: skip


def csv_report(checks: Iterable[Mapping[str, Any]]) -> str:
    """One line a match, one line for a name without any; begins with a byte order mark so that Excel reads UTF-8."""
    rows = (
        [{**match, **_common(check)}.get(column, "") for column in COLUMNS]
        for check in checks
        for match in check["matches"] or [{}]
    )
    return BYTE_ORDER_MARK + csv_text(COLUMNS, rows)


def _common(check: Mapping[str, Any]) -> dict[str, Any]:
    return {"query": check["query"], "verdict": check["verdict"], "as_of": check["as_of"]}


def html_report(
    checks: Sequence[Mapping[str, Any]],
    made_at: str,
    notices: Mapping[str, Mapping[str, Any]] | None = None,
    coverage: Sequence[str] = (),
    title: str = "Supplier check",
) -> str:
    """A page that stands alone: no script, nothing loaded from elsewhere.

    `made_at` is the moment it was made (ISO 8601). `notices` gives by notice id its `title`, `doc_number`, `url` and
    `published_on` where they are known; `coverage` are sentences on sources that could not be read.
    """
    counts = Counter(check["verdict"] for check in checks)
    registers = {match["register"] for check in checks for match in check["matches"] if match.get("register")}
    return _PAGE.render(
        title=title,
        made_at=made_at,
        as_of=max((check["as_of"] for check in checks), default=""),
        counts=[(VERDICTS[verdict], verdict, counts[verdict]) for verdict in VERDICTS if counts[verdict]],
        checks=checks,
        verdicts=VERDICTS,
        capacity=_capacity,
        notices={key: _checked(notice) for key, notice in (notices or {}).items()},
        coverage=coverage,
        registers=[(key, register_named(key)) for key in sorted(registers)],
    )


def _capacity(entry_type: str) -> str:
    return f"{english_entry_type(entry_type)} {entry_type}".strip() or "not stated"


def _checked(notice: Mapping[str, Any]) -> dict[str, Any]:
    """Only web addresses may become links."""
    url = str(notice.get("url", ""))
    return {**notice, "url": url if url.startswith(("https://", "http://")) else ""}


_PAGE = Environment(
    loader=PackageLoader("storage"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
).get_template("supplier_report.html.j2")
