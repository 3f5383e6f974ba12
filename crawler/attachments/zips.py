"""Zip archives. Chinese tools write names in GBK or GB18030 without saying so; macOS writes UTF-8 without saying so.

Source: PKWARE APPNOTE 6.3.10, 4.4.4 (bit 11) and 4.6.9 (Unicode path extra field).
"""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator

from crawler.attachments.archives import Member, member_name
from crawler.attachments.faults import TooLarge, Unreadable
from crawler.attachments.limits import Budget
from crawler.attachments.packages import unpack as unpack_part

_UTF8_FLAG = 0x800
_UNICODE_PATH = 0x7075


def unpack(data: bytes, budget: Budget) -> Iterator[Member]:
    """Raises Unreadable, TooLarge."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, struct.error) as fault:
        raise Unreadable(f"is damaged or cut short ({fault}); fetch it again") from None
    with archive:
        for info in archive.infolist():
            if info.is_dir():
                continue
            name = member_name(_name(info))
            try:
                yield Member(name, unpack_part(archive, info, budget))
            except TooLarge as fault:
                if budget.unpacked > budget.quotas.unpacked_bytes:
                    raise
                yield Member(name, fault=str(fault))
            except Unreadable as fault:
                yield Member(name, fault=str(fault))


def _name(info: zipfile.ZipInfo) -> str:
    if info.flag_bits & _UTF8_FLAG:
        return info.filename
    try:
        raw = info.orig_filename.encode("cp437")
    except UnicodeEncodeError:
        return info.filename
    told = _unicode_path(info.extra, raw)
    if told:
        return told
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return info.filename


def _unicode_path(extra: bytes, raw: bytes) -> str:
    at = 0
    while at + 4 <= len(extra):
        kind, size = struct.unpack_from("<HH", extra, at)
        body = extra[at + 4 : at + 4 + size]
        if kind == _UNICODE_PATH and len(body) > 5 and struct.unpack_from("<I", body, 1)[0] == zlib.crc32(raw):
            return body[5:].decode("utf-8", "replace")
        at += 4 + size
    return ""
