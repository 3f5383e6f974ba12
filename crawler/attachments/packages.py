"""Reading the parts of a zip-based document (docx, xlsx, ods, ofd) within quotas, and its XML without a DTD."""

import io
import re
import zipfile
import zlib
from types import TracebackType

from lxml import etree

from crawler.attachments.faults import Unreadable
from crawler.attachments.limits import Budget

_CHUNK = 1 << 16
_DOCTYPE = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_READ_FAULTS = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError)


def parse_xml(data: bytes, part: str) -> etree._Element:
    """The root element. No DTD (the formats forbid or never need one), no entities, no network, no huge nodes.

    Raises Unreadable.
    """
    wide = data[:2] in (b"\xff\xfe", b"\xfe\xff")
    probe = data.decode("utf-16", "replace").encode("utf-8", "replace") if wide else data
    if _DOCTYPE.search(probe):
        raise Unreadable(f"declares XML entities in {part}, which no document needs, and was not read")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_pis=True)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as fault:
        raise Unreadable(f"is damaged: its part {part} is not well-formed XML ({str(fault)[:120]})") from None
    if root is None:
        raise Unreadable(f"is damaged: its part {part} is empty")
    return root


class Package:
    """The parts of one zip container. Opening raises Unreadable when the container itself is broken."""

    def __init__(self, data: bytes, budget: Budget) -> None:
        self._budget = budget
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            infos = self._zip.infolist()
        except _READ_FAULTS as fault:
            raise Unreadable(f"is damaged or cut short ({fault}); fetch it again") from None
        self._infos = {info.filename.replace("\\", "/").lstrip("/"): info for info in infos}
        self._folded = {name.casefold(): name for name in self._infos}

    def __enter__(self) -> "Package":
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, at: TracebackType | None) -> None:
        self._zip.close()

    @property
    def names(self) -> list[str]:
        return list(self._infos)

    def __contains__(self, name: str) -> bool:
        return name.lstrip("/").casefold() in self._folded

    def read(self, name: str) -> bytes:
        """One part's bytes, counted while they are unpacked, so that a forged size in the directory gains nothing.

        Raises Unreadable.
        """
        found = self._folded.get(name.lstrip("/").casefold())
        if found is None:
            raise Unreadable(f"is damaged: its part {name} is missing")
        return unpack(self._zip, self._infos[found], self._budget)

    def xml(self, name: str) -> etree._Element:
        """Raises Unreadable."""
        return parse_xml(self.read(name), name)


def unpack(archive: zipfile.ZipFile, info: zipfile.ZipInfo, budget: Budget) -> bytes:
    """Raises Unreadable (encrypted, damaged, unknown compression) or TooLarge."""
    if info.flag_bits & 0x1:
        raise Unreadable("is encrypted with a password; ask the publisher for an unlocked copy")
    budget.check_ratio(info.filename, info.compress_size, info.file_size)
    chunks: list[bytes] = []
    size = 0
    try:
        with archive.open(info) as stream:
            while chunk := stream.read(_CHUNK):
                size += len(chunk)
                budget.check_ratio(info.filename, info.compress_size, size)
                budget.unpack(len(chunk))
                chunks.append(chunk)
    except (*_READ_FAULTS, RuntimeError) as fault:
        raise Unreadable(f"is damaged: its part {info.filename} cannot be unpacked ({fault})") from None
    return b"".join(chunks)
