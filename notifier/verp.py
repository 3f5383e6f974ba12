"""Envelope senders of their own (VERP): what comes back names its delivery, and only we can have written that name.

`digest+b7f3k2…@example.org`: base32, because some servers write addresses in lower case. A token is the first half of
the delivery's message key and a signature over all of it.
"""

import base64
import hashlib
import hmac
import re

from sqlite_utils import Database

from notifier.config import MailSettings
from notifier.ledger import Delivery

_KEY_DIGITS = 16
_SIGNATURE_BYTES = 10
_TOKEN = re.compile(r"b([0-9a-f]{16})([a-z2-7]{16})\Z")


def envelope_sender(db: Database, settings: MailSettings, delivery: Delivery) -> str:
    """Where this delivery's bounces go; without `mail.bounces.address` the sender itself."""
    address = settings.bounces.address
    if not address:
        return delivery.sender or str(settings.sender_address)
    local, _, domain = address.rpartition("@")
    return f"{local}{settings.bounces.delimiter}{token_of(db, delivery.message_key)}@{domain}"


def token_of(db: Database, message_key: str) -> str:
    return f"b{message_key[:_KEY_DIGITS]}{_signature(db, message_key)}"


def delivery_of(db: Database, settings: MailSettings, address: str) -> int | None:
    """The delivery whose envelope sender this was; None for any address that we did not write."""
    local, _, domain = address.strip().strip("<>").casefold().rpartition("@")
    own_local, _, own_domain = settings.bounces.address.casefold().rpartition("@")
    prefix = f"{own_local}{settings.bounces.delimiter}"
    if not own_local or domain != own_domain or not local.startswith(prefix):
        return None
    token = _TOKEN.match(local.removeprefix(prefix))
    if token is None:
        return None
    rows = db.conn.execute(
        "SELECT id, message_key FROM deliveries WHERE message_key >= ? AND message_key < ?",
        [token[1], token[1] + "g"],
    ).fetchall()
    for ident, message_key in rows:
        if hmac.compare_digest(_signature(db, message_key), token[2]):
            return int(ident)
    return None


def _signature(db: Database, message_key: str) -> str:
    secret = db.conn.execute("SELECT value FROM secrets WHERE name = 'links'").fetchone()[0]
    digest = hmac.new(secret, f"bounce\x1f{message_key}".encode(), hashlib.sha256).digest()
    return base64.b32encode(digest[:_SIGNATURE_BYTES]).decode("ascii").lower()
