"""Delivery into a Maildir folder, which any mail program on this machine can open."""

import hashlib
import os
from email.parser import BytesHeaderParser
from pathlib import Path

from notifier.errors import Undelivered
from notifier.hooks import Hook, no_hook


class Maildir:
    """Delivers by writing into `tmp` and renaming into `new` (cr.yp.to/proto/maildir.html).

    The file is named after the Message-ID, so handing over the same mail twice leaves one file.
    """

    def __init__(self, folder: Path, hook: Hook = no_hook) -> None:
        self._folder = folder
        self._hook = hook

    def send(self, sender: str, recipient: str, message: bytes) -> str:
        try:
            for part in ("tmp", "new", "cur"):
                (self._folder / part).mkdir(mode=0o700, parents=True, exist_ok=True)
            name = self._name(message)
            if any((self._folder / "cur").glob(f"{name}*")):
                return f"already in the Maildir as {name}"
            draft = self._folder / "tmp" / name
            with draft.open("wb") as file:
                file.write(message.replace(b"\r\n", b"\n"))
                self._hook("maildir:written")
                file.flush()
                os.fsync(file.fileno())
            draft.rename(self._folder / "new" / name)
            self._hook("maildir:renamed")
            _sync_folder(self._folder / "new")
            return f"in the Maildir as {name}"
        except OSError as error:
            raise Undelivered(
                f"the Maildir {self._folder} cannot be written ({error.strerror}); mend its permissions or space",
                channel_down=True,
            ) from None

    @staticmethod
    def _name(message: bytes) -> str:
        identity = str(BytesHeaderParser().parsebytes(message).get("Message-ID") or "").encode() or message
        return f"{hashlib.sha256(identity).hexdigest()[:32]}.regwatch"

    def close(self) -> None:
        return None


def _sync_folder(folder: Path) -> None:
    """A rename is on the disk when its folder is."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
