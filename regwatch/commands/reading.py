"""`registers`, `register`, `check`, `penalties`, `rollouts`: facts out of the archive's rows."""

from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from regwatch.commands.arguments import in_order, moment_or_none, now_or, or_in_chinese, state_of
from regwatch.errors import UsageFault
from regwatch.output import Format, print_json, print_records
from regwatch.register_events import print_events
from regwatch.state import State
from regwatch.supplier_report_files import write_report
from storage.aliases import AliasFileError, load_aliases
from storage.clock import now
from storage.penalties import fine_in_words
from storage.queries import penalties as penalty_queries
from storage.queries import registers as register_queries
from storage.queries import rollouts as rollout_queries
from storage.rollout_deviations import deviations_in_words
from storage.supplier_files import SupplierFileError, read_suppliers

_REGISTER_COLUMNS = ("register", "name_en", "name", "computed_total", "entries", "last_notice_on")
_ENTRY_COLUMNS = ("company", "province", "entry_type", "batch", "status", "since", "notice", "attachment", "row")
_EVENT_COLUMNS = ("on", "kind", "company", "entry_type", "notice", "observed_at")
_CHECK_COLUMNS = ("query", "verdict", "company", "entry_type", "status", "since", "why", "notice")
_PENALTY_COLUMNS = ("item", "offence", "circumstance", "tier", "fine", "flags", "notice")
_ROLLOUT_COLUMNS = (
    "code", "province", "province_en", "status", "published_on", "lag_days", "deviations", "notice",
)  # fmt: skip


def add_to(app: typer.Typer) -> None:
    app.command()(registers)
    app.command()(register)
    app.command()(check)
    app.command()(penalties)
    app.command()(rollouts)


def registers(context: typer.Context) -> None:
    """The official lists that the archive knows."""
    state = state_of(context)
    found = register_queries.registers(state.archive())
    print_records(found, _REGISTER_COLUMNS, state.format, empty="no list has been read yet")


def register(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="REGISTER", help="A register's key, as `registers` prints it.")],
    as_of: Annotated[str, typer.Option("--as-of", help="The list on this day (default: today).")] = "",
    known_at: Annotated[str, typer.Option("--known-at", help="Only by what had been seen at this moment.")] = "",
    older: Annotated[str, typer.Option("--from", help="Events from this day on …")] = "",
    newer: Annotated[str, typer.Option("--to", help="… to this day, which is included.")] = "",
) -> None:
    """A list as of a day, or what happened to it between two days."""
    state = state_of(context)
    db = state.archive()
    known = moment_or_none(known_at, end_of_day=True)
    if older or newer:
        if as_of:
            raise UsageFault("--from and --to ask for a window, --as-of for a day; give one kind")
        since, until = in_order(moment_or_none(older), moment_or_none(newer, end_of_day=True))
        until = until or now()
        since = since or datetime.min.replace(tzinfo=until.tzinfo)
        events = register_queries.register_events(db, name, since, until, known)
        if state.format is Format.json:
            print_json({"register": name, "from": older or None, "to": newer or None, "events": events})
        elif state.format is Format.table and events:
            print_events(db, events)
        else:
            print_records(events, _EVENT_COLUMNS, state.format, empty="nothing happened between these days")
        return
    shape = register_queries.register_state(db, name, now_or(as_of), known).shape()
    if state.format is Format.json:
        print_json(shape)
        return
    print_records(shape["entries"], _ENTRY_COLUMNS, state.format, empty="the list is empty on that day")
    if state.format is Format.table:
        typer.echo(f"{shape['register']} on {shape['as_of']}: {shape['computed_total']} enterprises in force")
        for claim in shape["claimed_totals"]:
            typer.echo(f"claimed: {claim['count']} ({claim['sentence']})")
        for warning in shape["warnings"]:
            typer.echo(f"warning: {warning}")


