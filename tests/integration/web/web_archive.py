"""A made archive for the pages: written through the archive's own functions as a crawl does it, with the hostile
titles, cells and addresses that a page has to take."""

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from storage import blobs
from storage.archive import captures, open_archive
from storage.archive.addresses import ensure_address
from storage.archive.captures import Fetched
from storage.archive.runs import ChannelDeclaration, Check, begin_run, declare_channels, finish_run, record_check
from storage.archive.versions import Origin, derive
from storage.clock import ZONE
from storage.database import Database, writing
from storage.model import Attachment, Entry, Facts, Fine, PenaltyRule, Reading, Reference, Table

NOW = datetime(2026, 5, 20, 9, 0, tzinfo=ZONE)
SITE = "https://www.miit.gov.cn/art/2026/"
HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>\u202e\u0000"
LISTED, PROPOSED = "深圳市甲乙再生资源有限公司", "广东丙丁循环科技有限公司"
REGISTER = "nev-battery-recycling"
NATIONAL = "关于开展废旧动力电池综合利用专项行动的通知"


def look(db: Database, path: str, seen: Reading, at: datetime, page: bytes | None = None, **given: Any) -> str:
    """A page of the site answered and was read as `seen`; answers the notice's id."""
    source = given.pop("source", "miit")
    url = given.pop("url", SITE + path)
    state = ensure_address(db, url, source, "page", at)
    data = page if page is not None else f"<html>{seen!r}</html>".encode()
    fetched = Fetched(url, url, 200, [("content-type", "text/html")], data, at)
    kept = captures.keep(
        db, fetched, address=state.id, family=f"{source}/page", run=None, observed_at=at, reading="pending"
    )
    values = {"channel": "wjfb", "external_id": "", **given}
    origin = Origin(source=source, url=url, address=state.id, capture=kept, **values)
    derived = derive(db, origin, seen, at)
    captures.adopt(db, kept, fetched, observed_at=at, due_at=None, etag="", last_modified="")
    return derived.notice


def reading(
    title: str, text: str, *, tables: tuple[Table, ...] = (), files: tuple[Attachment, ...] = (), **facts: Any
) -> Reading:
    known = {"on_subject": True, "issuers": ("工业和信息化部",), "stage": "issued", **facts}
    return Reading(title=title, text=text, reader="reader-1", tables=tables, attachments=files, facts=Facts(**known))


def entry(company: str, action: str = "listed", row: str = "row 2", **given: Any) -> Entry:
    return Entry(REGISTER, action, company, province="广东", entry_type="梯次利用", batch="第六批", row=row, **given)


