"""The dispatcher: any bytes to a Document, by content. Total: every fault becomes a sentence in `warnings`."""

import importlib
import re
from dataclasses import replace
from typing import Protocol, cast

from crawler.attachments import kinds
from crawler.attachments.faults import Unreadable
from crawler.attachments.limits import Budget
from storage.model import Document

_PRIVATE = re.compile("[\ue000-\uf01f\uf100-\uf8ff\U000f0000-\U0010fffd]")  # U+F020 to U+F0FF are symbols


class Reader(Protocol):
    def __call__(self, data: bytes, name: str, budget: Budget) -> Document: ...


_READERS = {
    kinds.PDF: "pdf:read",
    kinds.DOC: "doc:read",
    kinds.DOCX: "docx:read",
    kinds.XLS: "xls:read",
    kinds.XLSX: "xlsx:read",
    kinds.XLSB: "xls:read_binary",
    kinds.ODS: "opendocument:read_sheets",
    kinds.ODT: "opendocument:read_text",
    kinds.OFD: "ofd:read",
    kinds.HTML: "html:read",
    kinds.MHTML: "html:read_archive",
    kinds.RTF: "rtf:read",
    kinds.TEXT: "text:read",
    kinds.ZIP: "zips:read",
    kinds.RAR: "rars:read",
    kinds.SEVEN_ZIP: "sevenzips:read",
}
_REFUSALS = {
    kinds.EMPTY: "is empty (0 bytes); fetch it again",
    kinds.LOCKED_OFFICE: "is encrypted with a password; ask the publisher for an unlocked copy",
    kinds.OLE: "is a compound file without a Word or Excel document in it, or is damaged; open it by hand",
    kinds.UNKNOWN: "is of no format that Regwatch knows, or damaged; open it by hand",
    kinds.PPT: "is a presentation, which Regwatch does not read; open it by hand",
    kinds.PPTX: "is a presentation, which Regwatch does not read; open it by hand",
    kinds.XML: "is XML of no format that Regwatch knows; open it by hand",
    kinds.GZIP: "is a gzip file, which Regwatch does not unpack; unpack it by hand",
}


def read(data: bytes, name: str = "") -> Document:
    """What Regwatch understands of a file. `name` is only used to speak of it. Raises nothing.

    A file from outside belongs into `sandbox.read_safely`, which runs this in a child with limits.
    """
    return read_within(data, name, Budget())


def read_within(data: bytes, name: str, budget: Budget, depth: int = 0) -> Document:
    """As `read`, charged to a running budget; `depth` counts the archives around the file."""
    kind = kinds.kind_of(data)
    try:
        if kind in (kinds.ZIP, kinds.RAR, kinds.SEVEN_ZIP):
            from crawler.attachments.archives import read_archive

            document = read_archive(data, name, kind, budget, depth)
        else:
            document = reader_for(kind)(data, name, budget)
            budget.add_text(len(document.text))
            said = (*document.warnings, *_of_an_own_font(document), *budget.take_notes())
            document = replace(document, warnings=said)
    except Unreadable as fault:
        return refused(kind, name, str(fault))
    except RecursionError:
        return refused(kind, name, "is nested too deeply to be read; open it by hand")
    except MemoryError:
        return gave_up(kind, name, "needs more memory than one document may have and was not read")
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as fault:  # noqa: BLE001 - a hostile file may provoke anything, a panic of Rust code included
        return refused(
            kind, name, f"is damaged and could not be read as {kinds.NAMES.get(kind, 'an image')} ({_short(fault)})"
        )
    return replace(document, name=name, warnings=tuple(f"{label(name)}: {said}" for said in document.warnings))


def _of_an_own_font(document: Document) -> tuple[str, ...]:
    """Bullets of a symbol font are no loss; a text in the codes of its own font is one, and does not look empty."""
    if document.media_type == kinds.PDF:
        return ()  # says so itself, of unknown codes of every kind
    if document.text.replace("\n", "").isprintable():  # as such codes are not; quicker than to look for them
        return ()
    codes = len(_PRIVATE.findall(document.text))
    if codes < 20 or codes * 50 < len(document.text):
        return ()
    return (f"holds {codes} characters by the codes of a font of its own, which nobody can tell without it; "
            "open it to read them",)  # fmt: skip


def refused(kind: str, name: str, fault: str) -> Document:
    return Document(media_type=kind, readable=False, warnings=(f"{label(name)} {fault}",), name=name)


def gave_up(kind: str, name: str, fault: str) -> Document:
    """Refused for what this machine could not give just then, not for what the file is."""
    return replace(refused(kind, name, fault), gave_up=True)


def label(name: str) -> str:
    """A name fit for one line of a message: no control characters, no endless name."""
    plain = "".join(char if char.isprintable() else "\ufffd" for char in name).strip()
    return (plain if len(plain) <= 120 else f"{plain[:80]}…{plain[-30:]}") or "the file"


def reader_for(kind: str) -> Reader:
    """Raises Unreadable for a kind without a reader."""
    if kind.startswith("image/"):
        where = "images:read"
    elif kind in _READERS:
        where = _READERS[kind]
    else:
        raise Unreadable(_REFUSALS.get(kind, _REFUSALS[kinds.UNKNOWN]))
    module, function = where.split(":")
    return cast(Reader, getattr(importlib.import_module(f"crawler.attachments.{module}"), function))


def _short(fault: BaseException) -> str:
    said = " ".join(str(fault).split())[:120]
    return f"{type(fault).__name__}: {said}" if said else type(fault).__name__
