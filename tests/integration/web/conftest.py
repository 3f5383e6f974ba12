from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from asgi_client import Client
from web_archive import NOW, Made

from regwatch.settings import Settings
from regwatch.web.app import create_app
from regwatch.web.site import Site


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return Made(tmp_path_factory.mktemp("archive"))


@pytest.fixture
def client_of(made: Made, tmp_path: Path) -> Iterator[Callable[..., Client]]:
    """A client of the pages over the made archive; `serve` and `mail` are those tables of the settings."""
    clients: list[Client] = []

    def of(*, client: str = "127.0.0.1", host: str = "127.0.0.1", **tables: Any) -> Client:
        options = {name: tables.pop(name) for name in ("token_needed", "pulse") if name in tables}
        settings = Settings.model_validate({"data": made.folder, **tables})
        app = create_app(Site(settings, lambda: NOW), **options)
        clients.append(Client(app, client, host))
        return clients[-1]

    yield of
    for one in clients:
        one.close()


@pytest.fixture
def ask(client_of: Callable[..., Client]) -> Client:
    return client_of()
