"""A made archive: looks at made addresses, written through the archive's own functions as a crawl does it."""

import json
from dataclasses import asdict
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from storage import blobs, pieces
from storage.archive import absences, captures, open_archive
from storage.archive.addresses import Sighting, ensure_address, seen_again
from storage.archive.captures import CaptureRef, Fetched
from storage.archive.versions import Derived, Origin, derive, upgrade
from storage.clock import ZONE
from storage.database import Database, writing
from storage.model import Attachment, Facts, Reading, Table

START = datetime(2026, 4, 27, 9, 0, tzinfo=ZONE)
SITE = "https://www.miit.gov.cn/zwgk/art/2026/"
TEXT = (
    "为规范新能源汽车废旧动力电池综合利用行业管理，现将符合《新能源汽车废旧动力电池综合利用行业规范条件》企业名单予以公告。\n"
    "本公告自2026年5月1日起施行，有效期5年。\n"
    "违反本公告规定的，处50万元罚款，并由所在地工业和信息化主管部门责令改正；逾期不改正的，撤销其公告资格。"
)
TITLE = "新能源汽车废旧动力电池综合利用企业名单（第六批）"
COLUMNS = ("序号", "企业名称", "省份")


def companies(*names: str) -> Table:
    rows = [(str(number), name, "广东") for number, name in enumerate(names, start=1)]
    return Table(rows=(COLUMNS, *rows), header=1)


def reading(text: str = TEXT, title: str = TITLE, reader: str = "reader-1", **given: Any) -> Reading:
    """A reading; what is no field of `Reading` goes into its facts."""
    own = {name: given.pop(name) for name in ("tables", "attachments", "fields", "warnings") if name in given}
    facts = {"on_subject": True, "topics": ("list_publication",), "doc_number": "2026年第17号", **given}
    return Reading(title=title, text=text, reader=reader, facts=Facts(**facts), **own)


class Watch:
    """One archive and the looks at it; each look is a day after the one before unless `at` says otherwise."""

    def __init__(self, folder: Path, *, start: datetime = START) -> None:
        self.db = open_archive(folder)
        self.at = start
        self._family = "miit/page"

    def tomorrow(self) -> datetime:
        self.at += timedelta(days=1)
        return self.at

    def file(self, name: str, data: bytes, text: str = "", *, readable: bool = True, **given: Any) -> Attachment:
        """An attachment whose bytes the archive holds."""
        with writing(self.db):
            held = blobs.put(self.db, data, "miit/file")
        url = given.pop("url", f"{SITE}files/{name}")
        return Attachment(name, url, held.sha256, "application/pdf", len(data), readable, text=text, **given)

    def origin(self, url: str, capture: CaptureRef | None = None, **given: Any) -> Origin:
        source = given.pop("source", "miit")
        state = ensure_address(self.db, url, source, "page", self.at)
        values = {"channel": "wjfb", "external_id": "", **given}
        return Origin(source=source, url=url, address=state.id, capture=capture, **values)

    def keep(self, url: str, page: bytes, source: str = "miit") -> tuple[CaptureRef, Fetched]:
        state = ensure_address(self.db, url, source, "page", self.at)
        headers = [("content-type", "text/html"), ("date", self.at.isoformat())]
        fetched = Fetched(url, url, 200, headers, page, self.at)
        kept = captures.keep(
            self.db,
            fetched,
            address=state.id,
            family=f"{source}/page",
            run=None,
            observed_at=self.at,
            reading="pending",
        )
        return kept, fetched

    def look(self, url: str, seen: Reading, *, page: bytes | None = None, **given: Any) -> Derived:
        """The page answered and was read as `seen`."""
        data = page if page is not None else page_of(seen)
        kept, fetched = self.keep(url, data, given.get("source", "miit"))
        derived = derive(self.db, self.origin(url, kept, **given), seen, self.at)
        captures.adopt(self.db, kept, fetched, observed_at=self.at, due_at=None, etag="", last_modified="")
        return derived

    def point(self, url: str, seen: Reading, **given: Any) -> Derived:
        """A list row that leads to another body's site."""
        return derive(self.db, self.origin(url, None, pointer=True, **given), seen, self.at)

    def upgrade(self, url: str, seen: Reading) -> bool:
        row = self.db.conn.execute(
            "SELECT c.id, c.address, c.blob FROM addresses a JOIN captures c ON c.id = a.capture WHERE a.url = ?", [url]
        ).fetchone()
        return upgrade(self.db, self.origin(url, CaptureRef(row[0], row[1], row[2], "")), seen, self.at)

    def gone(self, url: str, **given: Any) -> bool:
        """The page answered 404. True when that withdraws its notice."""
        return absences.record_absence(self.db, self.origin(url, **given), 404, self.at, self.at, None)

    def unchanged(self, url: str) -> None:
        state = ensure_address(self.db, url, "miit", "page", self.at)
        seen_again(self.db, [Sighting(state.id, 304, self.at, None)])

    def kinds(self, notice: str | None = None) -> list[str]:
        """The kinds of change so far, in order."""
        where = "" if notice is None else "WHERE notice = ?"
        rows = self.db.conn.execute(f"SELECT kind FROM changes {where} ORDER BY id", [notice] if notice else [])
        return [row[0] for row in rows.fetchall()]

    def edits(self) -> list[dict[str, Any]]:
        """The edits of the newest change."""
        row = self.db.conn.execute("SELECT edits FROM changes ORDER BY id DESC LIMIT 1").fetchone()
        return list(json.loads(row[0]))

    def causes(self) -> list[str]:
        return [row[0] for row in self.db.conn.execute("SELECT cause FROM versions ORDER BY id").fetchall()]


def page_of(seen: Reading) -> bytes:
    """Bytes that differ exactly when the reading differs."""
    told = json.dumps(asdict(seen), ensure_ascii=False, default=str)
    return f"<html><body>{told}<i>{sha256(told.encode()).hexdigest()}</i></body></html>".encode()


def packed(db: Database, blob: int) -> bytes:
    """What a content was packed to."""
    place, length = db.conn.execute("SELECT place, packed FROM blobs WHERE id = ?", [blob]).fetchone()
    if place is not None:
        return pieces.read(db, place, length)
    return bytes(db.conn.execute("SELECT data FROM loose WHERE blob = ?", [blob]).fetchone()[0])


def pack_wrongly(db: Database, blob: int, data: bytes) -> None:
    """Let other packed bytes stand for a content."""
    db.conn.execute("UPDATE blobs SET place = NULL WHERE id = ?", [blob])
    db.conn.execute("INSERT OR REPLACE INTO loose(blob, data) VALUES (?,?)", [blob, data])
