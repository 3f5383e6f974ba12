"""Rar archives. Stored members are read in Python; packed ones need bsdtar or unar on the machine, and say so."""

import io
import re
from collections.abc import Iterator, Sequence

import rarfile

from crawler.attachments.archives import Member, member_name
from crawler.attachments.faults import TooLarge, Unreadable
from crawler.attachments.limits import Budget

rarfile.TRY_ENCODINGS = ("utf-8", "gb18030")  # its own second guess, UTF-16, takes nearly any GB18030 name for one
_CHUNK = 1 << 16
_LOCKED = "is encrypted with a password; ask the publisher for an unlocked copy"
_RAR5 = b"Rar!\x1a\x07\x01\x00"
# Of solid archives bsdtar unpacks those of RAR 5 and unar those of RAR 3 and 4, neither the other's (27 November 2026).
_TOOLS_OF_RAR5 = ("unrar", "bsdtar", "unar")
_TOOLS_OF_RAR4 = ("unrar", "unar", "bsdtar")
_PATTERN = re.compile(r"[\\*?\[\]]")
_IN_PARTS = "is spread over several archives (part 1, part 2, …), of which one alone is no use; unpack them by hand"
_NO_TOOL = "is packed with rar, which needs bsdtar (Debian: libarchive-tools) or unar on this machine; install one"


def unpack(data: bytes, budget: Budget) -> Iterator[Member]:
    """Raises Unreadable, TooLarge."""
    try:
        archive = rarfile.RarFile(io.BytesIO(data))
    except rarfile.NeedFirstVolume:
        raise Unreadable(_IN_PARTS) from None
    except rarfile.Error as fault:
        raise Unreadable(f"is damaged or cut short ({str(fault)[:120]}); fetch it again") from None
    tools = _TOOLS_OF_RAR5 if data.startswith(_RAR5) else _TOOLS_OF_RAR4
    with archive:
        if archive.needs_password() and not archive.infolist():
            raise Unreadable(_LOCKED)
        for info in archive.infolist():
            if info.is_dir():
                continue
            name = member_name(info.filename or "")
            try:
                yield Member(name, _content(archive, info, tools, budget))
            except TooLarge as fault:
                if budget.unpacked > budget.quotas.unpacked_bytes:
                    raise
                yield Member(name, fault=str(fault))
            except Unreadable as fault:
                yield Member(name, fault=str(fault))


def _content(archive: rarfile.RarFile, info: rarfile.RarInfo, tools: Sequence[str], budget: Budget) -> bytes:
    """By the first of the tools that this machine has and that can unpack it; a stored member needs none."""
    if info.needs_password():
        raise Unreadable(_LOCKED)
    if info.flags & rarfile.RAR_FILE_SPLIT_AFTER:
        raise Unreadable(_IN_PARTS)
    if info.compress_type == rarfile.RAR_M0:
        return _unpacked(archive, info, budget)
    fault, missing = "", []
    for tool in tools:
        if not _chosen(tool):
            missing.append(tool)
            continue
        try:
            return _unpacked(archive, info, budget)
        except Unreadable as failed:
            fault = str(failed)
    useful = [tool for tool in missing if tool != "unrar"]
    if not fault or not useful:
        raise Unreadable(fault or _NO_TOOL)
    raise Unreadable(f"{fault}, or install {' and '.join(useful)}, which may unpack it")


class _Bsdtar(rarfile.ToolSetup):  # type: ignore[misc]
    """rarfile 4.5 writes `-f -- ARCHIVE`, which bsdtar takes for an archive named `--`, and bsdtar reads names as
    patterns (both seen on 27 November 2026)."""

    def __init__(self) -> None:
        super().__init__(rarfile.BSDTAR_CONFIG)

    def open_cmdline(self, pwd: str | None, rarfn: str, filefn: str | None = None) -> list[str]:
        command = [rarfile.BSDTAR_TOOL, "-x", "--to-stdout", "-f", rarfn]
        return [*command, "--", _PATTERN.sub(r"\\\g<0>", filefn)] if filefn else command


def _chosen(tool: str) -> bool:
    """Make rarfile use this tool from now on. False when the machine does not have it."""
    if tool == "bsdtar":
        rarfile.CURRENT_SETUP = _Bsdtar()
        return bool(rarfile.CURRENT_SETUP.check())
    every = dict.fromkeys(("unrar", "unar", "bsdtar", "sevenzip", "sevenzip2"), False)
    try:
        rarfile.tool_setup(**every | {tool: True}, force=True)
    except rarfile.RarCannotExec:
        return False
    return True


def _unpacked(archive: rarfile.RarFile, info: rarfile.RarInfo, budget: Budget) -> bytes:
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
