"""A chain of made notices: draft, measure, revision, forward, reprint, correction; each link is seen from both ends."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from made_archive import SITE, Watch

from crawler.reading import read_notice
from storage.archive import open_archive
from storage.clock import moment
from storage.model import Page
from storage.queries.links import named_by
from storage.queries.notices import show
from storage.search.beside import FILE_NAME

MEASURE = "废旧动力电池回收和综合利用现场检查办法"
MIIT, SAMR, GUANGDONG = "工业和信息化部", "国家市场监督管理总局", "广东省工业和信息化厅"
# name, site's body, day, title, number of its own (labelled), text
PAPERS = (
    ("draft", MIIT, "2026-01-05", f"公开征求对《{MEASURE}（征求意见稿）》的意见", "", "现公开征求意见。"),
    ("base", MIIT, "2026-01-20", "关于加强废旧动力电池管理的通知", "工信部联节〔2026〕3号", "现通知如下。"),
    ("notice20", MIIT, "2026-02-01", "工业和信息化部公告", "公告2026年第20号", "现公布电池综合利用有关事项。"),
    ("ads20", SAMR, "2026-02-02", "市场监管总局公告", "公告2026年第20号", "现公布广告管理有关事项。"),
    (
        "final", MIIT, "2026-03-01", f"关于印发《{MEASURE}》的通知", "工信部节〔2026〕9号",
        "根据工信部联节〔2026〕3号，制定本办法。工业和信息化部公告2026年第20号同时废止。",
    ),
    ("explained", MIIT, "2026-03-02", f"《{MEASURE}》解读", "", f"现对《{MEASURE}》（工信部节〔2026〕9号）说明如下。"),
    ("reprint", MIIT, "2026-04-10", f"关于印发《{MEASURE}》的通知", "工信部节〔2026〕9号", "（公报刊载）正文从略。"),
    (
        "forward", GUANGDONG, "2026-03-20", f"关于转发《{MEASURE}》的通知", "粤工信函〔2026〕77号",
        f"现将《{MEASURE}》（工信部节〔2026〕9号）转发给你们，请遵照执行。",
    ),
    ("list", MIIT, "2026-05-01", f"符合《{MEASURE}》企业名单", "", f"根据《{MEASURE}》要求，现将名单予以公告。"),
    (
        "amends", MIIT, "2026-06-01", f"关于修改《{MEASURE}》的决定", "工信部节〔2026〕30号",
        f"对《{MEASURE}》作如下修改。",
    ),
)  # fmt: skip


@pytest.fixture
def archive(tmp_path: Path) -> Any:
    watch = Watch(tmp_path)
    for name, body, day, title, number, text in PAPERS:
        fields = {"发文字号": number, "发布机构": body} if number else {"发布机构": body}
        page = Page(title, text, "made", fields=fields, published=date.fromisoformat(day))
        watch.tomorrow()
        watch.look(f"{SITE}{name}.html", read_notice(page, (), body))
    return watch.db


def ids(db: Any) -> dict[str, str]:
    return {name: show(db, f"{SITE}{name}.html")["id"] for name, *_ in PAPERS}


def links(db: Any, way: str) -> set[tuple[str, str, str]]:
    known = {notice: name for name, notice in ids(db).items()}
    found = set()
    for notice, name in known.items():
        for one in show(db, notice)[way]:
            if one["notice"]:
                other = known[one["notice"]]
                found.add((name, one["relation"], other) if way == "references" else (other, one["relation"], name))
    return found


def test_each_reference_leads_to_the_notice_it_names_by_number_and_issuer_or_by_title(archive: Any) -> None:
    assert links(archive, "references") == {
        ("final", "basis", "base"), ("final", "repeals", "notice20"), ("forward", "forwards", "final"),
        ("list", "basis", "final"), ("amends", "revises", "final"),
    }  # fmt: skip


def test_a_link_is_seen_from_both_ends(archive: Any) -> None:
    assert links(archive, "named_by") == links(archive, "references")


def test_the_other_ministry_with_the_same_number_is_named_by_nobody(archive: Any) -> None:
    assert show(archive, f"{SITE}ads20.html")["named_by"] == []


def test_every_text_of_the_instrument_is_an_event(archive: Any) -> None:
    known = {notice: name for name, notice in ids(archive).items()}
    told = [(known[one["notice"]], one["event"]) for one in show(archive, f"{SITE}forward.html")["instrument"]]
    assert told == [
        ("draft", "draft"), ("final", "final"), ("explained", "interpretation"), ("forward", "forward"),
        ("reprint", "reprint"), ("amends", "revision"),
    ]  # fmt: skip


def test_as_of_a_moment_only_what_was_known_then_names_a_notice(archive: Any) -> None:
    final = show(archive, f"{SITE}final.html")
    earlier = show(archive, f"{SITE}explained.html")["versions"][0]["observed_at"]
    assert named_by(archive, final["id"], final["doc_number"], final["title"], MEASURE, moment(earlier)) == []


def test_an_archive_whose_index_is_of_before_or_gone_answers_the_same(archive: Any, tmp_path: Path) -> None:
    told = links(archive, "named_by")
    archive.conn.execute("DROP TABLE search.search_names")
    assert links(archive, "named_by") == told
    archive.conn.close()
    (tmp_path / FILE_NAME).unlink()
    again = open_archive(tmp_path)
    assert links(again, "named_by") == told
