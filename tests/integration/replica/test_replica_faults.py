"""How the replicas misbehave: each fault as a client meets it, and health again after it."""

import http.client
import time
import urllib.error

import pytest
from replica_sites import SEARCH, ask, gunzip, query_data, search, unit

from regwatch.demo.replica import FAULTS, Replica
from regwatch.demo.story import load
from regwatch.demo.story.places import annex_path, path

STORY = load()
PAGE = path(STORY.by_key["campaign"])
LIST = "/zwgk/wjgs/index.html"


def test_the_story_s_outage_challenges_everything_on_one_site(replica: Replica) -> None:
    replica.at("2026-05-31T20:00")
    answer = ask(replica.origins["samr"], "/zw/zjwj/index.html")
    assert answer.status == 521
    assert answer.text.startswith("<script>document.cookie=")
    assert answer.headers["Set-Cookie"].startswith("__jsluid_s=")
    assert ask(replica.origins["miit"], PAGE).status == 200
    replica.at("2026-06-01T08:00")
    assert ask(replica.origins["samr"], "/zw/zjwj/index.html").status == 200


@pytest.mark.parametrize(
    ("kind", "status", "mark"),
    [
        ("challenge_521", 521, "document.cookie"),
        ("challenge_412", 412, "$_ts=window['$_ts']"),
        ("block_page", 200, "您的访问被阻断"),
        ("error_500", 500, "Internal Server Error"),
        ("error_200", 200, "系统繁忙"),
    ],
)
def test_pages_that_are_none(replica: Replica, miit: str, kind: str, status: int, mark: str) -> None:
    replica.fault("miit", kind)
    answer = ask(miit, PAGE)
    assert answer.status == status and mark in answer.text
    replica.heal("miit")
    assert "违规交售" in ask(miit, PAGE).text


def test_a_fault_can_be_bound_to_a_prefix_and_the_last_one_wins(replica: Replica, miit: str) -> None:
    replica.fault("miit", "error_500")
    replica.fault("miit", "challenge_521", "/zwgk/zcwj/")
    assert ask(miit, PAGE).status == 521
    assert ask(miit, LIST).status == 500
    replica.heal()
    assert ask(miit, LIST).status == 200


def test_a_reset_breaks_the_connection(replica: Replica, miit: str) -> None:
    replica.fault("miit", "reset")
    with pytest.raises((ConnectionResetError, urllib.error.URLError)):
        ask(miit, PAGE)
    assert replica.log[-1].status == 0


def test_a_drip_is_slower_than_patience(replica: Replica, miit: str) -> None:
    replica.fault("miit", "drip")
    connection = http.client.HTTPConnection(miit.removeprefix("http://"), timeout=5)
    connection.request("GET", PAGE)
    answer = connection.getresponse()
    begun = time.monotonic()
    got = answer.read(64)
    assert len(got) == 64 and 0.1 < time.monotonic() - begun < 4
    connection.close()


def test_a_hang_never_answers(replica: Replica, miit: str) -> None:
    replica.fault("miit", "hang")
    with pytest.raises((TimeoutError, urllib.error.URLError)):
        ask(miit, PAGE, timeout=0.5)


def test_a_lying_length_ends_too_early(replica: Replica, miit: str) -> None:
    replica.fault("miit", "lying_length")
    with pytest.raises(http.client.IncompleteRead):
        ask(miit, PAGE)


def test_a_broken_gzip_cannot_be_unpacked(replica: Replica, miit: str) -> None:
    replica.fault("miit", "broken_gzip")
    answer = ask(miit, PAGE)
    assert answer.headers["Content-Encoding"] == "gzip"
    with pytest.raises((OSError, EOFError)):
        gunzip(answer.body)


def test_redirects_in_a_circle_and_into_a_private_network(replica: Replica, miit: str) -> None:
    replica.fault("miit", "redirect_loop")
    seen, where = [], PAGE
    for _ in range(6):
        answer = ask(miit, where)
        where = answer.headers["Location"]
        seen.append((answer.status, where))
    assert {status for status, _ in seen} == {302} and len({target for _, target in seen}) == 2
    replica.fault("miit", "redirect_private")
    assert ask(miit, PAGE).headers["Location"] == "http://169.254.169.254/latest/meta-data/"


def test_twenty_megabytes(replica: Replica, miit: str) -> None:
    replica.fault("miit", "huge", PAGE)
    assert len(ask(miit, PAGE).body) > 20_000_000


def test_soft_failure_and_empty_lists(replica: Replica, miit: str, mee: str) -> None:
    parameters = query_data(miit, LIST)[1]
    replica.fault("miit", "soft_failure")
    assert unit(miit, parameters).json["success"] is False
    assert ask(miit, f"{SEARCH}?category=51").json["success"] is False
    assert ask(miit, PAGE).status == 200
    replica.heal()
    replica.fault("miit", "empty_list")
    replica.fault("mee", "empty_list")
    html = unit(miit, parameters).json["data"]["html"]
    assert "<a " not in html and 'count="0"' in html
    assert search(miit)["data"] == {}
    assert ask(mee, "/ywdt/dfnews/").soup.select("ul#div > li") == []
    assert ask(miit, PAGE).status == 200 and ask(mee, path(STORY.by_key["jiangmen-2026"])).status == 200


def test_a_new_layout_has_other_names(replica: Replica, miit: str) -> None:
    parameters = query_data(miit, LIST)[1]
    replica.fault("miit", "layout")
    answer = unit(miit, parameters)
    assert answer.json["success"] and "page-content" not in answer.json["data"]["html"]
    assert ask(miit, PAGE).soup.select("#con_con") == []


@pytest.mark.parametrize("status", [503, 403, 404])
def test_robots_answer_otherwise(replica: Replica, mee: str, status: int) -> None:
    replica.fault("mee", f"robots_{status}")
    assert ask(mee, "/robots.txt").status == status
    assert ask(mee, "/zcwj/bwj/gg/").status == 200
    replica.fault("mee", "robots_disallow")
    assert "Disallow: /" in ask(mee, "/robots.txt").text


def test_bytes_that_are_not_what_they_are_said_to_be(replica: Replica, miit: str) -> None:
    whole = ask(miit, PAGE).body
    replica.fault("miit", "gbk_declared_utf8")
    answer = ask(miit, PAGE)
    assert "utf-8" in answer.headers["Content-Type"]
    with pytest.raises(UnicodeDecodeError):
        answer.body.decode()
    assert "违规交售" in answer.body.decode("gb18030")
    replica.fault("miit", "null_bytes")
    assert b"\x00" * 400 in ask(miit, PAGE).body
    replica.fault("miit", "truncated")
    short = ask(miit, PAGE)
    assert int(short.headers["Content-Length"]) == len(short.body) < 0.6 * len(whole)
    assert b"</html>" not in short.body


def test_files_can_be_truncated_too(replica: Replica, mee: str) -> None:
    notice = STORY.by_key["jiangmen-2020"]
    where = annex_path(notice, notice.editions[0].content.annexes[0])
    replica.fault("mee", "truncated", where)
    assert len(ask(mee, where).body) == 345_600 // 2


def test_an_unknown_fault_or_source_is_refused_by_name(replica: Replica) -> None:
    with pytest.raises(ValueError, match="no fault 'rain'; there are challenge_521"):
        replica.fault("miit", "rain")
    with pytest.raises(ValueError, match="no source 'mot'"):
        replica.fault("mot", "reset")
    assert len(FAULTS) >= 20
