"""What is no edit (a file's new stamp, other widths and spaces, a body that is suddenly gone), what is no list (rows
without dates), names that lead home, and the bytes of a run."""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from importlib.resources import files
from pathlib import Path

from answers import change_answers, honest_again
from figures import digest_names
from world import Make, World

from crawler.config import CrawlConfig, CrawlSettings, Job
from regwatch.demo.replica import generated
from regwatch.demo.replica.generated import START
from regwatch.demo.replica.wire import Reply, Request
from regwatch.demo.story import Story
from regwatch.demo.story.model import Annex, Edition
from storage.archive import open_archive

ROOT = Path(__file__).resolve().parents[3]
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
STAMPS = re.compile(rb"(/(?:CreationDate|ModDate)\s*\(D:)(\d{8})")


def _on_pages(change: Callable[[str], str]) -> Callable[[Request, Reply], Reply]:
    def answer(request: Request, reply: Reply) -> Reply:
        if "/t20" not in request.path or reply.status != 200 or b"</" not in reply.body:
            return reply
        return replace(reply, body=change(reply.body.decode()).encode(), modified=None)

    return answer


def _pages(world: World) -> int:
    return int(world.ask("SELECT count(*) FROM captures WHERE reading = 'read'")[0][0])


def test_a_pdf_stamped_anew_is_kept_as_evidence_and_told_to_nobody(make_world: Make) -> None:
    pdf = files("regwatch.demo").joinpath("story/files/inspection_rules.pdf").read_bytes()
    stamped = STAMPS.sub(rb"\g<1>20260101", pdf) + b"\n% printed again\n%%EOF\n"
    (notice,) = generated(1, polls=0, shares={"mee": 1.0}, kilobytes=(1, 2)).notices
    editions = []
    for at, data in ((notice.posted, pdf), (START + 2 * DAY, stamped)):
        annex = Annex("检查规程.pdf", "0a1b2c3d4e5f60718293a4b5c6d7e8f9", lambda data=data: data)  # type: ignore[misc]
        editions.append(Edition(at, replace(notice.editions[0].content, annexes=(annex,)), "the stamp"))
    world = make_world("mee", Story(start=START, notices=(replace(notice, editions=tuple(editions)),)))
    world.crawl(START, full=False)
    assert world.ask("SELECT readable FROM version_attachments") == [(1,)]
    world.crawl(START + 2 * DAY + HOUR)
    assert [kind for kind, _ in world.changes()] == ["published"]
    kept = "SELECT count(*) FROM captures c JOIN addresses a ON a.id = c.address WHERE a.kind = 'attachment'"
    assert world.ask(kept) == [(2,)], "both files are evidence"


def test_other_widths_and_spaces_are_no_edit_and_one_digit_is(make_world: Make) -> None:
    world = make_world("mee", generated(3, polls=0, shares={"mee": 1.0}, kilobytes=(1, 2)))
    world.crawl(START)
    widths = str.maketrans({"（": "(", "）": ")", "：": ":", "，": ",", "；": ";"})
    change_answers(world, _on_pages(lambda page: page.translate(widths).replace("</p>", "\u3000\u200b</p>\n\n")))
    world.crawl(START + HOUR)
    assert [kind for kind, _ in world.changes()] == ["published"] * 3
    change_answers(world, _on_pages(lambda page: re.sub(r"本项罚款上限(为?)(\d)", r"本项罚款上限\g<1>9\2", page)))
    world.crawl(START + 2 * HOUR)
    assert [kind for kind, _ in world.changes()] == ["edited"] * 3 + ["published"] * 3


def test_a_body_that_shrinks_to_nothing_is_a_broken_page_and_said(make_world: Make) -> None:
    world = make_world("mee", generated(3, polls=0, shares={"mee": 1.0}, kilobytes=(3, 4)))
    world.crawl(START)
    held = world.counts()

    def hollow(page: str) -> str:
        start = re.search(r'<div[^<>]*class="?[^<>"]*TRS_Editor[^<>]*>', page)
        assert start is not None
        first = page.index("</p>", start.end()) + 4
        last = page.rindex("</p>") + 4
        return page[: start.end()] + "<p>正文</p>" + page[max(first, last) :]

    change_answers(world, _on_pages(hollow))
    report = world.crawl(START + HOUR)
    assert world.counts() == held
    assert sum(channel["unread"] for channel in report.values()) == 3
    assert "shrank from" in " ".join(channel["error"] or "" for channel in report.values())
    assert any("shrank" in row["not_seen"] for row in world.states(START + HOUR).values())
    assert any(name.startswith("mee/") for name in digest_names(world, START + HOUR))
    honest_again(world)
    world.crawl(START + 2 * HOUR)
    assert world.counts() == held
    assert all("shrank" not in row["not_seen"] for row in world.states(START + 2 * HOUR).values())


def test_rows_without_their_dates_are_no_rows(make_world: Make) -> None:
    world = make_world("mee", generated(6, polls=0, shares={"mee": 1.0}, kilobytes=(1, 2)))
    world.crawl(START)
    held = world.counts()

    def undated(request: Request, reply: Reply) -> Reply:
        if "/t20" in request.path or b"<li" not in reply.body:
            return reply
        page = re.sub(r">\s*\[?\d{4}-\d{2}-\d{2}\]?\s*<", "><", reply.body.decode())
        return replace(reply, body=page.encode(), modified=None)

    change_answers(world, undated)
    report = world.crawl(START + HOUR)
    drifted = [channel for channel in report.values() if channel["outcome"] == "drifted"]
    assert drifted and all("date" in channel["error"] for channel in drifted)
    assert world.counts() == held
    kinds = {one["kind"] for row in world.states(START + HOUR).values() for one in row["findings"]}
    assert {"drifted", "undated"} <= kinds


def test_the_bytes_of_a_run_are_bounded_and_the_next_one_goes_on(make_world: Make) -> None:
    story = generated(6, polls=0, shares={"mee": 1.0}, kilobytes=(400, 410))
    world = make_world("mee", story, max_run_bytes=1 << 20)
    report = world.crawl(START, full=False)
    assert any("budget of 1048576 bytes" in (channel["error"] or "") for channel in report.values())
    assert "failed" in {channel["outcome"] for channel in report.values()}
    assert 0 < _pages(world) < 6
    for minute in range(1, 5):
        world.crawl(START + timedelta(minutes=minute), full=False)
    assert _pages(world) == 6


REBOUND = """
import socket
socket.gethostbyname = lambda name: "127.0.0.1"
from crawler.process import main
main("mee")
"""


def test_a_name_that_resolves_to_this_machine_is_not_connected_to(tmp_path: Path) -> None:
    """The real process against the real name, with a name service that lies."""
    table = CrawlSettings(delay_s=0, timeout_s=5)
    job = Job(config=CrawlConfig(data=tmp_path, crawl=table))
    done = subprocess.run(
        [sys.executable, "-c", REBOUND],
        cwd=ROOT,
        env=os.environ | job.environment() | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    db = open_archive(tmp_path, readonly=True)
    checks = db.conn.execute("SELECT outcome, error FROM checks").fetchall()
    db.close()
    assert checks, done.stderr
    assert {outcome for outcome, _ in checks} == {"unreachable"}
    asked = [error for _, error in checks if not error.startswith("not asked")]
    assert asked and all("resolves to 127.0.0.1, which is not a public address" in error for error in asked), checks
