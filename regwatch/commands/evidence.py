"""`evidence export`, `verify`, `seal`, `roots`: what was captured of a notice, fit to be checked by somebody else."""

from pathlib import Path
from typing import Annotated, Any

import typer

from regwatch.commands.arguments import state_of
from regwatch.errors import DoneInPart, UsageFault
from regwatch.output import Format, print_json, print_records
from regwatch.progress import say
from storage.archive import open_archive
from storage.clock import now
from storage.evidence import days, timestamps
from storage.evidence.containers import NotAPack
from storage.evidence.findings import Verdict
from storage.evidence.packs import export as write_pack
from storage.evidence.verifying import verify as check_pack
from storage.new_files import CannotWrite

_FINDING_COLUMNS = ("file", "where", "fault")
_ROOT_COLUMNS = ("day", "first_capture", "last_capture", "root", "made_at", "authority")


def add_to(app: typer.Typer) -> None:
    group = typer.Typer(
        name="evidence", help="Packs of evidence that a third party can check offline.", no_args_is_help=True
    )
    group.command()(export)
    group.command()(verify)
    group.command()(seal)
    group.command()(roots)
    app.add_typer(group)


def export(
    context: typer.Context,
    notice: Annotated[str, typer.Argument(help="A notice's id or any of its addresses.")],
    out: Annotated[Path, typer.Option("-o", "--out", help="The pack's file (a zip), or a folder to put it into.")],
) -> None:
    """Write everything captured of a notice into one file: bytes, headers, hashes, the chain, the differences."""
    state = state_of(context)
    form = state.format
    try:
        written = write_pack(state.archive(), notice, out, now())
    except CannotWrite as fault:
        raise UsageFault(str(fault)) from None
    shape = {
        "pack": str(written.path),
        "notice": written.notice,
        "captures": written.captures,
        "files": written.files,
        "bytes": written.bytes,
        "sha256": written.sha256,
    }
    if form is Format.json:
        print_json(shape)
    else:
        print_records([shape], tuple(shape), form, empty="")


def verify(
    context: typer.Context,
    pack: Annotated[Path, typer.Argument(help="A pack, or the folder it was unpacked into.")],
    authority: Annotated[
        Path | None, typer.Option("--authority", help="PEM certificates of the timestamp authority to expect.")
    ] = None,
) -> None:
    """Check a pack without network or archive. Status 1, and what does not hold by name, when something does not."""
    form = state_of(context).format
    try:
        verdict = check_pack(pack, _authority(authority))
    except NotAPack as fault:
        raise UsageFault(str(fault)) from None
    if form is Format.json:
        print_json(verdict.shape())
    else:
        _print_verdict(verdict, form)
    if not verdict.holds:
        more = len(verdict.findings) - 1
        others = f" (and {more} more)" if more else ""
        raise DoneInPart(f"{pack} does not hold: {verdict.findings[0]}{others}")


def _authority(path: Path | None) -> timestamps.Authority | None:
    if path is None:
        return None
    try:
        return timestamps.Authority.of_pem(path.read_bytes())
    except OSError as error:
        raise UsageFault(f"{path} cannot be read ({error.strerror or error}); name a PEM file") from None
    except timestamps.TimestampFault as fault:
        raise UsageFault(f"{path}: {fault}; name a file with the authority's certificates") from None


def _print_verdict(verdict: Verdict, form: Format) -> None:
    shape: dict[str, Any] = verdict.shape()
    if form is Format.csv or verdict.findings:
        print_records(shape["findings"], _FINDING_COLUMNS, form, empty="")
    else:
        typer.echo(f"{verdict.pack} holds: {verdict.captures} captures of {verdict.notice} in {verdict.files} files")
        typer.echo(verdict.title)
        for root in verdict.roots:
            sealed = f"sealed {root['sealed_at']}" if root["sealed_at"] else "not yet sealed when exported"
            typer.echo(f"root of {root['day']}: {root['root']} ({sealed})")
    for note in verdict.notes:
        say(f"note: {note}")


def seal(context: typer.Context) -> None:
    """Make the root of every day that is over, and have the authority countersign it when one is set."""
    state = state_of(context)
    form = state.format
    state.archive().close()
    db = open_archive(state.settings.data)
    sealed = {root.day for root in days.seal_finished_days(db, now())}
    fault = ""
    if state.settings.evidence.timestamp_url:
        try:
            sealed.update(timestamps.countersign(db, state.settings.evidence.timestamp_url))
        except (timestamps.TimestampFault, timestamps.NotInstalled) as error:
            fault = str(error)
    print_records(_shapes(root for root in days.roots(db) if root.day in sealed), _ROOT_COLUMNS, form, empty=_NOTHING)
    if fault:
        raise DoneInPart(f"the roots are made, and not all are countersigned: {fault}")


_NOTHING = "no day was waiting for its root"


def roots(context: typer.Context) -> None:
    """The roots made so far, to be compared with those in a pack."""
    state = state_of(context)
    print_records(
        _shapes(days.roots(state.archive())), _ROOT_COLUMNS, state.format, empty="no root yet; `regwatch evidence seal`"
    )


def _shapes(found: Any) -> list[dict[str, Any]]:
    return [
        {
            "day": root.day,
            "first_capture": root.first_capture,
            "last_capture": root.last_capture,
            "root": root.root,
            "link": root.link,
            "made_at": root.made_at,
            "authority": root.authority,
            "timestamp": root.timestamp is not None,
        }
        for root in found
    ]
