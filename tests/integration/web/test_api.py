"""The HTTP API: the same JSON as the command line, CSV for spreadsheets, paging, ETags, faults, feeds, calendar."""

import csv
import io
import json
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree

import pytest
from asgi_client import Client
from typer.testing import CliRunner
from web_archive import LISTED, NOW, REGISTER, Made

from regwatch.cli import app as command
from storage.clock import stamp

COMMANDS = [
    ("/api/changes", ["changes"]),
    ("/api/changes?kind=edited&any_subject=1", ["changes", "--kind", "edited", "--any-subject"]),
    ("/api/changes?since=2026-05-11&until=2026-05-18", ["changes", "--since", "2026-05-11", "--until", "2026-05-18"]),
    ("/api/notices/{list}", ["show", "{list}"]),
    ("/api/notices/{list}?as_of=2026-05-12", ["show", "{list}", "--as-of", "2026-05-12"]),
    ("/api/notices/{list}/diff?from=v1&to=v2", ["diff", "{list}", "--from", "v1", "--to", "v2"]),
    ("/api/notices/{list}/diff?with={hostile}", ["diff", "{list}", "--with", "{hostile}"]),
    ("/api/search?q=名单", ["search", "名单"]),
    ("/api/registers", ["registers"]),
    (f"/api/registers/{REGISTER}?as_of=2026-05-20", ["register", REGISTER, "--as-of", "2026-05-20"]),
    (
        f"/api/registers/{REGISTER}/events?from=2026-01-01&to=2026-05-20",
        ["register", REGISTER, "--from", "2026-01-01", "--to", "2026-05-20"],
    ),
    (f"/api/check?name={LISTED}&name=甲乙&as_of=2026-05-20", ["check", LISTED, "甲乙", "--as-of", "2026-05-20"]),
    ("/api/penalties?as_of=2026-05-20", ["penalties", "--as-of", "2026-05-20"]),
    ("/api/penalties?query=交由&as_of=2026-05-20", ["penalties", "--query", "交由", "--as-of", "2026-05-20"]),
    ("/api/rollouts", ["rollouts"]),
]


@pytest.mark.parametrize(("path", "arguments"), COMMANDS)
def test_answer_is_what_the_command_prints(ask: Client, made: Made, path: str, arguments: list[str]) -> None:
    answer = ask.get(path.format(**made.ids))
    assert answer.status_code == 200 and answer.headers["content-type"] == "application/json"
    options = ["--data", str(made.folder), "--format", "json"]
    printed = CliRunner().invoke(command, [*options, *(one.format(**made.ids) for one in arguments)])
    assert answer.json() == json.loads(printed.stdout)
    assert answer.json()


def test_sources_are_told_as_of_now(ask: Client) -> None:
    states = {one["channel"]: one["state"] for one in ask.get("/api/sources").json()}
    assert states == {"wjfb": "healthy", "yjzj": "challenged"}
    assert {one["state"] for one in ask.get("/api/sources?now=2026-01-01").json()} == {"never"}


@pytest.mark.parametrize(
    "path",
    ["/api/changes?any_subject=1", "/api/notices/{hostile}/diff", "/api/search?q=cmd", "/api/registers",
     f"/api/registers/{REGISTER}", f"/api/registers/{REGISTER}/events?from=2026-01-01", "/api/penalties",
     "/api/rollouts", "/api/sources", "/api/check?name==1%2B1"],
)  # fmt: skip
def test_csv_is_safe_in_a_spreadsheet(ask: Client, made: Made, path: str) -> None:
    path = path.format(**made.ids)
    answer = ask.get(path + ("&" if "?" in path else "?") + "format=csv")
    assert answer.status_code == 200 and answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"].startswith("attachment; ")
    assert answer.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))
    assert len(rows) > 1 and len({len(row) for row in rows}) == 1
    assert not [cell for row in rows for cell in row if cell[:1] in ("=", "+", "@", "\t", "\r")]
    assert not [
        cell for row in rows for cell in row if cell.startswith("-") and not cell[1:].replace(".", "").isdigit()
    ]


