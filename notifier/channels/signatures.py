"""How a message proves where it comes from. The moment is an argument. Pure.

Webhooks: Standard Webhooks 1.0 (standardwebhooks.com): HMAC-SHA256 over `id.timestamp.body`, key `whsec_` and base64.
DingTalk and Feishu: the custom robots' own signatures, as their documentation gives them.
"""

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import datetime
from urllib.parse import urlencode

from notifier.channels.addresses import ChannelAddress

SECRET_PREFIX = "whsec_"  # noqa: S105 (what a secret begins with, not one)


def signed(address: ChannelAddress, body: bytes, key: str, now: datetime) -> tuple[str, bytes, Mapping[str, str]]:
    """Address, body and headers as they go out at `now`; `key` is the message's number."""
    seconds = int(now.timestamp())
    if address.kind == "webhook":
        return address.url, body, _webhook_headers(address.secret, body, key, seconds)
    if not address.secret:
        return address.url, body, {}
    if address.kind == "dingtalk":
        joint = "&" if "?" in address.url else "?"
        stamped = {"timestamp": str(seconds * 1000), "sign": dingtalk_sign(address.secret, seconds * 1000)}
        return f"{address.url}{joint}{urlencode(stamped)}", body, {}
    fields = {"timestamp": str(seconds), "sign": feishu_sign(address.secret, seconds), **json.loads(body)}
    return address.url, json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode(), {}


def _webhook_headers(secret: str, body: bytes, key: str, seconds: int) -> dict[str, str]:
    return {
        "Idempotency-Key": key,
        "webhook-id": key,
        "webhook-timestamp": str(seconds),
        "webhook-signature": webhook_sign(secret, key, seconds, body),
    }


def webhook_sign(secret: str, key: str, seconds: int, body: bytes) -> str:
    """`v1,` and base64. A secret without the prefix is taken as its own bytes."""
    content = f"{key}.{seconds}.".encode() + body
    return f"v1,{_hmac(_key_bytes(secret), content)}"


def _key_bytes(secret: str) -> bytes:
    if secret.startswith(SECRET_PREFIX):
        try:
            return base64.b64decode(secret.removeprefix(SECRET_PREFIX), validate=True)
        except binascii.Error:
            return secret.encode()
    return secret.encode()


def dingtalk_sign(secret: str, milliseconds: int) -> str:
    return _hmac(secret.encode(), f"{milliseconds}\n{secret}".encode())


def feishu_sign(secret: str, seconds: int) -> str:
    """The text that is signed elsewhere is the key here, and nothing is signed with it."""
    return _hmac(f"{seconds}\n{secret}".encode(), b"")


def _hmac(key: bytes, content: bytes) -> str:
    return base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode()
