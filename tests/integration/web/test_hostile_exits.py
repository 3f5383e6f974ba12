"""One audit of every way out: titles, texts, cells, names, numbers and addresses that mean harm leave it harmless.

A made archive holds each payload in every field that a publisher fills, and is then asked for by page, API, CSV, feed,
calendar, report, workbook and mail. Each channel is read by a parser of its own kind, and judged by what that parser
would act on: elements and handlers, addresses, formulas, components, headers.
"""

import csv
import email
import io
import json
import re
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from email import policy
from email.message import EmailMessage
from pathlib import Path
from xml.etree import ElementTree

import pytest
from asgi_client import Client
from hostile_archive import PAYLOADS, made
from lxml import html as lxml_html
from typer.testing import CliRunner
from web_archive import NOW, REGISTER

from notifier.subscriptions import subscribe
from notifier.wishes import wish
from regwatch.cli import app as command
from regwatch.mails import subscribers
from regwatch.settings import Settings
from regwatch.web.app import create_app
from regwatch.web.site import Site
from storage.spreadsheets import safe_cell

CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
OWN_SCHEMES = ("http://", "https://", "/", "#", "?", "mailto:", "cid:", "data:image/svg+xml,")


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    folder = tmp_path_factory.mktemp("hostile")
    return folder, made(folder)


@pytest.fixture
def ask(hostile: tuple[Path, dict[str, str]]) -> Iterator[Client]:
    client = Client(
        create_app(Site(Settings.model_validate({"data": hostile[0]}), lambda: NOW)), "127.0.0.1", "127.0.0.1"
    )
    yield client
    client.close()


def assert_harmless_html(text: str, where: str, *, own_style: bool = False) -> None:
    """Nothing in it runs, loads from elsewhere, or steers the reader's screen."""
    document = lxml_html.document_fromstring(text)
    banned = {"script", "iframe", "object", "embed", "base", "applet", "x:script"} | (set() if own_style else {"style"})
    for element in document.iter():
        if not isinstance(element.tag, str):
            continue
        assert element.tag not in banned, (where, element.tag)
        for name, value in element.attrib.items():
            assert not name.startswith("on"), (where, name)
            if name in ("href", "src", "action", "formaction", "poster", "data", "xlink:href"):
                assert value.startswith(OWN_SCHEMES) or ":" not in value.split("/")[0], (where, name, value)
    assert "1337" not in text, (where, "a template within what a publisher wrote was carried out")
    assert not CONTROLS.search(text), (where, CONTROLS.findall(text)[:3])


def test_pages(ask: Client, hostile: tuple[Path, dict[str, str]]) -> None:
    paths = [
        "/",
        "/changes",
        "/changes?any_subject=1",
        "/registers",
        f"/registers/{REGISTER}",
        "/penalties",
        "/rollouts",
        f"/registers/{REGISTER}?from=2026-01-01",
        f"/registers/{REGISTER}?as_of=2026-05-16",
        "/coverage",
        "/reports",
        "/penalties?from=2026-05-01",
        "/operator",
        "/search?q=alert",
        "/search?q=公司",
    ]
    for notice in hostile[1].values():
        paths += [f"/notices/{notice}", f"/notices/{notice}/diff", f"/notices/{notice}/diff?view=side"]
    two = list(hostile[1].values())
    paths += [f"/notices/{two[0]}/diff?with={two[1]}", f"/notices/{two[0]}/diff?with={two[1]}&from_part=1&to_part=1"]
    for path in paths:
        answer = ask.get(path)
        assert answer.status_code == 200, (path, answer.text[:300])
        assert_harmless_html(answer.text, path)


@pytest.mark.parametrize("bad", PAYLOADS)
def test_what_is_typed_into_a_page(ask: Client, bad: str) -> None:
    for path, name in (
        ("/search", "q"),
        ("/changes", "query"),
        ("/penalties", "query"),
        ("/rollouts", "campaign"),
        ("/changes", "since"),
        (f"/registers/{REGISTER}", "q"),
        (f"/registers/{REGISTER}", "known_at"),
        ("/registers/x", "as_of"),
        ("/notices", "url"),
        ("/check", "names"),
        ("/search", "after"),
    ):
        answer = ask.get(path, params={name: bad})
        assert answer.status_code in (200, 303, 400, 404), (path, answer.status_code)
        assert_harmless_html(answer.text or "<p></p>", f"{path} {name}")
        assert not {name for name in answer.headers if "injected" in name or name in ("bcc", "set-cookie")}, path
    answer = ask.post("/check", data={"names": bad, "column": bad, "as_of": ""})
    assert_harmless_html(answer.text, "/check")


