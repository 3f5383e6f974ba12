"""What a file is, told by its first bytes and inner directory, never by its name."""

import io
import re
import zipfile

PDF = "application/pdf"
DOC = "application/msword"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLS = "application/vnd.ms-excel"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
XLSB = "application/vnd.ms-excel.sheet.binary.macroenabled.12"
PPT = "application/vnd.ms-powerpoint"
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
ODS = "application/vnd.oasis.opendocument.spreadsheet"
ODT = "application/vnd.oasis.opendocument.text"
OFD = "application/ofd"
HTML = "text/html"
MHTML = "multipart/related"
RTF = "application/rtf"
XML = "application/xml"
TEXT = "text/plain"
ZIP = "application/zip"
RAR = "application/vnd.rar"
SEVEN_ZIP = "application/x-7z-compressed"
GZIP = "application/gzip"
LOCKED_OFFICE = "application/x-encrypted-office"
OLE = "application/x-ole-storage"
EMPTY = "application/x-empty"
UNKNOWN = "application/octet-stream"
IMAGES = {
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"GIF8": "image/gif",
    b"BM": "image/bmp",
    b"II*\x00": "image/tiff",
    b"MM\x00*": "image/tiff",
}

NAMES = {
    PDF: "PDF",
    DOC: "Word 97-2003 document",
    DOCX: "Word document",
    XLS: "Excel 97-2003 workbook",
    XLSX: "Excel workbook",
    XLSB: "binary Excel workbook",
    PPT: "PowerPoint 97-2003 presentation",
    PPTX: "PowerPoint presentation",
    ODS: "OpenDocument spreadsheet",
    ODT: "OpenDocument text",
    OFD: "OFD document",
    HTML: "HTML page",
    MHTML: "web archive (MHTML)",
    RTF: "RTF document",
    XML: "XML file",
    TEXT: "text file",
    ZIP: "zip archive",
    RAR: "rar archive",
    SEVEN_ZIP: "7z archive",
    GZIP: "gzip file",
    LOCKED_OFFICE: "encrypted Office document",
    OLE: "compound file of no known program",
    EMPTY: "empty file",
    UNKNOWN: "file of no known format",
}

_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body|meta|table|title|script|style|div|p)\b", re.IGNORECASE)
_MHTML = re.compile(rb"^(?:mime-version|content-type:\s*multipart/related|from:\s*<)", re.IGNORECASE | re.MULTILINE)


def kind_of(data: bytes) -> str:
    """The media type of the content; total, raises nothing."""
    if not data:
        return EMPTY
    head = data[:4096]
    if b"%PDF-" in data[:1024]:
        return PDF
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        return _ole_kind(data)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return _zip_kind(data)
    if head.startswith(b"Rar!\x1a\x07"):
        return RAR
    if head.startswith(b"7z\xbc\xaf\x27\x1c"):
        return SEVEN_ZIP
    if head.startswith(b"\x1f\x8b"):
        return GZIP
    if head.startswith(b"{\\rtf"):
        return RTF
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    for magic, kind in IMAGES.items():
        if head.startswith(magic) and (magic != b"BM" or head[6:10] == b"\0\0\0\0"):
            return kind
    return _text_kind(data)


def _ole_kind(data: bytes) -> str:
    try:
        import olefile

        with olefile.OleFileIO(io.BytesIO(data)) as ole:
            streams = {entry[0] for entry in ole.listdir(streams=True, storages=False)}
    except Exception:  # noqa: BLE001 - olefile raises whatever a broken directory provokes
        streams = set()
    known = (
        ("EncryptedPackage", LOCKED_OFFICE),
        ("WordDocument", DOC),
        ("Workbook", XLS),
        ("Book", XLS),
        ("PowerPoint Document", PPT),
    )
    for stream, kind in known:
        if stream in streams:
            return kind
    for stream, kind in known:
        if stream.encode("utf-16-le") + b"\0\0" in data:
            return kind
    return OLE


_ZIP_MARKS = (
    ("ofd.xml", OFD),
    ("word/document.xml", DOCX),
    ("xl/workbook.xml", XLSX),
    ("xl/workbook.bin", XLSB),
    ("ppt/presentation.xml", PPTX),
)


def _zip_kind(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = {name.casefold().replace("\\", "/") for name in archive.namelist()}
            mimetype = b""
            if "mimetype" in names and archive.getinfo("mimetype").file_size < 200:
                mimetype = archive.read("mimetype").strip()
    except Exception:  # noqa: BLE001 - a cut archive has no directory: look at the local headers instead
        names = _local_names(data)
        mimetype = b""
    for mark, kind in _ZIP_MARKS:
        if mark in names:
            return kind
    if mimetype.startswith(ODS.encode()):
        return ODS
    if mimetype.startswith(ODT.encode()):
        return ODT
    if "[content_types].xml" in names:
        folders = {name.split("/")[0] for name in names}
        return DOCX if "word" in folders else XLSX if "xl" in folders else ZIP
    return ZIP


def _local_names(data: bytes) -> set[str]:
    names: set[str] = set()
    at = data.find(b"PK\x03\x04")
    while at >= 0 and len(names) < 1000:
        length = int.from_bytes(data[at + 26 : at + 28], "little")
        names.add(data[at + 30 : at + 30 + length].decode("latin-1").casefold())
        at = data.find(b"PK\x03\x04", at + 4)
    return names


_CONTROLS = bytes(byte for byte in range(32) if byte < 9 or 13 < byte < 27 or byte > 27)


def _text_kind(data: bytes) -> str:
    head = data[:65536]
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        head = head.decode("utf-16", "replace").encode("utf-8", "replace")
    elif b"\0" in head or len(head) - len(head.translate(None, _CONTROLS)) > len(head) // 100:
        return UNKNOWN
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"<?xml"):
        return HTML if re.search(rb"<html\b", start[:4096], re.IGNORECASE) else XML
    if start.startswith(b"<") and _HTML.search(start[:4096]):
        return HTML
    if _MHTML.search(start[:2048]) and b"boundary=" in start[:8192]:
        return MHTML
    if _HTML.search(start[:512]) and b"</" in start:
        return HTML
    return TEXT
