"""`serve` and `run`: the pages and the API; the same with the schedule of crawls, digests and backups."""

from typing import Annotated

import typer

from regwatch.commands.arguments import moment_or_none, state_of
from regwatch.progress import say
from storage.clock import now

_HOST = Annotated[str, typer.Option(help="Where to listen; beyond this machine a token is needed.")]
_PORT = Annotated[int, typer.Option(min=0, max=65535, help="Which port (0: any that is free).")]


def add_to(app: typer.Typer) -> None:
    app.command()(serve)
    app.command()(run)


def serve(
    context: typer.Context,
    host: _HOST = "127.0.0.1",
    port: _PORT = 8765,
    at: Annotated[str, typer.Option("--now", help="Show the pages as of this moment (a replayed archive).")] = "",
) -> None:
    """Serve the pages and the HTTP API until it is ended."""
    # Imported here: no other command should wait for a web server's modules.
    from regwatch.web.app import create_app
    from regwatch.web.config import is_loopback
    from regwatch.web.running import address_of, ended_quietly, listen, server_for
    from regwatch.web.site import Site
    from regwatch.web.warming import kept_warm

    state = state_of(context)
    fixed = moment_or_none(at, end_of_day=True)
    settings = state.settings
    listener = listen(settings, host, port)
    state.archive(searching=True).close()
    site = Site(settings, (lambda: fixed) if fixed else now)
    server = server_for(create_app(site, token_needed=not is_loopback(host)))
    say(f"Regwatch serves {address_of(listener)} (end it with Ctrl-C)")
    with ended_quietly(), kept_warm(site):
        server.run(sockets=[listener])
    site.close()


def run(context: typer.Context, host: _HOST = "127.0.0.1", port: _PORT = 8765) -> None:
    """Run the service: crawl, send digests and back up when due, and serve the pages, until it is ended."""
    from regwatch.service.service import run_service

    settings = state_of(context).settings
    given = context.parent.params if context.parent else {}
    common = str(given.get("config") or ""), str(given.get("data") or "")
    run_service(settings, common, host, port)