CSVS = (
    "/api/changes?any_subject=1",
    "/api/search?q=alert",
    "/api/registers",
    f"/api/registers/{REGISTER}",
    "/api/notices",
    f"/api/registers/{REGISTER}/events?from=2026-01-01",
    "/api/penalties",
    "/api/penalties/changes?from=2026-05-01",
    "/api/rollouts",
    "/api/sources",
    "/api/check?name=公司",
    "/api/operator/findings",
    "/api/operator/deliveries",
)


def test_csv_and_json(ask: Client, hostile: tuple[Path, dict[str, str]]) -> None:
    paths = [*CSVS, *(f"/api/notices/{notice}/diff" for notice in hostile[1].values())]
    cells = 0
    for path in paths:
        answer = ask.get(f"{path}{'&' if '?' in path else '?'}format=csv")
        assert answer.status_code == 200, (path, answer.text)
        assert (
            answer.headers["content-type"].startswith("text/csv")
            and "attachment" in answer.headers["content-disposition"]
        )
        for row in csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"), newline="")):
            for cell in row:
                assert cell == safe_cell(cell), (path, cell)
                assert not cell.lstrip(" \n\u3000").startswith(("=", "+", "@", "\t", "\r", "＝")), (path, cell)
                cells += 1
        told = ask.get(path)
        assert (
            told.headers["content-type"] == "application/json" and told.headers["x-content-type-options"] == "nosniff"
        )
        json.loads(told.text)
    assert cells > 500


def test_feeds(ask: Client) -> None:
    atom = ask.get("/feeds/changes.atom?any_subject=1")
    root = ElementTree.fromstring(atom.text)
    names = {element.tag for element in root.iter()}
    assert all(name.startswith("{http://www.w3.org/2005/Atom}") for name in names), names
    for element in root.iter():
        href = element.get("href")
        assert href is None or href.startswith(("http://", "https://", "/")), href
        if element.get("type") == "html":
            assert_harmless_html(f"<div>{element.text}</div>", "atom content")
        assert not CONTROLS.search(element.text or "")
    items = ask.get("/feeds/changes.json?any_subject=1").json()["items"]
    assert len(items) == 2 * len(PAYLOADS)
    for item in items:
        assert item["url"].startswith(("http://", "https://"))
        assert_harmless_html(f"<div>{item.get('content_html', '')}</div>", "json feed")


def test_calendar(ask: Client) -> None:
    body = ask.get("/calendar.ics").content
    lines = body.decode().split("\r\n")
    assert all(len(line.encode()) <= 75 for line in lines) and "\n" not in body.decode().replace("\r\n", "")
    unfolded = body.decode().replace("\r\n ", "").split("\r\n")
    names = [line.partition(":")[0].partition(";")[0] for line in unfolded if line]
    allowed = {
        "BEGIN",
        "END",
        "VERSION",
        "PRODID",
        "CALSCALE",
        "METHOD",
        "X-WR-CALNAME",
        "X-WR-TIMEZONE",
        "UID",
        "DTSTAMP",
        "DTSTART",
        "DTEND",
        "SUMMARY",
        "DESCRIPTION",
        "URL",
        "TRANSP",
    }
    assert set(names) <= allowed
    assert names.count("SUMMARY") == unfolded.count("BEGIN:VEVENT") == unfolded.count("END:VEVENT")
    assert sum(line.startswith("SUMMARY:Comments close") for line in unfolded) == len(PAYLOADS)
    assert "UID:injected" not in unfolded and not CONTROLS.search(body.decode().replace("\r\n", ""))


