"""Finding notices by words. Every word of the query has to stand in the notice's title, text or attachments."""

import json
from typing import Any

from storage import blobs
from storage.archive.versions import StoredVersion
from storage.database import Database
from storage.normal import compare_key
from storage.queries import notices

PASSAGE_BEFORE, PASSAGE_AFTER = 24, 60


def search(db: Database, query: str, limit: int = 50) -> list[dict[str, Any]]:
    """Notices whose newest version holds every word, titles before texts, newest first, each with its passage."""
    words = [compare_key(word).casefold() for word in query.split()]
    words = [word for word in words if word]
    if not words:
        return []
    found = []
    for (notice,) in db.conn.execute("SELECT id FROM notices ORDER BY coalesce(published_on, '') DESC, id").fetchall():
        version = notices.version_at(db, notice, None)
        assert version is not None
        score, passage = _match(db, version, words)
        if score:
            found.append((score, {**notices.summary(db, notice, version), "passage": passage}))
    found.sort(key=lambda pair: -pair[0])
    return [hit for _, hit in found[:limit]]


def _match(db: Database, version: StoredVersion, words: list[str]) -> tuple[int, str]:
    """2 when the title holds every word, 1 when title and texts do, else 0; and where the first word stands."""
    title = compare_key(version.title).casefold()
    if all(word in title for word in words):
        return 2, version.title
    texts = [version.title, *_texts(db, version)]
    keys = [compare_key(text).casefold() for text in texts]
    if not all(any(word in key for key in keys) for word in words):
        return 0, ""
    for word in words:
        for text, key in zip(texts[1:], keys[1:], strict=True):
            if word in key:
                return 1, passage(text, word)
    return 1, version.title


def _texts(db: Database, version: StoredVersion) -> list[str]:
    body = json.loads(blobs.get(db, version.body_blob))
    texts = [body["text"], *_cells(body["tables"]), json.loads(version.facts)["doc_number"]]
    for attachment in version.attachments:
        texts += [attachment.name, attachment.text]
        texts += ["\n".join(" ".join(row) for row in table.rows) for table in attachment.tables]
    return texts


def _cells(tables: list[dict[str, Any]]) -> list[str]:
    return ["\n".join(" ".join(row) for row in table["rows"]) for table in tables]


def passage(text: str, word: str) -> str:
    """The words around the first place where `word` stands, whitespace in the original not counting."""
    kept = [(index, folded) for index, char in enumerate(text) for folded in compare_key(char).casefold()]
    place = "".join(folded for _, folded in kept).find(word)
    if place < 0:
        return text[: PASSAGE_BEFORE + PASSAGE_AFTER]
    start, end = kept[place][0], kept[place + len(word) - 1][0] + 1
    left, right = max(0, start - PASSAGE_BEFORE), end + PASSAGE_AFTER
    cut = " ".join(text[left:right].split())
    return f"{'…' if left else ''}{cut}{'…' if right < len(text) else ''}"