def test_changes_are_paged_by_key(ask: Client) -> None:
    whole = [one["id"] for one in ask.get("/api/changes?any_subject=1").json()]
    assert len(whole) == 7
    seen: list[int] = []
    path = "/api/changes?any_subject=1&limit=2"
    for _ in range(10):
        answer = ask.get(path)
        seen += [one["id"] for one in answer.json()]
        if "link" not in answer.headers:
            break
        path = answer.headers["link"].removeprefix("<").split(">")[0]
    assert seen == whole
    assert ask.get("/api/changes?any_subject=1&limit=7").headers.get("link") is None


@pytest.mark.parametrize("path", ["/api/changes", "/feeds/changes.atom", "/calendar.ics", "/", "/changes"])
def test_unchanged_answer_is_not_sent_again(ask: Client, path: str) -> None:
    first = ask.get(path)
    tag = first.headers["etag"]
    again = ask.get(path, headers={"if-none-match": f'"other", {tag}'})
    assert again.status_code == 304 and again.content == b"" and again.headers["etag"] == tag
    assert ask.get(path, headers={"if-none-match": tag.removeprefix("W/")}).status_code == 304
    assert ask.get(path, headers={"if-none-match": '"other"'}).status_code == 200
    head = ask.request("HEAD", path)
    assert head.status_code == 200 and head.content == b"" and head.headers["etag"] == tag


@pytest.mark.parametrize(
    ("path", "status", "told"),
    [
        ("/api/changes?since=x", 400, "not a date or time"),
        ("/api/changes?channel=miit/nosuch", 400, "no channel 'miit/nosuch'"),
        ("/api/changes?since=2026-06-01&until=2026-05-01", 400, "swap them"),
        ("/api/registers/nev-battery-recycling/events?from=2026-06-01&to=2026-05-01", 400, "swap them"),
        ("/api/changes?limit=0", 400, "limit=0 is not a number from 1"),
        ("/api/changes?format=xml", 400, "write json or csv"),
        ("/api/changes?any_subject=perhaps", 400, "neither yes nor no"),
        ("/api/notices/nothing-here", 404, "there is no notice"),
        ("/api/notices/{list}/diff?from=v77", 404, "has no version v77"),
        ("/api/registers/nothing", 404, "there is no register"),
        ("/api/search", 400, "q is empty"),
        ("/api/check", 400, "no supplier was given"),
        ("/api/check?name=x&register=none", 404, "there is no register"),
        ("/api/rollouts?campaign=no+such", 404, "no national notice"),
        ("/api/nowhere", 404, "no such page"),
        ("/feeds/changes.atom?kind=foo", 400, "no kind of change"),
    ],
)
def test_fault_is_json_with_one_sentence(ask: Client, made: Made, path: str, status: int, told: str) -> None:
    answer = ask.get(path.format(**made.ids))
    assert answer.status_code == status
    assert set(answer.json()) == {"error"} and told in answer.json()["error"] and "\n" not in answer.json()["error"]


def test_wrong_method_is_told(ask: Client) -> None:
    answer = ask.post("/api/changes")
    assert answer.status_code == 405 and "ask with GET" in answer.json()["error"]


def test_check_takes_files_and_names(ask: Client) -> None:
    table = f"供应商,备注\n{LISTED},x\n没有的公司,y\n".encode("gb18030")
    for given in (
        {"files": {"file": ("s.csv", table)}},
        {"data": {"names": f"{LISTED}\n没有的公司"}},
        {"content": table, "headers": {"content-type": "text/csv"}},
    ):
        answer = ask.post("/api/check", **given)
        assert [one["verdict"] for one in answer.json()] == ["listed", "not_found"], given
    broken = ask.post("/api/check", files={"file": ("s.xlsx", b"PK\x03\x04broken")})
    assert broken.status_code == 400 and "broken workbook" in broken.json()["error"]
    assert ask.post("/api/check", content=b"").status_code == 400


def test_check_of_too_many_is_refused(client_of: Callable[..., Client]) -> None:
    ask = client_of(serve={"most_names": 3})
    answer = ask.post("/api/check", data={"names": "\n".join(f"公司{n}" for n in range(4))})
    assert answer.status_code == 400 and "more than the 3" in answer.json()["error"]


