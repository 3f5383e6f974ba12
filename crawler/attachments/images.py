"""Pictures: read by character recognition when the [ocr] extra is installed, said otherwise."""

from crawler.attachments import ocr
from crawler.attachments.boxes import rebuild
from crawler.attachments.faults import Unreadable
from crawler.attachments.kinds import kind_of
from crawler.attachments.limits import Budget
from crawler.attachments.tables import join_continued
from storage.model import Document


def read(data: bytes, name: str, budget: Budget) -> Document:
    """Raises Unreadable."""
    if not ocr.available():
        raise Unreadable("is an image; install the [ocr] extra to have it read")
    found = rebuild(ocr.recognise(data), "picture", budget)
    if not found.prose and not found.tables:
        raise Unreadable("is an image in which no characters were recognised")
    warning = "was read by character recognition; check names and numbers against the picture"
    return Document(
        kind_of(data), text="\n".join(found.prose), tables=join_continued(found.tables), warnings=(warning,), name=name
    )