def test_reports_to_take_away(ask: Client) -> None:
    week = ask.get("/reports/weekly.html?until=2026-05-21")
    assert week.status_code == 200 and "attachment" in week.headers["content-disposition"]
    assert_harmless_html(week.text, "weekly report", own_style=True)
    names = "\n".join(
        f"{bad.replace(chr(13), ' ').replace(chr(10), ' ')}{number}公司" for number, bad in enumerate(PAYLOADS)
    )
    page = ask.post("/check", data={"names": names, "format": "html"})
    assert_harmless_html(page.text, "supplier report", own_style=True)
    table = ask.post("/check", data={"names": names, "format": "csv"})
    for row in csv.reader(io.StringIO(table.text.removeprefix("\ufeff"), newline="")):
        assert all(cell == safe_cell(cell) for cell in row), row
    book = ask.post("/check", data={"names": names, "format": "xlsx"})
    with zipfile.ZipFile(io.BytesIO(book.content)) as parts:
        for part in parts.namelist():
            text = parts.read(part).decode()
            ElementTree.fromstring(text)
            assert not re.search(r"<(?:\w+:)?f[ >/]", text), (part, "a formula")
            assert "externalLink" not in text and "vbaProject" not in part and 'TargetMode="External"' not in text
            assert not CONTROLS.search(text), part
        sheets = [parts.read(part).decode() for part in parts.namelist() if "worksheets/" in part]
    assert any("HYPERLINK" in sheet for sheet in sheets), "what was asked stands there, as text"


def test_kept_files(ask: Client, hostile: tuple[Path, dict[str, str]]) -> None:
    for notice in hostile[1].values():
        for kept in ask.get(f"/api/notices/{notice}/files").json():
            answer = ask.get(f"/api/notices/{notice}/files/{kept['sha256']}")
            said = answer.headers["content-disposition"]
            assert said.startswith("attachment") and "\r" not in said and ".html" not in said.rpartition(".")[2]
            assert "sandbox" in answer.headers["content-security-policy"] and "html" not in answer.headers.get(
                "content-type", ""
            )


@pytest.mark.parametrize("language", ["en", "zh", "both"])
def test_mails(hostile: tuple[Path, dict[str, str]], tmp_path: Path, language: str) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    for name in ("archive.db", "search.db"):
        (folder / name).write_bytes((hostile[0] / name).read_bytes())
    people = subscribers(Settings(data=folder))
    watch = [f"{PAYLOADS[2]}2公司", PAYLOADS[0]]
    subscribe(
        people,
        "buyer@example.org",
        wish("weekly", language=language, watch=watch),
        confirmed=True,
        now=NOW - timedelta(days=7),
    )
    people.close()
    done = CliRunner().invoke(
        command,
        [
            "--data",
            str(folder),
            "digest",
            "weekly",
            "--until",
            "2026-05-21",
            "--now",
            "2026-05-21T08:00:00+08:00",
            "--out",
            str(tmp_path / "out"),
        ],
    )
    assert done.exit_code == 0, done.output
    [file] = (tmp_path / "out").glob("**/*.eml")
    raw = file.read_bytes()
    mail = email.message_from_bytes(raw, policy=policy.default)
    assert isinstance(mail, EmailMessage)
    assert mail["Bcc"] is None and mail["X-Injected"] is None and mail["To"] == "buyer@example.org"
    assert not mail.defects and len(mail.get_all("Subject")) == 1
    assert all(not CONTROLS.search(str(value)) and "\n" not in str(value) for value in mail.values())
    seen = set()
    for part in mail.walk():
        kind = part.get_content_type()
        seen.add(kind)
        name = part.get_filename() or ""
        assert "/" not in name and "\\" not in name and not CONTROLS.search(name)
        if kind == "text/html":
            assert_harmless_html(part.get_content(), "mail", own_style=True)
        elif kind == "text/plain" and not part.is_attachment():
            text = part.get_content()
            assert not CONTROLS.search(text.replace("\r", "")) and "1337" not in text
        elif kind == "text/csv":
            for row in csv.reader(io.StringIO(part.get_content().removeprefix("\ufeff"), newline="")):
                assert all(cell == safe_cell(cell) for cell in row), row
    assert {"text/html", "text/plain"} <= seen


def test_the_audit_can_fail() -> None:
    for text in (
        "<p onclick=x>",
        "<a href='javascript:x'>y</a>",
        "<script></script>",
        "<p>1337</p>",
        "<p>\u202e</p>",
        "<style></style>",
    ):
        with pytest.raises(AssertionError):
            assert_harmless_html(f"<div>{text}</div>", "made")
    assert_harmless_html("<div><a href='/x'>&lt;script&gt;</a></div>", "made")
