"""Writing a file that is there whole or not at all, and never over another one unasked."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


class CannotWrite(Exception):
    """The file was not written; the message is one sentence fit for a user."""


@contextmanager
def new_file(path: Path, *, overwrite: bool = False) -> Iterator[Path]:
    """A free name beside `path` to write to; when the block ends well, what was written there is put at `path`.

    The file is readable by its owner alone until then and afterwards. Raises CannotWrite, also for what the block
    itself meets as OSError.
    """
    if path.is_dir():
        raise CannotWrite(f"{path} is a folder; name a file in it")
    if not overwrite and os.path.lexists(path):
        raise CannotWrite(f"{path} already exists and is not overwritten; name another file or remove it")
    if not path.parent.is_dir():
        raise CannotWrite(f"{path} cannot be written: {path.parent} is no folder; make it first or name another")
    scratch = path.with_name(f".{path.name[:80]}.{secrets.token_hex(4)}.part")
    try:
        os.close(os.open(scratch, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        yield scratch
        _flush(scratch)
        _place(scratch, path, overwrite=overwrite)
        _flush(path.parent)
    except FileExistsError:
        raise CannotWrite(f"{path} already exists and is not overwritten; name another file or remove it") from None
    except OSError as error:
        raise CannotWrite(
            f"{path} cannot be written ({error.strerror or error}); make room or name a writable folder"
        ) from None
    finally:
        with suppress(OSError):
            scratch.unlink()


def _place(scratch: Path, path: Path, *, overwrite: bool) -> None:
    if overwrite:
        scratch.replace(path)
        return
    try:
        path.hardlink_to(scratch)
    except FileExistsError:
        raise
    except OSError:
        # A file system without hard links (FAT, some network shares).
        if os.path.lexists(path):
            raise FileExistsError(path) from None
        scratch.rename(path)


def _flush(path: Path) -> None:
    """Bring a file or a folder's names to the disk."""
    with suppress(OSError):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
