"""A small archive made through its own door: a notice with two pages, a file and a list, and its neighbours."""

import hashlib
from datetime import datetime, timedelta
from pathlib import Path

from storage.archive import open_archive
from storage.archive.addresses import ensure_address
from storage.archive.captures import CaptureRef, Fetched, adopt, keep
from storage.archive.listings import Listing, record_listings
from storage.archive.runs import begin_run
from storage.archive.versions import Origin, derive
from storage.clock import ZONE
from storage.database import Database
from storage.model import Attachment, Facts, Reading, Table

START = datetime(2026, 4, 27, 9, 0, tzinfo=ZONE)
SITE = "https://www.miit.gov.cn"
PAGE = f"{SITE}/zwgk/art/2026/art_1234567890abcdef1234567890abcdef.html"
FILE = f"{SITE}/files/名单.xls"
LIST = f"{SITE}/zwgk/wjfb/index.html"
NEIGHBOUR = f"{SITE}/zwgk/art/2026/art_ffff567890abcdef1234567890abcdef.html"
TITLE = "关于公布再生利用企业名单的公告"


def fetched(url: str, body: bytes, at: datetime, *, status: int = 200, requested: str = "") -> Fetched:
    headers = [
        ("content-disposition", "attachment; filename=\xe5\x90\x8d.xls"),
        ("content-encoding", "gzip"),
        ("content-type", "text/html; charset=utf-8"),
        ("date", "Mon, 27 Apr 2026 01:00:00 GMT"),
        ("transfer-encoding", "chunked"),
        ("x-strange", "caf\xe9: a, b;  c"),
    ]
    return Fetched(url, requested or url, status, headers, body, at, tls="verified")


class Sample:
    """Writes captures and versions one after the other, an hour apart."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.db: Database = open_archive(folder)
        self.at = START
        self.run = begin_run(self.db, "crawl", START, "0.1.0")
        self.notice = ""

    def capture(self, url: str, body: bytes, kind: str, *, requested: str = "", linked: str = "") -> CaptureRef:
        """`linked` is the address the answer came from when it is not the one asked for (a redirect)."""
        state = ensure_address(self.db, url, "miit", kind, self.at)
        answer = fetched(linked or url, body, self.at, requested=requested)
        reading = {"page": "pending", "list": "list", "attachment": "file"}[kind]
        ref = keep(
            self.db,
            answer,
            address=state.id,
            family=f"miit/{kind}",
            run=self.run,
            observed_at=self.at,
            reading=reading,
        )
        adopt(self.db, ref, answer, observed_at=self.at, due_at=None, etag="", last_modified="")
        return ref

    def later(self, hours: float = 1) -> None:
        self.at += timedelta(hours=hours)

    def version(self, url: str, page: bytes, text: str, file: bytes) -> str:
        """One capture of a page and of its file, read into a version."""
        held = self.capture(FILE, file, "attachment")
        ref = self.capture(url, page, "page")
        reading = Reading(
            title=TITLE,
            text=text,
            reader="1",
            tables=(Table((("企业", "批次"), ("甲公司", "1")), 1),),
            attachments=(Attachment("名单.xls", FILE, held.sha256, "application/vnd.ms-excel", len(file), True),),
            facts=Facts(topics=("list_publication",), on_subject=True),
        )
        origin = Origin("miit", "wjfb", url, ref.address, "art_x", ref)
        return derive(self.db, origin, reading, self.at).notice

    def whole(self) -> "Sample":
        """Two versions of a notice over two days, the list that named it first, and a neighbour's page between."""
        page = ensure_address(self.db, PAGE, "miit", "page", self.at)
        self.capture(LIST, b'<a href="art_1234567890abcdef1234567890abcdef.html">x</a>', "list")
        record_listings(
            self.db, "miit", "wjfb", [Listing(page.id, TITLE, START.date(), None, "", "工业和信息化部", 1)], self.at
        )
        self.notice = self.version(PAGE, b"<html>v1 " + b"\x00\xff" * 40, "第一段。\n共三家。", b"\xd0\xcf\x11\xe0 one")
        self.later()
        self.capture(NEIGHBOUR, b"<html>neighbour", "page", requested="http://127.0.0.1:8801/x")
        self.later(20)
        self.version(PAGE, b"<html>v2 " + b"\x00\xff" * 40, "第一段。\n共<b>四</b>家。", b"\xd0\xcf\x11\xe0 two")
        self.later()
        self.capture(LIST, b"<p>other rows</p>", "list")
        return self


def flipped(content: bytes, place: int, bit: int = 0) -> bytes:
    changed = bytearray(content)
    changed[place] ^= 1 << bit
    return bytes(changed)


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
