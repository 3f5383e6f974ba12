"""`changes`, `show`, `diff` and names of notices, asked of a small made archive."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_archive import SITE, START, TEXT, TITLE, Watch, reading

from storage.archive.listings import Listing, record_listings
from storage.archive.runs import begin_run
from storage.clock import ZONE, NotAMoment
from storage.errors import NotFound
from storage.model import Entry
from storage.queries.changes import ChangeFilter, changes
from storage.queries.diffs import diff
from storage.queries.notices import resolve, show, versions
from storage.queries.search import search

LIST, BENCH, ROLL, OFF = SITE + "list.html", SITE + "bench.html", "https://gxt.gd.gov.cn/r.html", SITE + "off.html"
DAY = timedelta(days=1)


@pytest.fixture
def told(watch: Watch) -> Watch:
    """Four notices on the first day; the list is edited on the second and third, the benchmark goes and comes back."""
    listed = Entry("nev-battery-recycling", "listed", "甲电池有限公司")
    watch.look(LIST, reading(entries=(listed,)), external_id="art_" + "0f" * 16)
    bench = reading(
        TEXT + "基准", title="行政处罚裁量基准", doc_number="国市监稽发〔2026〕9号", topics=("penalty_benchmark",)
    )
    watch.look(BENCH, bench, source="samr", channel="jj", external_id="art_bench")
    roll = reading(TEXT + "粤", title="广东省实施方案", province="广东", topics=("provincial_rollout",), doc_number="")
    watch.look(ROLL, roll, source="gd-gxt", channel="tz")
    watch.look(OFF, reading("食品安全。" * 30, title="食品安全", on_subject=False, topics=("other",)))
    watch.tomorrow()
    more = replace(listed, company="乙电池有限公司")
    watch.look(LIST, reading(TEXT.replace("5年", "3年"), entries=(listed, more)))
    watch.gone(BENCH, source="samr")
    watch.tomorrow()
    watch.look(LIST, reading(TEXT.replace("5年", "2年"), entries=(more,)))
    watch.gone(BENCH, source="samr")
    watch.tomorrow()
    watch.look(BENCH, bench, source="samr", channel="jj")
    return watch


def asked(watch: Watch, **wanted: object) -> list[tuple[str, str]]:
    found = changes(watch.db, ChangeFilter(**wanted))  # type: ignore[arg-type]
    return [(change["notice"]["title"][:4], change["kind"]) for change in found]


EDITED, GONE, BACK = (TITLE[:4], "edited"), ("行政处罚", "withdrawn"), ("行政处罚", "restored")


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"kind": "edited"}, [EDITED, EDITED]),
        ({"since": START + DAY}, [EDITED, EDITED, GONE, BACK]),
        ({"since": START + DAY, "until": START + 2 * DAY}, [EDITED]),
        ({"since": START + DAY + timedelta(seconds=1), "until": START + 2 * DAY}, []),
        ({"until": START}, []),
        ({"source": "samr"}, [("行政处罚", "published"), GONE, BACK]),
        ({"channel": "jj", "kind": "published"}, [("行政处罚", "published")]),
        ({"channel": "samr/jj", "kind": "published"}, [("行政处罚", "published")]),
        ({"channel": "miit/jj"}, []),
        ({"topic": "provincial_rollout"}, [("广东省实", "published")]),
        ({"province": "广东"}, [("广东省实", "published")]),
        ({"province": "湖南"}, []),
        (
            {"source": "miit", "any_subject": True, "kind": "published"},
            [(TITLE[:4], "published"), ("食品安全", "published")],
        ),
        ({"query": "乙电池有限公司", "kind": "edited"}, [EDITED]),
        ({"query": "乙电池"}, [EDITED]),
        ({"query": "2年"}, [EDITED]),
        ({"query": "2026〕9号"}, [("行政处罚", "published"), GONE, BACK]),
        ({"query": "２０２６﹞ 裁量"}, [("行政处罚", "published"), GONE, BACK]),
        ({"query": "裁量　行政"}, [("行政处罚", "published"), GONE, BACK]),
    ],
)
def test_changes_are_found_by_each_filter(told: Watch, wanted: dict[str, object], found: list[tuple[str, str]]) -> None:
    assert asked(told, **wanted) == found


def test_a_change_carries_its_edits_and_what_it_did_to_registers(told: Watch) -> None:
    first, second, third = changes(told.db, ChangeFilter(source="miit"))
    assert [(event["kind"], event["company"]) for event in first["register_events"]] == [("added", "甲电池有限公司")]
    assert [(event["kind"], event["company"]) for event in second["register_events"]] == [("added", "乙电池有限公司")]
    assert [(event["kind"], event["after"]) for event in third["register_events"]] == [("changed", None)]
    assert (first["from_version"], first["to_version"], first["edits"]) == (None, 1, [])
    assert (second["from_version"], second["to_version"]) == (1, 2)
    assert [edit["where"] for edit in second["edits"]] == ["body"]
    withdrawn, restored = changes(told.db, ChangeFilter(source="samr"))[1:]
    assert withdrawn["register_events"] == restored["register_events"] == []


def test_windows_that_meet_share_no_change_and_lose_none(told: Watch) -> None:
    everything = [change["id"] for change in changes(told.db, ChangeFilter(any_subject=True))]
    cuts = [None, START, START + DAY, START + 2 * DAY, START + 3 * DAY, None]
    pieces = [
        change["id"]
        for since, until in pairwise(cuts)
        for change in changes(told.db, ChangeFilter(since=since, until=until, any_subject=True))
    ]
    assert sorted(pieces) == sorted(everything) and len(everything) == 8


def test_a_notice_is_shown_as_it_was(told: Watch) -> None:
    notice = resolve(told.db, LIST)
    shown = [show(told.db, LIST, START + number * DAY) for number in range(3)]
    assert [one["version"] for one in shown] == [1, 2, 3]
    assert ["有效期5年" in one["text"] for one in shown] == [True, False, False]
    assert [len(one["versions"]) for one in shown] == [1, 2, 3]
    assert show(told.db, notice)["version"] == 3
    with pytest.raises(NotFound, match="first seen at 2026-04-27T09:00"):
        show(told.db, LIST, START - timedelta(seconds=1))
    assert len({version["sha256"] for version in versions(told.db, notice)}) == 3


def test_the_state_is_that_of_the_moment(told: Watch) -> None:
    states = [show(told.db, BENCH, START + number * DAY)["state"] for number in range(4)]
    assert states == ["live", "live", "withdrawn", "live"]


def test_a_notice_is_named_by_id_beginning_and_address(told: Watch) -> None:
    notice = resolve(told.db, LIST)
    assert notice == "miit-" + "0f" * 6
    path = "/zwgk/art/2026/list.html"
    for name in (notice, notice[:8], "art_" + "0f" * 16, "0f" * 16, f" {LIST} ", f"http://127.0.0.1:8801{path}", path):
        assert resolve(told.db, name) == notice, name


@pytest.mark.parametrize(
    "name", ["miit-f", "miit-", "", "/", "https://x.example/", "https://x.example/no.html", "%", "________"]
)
def test_what_is_not_there_is_said_to_be_unknown(told: Watch, name: str) -> None:
    with pytest.raises(NotFound, match="there is no notice"):
        resolve(told.db, name)


def test_what_could_mean_several_is_said_to_be_open(watch: Watch) -> None:
    for number in range(3):
        watch.look(
            f"https://host{number}.example/same/path.html", reading(f"短文{number}"), external_id=f"art_same{number}"
        )
    for name in ("miit-same", "http://127.0.0.1/same/path.html"):
        with pytest.raises(NotFound, match="could mean miit-same0, miit-same1"):
            resolve(watch.db, name)


def test_diffs_between_versions_and_moments(told: Watch) -> None:
    first, last = diff(told.db, LIST, "v1", "v3"), diff(told.db, LIST, "2026-04-27", "2026-04-29")
    assert first == last
    assert {edit["where"] for edit in first["edits"]} == {"body"}
    assert "5年" in first["edits"][0]["before"] and "2年" in first["edits"][0]["after"]
    back = diff(told.db, LIST, "v3", "v1")
    assert (back["edits"][0]["before"], back["edits"][0]["after"]) == (
        first["edits"][0]["after"],
        first["edits"][0]["before"],
    )
    assert diff(told.db, LIST, None, None)["from"]["version"] == 2
    assert diff(told.db, LIST, None, "v1")["edits"] == []
    assert diff(told.db, LIST, "v2", "v2")["edits"] == []


@pytest.mark.parametrize(
    ("older", "fault", "words"),
    [("v9", NotFound, "has no version v9"), ("2026-04-01", NotFound, "not yet known"), ("soon", NotAMoment, "'soon'")],
)
def test_diffs_of_what_is_not_there(told: Watch, older: str, fault: type[Exception], words: str) -> None:
    with pytest.raises(fault, match=words):
        diff(told.db, LIST, older, None)


def test_channels_of_a_notice_that_several_lists_carry_all_find_it(told: Watch) -> None:
    state = told.db.conn.execute("SELECT id FROM addresses WHERE url = ?", [LIST]).fetchone()[0]
    row = Listing(state, TITLE, date(2026, 4, 27), None, "", "", 1)
    record_listings(told.db, "miit", "gzcy", [row], told.at)
    assert begin_run(told.db, "crawl", told.at, "test")
    assert show(told.db, LIST)["channels"] == ["miit/gzcy"]


HAN = "撤销名单公示电池处罚"


@settings(max_examples=25, deadline=None)
@given(st.lists(st.text(alphabet=HAN, min_size=1, max_size=12), min_size=1, max_size=5, unique=True), st.data())
def test_a_two_character_word_is_found_where_like_finds_it(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str], data: st.DataObject
) -> None:
    folder: Path = tmp_path_factory.mktemp("search")
    watch = Watch(folder)
    for number, text in enumerate(texts):
        watch.look(f"{SITE}{number}.html", reading(text, title=f"第{number}号"), external_id=f"art_{number}")
    watch.db.conn.execute("CREATE TEMP TABLE plain (notice TEXT, text TEXT)")
    watch.db.conn.executemany("INSERT INTO plain VALUES (?, ?)", [(f"miit-{n}", text) for n, text in enumerate(texts)])
    for _ in range(6):
        word = data.draw(st.text(alphabet=HAN, min_size=2, max_size=2))
        rows = watch.db.conn.execute("SELECT notice FROM plain WHERE text LIKE ?", [f"%{word}%"]).fetchall()
        hits = search(watch.db, word)
        assert {hit["id"] for hit in hits} == {row[0] for row in rows}
        assert all(word in hit["passage"] for hit in hits)
    watch.db.close()


def test_search_looks_into_titles_tables_files_and_numbers_and_asks_for_every_word(told: Watch) -> None:
    titles = {
        word: [hit["title"][:4] for hit in search(told.db, word)]
        for word in ("裁量", "〔2026〕9号", "裁量 2年", "食品")
    }
    assert titles == {"裁量": ["行政处罚"], "〔2026〕9号": ["行政处罚"], "裁量 2年": [], "食品": ["食品安全"]}
    assert search(told.db, "   ") == []
    assert search(told.db, "%") == [] and search(told.db, "_") == []


def test_moments_are_read_in_any_zone(told: Watch) -> None:
    utc = datetime.fromisoformat("2026-04-28T01:00:00+00:00")
    assert utc.astimezone(ZONE) == START + DAY
    assert asked(told, since=utc, until=utc + timedelta(seconds=1)) == [EDITED]
