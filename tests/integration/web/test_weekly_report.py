"""The weekly report over a made archive: what it says, its charts, as HTML and PDF, made here and by the pages."""

import re
import socket
from pathlib import Path

import pypdfium2
import pytest
from asgi_client import Client
from lxml import html as lxml_html
from web_archive import NOW, Made

from notifier.wishes import wish
from regwatch.commands.reporting import last_monday
from regwatch.errors import UsageFault
from regwatch.reports.files import PdfUnavailable, pdf_of, write_report
from regwatch.reports.weekly import weekly_report
from storage.archive import open_archive
from storage.clock import moment
from storage.queries.changes import ChangeFilter, changes

ONE_PIXEL = (
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360f8cfc000000301010018dd8db000"
    "00000049454e44ae426082"
)


@pytest.fixture(scope="module")
def until(made: Made) -> str:
    """The day after the newest change on the subject, so that the week holds something."""
    db = open_archive(made.folder, readonly=True)
    newest = changes(db, ChangeFilter())[-1]["observed_at"]
    db.close()
    return moment(newest).date().isoformat() + "T23:59:00+08:00"


def report_of(made: Made, until: str, language: str = "en") -> str:
    db = open_archive(made.folder, readonly=True)
    try:
        return weekly_report(db, moment(until), wish("weekly", language=language))
    finally:
        db.close()


@pytest.mark.parametrize("language", ["en", "zh", "both"])
def test_a_report_holds_all_it_needs(made: Made, until: str, language: str) -> None:
    html = report_of(made, until, language)
    root = lxml_html.document_fromstring(html.encode())
    assert len(root.findall(".//svg")) >= 2
    for outside in ("<script", "<link", "<img", "url(", "@import"):
        assert outside not in html
    assert root.get("lang") == ("zh-CN" if language == "zh" else "en")
    heading = "".join(root.find(".//h1").itertext())
    assert ("Weekly report" in heading) == (language != "zh")
    assert ("每周报告" in heading) == (language != "en")


def test_the_bars_count_the_changes(made: Made, until: str) -> None:
    root = lxml_html.document_fromstring(report_of(made, until).encode())
    told = re.search(r"(\d+) changes? for you", " ".join(root.itertext()))
    bars = [title.text for title in root.iter("title") if re.search(r": \d+$", title.text or "")]
    assert told is not None
    assert sum(int(bar.rsplit(" ", 1)[1]) for bar in bars if re.match(r"\d{4}-", bar)) == int(told[1])


def test_a_week_without_news_is_a_report_that_says_so(made: Made) -> None:
    html = report_of(made, "2001-01-08")
    assert "No change for you in this window" in html


def test_a_pdf_shows_chinese_and_english(made: Made, until: str) -> None:
    pytest.importorskip("weasyprint", reason="PDF needs the extra `report` and the library Pango", exc_type=ImportError)
    data = pdf_of(report_of(made, until))
    assert data.startswith(b"%PDF-")
    document = pypdfium2.PdfDocument(data)
    text = "".join(page.get_textpage().get_text_range() for page in document)
    assert "Weekly report" in text
    assert re.search(r"[\u4e00-\u9fff]{4}", text)


def test_a_report_asks_for_nothing(tmp_path: Path) -> None:
    pytest.importorskip("weasyprint", reason="PDF needs the extra `report` and the library Pango", exc_type=ImportError)
    secret = tmp_path / "secret.png"
    secret.write_bytes(bytes.fromhex(ONE_PIXEL))
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        listening.settimeout(0.2)
        there = f"http://127.0.0.1:{listening.getsockname()[1]}/x.png"
        data = pdf_of(f'<img src="{there}"><img src="{secret.as_uri()}"><p>still made</p>')
        with pytest.raises(TimeoutError):
            listening.accept()
    assert b"/Subtype /Image" not in data and b"/Subtype/Image" not in data


def test_without_the_extra_the_remedy_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "weasyprint", None)
    with pytest.raises(PdfUnavailable, match="uv sync --extra report"):
        pdf_of("<p>x</p>")


def test_other_endings_and_places_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageFault, match=r"neither .html nor .pdf"):
        write_report("x", tmp_path / "report.doc")
    with pytest.raises(UsageFault, match="cannot be written"):
        write_report("x", tmp_path / "missing" / "report.html")


def test_the_pages_give_it_as_a_file(ask: Client, until: str) -> None:
    day = until.replace("+", "%2B")
    answer = ask.get(f"/reports/weekly.html?until={day}")
    assert answer.status_code == 200
    assert 'attachment; filename="regwatch-weekly-' in answer.headers["content-disposition"]
    assert "Weekly report" in answer.text
    assert ask.get("/reports/weekly.html?until=2999-01-01").status_code == 400
    assert ask.get("/reports/weekly.html?until=never").status_code == 400
    assert ask.get("/reports/weekly.html?topic=nothing").status_code == 400


def test_the_pages_give_it_as_pdf(ask: Client, until: str) -> None:
    pytest.importorskip("weasyprint", reason="PDF needs the extra `report` and the library Pango", exc_type=ImportError)
    answer = ask.get(f"/reports/weekly.pdf?until={until.replace('+', '%2B')}")
    assert answer.status_code == 200
    assert answer.content.startswith(b"%PDF-")


@pytest.mark.parametrize(
    "odd", ["until=never", "until=9999-12-31", "topic=nothing", "province=nowhere", "query=" + "a" * 500]
)
def test_what_the_page_refuses_it_refuses_as_pdf(ask: Client, odd: str) -> None:
    answers = {ask.get(f"/reports/weekly.{kind}?{odd}").status_code for kind in ("html", "pdf")}
    assert answers == {400}


def test_the_last_monday() -> None:
    assert last_monday(moment("2026-06-15T00:00:00")).isoformat() == "2026-06-15T00:00:00+08:00"
    assert last_monday(moment("2026-06-14T23:59:59")).isoformat() == "2026-06-08T00:00:00+08:00"
    assert last_monday(NOW) <= NOW
