"""The short tokens in mailed links: a random name signed by this installation, and a row that can be revoked.

Tokens stay under 30 characters, because some mail programs damage long addresses.
"""

import base64
import hashlib
import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from itsdangerous import BadSignature, Signer
from sqlite_utils import Database

from notifier.errors import LinkNotGood
from storage.clock import stamp
from storage.database import writing

Purpose = Literal["confirm", "unsubscribe", "manage", "feed"]
Wanted = tuple[Purpose, int, int | None]  # purpose, reader, subscription (None: all of the reader's)
CONFIRM_VALID = timedelta(days=14)
_NONCE_BYTES = 9
_SIGNATURE_BYTES = 12  # 96 bits: far from guessable over HTTP, and the row must exist besides


class _ShortSigner(Signer):
    """HMAC-SHA256 cut to 96 bits."""

    def get_signature(self, value: str | bytes) -> bytes:
        full = base64.urlsafe_b64decode(super().get_signature(value) + b"=")
        return base64.urlsafe_b64encode(full[:_SIGNATURE_BYTES])

    def verify_signature(self, value: str | bytes, sig: str | bytes) -> bool:
        given = sig.encode("ascii", "replace") if isinstance(sig, str) else sig
        return secrets.compare_digest(self.get_signature(value), given)


@dataclass(frozen=True, slots=True)
class Link:
    """What a good token stands for. `subscription` None: all of the reader's."""

    purpose: str
    reader: int
    subscription: int | None


def _signer(db: Database, purpose: Purpose) -> _ShortSigner:
    secret = db.conn.execute("SELECT value FROM secrets WHERE name = 'links'").fetchone()[0]
    return _ShortSigner(secret, salt=f"regwatch.{purpose}", key_derivation="hmac", digest_method=hashlib.sha256)


def token_for(db: Database, purpose: Purpose, reader: int, subscription: int | None, now: datetime) -> str:
    """The live token of this purpose, made at the first call. Called again it is the same, so a mail that is
    rendered twice reads the same."""
    wanted = (purpose, reader, subscription)
    return tokens_for(db, [wanted], now)[wanted]


def live_tokens(db: Database, wanted: Collection[Wanted], now: datetime) -> dict[Wanted, str]:
    """Those of the wanted tokens that there are; nothing is written."""
    nonces = _nonces(db, wanted, now)
    return _signed(db, {one: nonces[one] for one in wanted if one in nonces})


def tokens_for(db: Database, wanted: Collection[Wanted], now: datetime) -> dict[Wanted, str]:
    """The live tokens of many, read at once and those that are missing made at once."""
    nonces = _nonces(db, wanted, now)
    if missing := [one for one in wanted if one not in nonces]:
        with writing(db):
            for one in missing:
                nonces[one] = _new_link(db, *one, now)
    return _signed(db, {one: nonces[one] for one in wanted})


def _signed(db: Database, nonces: Mapping[Wanted, str]) -> dict[Wanted, str]:
    signers = {purpose: _signer(db, purpose) for purpose, _, _ in nonces}
    return {one: signers[one[0]].sign(nonce).decode("ascii") for one, nonce in nonces.items()}


def _nonces(db: Database, wanted: Collection[Wanted], now: datetime) -> dict[Wanted, str]:
    readers, purposes = {reader for _, reader, _ in wanted}, {purpose for purpose, _, _ in wanted}
    rows = db.conn.execute(
        f"""SELECT purpose, reader, subscription, nonce FROM links
            WHERE reader IN ({", ".join("?" * len(readers))}) AND purpose IN ({", ".join("?" * len(purposes))})
            AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > ?) ORDER BY created_at""",
        [*readers, *purposes, stamp(now)],
    ).fetchall()
    return {(row[0], row[1], row[2]): row[3] for row in rows}


def _new_link(db: Database, purpose: Purpose, reader: int, subscription: int | None, now: datetime) -> str:
    nonce = base64.urlsafe_b64encode(secrets.token_bytes(_NONCE_BYTES)).decode("ascii")
    expires = stamp(now + CONFIRM_VALID) if purpose == "confirm" else None
    db.conn.execute(
        "INSERT INTO links (nonce, purpose, reader, subscription, created_at, expires_at) VALUES (?, ?, ?, ?, ?, ?)",
        [nonce, purpose, reader, subscription, stamp(now), expires],
    )
    return nonce


def read_token(db: Database, purpose: Purpose, token: str, now: datetime) -> Link:
    """What the token stands for. Raises LinkNotGood when it was altered, revoked or is too old."""
    fault = LinkNotGood(f"this {purpose} link is not one of ours; copy it whole from the mail")
    if len(token) > 100 or not token.isascii():
        raise fault
    try:
        nonce = _signer(db, purpose).unsign(token).decode("ascii")
    except (BadSignature, ValueError):
        raise fault from None
    row = db.conn.execute(
        "SELECT reader, subscription, expires_at, revoked_at FROM links WHERE nonce = ? AND purpose = ?",
        [nonce, purpose],
    ).fetchone()
    if row is None or row[3] is not None:
        raise LinkNotGood(f"this {purpose} link was withdrawn; subscribe again for a new one")
    if row[2] is not None and row[2] <= stamp(now):
        raise LinkNotGood(f"this {purpose} link is older than {CONFIRM_VALID.days} days; subscribe again for a new one")
    return Link(purpose, int(row[0]), None if row[1] is None else int(row[1]))
