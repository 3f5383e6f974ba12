"""Rar archives. Stored members are read in Python; packed ones need bsdtar or unar on the machine, and say so."""

import io
from collections.abc import Iterator

import rarfile

from crawler.attachments.archives import Member, member_name
from crawler.attachments.faults import TooLarge, Unreadable
from crawler.attachments.limits import Budget

rarfile.TRY_ENCODINGS = ("utf-8", "gb18030")  # its own second guess, UTF-16, takes nearly any GB18030 name for one
_CHUNK = 1 << 16
_LOCKED = "is encrypted with a password; ask the publisher for an unlocked copy"
_NO_TOOL = "is packed with rar, which needs bsdtar (Debian: libarchive-tools) or unar on this machine; install one"


def unpack(data: bytes, budget: Budget) -> Iterator[Member]:
    """Raises Unreadable, TooLarge."""
    try:
        archive = rarfile.RarFile(io.BytesIO(data))
    except rarfile.Error as fault:
        raise Unreadable(f"is damaged or cut short ({str(fault)[:120]}); fetch it again") from None
    with archive:
        if archive.needs_password() and not archive.infolist():
            raise Unreadable(_LOCKED)
        for info in archive.infolist():
            if info.is_dir():
                continue
            name = member_name(info.filename or "")
            try:
                yield Member(name, _content(archive, info, budget))
            except TooLarge as fault:
                if budget.unpacked > budget.quotas.unpacked_bytes:
                    raise
                yield Member(name, fault=str(fault))
            except Unreadable as fault:
                yield Member(name, fault=str(fault))


def _content(archive: rarfile.RarFile, info: rarfile.RarInfo, budget: Budget) -> bytes:
    if info.needs_password():
        raise Unreadable(_LOCKED)
    budget.check_ratio(info.filename, info.compress_size, info.file_size)
    chunks = []
    size = 0
    try:
        with archive.open(info) as stream:
            while chunk := stream.read(_CHUNK):
                size += len(chunk)
                budget.check_ratio(info.filename, info.compress_size, size)
                budget.unpack(len(chunk))
                chunks.append(chunk)
    except (rarfile.RarCannotExec, FileNotFoundError):
        raise Unreadable(_NO_TOOL) from None
    except (rarfile.PasswordRequired, rarfile.RarWrongPassword):
        raise Unreadable(_LOCKED) from None
    except (rarfile.Error, OSError, EOFError) as fault:
        raise Unreadable(f"cannot be unpacked ({str(fault)[:120]}); fetch the archive again") from None
    return b"".join(chunks)
