"""What leaves as a file: never shown inside a page of ours, under a name that cannot do harm. Pure.

The bytes were made by somebody else. They are sent as an attachment without a type, in a sandbox, and a kind of file
that a double click would run as a page or a program is named `.txt` or `.bin` beside its own ending.
"""

import base64
import re
from urllib.parse import quote

_CLEAN = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff\\/:*?\"<>|]+")
_AS_IT_IS = {
    "7z", "bmp", "csv", "doc", "docx", "dps", "et", "gif", "jpeg", "jpg", "json", "ods", "odt", "ofd", "pdf", "png",
    "ppt", "pptx", "rar", "rtf", "tif", "tiff", "txt", "wps", "xls", "xlsx", "zip",
}  # fmt: skip
_AS_TEXT = {"htm", "html", "mht", "mhtml", "shtml", "svg", "xht", "xhtml", "xml"}
_LONGEST = 120
SANDBOX = "default-src 'none'; sandbox; frame-ancestors 'none'"


def file_name(name: str, fallback: str) -> str:
    """A name for a file of unknown origin: no folder, no control or direction character, no ending that runs."""
    name = _CLEAN.sub("_", name).strip(" ._") or fallback
    stem, dot, ending = name.rpartition(".")
    kind = ending.casefold() if dot else ""
    if len(name) > _LONGEST:
        stem, name = stem[: _LONGEST - 10], f"{(stem or name)[: _LONGEST - 10]}{dot}{ending[:9]}"
    if kind in _AS_IT_IS:
        return name
    return f"{name}.txt" if kind in _AS_TEXT else f"{name}.bin"


def headers(name: str, sha256: str = "") -> dict[str, str]:
    """RFC 6266 with RFC 8187 for other scripts; the digest by RFC 9530. `sha256` is in hexadecimal."""
    plain = re.sub(r"[^A-Za-z0-9._-]+", "_", name).strip("_") or "file"
    made = {
        "content-disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}",
        "content-security-policy": SANDBOX,
        "x-download-options": "noopen",
    }
    if sha256:
        made["repr-digest"] = f"sha-256=:{base64.b64encode(bytes.fromhex(sha256)).decode('ascii')}:"
    return made
