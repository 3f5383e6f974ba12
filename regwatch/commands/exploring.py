"""`explore`: the archive in Datasette, for questions that no command asks."""

import importlib.util
import os
import subprocess
import sys
from importlib.resources import as_file, files
from typing import Annotated

import typer

from regwatch.commands.arguments import state_of
from regwatch.errors import UsageFault
from regwatch.progress import say
from storage.archive import ARCHIVE_NAME

_SETTINGS = {"sql_time_limit_ms": "5000", "max_returned_rows": "5000", "allow_download": "off"}


def add_to(app: typer.Typer) -> None:
    app.command()(explore)


def explore(
    context: typer.Context,
    port: Annotated[int, typer.Option(min=0, max=65535, help="Which port (0: any that is free).")] = 8766,
) -> None:
    """Open the archive in Datasette on this machine alone: read-only SQL, with ready-made questions."""
    if importlib.util.find_spec("datasette") is None:
        raise UsageFault("Datasette is not installed; `uv sync --extra explore` brings it")
    state = state_of(context)
    state.archive(searching=True).close()  # brings the file to this release, or says what is wrong with it
    with as_file(files("regwatch.explore") / "archive.json") as questions:
        arguments = ["serve", str(state.settings.data / ARCHIVE_NAME), "--host", "127.0.0.1", "--port", str(port)]
        arguments += ["--metadata", str(questions)]
        for name, value in _SETTINGS.items():
            arguments += ["--setting", name, value]
        say("Datasette shows the archive, read-only, on this machine alone (end it with Ctrl-C)")
        # Nothing of this process's settings goes along: no token and no secret of the mail transport.
        kept = {name: value for name, value in os.environ.items() if not name.startswith("REGWATCH")}
        done = subprocess.run([sys.executable, "-m", "datasette", *arguments], env=kept, check=False)
    if done.returncode not in (0, -2, 130):
        raise UsageFault(f"Datasette ended with status {done.returncode}; is port {port} in use?")
