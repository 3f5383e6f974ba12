"""`demo`: the main job on a fresh machine, before one's eyes."""

from pathlib import Path
from typing import Annotated

import typer


def add_to(app: typer.Typer) -> None:
    app.command()(demo)


def demo(
    keep: Annotated[Path | None, typer.Option("--keep", help="Keep the data, the mails and the settings here.")] = None,
    stay: Annotated[
        bool | None,
        typer.Option("--stay/--no-stay", help="Leave the pages open until Ctrl-C (default: on a terminal)."),
    ] = None,
) -> None:
    """Replay the weeks from 27 April 2026 against replicas of the three ministries' sites, and open the pages."""
    from regwatch.demo.tour import run_demo  # the replicas and their story: no other command should wait for them

    run_demo(keep, stay=stay)
