"""Pictures: read by character recognition when the [ocr] extra is installed, said otherwise."""

from crawler.attachments import ocr
from crawler.attachments.faults import Unreadable
from crawler.attachments.glyphs import Line
from crawler.attachments.grids import frame
from crawler.attachments.kinds import kind_of
from crawler.attachments.limits import Budget
from crawler.attachments.recognised import lay_out
from crawler.attachments.tables import join_continued
from storage.model import Document, Table


def read(data: bytes, name: str, budget: Budget) -> Document:
    """Raises Unreadable, TooLarge."""
    if not ocr.available():
        raise Unreadable("is an image; install the [ocr] extra to have it read")
    recognised = ocr.recognise(data)
    laid = lay_out(recognised.runs, 1, budget, None, recognised.grids)
    prose: list[str] = []
    tables: list[Table] = []
    for item in sorted(laid.items, key=lambda each: each.top):
        if isinstance(item, Line):
            prose.append(item.text)
            continue
        framed = frame(item.rows, "", [f"picture row {at + 1}" for at in range(len(item.rows))], budget)
        prose += (*framed.above, *framed.below)
        tables += [framed.table] if framed.table else []
    tables += laid.tables
    if not prose and not tables:
        raise Unreadable("is an image in which no characters were recognised")
    warning = "was read by character recognition; check names and numbers against the picture"
    return Document(kind_of(data), text="\n".join(prose), tables=join_continued(tables), warnings=(warning,), name=name)
