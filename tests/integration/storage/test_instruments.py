"""Copies of one instrument are found by its title's core, and named documents by number or title."""

from pathlib import Path

from made_archive import SITE, Watch, reading

from storage.model import Reference
from storage.queries.notices import show

CORE = "新能源汽车废旧动力电池综合利用企业现场核查规程"


def test_draft_final_and_interpretation_are_one_instrument(tmp_path: Path) -> None:
    watch = Watch(tmp_path)
    watch.look(
        SITE + "a.html", reading("草案" * 50, f"公开征求对《{CORE}》的意见", title_core=CORE, stage="consultation")
    )
    named = Reference("revises", CORE, "工信部节〔2026〕9号", "对该规程进行了修订")
    watch.look(
        SITE + "b.html",
        reading("正文" * 50, f"关于发布《{CORE}》的公告", title_core=CORE, doc_number="工信部节〔2026〕9号"),
    )
    watch.look(SITE + "c.html", reading("说明" * 50, f"《{CORE}》解读", title_core=CORE, stage="interpretation"))
    watch.look(
        SITE + "d.html", reading("别的" * 50, "关于另一件事的通知", title_core="另一件事情的规定", references=(named,))
    )
    shown = show(watch.db, SITE + "b.html")
    assert [copy["stage"] for copy in shown["instrument"]] == ["consultation", "", "interpretation"]
    other = show(watch.db, SITE + "d.html")
    assert other["instrument"] == []
    assert other["references"][0]["notice"] == shown["id"]


def test_a_title_too_short_tells_nothing(tmp_path: Path) -> None:
    watch = Watch(tmp_path)
    watch.look(SITE + "a.html", reading("甲" * 90, "公告", title_core="公告"))
    watch.look(SITE + "b.html", reading("乙" * 90, "公告", title_core="公告"))
    assert show(watch.db, SITE + "a.html")["instrument"] == []
