"""The replicas' world: its clock, its noise, its log, and who may keep a copy."""

import urllib.request
from datetime import datetime

import pytest
from replica_sites import ask, search

from regwatch.demo.replica import Replica, generated
from regwatch.demo.replica.generated import poll_moment
from regwatch.demo.story import ledger, load
from regwatch.demo.story.places import annex_path, path, paths
from storage.clock import ZONE, NotAMoment

STORY = load()
NOTICE = STORY.by_key


def text_of(origin: str, key: str, selector: str) -> str:
    return ask(origin, path(NOTICE[key])).soup.select_one(selector).get_text()


def test_the_clock_moves_the_world_forth_and_back(replica: Replica, samr: str) -> None:
    where = path(NOTICE["samr-benchmark"])
    for when, status, figure in (
        ("2026-07-01T10:29:59", 404, ""),
        ("2026-07-01T10:30:00", 200, "10万元以上50万元以下"),
        ("2026-07-08T17:50:00+08:00", 200, "10万元以上500万元以下"),
        ("2026-07-08T09:49:59+00:00", 200, "10万元以上50万元以下"),
        ("2026-05-04", 404, ""),
    ):
        replica.at(when)
        answer = ask(samr, where)
        assert (answer.status, figure in answer.text) == (status, True), when
    replica.at(datetime(2026, 7, 2, 12, tzinfo=ZONE))
    assert replica.moment == datetime(2026, 7, 2, 12, tzinfo=ZONE)
    with pytest.raises(NotAMoment, match="soon"):
        replica.at("soon")


def test_what_vanishes_is_gone_from_list_and_address_and_comes_back(replica: Replica, mee: str) -> None:
    where = path(NOTICE["campaign-mee-briefing"])
    leaf = where.rsplit("/", 1)[1]
    for when, there in (("2026-06-23T07:00", True), ("2026-06-23T09:00", False), ("2026-07-09T09:00", True)):
        replica.at(when)
        assert (ask(mee, where).status == 200) is there
        assert (leaf in ask(mee, "/zcwj/bgtwj/han/").text) is there


def test_every_week_the_pages_are_those_of_the_ledger(replica: Replica) -> None:
    live: set[str] = set()
    for sighting in STORY.expected:
        replica.at(sighting.at)
        live = (live | set(sighting.published) | set(sighting.restored)) - set(sighting.withdrawn)
        for key in [*sighting.published[-3:], *sighting.edited, *sighting.restored]:
            assert ask(replica.origins[NOTICE[key].source], path(NOTICE[key])).status == 200
        for key in sighting.withdrawn:
            assert ask(replica.origins[NOTICE[key].source], path(NOTICE[key])).status == 404
    pages = {(source, where) for source in STORY.sources for where in replica.addresses(source)}
    assert {(NOTICE[key].source, where) for key in live for where in paths(NOTICE[key])} <= pages


def test_two_fetches_differ_and_say_the_same(miit: str, samr: str) -> None:
    for origin, key, selector in ((miit, "campaign", "#con_con"), (samr, "campaign-samr-copy", ".Three_xilan_07")):
        one, two = (ask(origin, path(NOTICE[key])) for _ in range(2))
        assert one.body != two.body
        for part in ("#visitcount", ".sidebar", ".related"):
            assert one.soup.select_one(part).get_text() != two.soup.select_one(part).get_text(), part
        for part in ("input[name=_csrf]", "meta[name=MakeTime]"):
            assert one.soup.select_one(part).attrs != two.soup.select_one(part).attrs
        assert one.soup.select_one(selector).decode() == two.soup.select_one(selector).decode()
    assert search(miit)["traceId"] != search(miit)["traceId"]


def test_the_same_seed_gives_the_same_bytes_and_another_does_not() -> None:
    def bodies(seed: int, noise: bool = True) -> list[bytes]:
        with Replica(STORY, seed=seed, noise=noise) as one:
            origins = one.start()
            one.at("2026-06-14T20:00")
            return [
                ask(origins[s], path(NOTICE[k])).body for s, k in (("miit", "campaign"), ("mee", "jiangmen-2026"))
            ] * 2

    assert bodies(1) == bodies(1)
    assert all(a != b for a, b in zip(bodies(1), bodies(2), strict=True))
    assert bodies(1, noise=False) == bodies(2, noise=False)


