"""Word 97-2003 documents (.doc, also as WPS writes .wps): turned into a .docx in a private folder, then read as that.

The converter works from path to path, so this is the one reader that touches a disk: a folder of its own, gone before
the function returns.
"""

import tempfile
from pathlib import Path

import doc2docx
from doc2docx.errors import Doc2DocxError, EncryptedDocumentError

from crawler.attachments import docx
from crawler.attachments.faults import Unreadable
from crawler.attachments.kinds import DOC
from crawler.attachments.limits import Budget
from storage.model import Document


def read(data: bytes, name: str, budget: Budget) -> Document:
    """Raises Unreadable."""
    with tempfile.TemporaryDirectory(prefix="regwatch-doc-") as folder:
        source, target = Path(folder, "a.doc"), Path(folder, "a.docx")
        source.write_bytes(_without_class(data))
        try:
            doc2docx.convert(source, target)
        except EncryptedDocumentError:
            raise Unreadable("is encrypted with a password; ask the publisher for an unlocked copy") from None
        except Doc2DocxError as fault:
            raise Unreadable(f"is damaged or no Word document after all ({str(fault)[:120]}); fetch it again") from None
        converted = target.read_bytes()
    return docx.with_kind(docx.read(converted, name, budget), DOC)


def _without_class(data: bytes) -> bytes:
    """WPS writes its class into the header of the compound file, where [MS-CFB] 2.2 wants zeros and the converter
    insists on them (seen in a .wps of 2017 on 27 November 2026)."""
    return data[:8] + bytes(16) + data[24:]