class Made:
    """The archive's folder and the notices in it by a short name."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.ids: dict[str, str] = {}
        db = open_archive(folder)
        try:
            self._channels(db)
            self._lists(db)
            self._rules(db)
            self._rollouts(db)
            self._hostile(db)
        finally:
            db.close()

    def _channels(self, db: Database) -> None:
        names = [("wjfb", "文件发布", "Documents issued"), ("yjzj", "意见征集", "Consultations")]
        declare_channels(
            db,
            [
                ChannelDeclaration("miit", key, name, english, "工业和信息化部", "MIIT", SITE, 24.0)
                for key, name, english in names
            ],
            NOW - timedelta(days=30),
        )
        for days in (9, 5, 3, 0):
            at = NOW - timedelta(days=days, hours=1)
            run = begin_run(db, "crawl", at, "test")
            record_check(db, run, Check("miit", "wjfb", listed=9, published=1), at)
            blocked = Check("miit", "yjzj", "challenged", error=f"block page {HOSTILE}")
            record_check(db, run, blocked if days < 5 else Check("miit", "yjzj"), at)
            finish_run(db, run)

    def _lists(self, db: Database) -> None:
        header = ("序号", "企业名称", "省份")
        first = Table(rows=(header, ("1", LISTED, "广东")), header=1, name="第六批名单")
        with writing(db):
            held = blobs.put(db, b"%PDF-1.4 list", "miit/file")
        file = Attachment("附件1.pdf", SITE + "1.pdf", held.sha256, "application/pdf", 13, True, text=f"1 {LISTED}")
        seen = reading(
            "新能源汽车废旧动力电池综合利用企业名单（第六批）",
            "现将企业名单予以公告。\n违反规定的，处50万元罚款。",
            tables=(first,),
            files=(file,),
            topics=("list_publication",),
            doc_number="2026年第17号",
            published_on=date(2026, 5, 8),
            effective_on=date(2026, 5, 10),
            entries=(entry(LISTED),),
        )
        self.ids["list"] = look(db, "list.html", seen, NOW - timedelta(days=9))
        both = Table(rows=(*first.rows, ("2", PROPOSED, "广东")), header=1, name="第六批名单")
        later = reading(
            seen.title,
            seen.text.replace("50万元", "500万元"),
            tables=(both,),
            files=(file,),
            topics=("list_publication",),
            doc_number="2026年第17号",
            published_on=date(2026, 5, 8),
            effective_on=date(2026, 5, 10),
            entries=(entry(LISTED), entry(PROPOSED, row="row 3")),
        )
        look(db, "list.html", later, NOW - timedelta(days=3))

    def _rules(self, db: Database) -> None:
        by_ton = PenaltyRule(
            offence="将废旧动力电池交由不具备条件的单位处置的",
            basis="《固体废物污染环境防治法》第一百一十四条",
            circumstance="不足1吨的",
            tier="1",
            fine=(Fine("yuan_range", 100000, 200000, "yuan"),),
            text="处十万元以上二十万元以下的罚款",
        )
        person = Fine("yuan_max", None, 5000, "yuan", party="individual")
        formula = PenaltyRule('=HYPERLINK("http://x")', "第一条", "", "2", (person,), "处五千元以下的罚款")
        times = Fine("multiple_range", 1, 3, "times", "违法所得")
        rules = (by_ton, formula, PenaltyRule("逾期不改的", "第二条", "", "", (times,), "一倍以上三倍以下"))
        seen = reading(
            "废旧动力电池行政处罚裁量基准",
            "现予公布。",
            topics=("penalty_benchmark",),
            published_on=date(2026, 5, 1),
            effective_on=date(2026, 5, 1),
            comment_deadline=date(2026, 6, 30),
            penalties=rules,
        )
        self.ids["rules"] = look(db, "rules.html", seen, NOW - timedelta(days=8))

    def _rollouts(self, db: Database) -> None:
        national = reading(
            NATIONAL, "各省。", topics=("enforcement_campaign",), doc_number="工信部联节〔2026〕1号",
            published_on=date(2026, 4, 27), title_core="开展废旧动力电池综合利用专项行动的通知",
        )  # fmt: skip
        self.ids["national"] = look(db, "national.html", national, NOW - timedelta(days=8))
        local = reading(
            "广东省工业和信息化厅转发" + NATIONAL,
            "各市。",
            topics=("provincial_rollout",),
            province="广东",
            issuers=("广东省工业和信息化厅",),
            published_on=date(2026, 5, 12),
            references=(Reference("forwards", NATIONAL, "工信部联节〔2026〕1号", ""),),
        )
        self.ids["local"] = look(db, "local.html", local, NOW - timedelta(days=5))

    def _hostile(self, db: Database) -> None:
        with writing(db):
            held = blobs.put(db, b"<script>alert(2)</script>", "miit/file")
        file = Attachment(HOSTILE + ".html", "javascript:alert(3)", held.sha256, "text/html", 25, False, fault=HOSTILE)
        grid = Table(rows=((HOSTILE, "=1+1"), ("@SUM(1)", HOSTILE)), header=1, name=HOSTILE)
        first = reading(
            "=cmd|'/c calc'!A1 " + HOSTILE, HOSTILE + "\n第二段", tables=(grid,), files=(file,),
            issuers=(HOSTILE,), doc_number=HOSTILE, published_on=date(2026, 5, 14), entries=(entry("=" + HOSTILE),),
        )  # fmt: skip
        self.ids["hostile"] = look(db, "h.html", first, NOW - timedelta(days=2))
        changed = reading(
            "=cmd|'/c calc'!A1 " + HOSTILE, HOSTILE + "</p><script>alert(4)</script>\n第二段 ]]>", tables=(grid,),
            files=(file,), issuers=(HOSTILE,), doc_number=HOSTILE, published_on=date(2026, 5, 14),
            entries=(entry("=" + HOSTILE),),
        )  # fmt: skip
        look(db, "h.html", changed, NOW - timedelta(days=1))
