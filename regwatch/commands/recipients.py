"""Whom a subscription is for: a mail address, a webhook, or a room of a chat service. Secrets come from files, so that
they stand neither in a shell's history nor in a list of processes, and are never printed."""

import base64
import os
import secrets
from pathlib import Path

from notifier.channels.addresses import ChannelAddress, channel_address
from notifier.channels.signatures import SECRET_PREFIX
from regwatch.errors import UsageFault
from regwatch.progress import say
from regwatch.settings import Settings

MOST_IN_A_FILE = 10_000
_SECRET_BYTES = 32


def recipient(
    email: str, webhook: str, channel: str, secret_file: Path | None, settings: Settings
) -> str | ChannelAddress:
    """Raises UsageFault, BadAddress."""
    if sum([bool(email), bool(webhook), bool(channel)]) != 1:
        raise UsageFault("say whom this is for: a mail address, or --webhook URL, or --channel KIND:ADDRESS")
    if email:
        if secret_file is not None:
            raise UsageFault("--secret-file goes with --webhook or --channel; leave it out for a mail address")
        return email
    secret = _read(secret_file) if secret_file is not None else ""
    if channel:
        kind, _, where = channel.partition(":")
        where = _read(Path(where[1:])) if where.startswith("@") else where
        given = f"{kind}:{where}"
    else:
        given = f"webhook:{_read(Path(webhook[1:])) if webhook.startswith('@') else webhook}"
    private = settings.mail.channels.allow_private
    address = channel_address(given, secret, private=private)
    if address.kind == "webhook" and not secret:
        address = ChannelAddress(address.kind, address.url, _new_secret(address, settings))
    return address


def _read(file: Path) -> str:
    try:
        with file.open("rb") as opened:
            text = opened.read(MOST_IN_A_FILE + 1).decode("utf-8-sig").strip()
    except (OSError, UnicodeDecodeError) as fault:
        why = getattr(fault, "strerror", None) or "it is no UTF-8 text"
        raise UsageFault(f"{file} cannot be read ({why}); name a file that holds the secret alone") from None
    if not text or len(text) > MOST_IN_A_FILE or len(text.split()) != 1:
        raise UsageFault(f"{file} does not hold one secret alone on its line; put nothing else into it")
    return text


def _new_secret(address: ChannelAddress, settings: Settings) -> str:
    """The webhook's secret, made once and kept in a file of its own that only the operator can read."""
    folder = settings.data / "channel-secrets"
    file = folder / f"{address.label.replace(':', '-').replace('#', '-')}.secret"
    if file.exists():
        return _read(file)
    secret = SECRET_PREFIX + base64.b64encode(secrets.token_bytes(_SECRET_BYTES)).decode()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as opened:
            opened.write(f"{secret}\n")
    except OSError as fault:
        raise UsageFault(f"{file} cannot be written ({fault.strerror}); give a secret with --secret-file") from None
    say(f"the secret that signs what is posted stands in {file}; give it to the receiver")
    return secret
