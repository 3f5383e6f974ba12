"""The door before every page: known host, reader's or operator's token, pace, size of what is sent, and headers.

Plain ASGI, so that it also holds for what goes wrong further in.
"""

import base64
import binascii
import hmac
import json
import time
from collections.abc import Callable

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from regwatch.web.config import ServeSettings, is_loopback
from regwatch.web.limits import Allowance, client_key

# Mailed links carry their own token; /healthz tells nothing of the archive.
_OPEN = ("/confirm/", "/unsubscribe/", "/manage/", "/static/", "/feeds/own/")
_OPEN_EXACT = ("/healthz", "/robots.txt", "/favicon.ico")
# What tells of the service and of mails that went out, not of the rules.
_OPERATORS = ("/operator", "/api/operator/", "/metrics")
_UPLOADS = ("/check", "/api/check", "/subscribe", "/manage/")
_SMALL_BODY = 64 * 1024
_HEADERS = {
    "content-security-policy": (
        "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}


class TooLarge(Exception):
    """More was sent than is taken."""


class Guard:
    def __init__(
        self,
        app: ASGIApp,
        settings: ServeSettings,
        *,
        names: frozenset[str] = frozenset(),
        token_needed: bool = False,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._app = app
        self._settings = settings
        self._names = names
        self._token_needed = token_needed or bool(settings.token)
        self._clock = clock
        self._pace = Allowance(settings.per_minute, max(60, settings.per_minute / 4))
        self._wrong_tokens = Allowance(10, 20)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        headers = Headers(scope=scope)
        refusal = self._refusal(scope, headers)
        if refusal is None:
            try:
                await self._app(scope, _bounded(receive, self._most(scope["path"])), sending)
                return
            except TooLarge:
                refusal = 413, _too_large(self._most(scope["path"])), {}
        await _refuse(sending, *refusal)

    def _refusal(self, scope: Scope, headers: Headers) -> tuple[int, str, dict[str, str]] | None:
        client = (scope.get("client") or ("", 0))[0]
        path = scope["path"]
        if not self._token_needed and not self._knows(headers.get("host", "")):
            sentence = "this name is not known here; ask by 127.0.0.1, or add the name to serve.hosts in regwatch.toml"
            return 421, sentence, {}
        wait = 0.0 if is_loopback(client) else self._pace.wait(client_key(client), self._clock())
        if wait:
            return 429, "too many requests from this address; wait a little and ask again", _after(wait)
        length = headers.get("content-length", "0")
        if not length.isascii() or not length.isdigit():
            return 400, "the Content-Length is no number; send the request again", {}
        if len(length) > 15 or int(length) > self._most(path):
            return 413, _too_large(self._most(path)), {}
        if path.startswith(_OPERATORS):
            if self._token_needed or self._settings.operator_token:
                return self._token_fault(client, headers.get("authorization", ""), operators=True)
        elif self._token_needed and not (path.startswith(_OPEN) or path in _OPEN_EXACT):
            return self._token_fault(client, headers.get("authorization", ""))
        return None

    def _token_fault(
        self, client: str, shown: str, *, operators: bool = False
    ) -> tuple[int, str, dict[str, str]] | None:
        given = _token_in(shown)
        reads, operates = (_same(given, token) for token in (self._settings.token, self._settings.operator_token))
        if operates or (reads and not operators):
            return None
        if reads:
            return 403, "this is for operators: show operator_token of [serve] in place of the readers' token", {}
        wait = self._wrong_tokens.wait(client_key(client), self._clock()) if given else 0.0
        if wait:
            return 429, "too many wrong tokens from this address; wait a little", _after(wait)
        whose = "operators'" if operators else "readers'"
        sentence = f"this Regwatch asks for its {whose} token: as a bearer token, or as the password under any name"
        return 401, sentence, {"www-authenticate": 'Basic realm="Regwatch", charset="UTF-8"'}

    def _knows(self, host: str) -> bool:
        name = host.rsplit(":", 1)[0] if not host.endswith("]") else host
        return is_loopback(name) or name.casefold() in self._names

    def _most(self, path: str) -> int:
        return (self._settings.upload_mb << 20) + _SMALL_BODY if path.startswith(_UPLOADS) else _SMALL_BODY


def _token_in(shown: str) -> str:
    scheme, _, value = shown.partition(" ")
    value = value.strip()
    if scheme.casefold() == "bearer":
        return value
    if scheme.casefold() == "basic":
        try:
            return base64.b64decode(value, validate=True).decode("utf-8").partition(":")[2]
        except (binascii.Error, UnicodeDecodeError, ValueError):
            return ""
    return ""


def _same(given: str, token: str) -> bool:
    return bool(token) and bool(given) and hmac.compare_digest(given.encode(), token.encode())


def _bounded(receive: Receive, most: int) -> Receive:
    """Counts what comes in: a chunked body has no length to look at beforehand."""
    taken = 0

    async def receiving() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > most:
            raise TooLarge
        return message

    return receiving


def _too_large(most: int) -> str:
    return f"more than {most // 1024:,} kB was sent; send a smaller file, or split it"


def _after(wait: float) -> dict[str, str]:
    return {"retry-after": str(max(1, int(wait + 0.999)))}


async def _refuse(send: Send, status: int, sentence: str, headers: dict[str, str]) -> None:
    body = json.dumps({"error": sentence}).encode()
    raw = {"content-type": "application/json", "content-length": str(len(body)), "cache-control": "no-store", **headers}
    start = [(name.encode(), value.encode()) for name, value in raw.items()]
    await send({"type": "http.response.start", "status": status, "headers": start})
    await send({"type": "http.response.body", "body": body})
