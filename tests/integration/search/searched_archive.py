"""A made archive of odd little notices, and what a plain reading of it finds: an oracle that shares no search code.

The letters are few, so that random words are found often, in pieces and over their borders.
"""

import random
import unicodedata
from datetime import date, datetime, timedelta
from pathlib import Path

from storage.archive import open_archive
from storage.archive.addresses import ensure_address
from storage.archive.versions import Origin, derive
from storage.clock import ZONE
from storage.database import Database
from storage.model import Attachment, Facts, Reading, Table

START = datetime(2026, 4, 1, 9, 0, tzinfo=ZONE)
WORDS = (
    "撤销",
    "名单",
    "公示",
    "企业",
    "池",
    "电池",
    "销名",
    "2026",
    "17",
    "1",
    "号",
    "GB",
    "Green Metal",
    "a",
    "（",
    ")",
    "，",
    "、",
)
SPACES = ("", "", "", "", " ", "\u3000", "\u200b")
TOPICS = ("list_publication", "penalty_benchmark", "standard")
PROVINCES = ("广东", "江西", "")


def said(chance: random.Random, words: int) -> str:
    return "".join(chance.choice(WORDS) + chance.choice(SPACES) for _ in range(chance.randint(1, words)))


def lines(chance: random.Random, count: int) -> str:
    return "\n".join(said(chance, 6) for _ in range(chance.randint(0, count)))


def grid(chance: random.Random) -> tuple[Table, ...]:
    return (Table(rows=tuple((said(chance, 3), said(chance, 3)) for _ in range(chance.randint(1, 3))), header=1),)


def reading(chance: random.Random) -> Reading:
    files = tuple(
        Attachment(said(chance, 2), f"https://a.example/{n}", f"{n:064x}", readable=n == 0, text=lines(chance, 3))
        for n in range(chance.randint(0, 2))
    )
    files = tuple(
        file if file.readable else Attachment(file.name, file.url, file.sha256, fault="too large") for file in files
    )
    day = None if chance.random() < 0.1 else date(2024, 1, 1) + timedelta(days=chance.randint(0, 900))
    facts = Facts(
        doc_number=said(chance, 2) if chance.random() < 0.5 else "",
        issuers=(said(chance, 2),),
        stage=chance.choice(("issued", "proposal")),
        topics=tuple(chance.sample(TOPICS, chance.randint(1, 2))),
        province=chance.choice(PROVINCES),
        published_on=day,
    )
    return Reading(said(chance, 3), lines(chance, 5), "r", tables=grid(chance), attachments=files, facts=facts)


class Library:
    """An archive and beside it what was put in: `told` has the readings of each notice by moment."""

    def __init__(self, folder: Path, seed: int = 1) -> None:
        self.folder = folder
        self.db: Database = open_archive(folder)
        self.chance = random.Random(f"library {seed}")
        self.at = START
        self.told: dict[str, list[tuple[datetime, str, Reading]]] = {}

    def reopen(self) -> None:
        self.db.close()
        self.db = open_archive(self.folder)

    def put(self, number: int, given: Reading | None = None) -> str:
        """Notice `number` is read as something new."""
        self.at += timedelta(hours=1)
        read = given or reading(self.chance)
        source = ("miit", "samr", "mee")[number % 3]
        url = f"https://{source}.example/art/{number}.html"
        address = ensure_address(self.db, url, source, "page", self.at)
        derived = derive(self.db, Origin(source, "wjfb", url, address.id, f"art{number}", None), read, self.at)
        self.told.setdefault(derived.notice, []).append((self.at, source, read))
        return derived.notice

    def at_moment(self, moment: datetime | None) -> dict[str, tuple[str, Reading]]:
        """What is known of each notice at a moment, by the last reading put in until then."""
        known = {}
        for notice, history in self.told.items():
            past = [(source, read) for at, source, read in history if moment is None or at <= moment]
            if past:
                known[notice] = past[-1]
        return known

    def holding(self, word: str, moment: datetime | None = None) -> set[str]:
        """Notices in which the word stands, by SQLite's LIKE on pieces without width, case and blanks."""
        pieces = [
            (notice, plain(piece)) for notice, (_, read) in self.at_moment(moment).items() for piece in pieces_of(read)
        ]
        self.db.conn.execute("CREATE TEMP TABLE IF NOT EXISTS said_pieces (notice TEXT, piece TEXT)")
        self.db.conn.execute("DELETE FROM temp.said_pieces")
        self.db.conn.executemany("INSERT INTO temp.said_pieces VALUES (?,?)", pieces)
        rows = self.db.conn.execute(
            "SELECT DISTINCT notice FROM temp.said_pieces WHERE piece LIKE ?", [f"%{plain(word)}%"]
        )
        found = {row[0] for row in rows.fetchall()}
        self.db.conn.commit()
        return found


def pieces_of(read: Reading) -> list[str]:
    found = [read.title, read.facts.doc_number, *read.facts.issuers, *read.text.split("\n")]
    found += [cell for table in read.tables for row in table.rows for cell in row]
    for file in read.attachments:
        found += [file.name, *file.text.split("\n"), *(cell for t in file.tables for row in t.rows for cell in row)]
    return found


def plain(text: str) -> str:
    kept = (char for char in unicodedata.normalize("NFKC", text) if not char.isspace() and char != "\u200b")
    return "".join(kept).lower()
