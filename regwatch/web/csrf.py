"""Tokens in forms that change something: a cookie's secret, signed anew for each form (double submit, signed).

Each token is different, so that a compressed page tells nothing of it.
"""

import base64
import hashlib
import hmac
import secrets

from starlette.requests import Request
from starlette.responses import Response

COOKIE = "regwatch_form"
FIELD = "form_token"
_NONCE = 16


class FormTokens:
    """One per running service; a restart asks for a form to be loaded again."""

    def __init__(self, key: bytes | None = None) -> None:
        self._key = key or secrets.token_bytes(32)

    def cookie_of(self, request: Request) -> str:
        """The browser's secret, or a new one."""
        known = request.cookies.get(COOKIE, "")
        return known if 20 <= len(known) <= 64 and known.isascii() else secrets.token_urlsafe(24)

    def token(self, cookie: str) -> str:
        nonce = secrets.token_bytes(_NONCE)
        return base64.urlsafe_b64encode(nonce + self._sign(cookie, nonce)).decode("ascii")

    def good(self, request: Request, token: str) -> bool:
        """Whether this form was made for this browser, and not sent from another site."""
        if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
            return False
        cookie = request.cookies.get(COOKIE, "")
        try:
            raw = base64.b64decode(token.encode("ascii"), altchars=b"-_", validate=True)
        except (ValueError, UnicodeEncodeError):
            return False
        nonce, signature = raw[:_NONCE], raw[_NONCE:]
        return bool(cookie) and hmac.compare_digest(signature, self._sign(cookie, nonce))

    def remember(self, request: Request, response: Response, cookie: str) -> None:
        response.set_cookie(
            COOKIE, cookie, httponly=True, samesite="strict", secure=request.url.scheme == "https", path="/"
        )

    def _sign(self, cookie: str, nonce: bytes) -> bytes:
        return hmac.new(self._key, nonce + cookie.encode("utf-8", "replace"), hashlib.sha256).digest()
