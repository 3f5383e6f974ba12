"""Which notices' titles hold a text: asked of the index, so that no question reads every title."""

import json

from storage.database import Database
from storage.normal import compare_key
from storage.search import finding
from storage.search.folding import fold
from storage.search.language import Query
from storage.search.nodes import Word

# More titles than that hold a text that is no title, and reading them all costs no more than asking.
MOST_ASKED = 400


def holding(db: Database, text: str) -> list[str]:
    """The ids of the notices in whose newest titles `text` stands, width and whitespace apart, in no order."""
    wanted, folded = compare_key(text), fold(text)
    hits = finding.find(db, Query(Word(folded)), MOST_ASKED) if folded else []
    if not folded or (len(hits) == MOST_ASKED and hits[-1].in_title):
        rows = db.conn.execute("SELECT id, title FROM notices").fetchall()
    else:
        rows = db.conn.execute(
            "SELECT id, title FROM notices WHERE id IN (SELECT value FROM json_each(?))",
            [json.dumps([hit.notice for hit in hits if hit.in_title])],
        ).fetchall()
    return [str(notice) for notice, title in rows if wanted in compare_key(title)]
