"""The pages asked without a network: httpx over ASGI, from plain tests."""

import asyncio
from typing import Any

import httpx
from fastapi import FastAPI


class Client:
    """Keeps cookies as a browser does. A fault inside the application comes out of the call."""

    def __init__(self, app: FastAPI, client: str, host: str) -> None:
        self.app = app
        self.site = app.state.site
        self._loop = asyncio.new_event_loop()
        transport = httpx.ASGITransport(app, raise_app_exceptions=True, client=(client, 4711))
        self._client = httpx.AsyncClient(transport=transport, base_url=f"http://{host}", timeout=60)

    def get(self, path: str, **given: Any) -> httpx.Response:
        return self._loop.run_until_complete(self._client.get(path, **given))

    def post(self, path: str, **given: Any) -> httpx.Response:
        return self._loop.run_until_complete(self._client.post(path, **given))

    def request(self, method: str, path: str, **given: Any) -> httpx.Response:
        return self._loop.run_until_complete(self._client.request(method, path, **given))

    def forget(self) -> None:
        self._client.cookies.clear()

    def close(self) -> None:
        self._loop.run_until_complete(self._client.aclose())
        self._loop.close()
        self.site.close()
