"""`report weekly`: a week for a whole team, with charts, as HTML or PDF."""

from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Annotated

import typer

from crawler.sources import SOURCES
from notifier.wishes import wish
from regwatch.commands.arguments import known_province, moment_or_none, state_of
from regwatch.errors import UsageFault
from regwatch.progress import say
from regwatch.reports.files import FORMATS, write_report
from regwatch.reports.weekly import weekly_report
from storage.clock import ZONE, now
from storage.supplier_files import SupplierFileError, read_suppliers


def add_to(app: typer.Typer) -> None:
    reports = typer.Typer(help="Reports for a team.", no_args_is_help=True)
    reports.command("weekly")(weekly)
    app.add_typer(reports, name="report")


def weekly(
    context: typer.Context,
    output: Annotated[Path, typer.Option("-o", "--output", help="Where to write: FILE.html or FILE.pdf.")],
    until: Annotated[str, typer.Option(help="Where the seven days end (default: the last Monday).")] = "",
    topic: Annotated[list[str] | None, typer.Option(help="Only this topic (may be repeated).")] = None,
    source: Annotated[list[str] | None, typer.Option(help="Only this source (may be repeated).")] = None,
    province: Annotated[list[str] | None, typer.Option(help="Only this province (may be repeated).")] = None,
    query: Annotated[str, typer.Option(help="Only what holds these words.")] = "",
    watch: Annotated[Path | None, typer.Option(help="A CSV or XLSX of suppliers to watch.")] = None,
    column: Annotated[str, typer.Option(help="The column of that file that holds the names.")] = "",
    language: Annotated[str, typer.Option(help="Labels in en, zh or both.")] = "en",
) -> None:
    """What seven days brought: summary, charts, every change, provinces, coverage."""
    state = state_of(context)
    if output.suffix.lower() not in FORMATS:
        raise UsageFault(f"{output} ends in neither .html nor .pdf; name the report one or the other")
    try:
        names = [one.name for one in read_suppliers(watch, column or None).suppliers] if watch else []
    except SupplierFileError as fault:
        raise UsageFault(str(fault)) from None
    wanted = wish(
        "weekly",
        topics=topic or [],
        sources=source or [],
        provinces=[known_province(name) for name in province or []],
        query=query,
        watch=names,
        watch_file=watch.name if watch else "",
        language=language,
        known_sources=list(SOURCES),
    )
    end = moment_or_none(until) or last_monday(now())
    html = weekly_report(state.archive(), end, wanted, state.settings.mail.base_url)
    write_report(html, output)
    say(f"{output}: the seven days before {end.isoformat()}")


def last_monday(at: datetime) -> datetime:
    """The newest Monday 00:00 (UTC+8) at or before a moment."""
    day = at.astimezone(ZONE).date()
    return datetime.combine(day - timedelta(days=day.weekday()), time(0, 0), ZONE)
