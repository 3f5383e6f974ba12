"""Every way in which a site misbehaves, on its lists and on its notices, before and after a good first look.

Each test crawls five times: lists at fault in an empty archive, healed, lists at fault when there is news, notices at
fault, healed. Nothing false may be told on the way, and in the end exactly what is true.
"""

import itertools
import threading
from dataclasses import replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

import pytest
from answers import change_answers
from figures import FIGURES, count_outages, fetched_outside
from world import Make, World

from regwatch.crawls import failures
from regwatch.demo.replica import FAULTS, generated
from regwatch.demo.replica.generated import poll_moment
from regwatch.demo.replica.wire import Reply, Request

LISTS = {
    "miit": ("/search-front-server/", "/api-gateway/", "/gzcy/yjzj/index", "/zwgk/wjgs/index", "/jgsj/"),
    "mee": ("/zcwj/bwj/wj/", "/zcwj/bwj/gg/", "/ywdt/gsgg/"),
}
NOTICES = {
    "miit": ("/zwgk/zcwj/wjfb/tz/art/", "/gzcy/yjzj/art/", "/zwgk/wjgs/art/"),
    "mee": ("/xxgk2018/", "/ywdt/gsgg/20"),
}
LISTED = {"miit": ("wjfb", "yjzj", "wjgs"), "mee": ("bwj/wj", "bwj/gg", "ywdt/gsgg")}
OUTCOMES = {
    "challenge_521": {"challenged"},
    "challenge_412": {"challenged"},
    "block_page": {"challenged"},
    "soft_failure": {"failed"},
    "layout": {"drifted"},
    "empty_list": {"drifted"},
    "robots_403": {"ok"},
    "robots_404": {"ok"},
}
BEFORE, AFTER = poll_moment(0), poll_moment(1)
SLOW = {"hang", "drip"}
HARMLESS = {"robots_403", "robots_404"}
ON_LISTS_ALONE = {"empty_list", "soft_failure"}
ON_STATIC_SITES = (
    "block_page",
    "error_200",
    "layout",
    "empty_list",
    "truncated",
    "gbk_declared_utf8",
    "hang",
    "drip",
    "null_bytes",
)
CASES = [("miit", kind) for kind in FAULTS if kind not in SLOW] + [("mee", kind) for kind in ON_STATIC_SITES]


def _expected(source: str, kind: str, *, first: bool) -> set[str]:
    if (source, kind) == ("miit", "layout"):
        return {"drifted", "ok"}  # one of its lists is so plain that it outlives the relaunch
    if (source, kind) == ("mee", "gbk_declared_utf8") or (kind == "empty_list" and first):
        return {"ok"}
    return OUTCOMES.get(kind, {"unreachable"})


def _fault(world: World, kind: str, prefixes: tuple[str, ...]) -> None:
    for prefix in prefixes:
        world.replica.fault(world.source, kind, prefix)


@pytest.mark.parametrize(("source", "kind"), CASES, ids=lambda value: str(value))
def test_nothing_false_and_nothing_lost(make_world: Make, source: str, kind: str) -> None:
    story = generated(6, polls=1, edits_per_poll=2, new_per_poll=1, shares={source: 1.0}, kilobytes=(1, 2))
    world = make_world(source, story, timeout_s=0.4 if kind in SLOW else 5)
    truth = world.true_changes([BEFORE, AFTER])

    _fault(world, kind, LISTS[source])
    report = world.crawl(BEFORE, full=False)
    outcomes = {report[key]["outcome"] for key in LISTED[source]}
    count_outages(world, report, LISTED[source], BEFORE)
    assert outcomes <= _expected(source, kind, first=True), report
    if outcomes != {"ok"}:
        assert failures({"channels": list(report.values())})
    _only_true(world, truth[0])
    if "ok" not in outcomes:
        assert world.counts() == (0, 0, 0)

    world.replica.heal()
    report = world.crawl(BEFORE + timedelta(minutes=1), full=False)
    assert {report[key]["outcome"] for key in LISTED[source]} == {"ok"}
    _exactly(world, truth[0])
    held = world.counts()

    _fault(world, kind, LISTS[source])
    report = world.crawl(AFTER)
    outcomes = {report[key]["outcome"] for key in LISTED[source]}
    count_outages(world, report, LISTED[source], AFTER)
    assert outcomes <= _expected(source, kind, first=False), report
    _only_true(world, truth[0] + truth[1])
    if outcomes <= {"challenged", "unreachable"}:
        assert world.counts() == held
    states = world.states(AFTER)
    for key in LISTED[source]:
        found = {finding["kind"] for finding in states[key]["findings"]}
        assert report[key]["outcome"] == "ok" or report[key]["outcome"] in found

    world.replica.heal()
    held = world.counts()
    if kind not in ON_LISTS_ALONE:
        _fault(world, kind, NOTICES[source])
        report = world.crawl(AFTER + timedelta(minutes=1))
        count_outages(world, report, LISTED[source], AFTER + timedelta(minutes=1))
        _notices_at_fault(report, source, kind)
        _only_true(world, truth[0] + truth[1])
        if kind not in HARMLESS and not (source == "mee" and kind == "layout") and kind != "gbk_declared_utf8":
            assert world.counts() == held
        world.replica.heal()

    report = world.crawl(AFTER + timedelta(minutes=2))
    assert {report[key]["outcome"] for key in LISTED[source]} == {"ok"}
    assert all(report[key]["unread"] == 0 for key in LISTED[source])
    _exactly(world, truth[0] + truth[1])
    states = world.states(AFTER + timedelta(minutes=2))
    left = {finding["kind"] for key in LISTED[source] for finding in states[key]["findings"]}
    assert left <= {"fewer_rows"}
    FIGURES.crawls += 5
    FIGURES.fetches_outside += fetched_outside(world)
    FIGURES.compare(world.changes(), truth[0] + truth[1])


