"""Archives: each member is read as a file of its own, to a depth of three, within one budget for the whole parcel."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import cast

from crawler.attachments import kinds
from crawler.attachments.faults import TooLarge, Unreadable
from crawler.attachments.limits import Budget
from storage.model import Document

_LITTER = {".ds_store", "thumbs.db", "desktop.ini"}


@dataclass(frozen=True, slots=True)
class Member:
    """One file of an archive: its bytes, or the fault (a sentence's end, see `Unreadable`) that kept them away."""

    name: str
    data: bytes = b""
    fault: str = ""


def member_name(raw: str) -> str:
    """A relative path with forward slashes; nothing in it climbs out of the archive."""
    parts = [part for part in raw.replace("\\", "/").split("/") if part not in ("", ".", "..")]
    return "/".join(parts) or "unnamed"


def is_litter(name: str) -> bool:
    """What operating systems leave in archives; no publisher's content."""
    return name.startswith("__MACOSX/") or name.rsplit("/", 1)[-1].casefold() in _LITTER


def read_archive(data: bytes, name: str, kind: str, budget: Budget, depth: int) -> Document:
    """Raises Unreadable when the archive as a whole cannot be opened; a member's fault is that member's warning and is
    repeated among the archive's own."""
    from crawler.attachments.reading import read_within, refused

    if depth >= budget.quotas.depth:
        raise TooLarge(f"lies inside {depth} archives; deeper nesting is not read")
    members: list[Document] = []
    warnings: list[str] = []
    try:
        for member in _unpacker(kind)(data, budget):
            if is_litter(member.name):
                continue
            budget.add_member()
            if member.fault:
                document = refused(kinds.UNKNOWN, member.name, member.fault)
            else:
                document = read_within(member.data, member.name, budget, depth + 1)
            members.append(document)
            warnings += document.warnings
    except TooLarge as fault:
        if not members:
            raise
        warnings.append(f"it {fault}")
    if not members:
        raise Unreadable("is an archive with no files in it")
    return Document(
        media_type=kind,
        readable=any(member.readable for member in members),
        warnings=tuple(warnings),
        name=name,
        members=tuple(members),
    )


def _unpacker(kind: str) -> Callable[[bytes, Budget], Iterator[Member]]:
    module = {kinds.ZIP: "zips", kinds.RAR: "rars", kinds.SEVEN_ZIP: "sevenzips"}[kind]
    try:
        unpack = import_module(f"crawler.attachments.{module}").unpack
    except ModuleNotFoundError as fault:
        raise Unreadable(f"needs the library {fault.name}; install Regwatch with the [archives] extra") from None
    return cast(Callable[[bytes, Budget], Iterator[Member]], unpack)
