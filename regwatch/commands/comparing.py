"""`diff`: two versions, two moments or two notices beside each other."""

import shlex
from typing import Annotated

import typer
from rich.console import Console

from regwatch.commands.arguments import state_of
from regwatch.errors import UsageFault
from regwatch.notice_pages import html_diff
from regwatch.output import print_json
from storage.diffs.rendering import safe, to_text
from storage.queries import diffs


def add_to(app: typer.Typer) -> None:
    app.command()(diff)


def diff(
    context: typer.Context,
    notice: Annotated[str, typer.Argument(help="A notice's id or any of its addresses.")],
    older: Annotated[str, typer.Option("--from", help="A moment or a version (v1); default: the version before.")] = "",
    newer: Annotated[str, typer.Option("--to", help="A moment or a version (v2); default: the newest.")] = "",
    other: Annotated[
        str, typer.Option("--with", help="Another notice (id or address): what leads from NOTICE to it.")
    ] = "",
    from_part: Annotated[
        str, typer.Option(help="Of NOTICE compare only this part: body, or a file by its name or number.")
    ] = "",
    to_part: Annotated[str, typer.Option(help="Of the other side compare only this part.")] = "",
    side_by_side: Annotated[bool, typer.Option("--side-by-side", help="HTML in two columns.")] = False,
) -> None:
    """The edits between any two moments or versions of a notice, or between two notices."""
    state = state_of(context)
    form = state.format_of(("text", "html", "json"))
    if side_by_side and form != "html":
        raise UsageFault("--side-by-side is a form of HTML; add --format html")
    db = state.archive()
    found = diffs.compare(db, notice, older or None, newer or None, other, (from_part, to_part))
    if found.suggestion:
        old, new, _ = found.suggestion
        typer.echo(
            f"regwatch: {old} and {new} are the parts that are alike; "
            f"compare them with --from-part {shlex.quote(old)} --to-part {shlex.quote(new)}",
            err=True,
        )
    if form == "json":
        print_json(found.answer())
    elif form == "html":
        typer.echo(html_diff(db, found, side_by_side=side_by_side))
    else:
        _print_diff(found)


def _print_diff(found: diffs.Comparison) -> None:
    answer = found.answer()
    older, newer = answer["from"], answer["to"]
    if found.older == found.newer:
        typer.echo(safe(answer["title"]))
        typer.echo(f"v{older['version']} ({older['observed_at']}) → v{newer['version']} ({newer['observed_at']})\n")
    else:
        for sign, end in (("-", older), ("+", newer)):
            typer.echo(f"{sign} {end['notice']} v{end['version']} ({end['observed_at']}) {safe(end['title'])}")
        typer.echo("")
    if found.parts:
        typer.echo(safe(f"{found.parts[0]} → {found.parts[1]}\n"))
    typer.echo(to_text(found.edits, colour=Console().is_terminal) if found.edits else "no difference")
