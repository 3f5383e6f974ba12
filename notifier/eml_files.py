"""Mails as files in a folder. The name comes from the address but cannot leave the folder."""

import hashlib
import re
from pathlib import Path

from notifier.errors import NotifierError

_UNSAFE = re.compile(r"[^A-Za-z0-9_-]+")


def eml_name(email: str) -> str:
    """`buyer-3f2a….eml`: the readable start of the local part and a hash that keeps readers apart."""
    readable = _UNSAFE.sub("_", email.split("@", 1)[0])[:40].strip("_-") or "reader"
    return f"{readable}-{hashlib.sha256(email.casefold().encode()).hexdigest()[:12]}.eml"


def write_eml(folder: Path, email: str, message: bytes) -> Path:
    """Whole or not at all. Raises NotifierError when the folder cannot be written."""
    target = folder / eml_name(email)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        draft = target.with_suffix(".part")
        draft.write_bytes(message)
        draft.replace(target)
    except OSError as error:
        raise NotifierError(
            f"{folder} cannot be written ({error.strerror or error}); name another folder with --out"
        ) from None
    return target