def test_atom_feed_reads_back(client_of: Callable[..., Client], made: Made) -> None:
    ask = client_of(mail={"base_url": "https://rw.example.org"})
    feed = ElementTree.fromstring(ask.get("/feeds/changes.atom?any_subject=1").content)
    ns = {"a": "http://www.w3.org/2005/Atom"}
    entries = feed.findall("a:entry", ns)
    assert len(entries) == 7 and len({one.findtext("a:id", "", ns) for one in entries}) == 7
    titles = [one.findtext("a:title", "", ns) for one in entries]
    assert any(title.startswith("=cmd|'/c calc'!A1 <script>") for title in titles)
    links = [one.find("a:link", ns) for one in entries]
    assert all(
        link is not None and link.get("href", "").startswith("https://rw.example.org/notices/") for link in links
    )
    stamps = [one.findtext("a:updated", "", ns) for one in entries]
    assert stamps == sorted(stamps, reverse=True)


def test_json_feed_has_the_filters(ask: Client, made: Made) -> None:
    answer = ask.get("/feeds/changes.json?topic=penalty_benchmark")
    assert answer.headers["content-type"].startswith("application/feed+json")
    items: list[dict[str, Any]] = answer.json()["items"]
    assert [one["title"] for one in items] == ["废旧动力电池行政处罚裁量基准"]
    assert items[0]["url"].endswith(f"/notices/{made.ids['rules']}")


def test_calendar_reads_back(ask: Client, made: Made) -> None:
    body = ask.get("/calendar.ics").content
    lines = body.split(b"\r\n")
    assert lines[-1] == b"" and all(len(line) <= 75 for line in lines)
    text = body.decode().replace("\r\n ", "")
    assert text.count("BEGIN:VEVENT") == 3
    assert "DTSTART;VALUE=DATE:20260510" in text and f"UID:{made.ids['rules']}-comment_deadline@regwatch" in text
    assert "SUMMARY:Comments close: 废旧动力电池行政处罚裁量基准" in text


def test_description_names_every_route(ask: Client) -> None:
    paths = ask.get("/api/openapi.json").json()["paths"]
    wanted = {"changes", "notices/{notice}", "notices/{notice}/diff", "search", "registers", "registers/{key}", "check",
              "registers/{key}/events", "penalties", "rollouts", "sources"}  # fmt: skip
    assert wanted <= {path.removeprefix("/api/") for path in paths}
    assert "post" in paths["/api/check"]
    for methods in paths.values():
        for told in methods.values():
            assert told["summary"] and all(one["description"] for one in told["parameters"] if one["in"] == "query")


def test_metrics_and_health(client_of: Callable[..., Client]) -> None:
    ask = client_of()
    text = ask.get("/metrics").text
    assert 'regwatch_channels{state="challenged"} 1' in text and 'regwatch_changes{kind="edited"} 2' in text
    age = (NOW - NOW.replace(hour=8)).total_seconds()
    assert f'regwatch_channel_last_success_age_seconds{{source="miit",channel="wjfb"}} {age:g}' in text
    assert ask.get("/healthz").json() == {"status": "ok"}
    still = client_of(pulse=lambda: False).get("/healthz")
    assert still.status_code == 503 and still.json()["status"] == "fault"
    assert stamp(NOW) not in text


def test_search_counts_by_facet(ask: Client) -> None:
    found = ask.get("/api/search/facets?q=名单").json()
    assert found["total"] == len(ask.get("/api/search?q=名单").json()) == sum(found["source"].values()) > 0
    assert ask.get("/api/search/facets").status_code == 400


def test_feeds_name_the_filter_they_were_asked_with(ask: Client) -> None:
    feed = ask.get("/feeds/changes.json?kind=edited").json()
    assert feed["feed_url"].endswith("/feeds/changes.json?kind=edited")
    assert feed["home_page_url"].endswith("/changes?kind=edited")


def test_the_calendar_takes_filters_and_keeps_its_idents(ask: Client, made: Made) -> None:
    whole = ask.get("/calendar.ics").text
    assert whole.count("BEGIN:VEVENT") == 3
    only = ask.get("/calendar.ics?topic=list_publication").text
    assert only.count("BEGIN:VEVENT") == 1 and f"UID:{made.ids['list']}-effective_on@regwatch" in only
    assert "BEGIN:VEVENT" not in ask.get("/calendar.ics?source=mee").text
    assert ask.get("/calendar.ics?topic=none-such").status_code == 400
