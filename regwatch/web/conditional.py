"""ETags (RFC 9110): an answer that is what the asker holds already is sent as 304 without its body."""

import hashlib

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class Conditional:
    """Tags each whole 200 answer to a GET by its content, unless the answer says no-store: that one is passed on as it
    comes, however long it is. The tag is weak, because the same answer may be sent compressed. A HEAD is answered as
    its GET would be, without the body."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
            await self._app(scope, receive, send)
            return
        asked = Headers(scope=scope).get("if-none-match", "")
        bodiless = scope["method"] == "HEAD"
        scope = {**scope, "method": "GET"}
        start: Message | None = None
        passing = False
        parts: list[bytes] = []

        async def sending(message: Message) -> None:
            nonlocal start, passing
            if message["type"] == "http.response.start":
                start = message
                passing = "no-store" in Headers(raw=message["headers"]).get("cache-control", "")
                if passing:
                    await send(message)
                return
            assert start is not None
            if passing:
                await send({**message, "body": b""} if bodiless else message)
                return
            parts.append(message.get("body", b""))
            if message.get("more_body"):
                return
            await _answer(start, b"".join(parts), asked, bodiless, send)

        await self._app(scope, receive, sending)


async def _answer(start: Message, body: bytes, asked: str, bodiless: bool, send: Send) -> None:
    headers = MutableHeaders(scope=start)
    if start["status"] == 200:
        tag = f'W/"{hashlib.sha256(body).hexdigest()[:32]}"'
        headers["etag"] = tag
        headers.setdefault("cache-control", "private, no-cache")
        if _holds(asked, tag):
            kept = [pair for pair in start["headers"] if pair[0] not in (b"content-length", b"content-type")]
            await send({"type": "http.response.start", "status": 304, "headers": kept})
            await send({"type": "http.response.body", "body": b""})
            return
    await send(start)
    await send({"type": "http.response.body", "body": b"" if bodiless else body})


def _holds(asked: str, tag: str) -> bool:
    """If-None-Match compares weakly: `W/"a"` and `"a"` are the same."""
    bare = tag.removeprefix("W/")
    held = [one.strip().removeprefix("W/") for one in asked[:4096].split(",")]
    return bare in held or held == ["*"]
