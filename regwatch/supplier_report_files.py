"""A supplier check as a file that an auditor accepts: the verdicts, what they rest on, and what could not be seen."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from regwatch.errors import UsageFault
from storage.clock import now, stamp
from storage.database import Database
from storage.evidence.days import roots
from storage.evidence.links import head
from storage.queries.coverage import sources
from storage.queries.notices import summary, version_at
from storage.supplier_reports import About, csv_report, html_report, xlsx_report

MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "html": "text/html; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def write_report(db: Database, checks: list[dict[str, Any]], path: Path, known_at: datetime | None = None) -> None:
    """Write `path` as HTML, CSV or XLSX by its ending. Raises UsageFault for another ending or an unwritable place."""
    form = path.suffix.lower().removeprefix(".")
    if form not in MEDIA_TYPES:
        raise UsageFault(f"{path} ends in none of .html, .csv and .xlsx; name the report one of these")
    data = report(checks, about(db, checks, now(), known_at), form)
    try:
        path.write_bytes(data)
    except OSError as error:
        raise UsageFault(f"{path} cannot be written ({error.strerror or error}); name a writable place") from None


def report(checks: Sequence[dict[str, Any]], told: About, form: str) -> bytes:
    """`form` is one of MEDIA_TYPES."""
    if form == "xlsx":
        return xlsx_report(checks, told)
    return (csv_report(checks, told) if form == "csv" else html_report(checks, told)).encode()


def about(db: Database, checks: Sequence[dict[str, Any]], asked_at: datetime, known_at: datetime | None) -> About:
    """What the checks rest on: the notices they name, the channels that were not healthy, where the chain stands."""
    named = {match["notice"] for check in checks for match in check["matches"] if match.get("notice")}
    known: dict[str, dict[str, Any]] = {}
    for notice in sorted(named):
        version = version_at(db, notice, known_at) or version_at(db, notice, None)
        if version is not None:
            known[notice] = dict(summary(db, notice, version))
    blind = [
        f"{row['source']}/{row['channel']} ({row['name_en']}) was {row['state']} when this report was made"
        for row in sources(db, asked_at)
        if row["state"] != "healthy"
    ]
    newest, sealed = head(db), roots(db)[-1:]
    return About(
        stamp(asked_at),
        stamp(known_at) if known_at else "",
        newest.link if newest else "",
        f"{sealed[0].day}: {sealed[0].root}" if sealed else "",
        known,
        blind,
    )