def check(
    context: typer.Context,
    names: Annotated[list[str] | None, typer.Argument(help="Supplier names or credit codes.")] = None,
    file: Annotated[Path | None, typer.Option("--file", help="A CSV or XLSX of suppliers.")] = None,
    column: Annotated[str, typer.Option(help="The column that holds the names.")] = "",
    only: Annotated[str, typer.Option("--register", help="One register (default: all).")] = "",
    as_of: Annotated[str, typer.Option("--as-of", help="On this day (default: today).")] = "",
    known_at: Annotated[str, typer.Option("--known-at", help="Only by what had been seen at this moment.")] = "",
    report: Annotated[Path | None, typer.Option(help="Also write a report: FILE.html, .csv or .xlsx.")] = None,
) -> None:
    """Is a supplier on the official list, today or on the day you signed?"""
    from storage.suppliers import SupplierIndex  # brings the readings of Chinese names, which take their time

    state = state_of(context)
    queries = _queries(names or [], file, column)
    db = state.archive()
    day, known = now_or(as_of), moment_or_none(known_at, end_of_day=True)
    keys = [only] if only else [row["register"] for row in register_queries.registers(db)]
    try:
        states = [register_queries.register_state(db, key, day, known) for key in keys]
        index = SupplierIndex(states, _aliases(state))
    except AliasFileError as fault:
        raise UsageFault(str(fault)) from None
    answers = index.check_all(queries)
    for answer in answers:
        answer["as_of"] = answer["as_of"] or day.date().isoformat()
    if report is not None:
        write_report(db, answers, report, known)
    if state.format is Format.json:
        print_json(answers)
    else:
        print_records(_flat(answers), _CHECK_COLUMNS, state.format, empty="no supplier was given")


def _queries(names: list[str], file: Path | None, column: str) -> list[tuple[str, str]]:
    queries = [(name, "") for name in names]
    if file is not None:
        try:
            queries += [(row.name, row.uscc) for row in read_suppliers(file, column or None).suppliers]
        except SupplierFileError as fault:
            raise UsageFault(str(fault)) from None
    if not any(name.strip() or uscc for name, uscc in queries):
        raise UsageFault("no supplier was given; write names, or --file SUPPLIERS.csv")
    return queries


def _aliases(state: State) -> Any:
    own = state.settings.data / "aliases.csv"
    return load_aliases(own if own.exists() else None)


def _flat(answers: list[dict[str, Any]]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for answer in answers:
        head = {"query": answer["query"], "verdict": answer["verdict"], "as_of": answer["as_of"]}
        rows += [{**head, **match} for match in answer["matches"]] or [head]
    return rows


def penalties(
    context: typer.Context,
    query: Annotated[str, typer.Option(help="Words that the rule must hold.")] = "",
    as_of: Annotated[str, typer.Option("--as-of", help="On this day (default: today).")] = "",
    known_at: Annotated[str, typer.Option("--known-at", help="Only by what had been seen at this moment.")] = "",
) -> None:
    """What an offence costs: offence, circumstance, tier and fine, with the amounts as numbers."""
    state = state_of(context)
    day = moment_or_none(as_of, end_of_day=True) or now()
    found = penalty_queries.penalties(state.archive(), day, query, moment_or_none(known_at, end_of_day=True))
    if state.format is Format.table:
        found = [{**rule, "fine": fine_in_words(rule["fine"])} for rule in found]
    nothing = f"no penalty rule matches on that day{or_in_chinese(query)}"
    print_records(found, _PENALTY_COLUMNS, state.format, empty=nothing)


def rollouts(
    context: typer.Context,
    campaign: Annotated[str, typer.Option(help="A national notice: id, address or words of its title.")] = "",
    as_of: Annotated[str, typer.Option("--as-of", help="By the notices published up to this day.")] = "",
    known_at: Annotated[str, typer.Option("--known-at", help="Only by what had been seen at this moment.")] = "",
    since: Annotated[str, typer.Option(help="The provinces that moved from this day on …")] = "",
    until: Annotated[str, typer.Option(help="… up to, and without, this day.")] = "",
) -> None:
    """Which of the 31 provinces has issued its implementing notice, when, with what lag and what other figures; with
    --since or --until, which of them moved in a window of the publishers' days."""
    state = state_of(context)
    db = state.archive()
    if since or until:
        if as_of or known_at:
            raise UsageFault("--since and --until ask for a window, --as-of and --known-at for a moment; give one kind")
        found = rollout_queries.moved(db, *in_order(moment_or_none(since), moment_or_none(until)), campaign)
        columns: tuple[str, ...] = ("province", "province_en", "before", *_ROLLOUT_COLUMNS[3:])
        nothing = "no province moved in this window"
    else:
        day = moment_or_none(as_of, end_of_day=True)
        known = moment_or_none(known_at, end_of_day=True)
        found = rollout_queries.rollouts(db, campaign, day, known, deviating=True)
        columns, nothing = _ROLLOUT_COLUMNS, ""
    if state.format is Format.table:
        found = [{**row, "deviations": deviations_in_words(row["deviations"])} for row in found]
    print_records(found, columns, state.format, empty=nothing)
