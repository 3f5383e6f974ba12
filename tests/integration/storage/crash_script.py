"""A fixed script of crawls: what a ministry shows in each run, and a crawl of it that may die at any moment.

A crawl keeps bytes before it reads them, finishes what an earlier process left unread, and marks its run as finished
at its end; the driver goes on with the first run that is not marked.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from made_archive import SITE, START, TEXT, companies

from storage import blobs
from storage.archive import captures, open_archive
from storage.archive.absences import record_absence
from storage.archive.addresses import AddressState, Sighting, ensure_address, seen_again
from storage.archive.captures import CaptureRef, Fetched
from storage.archive.contents import table_json, table_of
from storage.archive.listings import Listing, record_listings
from storage.archive.runs import (
    ChannelDeclaration,
    Check,
    begin_run,
    declare_channels,
    finish_run,
    record_check,
)
from storage.archive.versions import Origin, derive
from storage.database import Database
from storage.model import Attachment, Entry, Facts, Fine, PenaltyRule, Reading
from storage.search import step

FILE = SITE + "files/list.pdf"
SAMR = "https://www.samr.gov.cn/zw/art_9.html"


@dataclass(frozen=True, slots=True)
class Shown:
    """One page in one run: its bytes, or None for a 404; `file` are the bytes of its attachment."""

    url: str
    page: bytes | None
    file: bytes | None = None


def page(title: str, text: str, names: Sequence[str] = (), fine: int = 0) -> bytes:
    table = [table_json(companies(*names))] if names else []
    return json.dumps({"title": title, "text": text, "tables": table, "fine": fine}, ensure_ascii=False).encode()


ONE, TWO, LISTED = SITE + "1.html", SITE + "2.html", SITE + "3.html"
A = page("规范条件（征求意见稿）", TEXT)
B = page("规范条件（征求意见稿）", TEXT.replace("5年", "3年"))
BENCH = page("行政处罚裁量基准", TEXT + "二", fine=50000)
BENCH_2 = page("行政处罚裁量基准", TEXT + "二", fine=80000)
LIST = page("企业名单", TEXT + "三", ["甲公司", "乙公司"])
LIST_2 = page("企业名单", TEXT + "三", ["甲公司", "乙公司", "丙公司"])

SCRIPT: tuple[tuple[Shown, ...], ...] = (
    (Shown(ONE, A), Shown(LISTED, LIST, b"%PDF list of two")),
    (Shown(ONE, B), Shown(TWO, BENCH), Shown(LISTED, LIST, b"%PDF list of two")),
    (Shown(ONE, A), Shown(SAMR, A), Shown(LISTED, LIST_2, b"%PDF list of three")),
    (Shown(ONE, None), Shown(TWO, BENCH_2), Shown(SAMR, A)),
    (Shown(ONE, None), Shown(TWO, None), Shown(SAMR, None)),
    (Shown(ONE, None), Shown(TWO, None), Shown(SAMR, None), Shown(LISTED, LIST_2, b"%PDF list of three")),
    (Shown(ONE, A), Shown(TWO, BENCH), Shown(LISTED, LIST, b"%PDF list of two")),
)


def play(folder: Path, *, runs: int = len(SCRIPT), watched: Any = None) -> None:
    """Go on from where the archive is to the end of the first `runs` runs of the script. `watched` is called with
    every SQL statement."""
    db = open_archive(folder)
    try:
        for file in ("main", "search"):  # a killed process loses nothing that it wrote; only a power cut would
            db.conn.execute(f"PRAGMA {file}.synchronous=OFF")
        db.conn.set_trace_callback(watched)
        for number, shown in enumerate(SCRIPT[:runs]):
            at = START + timedelta(days=number)
            if not _finished(db, at):
                _crawl(db, at, shown)
    finally:
        db.close()


def _finished(db: Database, at: datetime) -> bool:
    found = db.conn.execute(
        "SELECT 1 FROM runs WHERE observed_at = ? AND finished_at IS NOT NULL", [at.isoformat()]
    ).fetchone()
    return found is not None


def _crawl(db: Database, at: datetime, shown: Sequence[Shown]) -> None:
    declare_channels(db, [ChannelDeclaration("miit", "wjfb", "文件发布", "Documents", "", "", SITE, 24.0)], at)
    run = begin_run(db, "crawl", at, "test")
    _resume(db, at)
    states = [ensure_address(db, one.url, "miit", "page", at) for one in shown]
    rows = [Listing(state.id, state.url, at.date(), None, "", "", 1) for state in states]
    record_listings(db, "miit", "wjfb", rows, at)
    for state, one in zip(states, shown, strict=True):
        _look(db, run, at, state, one)
    record_check(db, run, Check("miit", "wjfb", listed=len(shown)), at)
    finish_run(db, run)


def _resume(db: Database, at: datetime) -> None:
    for kept in captures.pending(db, "miit"):
        body = captures.content(db, kept.blob)
        fetched = Fetched(kept.url, kept.url, kept.status, kept.headers, body, at)
        _take_in(db, at, CaptureRef(kept.id, kept.address, kept.blob, ""), fetched)


def _look(db: Database, run: int, at: datetime, state: AddressState, shown: Shown) -> None:
    if shown.page is None:
        record_absence(db, _origin(state.url, state.id, None), 404, at, at, None)
        return
    if shown.file is not None:
        file = ensure_address(db, FILE, "miit", "attachment", at)
        kept = _keep(db, run, at, file, shown.file, "file")
        if kept is not None:
            captures.adopt(db, *kept, observed_at=at, due_at=None, etag="", last_modified="")
    kept = _keep(db, run, at, state, shown.page, "pending")
    if kept is not None:
        _take_in(db, at, *kept)


def _keep(
    db: Database, run: int, at: datetime, state: AddressState, body: bytes, reading: str
) -> tuple[CaptureRef, Fetched] | None:
    """None when the address says what it said, and is not missing."""
    held = captures.sha256_of(db, state.capture) if state.capture is not None else ""
    if held == captures.digest(body) and state.missing_since is None:
        seen_again(db, [Sighting(state.id, 200, at, None)])
        return None
    fetched = Fetched(state.url, state.url, 200, [("date", at.isoformat())], body, at)
    family = f"miit/{'file' if reading == 'file' else 'page'}"
    kept = captures.keep(db, fetched, address=state.id, family=family, run=run, observed_at=at, reading=reading)
    return kept, fetched


def _take_in(db: Database, at: datetime, kept: CaptureRef, fetched: Fetched) -> None:
    derive(db, _origin(fetched.url, kept.address, kept), _read(db, fetched), at)
    captures.adopt(db, kept, fetched, observed_at=at, due_at=None, etag="", last_modified="")


def _origin(url: str, address: int, kept: CaptureRef | None) -> Origin:
    return Origin("miit", "wjfb", url, address, "", kept)


def _read(db: Database, fetched: Fetched) -> Reading:
    told = json.loads(fetched.body)
    tables = tuple(map(table_of, told["tables"]))
    entries = tuple(
        Entry("nev-battery-recycling", "listed", row[1], province=row[2], row=row[0])
        for table in tables
        for row in table.rows[1:]
    )
    fine = told["fine"]
    rules = (PenaltyRule("拆解", "第三条", "", "一般", (Fine("yuan_fixed", fine, fine, "yuan"),), str(fine)),)
    files: tuple[Attachment, ...] = ()
    if tables:
        file = ensure_address(db, FILE, "miit", "attachment", fetched.fetched_at)
        assert file.capture is not None
        sha256 = captures.sha256_of(db, file.capture)
        data = blobs.get(db, captures.blob_of(db, sha256))
        files = (Attachment("名单.pdf", FILE, sha256, "application/pdf", len(data), True, text=data.decode()),)
    facts = Facts(entries=entries, penalties=rules if fine else ())
    return Reading(told["title"], told["text"], "reader-1", tables=tables, attachments=files, facts=facts)


def logical_content(folder: Path) -> dict[str, list[tuple[Any, ...]]]:
    """What an archive says, by table, without the numbers of rows; checks the file and every blob on the way."""
    db = open_archive(folder)
    try:
        assert db.conn.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        assert db.conn.execute("PRAGMA foreign_key_check").fetchall() == []
        assert step.in_step(db) and not list(step.behind(db)), "the search index has caught up"
        for (blob,) in db.conn.execute("SELECT id FROM blobs").fetchall():
            blobs.get(db, blob)
        return {name: [tuple(row) for row in db.conn.execute(sql).fetchall()] for name, sql in _LOGICAL.items()}
    finally:
        db.close()


_LOGICAL = {
    "captures": """SELECT a.url, b.sha256, c.status, c.observed_at, c.fetched_at, c.headers, c.reading, c.link
        FROM captures c JOIN addresses a ON a.id = c.address JOIN blobs b ON b.id = c.blob ORDER BY c.id""",
    "blobs": "SELECT sha256, size, family FROM blobs ORDER BY sha256",
    "addresses": """SELECT a.url, a.kind, a.notice, a.content, b.sha256, a.checked_at, a.missing_since, a.misses
        FROM addresses a LEFT JOIN captures c ON c.id = a.capture LEFT JOIN blobs b ON b.id = c.blob ORDER BY a.url""",
    "listings": "SELECT source, channel, title, first_listed_at, last_listed_at FROM listings ORDER BY 1, 2, 3",
    "notices": "SELECT id, url, title, state, version, content, first_observed_at, changed_at FROM notices ORDER BY id",
    "versions": """SELECT v.notice, v.number, v.observed_at, v.cause, v.title, v.facts, v.content, b.sha256, r.sha256
        FROM versions v JOIN blobs b ON b.id = v.body LEFT JOIN blobs r ON r.id = v.rules ORDER BY 1, 2""",
    "version_attachments": """SELECT v.notice, v.number, t.position, t.name, b.sha256, t.readable
        FROM version_attachments t JOIN versions v ON v.id = t.version LEFT JOIN blobs b ON b.id = t.blob
        ORDER BY 1, 2, 3""",
    "entries": """SELECT v.notice, v.number, e.position, e.register, e.action, e.company, e.province, e.row
        FROM entry_rows e JOIN versions v ON v.id = e.version ORDER BY 1, 2, 3""",
    "changes": """SELECT notice, kind, observed_at, from_version, to_version, edits FROM changes
        ORDER BY observed_at, notice, kind""",
    "checks": "SELECT source, channel, observed_at, outcome, listed FROM checks GROUP BY 1, 2, 3, 4, 5 ORDER BY 3",
}  # fmt: skip