def test_static_pages_and_files_answer_304_until_they_change(replica: Replica, mee: str, miit: str) -> None:
    replica.at("2026-06-04T10:00")
    where = path(NOTICE["jiangmen-2020"])
    for origin, page in ((mee, where), (mee, "/ywdt/dfnews/"), (miit, annex_path_of("inspection-draft"))):
        first = ask(origin, page)
        tag, day = first.headers["ETag"], first.headers["Last-Modified"]
        for answer in (ask(origin, page, If_None_Match=tag), ask(origin, page, If_Modified_Since=day)):
            assert (answer.status, answer.body) == (304, b"")
        assert ask(origin, page, If_None_Match='"other"', If_Modified_Since=day).status == 200
        assert ask(origin, page, If_Modified_Since="nonsense").status == 200
    tag = ask(mee, where).headers["ETag"]
    replica.at("2026-06-05T10:00")
    assert ask(mee, where, If_None_Match=tag).status == 200, "rebuilt at night, with other noise"


def annex_path_of(key: str) -> str:
    return annex_path(NOTICE[key], NOTICE[key].editions[0].content.annexes[0])


def test_an_attachment_put_under_the_same_address_has_another_tag(replica: Replica, miit: str) -> None:
    replica.at("2026-06-03T12:00")
    before = ask(miit, annex_path_of("inspection-draft"))
    replica.at("2026-06-03T21:00")
    after = ask(miit, annex_path_of("inspection-draft"), If_None_Match=before.headers["ETag"])
    assert after.status == 200 and after.body != before.body


def test_noisy_pages_and_interfaces_give_no_validators(miit: str) -> None:
    for where in (
        path(NOTICE["campaign"]),
        "/zwgk/wjgs/index.html",
        "/search-front-server/api/search/info?category=51",
    ):
        assert not {"etag", "last-modified"} & {name.lower() for name in ask(miit, where).headers}


def test_the_log_tells_what_was_asked(replica: Replica, mee: str) -> None:
    replica.forget()
    ask(mee, "/zcwj/bwj/gg/?x=1", User_Agent="regwatch/test")
    ask(mee, "/none.html")
    first, second = replica.log
    assert (first.source, first.method, first.path, first.query, first.status) == (
        "mee",
        "GET",
        "/zcwj/bwj/gg/",
        "x=1",
        200,
    )
    assert first.headers["user-agent"] == "regwatch/test" and first.host in mee and first.bytes > 5000
    assert (second.status, second.moment) == (404, replica.moment)


def test_robots_are_not_there_by_default(replica: Replica) -> None:
    assert {ask(origin, "/robots.txt").status for origin in replica.origins.values()} == {404}


def test_ports_can_be_given_and_starting_twice_is_refused() -> None:
    with Replica(STORY) as first:
        port = int(first.start()["mee"].rsplit(":", 1)[1])
        with pytest.raises(RuntimeError, match="stop it"):
            first.start()
    with Replica(STORY) as second:
        assert second.start({"mee": port})["mee"].endswith(f":{port}")


def test_a_head_request_has_no_body_and_a_keepalive_connection_serves_on(mee: str) -> None:
    answer = ask(mee, "/zcwj/bwj/gg/", method="HEAD")
    assert answer.status == 200 and answer.body == b"" and int(answer.headers["Content-Length"]) > 5000


def test_a_generated_site_is_served_by_the_same_code_and_edits_k_pages_a_poll() -> None:
    story = generated(90, seed=7, polls=2, edits_per_poll=4, new_per_poll=1)
    with Replica(story) as replica:
        origins = replica.start()
        replica.at(poll_moment(0))
        sizes = [len(ask(origins[n.source], path(n)).body) for n in story.notices[:90]]
        assert min(sizes) > 10_000 and max(sizes) < 60_500
        lists = [where for source in story.sources for where in replica.addresses(source) if "/art/" not in where]
        assert len(lists) > 6
        for n, look in enumerate(ledger(story, [poll_moment(0), poll_moment(1), poll_moment(2)])):
            replica.at(poll_moment(n))
            if n:
                assert (len(look.edited), len(look.published)) == (4, 1)
            for key in look.edited:
                notice = story.by_key[key]
                assert "上限为500万元" in ask(origins[notice.source], path(notice)).soup.get_text()


def test_nothing_listens_beyond_loopback(replica: Replica) -> None:
    assert all(origin.startswith("http://127.0.0.1:") for origin in replica.origins.values())
    with urllib.request.urlopen(replica.origins["mee"] + "/zcwj/bwj/gg/") as answer:
        assert answer.status == 200