def _notices_at_fault(report: dict[str, dict[str, object]], source: str, kind: str) -> None:
    channels = [report[key] for key in LISTED[source]]
    outcomes = {str(channel["outcome"]) for channel in channels}
    if kind in HARMLESS or kind == "gbk_declared_utf8":
        assert outcomes == {"ok"}
    elif kind.startswith("robots"):
        assert outcomes == {"unreachable"}
    elif kind in ("challenge_521", "challenge_412", "block_page"):
        assert "challenged" in outcomes
    elif kind == "layout":
        assert "drifted" in outcomes
    else:
        assert outcomes == {"ok"}
        assert any(channel["unread"] for channel in channels)
    if kind not in HARMLESS and kind != "gbk_declared_utf8":
        assert failures({"channels": channels})


def _only_true(world: World, true: list[tuple[str, str]]) -> None:
    """Everything told so far is true, nothing twice."""
    left = list(true)
    for kind, url in world.changes():
        match = next((item for item in left if item[0] == kind and item[1] in url), None)
        assert match is not None, (kind, url)
        left.remove(match)
    assert world.counts()[2] == 0


def _exactly(world: World, true: list[tuple[str, str]]) -> None:
    _only_true(world, true)
    assert len(world.changes()) == len(true)


class Decoy(BaseHTTPRequestHandler):
    """Who a hostile page would like us to ask."""

    asked: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        self.asked.append(self.path)
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"secret")

    def log_message(self, *_: object) -> None:
        return


def test_pages_that_lead_elsewhere_lead_nowhere(make_world: Make) -> None:
    """Files, links and redirects of every page point at a server on this machine that only counts who comes."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Decoy)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    port = server.server_address[1]
    world = make_world("mee")
    turns = itertools.cycle(("127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "2130706433", "user:pass@127.0.0.1"))

    def hostile(request: Request, reply: Reply) -> Reply:
        if "/t20" not in request.path:
            return reply
        away = f"http://{next(turns)}:{port}{request.path}"
        if request.serial % 3 == 0:
            return Reply(302, headers=[("Location", away)])
        files = f'<p><a href="{away}.docx">名单.docx</a><iframe src="{away}.pdf"></iframe></p></body>'.encode()
        return replace(reply, body=reply.body.replace(b"</body>", files), modified=None)

    change_answers(world, hostile)
    try:
        for minute in range(3):
            world.crawl(BEFORE + timedelta(minutes=minute))
    finally:
        server.shutdown()
        server.server_close()
    assert world.counts()[0] > 0, "the pages themselves were read"
    FIGURES.fetches_outside += len(Decoy.asked) + fetched_outside(world)
    assert (Decoy.asked, fetched_outside(world)) == ([], 0)


def test_the_figures_of_all_of_them(capsys: pytest.CaptureFixture[str]) -> None:
    """Runs last in this file; alone it has nothing to count."""
    with capsys.disabled():
        print(
            f"\nfaults: {FIGURES.crawls} crawls, {FIGURES.true_changes} true changes, {FIGURES.told} told, "
            f"{FIGURES.false_changes} false, {FIGURES.missed} missed; {FIGURES.outages_shown} of {FIGURES.outages} "
            f"outages in sources and in the week's digest; {FIGURES.fetches_outside} fetches outside the allowed hosts"
        )
    assert (FIGURES.false_changes, FIGURES.missed, FIGURES.fetches_outside) == (0, 0, 0)
    assert FIGURES.outages_shown == FIGURES.outages
