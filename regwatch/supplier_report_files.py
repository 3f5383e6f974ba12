"""A supplier check as a file that an auditor accepts: the verdicts, what they rest on, and what could not be seen."""

from pathlib import Path
from typing import Any

from regwatch.errors import UsageFault
from storage.clock import now, stamp
from storage.database import Database
from storage.queries.coverage import sources
from storage.queries.notices import summary, version_at
from storage.supplier_reports import csv_report, html_report


def write_report(db: Database, checks: list[dict[str, Any]], path: Path) -> None:
    """Write `path` as HTML or CSV by its ending. Raises UsageFault for another ending or an unwritable place."""
    if path.suffix.lower() not in (".html", ".csv"):
        raise UsageFault(f"{path} ends in neither .html nor .csv; name the report one or the other")
    text = csv_report(checks) if path.suffix.lower() == ".csv" else report_page(db, checks)
    try:
        path.write_text(text, encoding="utf-8", newline="")
    except OSError as error:
        raise UsageFault(f"{path} cannot be written ({error.strerror or error}); name a writable place") from None


def report_page(db: Database, checks: list[dict[str, Any]]) -> str:
    """The report as one page, with the notices that the verdicts rest on and the channels that were not healthy."""
    named = {match["notice"] for check in checks for match in check["matches"] if match.get("notice")}
    known: dict[str, dict[str, Any]] = {}
    for notice in sorted(named):
        version = version_at(db, notice, None)
        if version is not None:
            known[notice] = dict(summary(db, notice, version))
    blind = [
        f"{row['source']}/{row['channel']} ({row['name_en']}) was {row['state']} when this report was made"
        for row in sources(db, now())
        if row["state"] != "healthy"
    ]
    return html_report(checks, stamp(now()), known, blind)
