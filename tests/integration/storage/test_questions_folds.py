"""Registers, penalties and rollouts, asked of a small made archive."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from made_archive import SITE, START, TEXT, Watch, reading

from storage.clock import ZONE
from storage.errors import NotFound
from storage.model import ClaimedTotal, DatedSentence, Entry, Fine, PenaltyRule, Reading, Reference
from storage.queries.penalties import penalties
from storage.queries.registers import register_events, register_state, registers
from storage.queries.rollouts import moved, rollouts

KEY = "nev-battery-recycling"
LATER = datetime(2026, 12, 31, tzinfo=ZONE)


def batch(text: str, day: date, *entries: Entry, **given: Any) -> Reading:
    return reading(TEXT + text, stage="issued", published_on=day, entries=entries, doc_number="", **given)


def listed(company: str, **given: Any) -> Entry:
    return Entry(KEY, "listed", company, **given)


@pytest.fixture
def lists(watch: Watch) -> Watch:
    watch.look(SITE + "5.html", batch("五", date(2025, 1, 10), listed("甲电池有限公司"), listed("乙电池有限公司")))
    total = ClaimedTotal(KEY, 3, "all", "截至目前共3家。")
    sixth = batch("六", date(2026, 4, 20), listed("丙电池有限公司", batch="第六批"), claimed_totals=(total,))
    watch.look(SITE + "6.html", sixth)
    removal = batch("撤", date(2026, 4, 27), Entry(KEY, "removed", "乙电池有限公司"))
    watch.look(SITE + "off.html", removal)
    return watch


def on(watch: Watch, day: date) -> dict[str, str]:
    return {entry.company: entry.status for entry in register_state(watch.db, KEY, day).entries}


def test_a_register_is_asked_as_of_any_day(lists: Watch) -> None:
    assert on(lists, date(2025, 1, 9)) == {}
    assert on(lists, date(2025, 1, 10)) == {"甲电池有限公司": "listed", "乙电池有限公司": "listed"}
    now = on(lists, date(2026, 4, 27))
    assert now == {"甲电池有限公司": "listed", "乙电池有限公司": "removed", "丙电池有限公司": "listed"}
    state = register_state(lists.db, KEY, date(2026, 4, 27))
    assert state.computed_total == 2
    assert [claim["count"] for claim in state.claimed_totals] == [3]
    assert all(len(entry.sha256) == 64 for entry in state.entries), "every entry names the bytes it was read from"


def test_a_row_taken_back_by_an_edit_and_a_page_withdrawn(lists: Watch) -> None:
    lists.tomorrow()
    lists.look(SITE + "6.html", batch("六，更正", date(2026, 4, 20)))
    assert "丙电池有限公司" not in on(lists, date(2026, 4, 30))
    for _ in range(2):
        lists.tomorrow()
        lists.gone(SITE + "5.html")
    assert on(lists, date(2026, 4, 30))["甲电池有限公司"] == "listed", "a page taken off the site takes nobody off"


def test_a_newer_reader_speaks_from_the_day_the_bytes_were_seen(lists: Watch) -> None:
    fuller = batch("六", date(2026, 4, 20), listed("丙电池有限公司"), listed("丁电池有限公司"))
    lists.at += timedelta(days=30)
    assert lists.upgrade(SITE + "6.html", replace(fuller, reader="reader-2"))
    state = register_state(lists.db, KEY, date(2026, 4, 27), known_at=START + timedelta(days=1))
    assert "丁电池有限公司" in {entry.company for entry in state.entries}


def test_events_between_two_days(lists: Watch) -> None:
    found = register_events(lists.db, KEY, date(2026, 4, 1), date(2026, 4, 30))
    assert [(event["kind"], event["company"]) for event in found] == [
        ("added", "丙电池有限公司"),
        ("removed", "乙电池有限公司"),
    ]


def test_all_registers_and_one_that_is_unknown(lists: Watch) -> None:
    [answer] = registers(lists.db)
    assert (answer["register"], answer["notices"], answer["last_notice_on"]) == (KEY, 3, "2026-04-27")
    with pytest.raises(NotFound, match=f"there is no register 'tyres'; the archive has {KEY}"):
        register_state(lists.db, "tyres", date(2026, 4, 27))


def test_an_empty_archive_says_so(watch: Watch) -> None:
    assert registers(watch.db) == []
    assert penalties(watch.db, LATER) == []
    with pytest.raises(NotFound, match="no list has been read yet"):
        register_state(watch.db, KEY, date(2026, 4, 27))
    assert {row["status"] for row in rollouts(watch.db)} == {"none"}
    assert len(rollouts(watch.db)) == 31


def rule(amount: float, text: str) -> PenaltyRule:
    return PenaltyRule("擅自拆解动力电池", "第三十条", "首次", "较轻", (Fine("yuan_max", None, amount, "yuan"),), text)


def bench(amount: float, **given: Any) -> Reading:
    text = f"处{amount / 10000:g}万元以下罚款"
    facts: dict[str, Any] = {
        "effective_on": date(2026, 5, 1),
        "doc_number": "国市监稽发〔2026〕9号",
        "published_on": date(2026, 4, 20),
    }
    return reading(TEXT + text, title="裁量基准", penalties=(rule(amount, text),), **(facts | given))


def test_penalties_are_asked_as_of_any_moment(watch: Watch) -> None:
    watch.look(SITE + "bench.html", bench(50000))
    watch.at += timedelta(days=10)
    watch.look(SITE + "bench.html", bench(80000))
    before, after = (penalties(watch.db, at) for at in (START + timedelta(days=9), START + timedelta(days=10)))
    assert [one["fine"][0]["max"] for one in before] == [50000]
    assert [one["fine"][0]["max"] for one in after] == [80000]
    assert [one["flags"] for one in penalties(watch.db, START)] == [["not_yet_in_force"]]
    assert penalties(watch.db, LATER, "拆解 首次") and not penalties(watch.db, LATER, "回收")


def test_a_draft_costs_nothing_and_ends_with_its_final_text(watch: Watch) -> None:
    draft: dict[str, Any] = {
        "stage": "consultation",
        "effective_on": None,
        "doc_number": "",
        "title_core": "某某行政处罚裁量基准",
    }
    draft["issuers"] = ("国家市场监督管理总局",)
    watch.look(SITE + "draft.html", bench(50000, **draft))
    other = {"stage": "issued", "doc_number": "国市监稽发〔2026〕8号", "title_core": "别的行政处罚裁量基准"}
    watch.look(SITE + "other.html", bench(60000, **other))
    final = {"stage": "issued", "published_on": date(2026, 6, 1), "effective_on": date(2026, 7, 1)}
    watch.at = datetime(2026, 6, 2, 9, tzinfo=ZONE)
    watch.look(SITE + "final.html", bench(80000, **(draft | final)))

    def told(day: date) -> dict[float, list[str]]:
        at = datetime(day.year, day.month, day.day, 12, tzinfo=ZONE)
        return {one["fine"][0]["max"]: one["flags"] for one in penalties(watch.db, at)}

    assert told(date(2026, 5, 31)) == {50000: ["draft"], 60000: []}
    assert told(date(2026, 6, 2)) == {60000: [], 80000: ["not_yet_in_force"]}
    assert told(date(2026, 7, 1)) == {60000: [], 80000: []}


def test_penalties_end_when_they_expire_or_are_repealed(watch: Watch) -> None:
    watch.look(SITE + "bench.html", bench(50000, expires_on=date(2026, 6, 30)))
    assert penalties(watch.db, datetime(2026, 6, 30, 12, tzinfo=ZONE))
    assert not penalties(watch.db, datetime(2026, 7, 1, tzinfo=ZONE))
    repeal = Reference("repeals", "裁量基准", "国市监稽发〔2026〕9号", "废止")
    repealing = reading(TEXT + "废止", references=(repeal,), doc_number="", effective_on=date(2026, 6, 1))
    watch.look(SITE + "repeal.html", repealing)
    assert penalties(watch.db, datetime(2026, 5, 31, 12, tzinfo=ZONE))
    assert not penalties(watch.db, datetime(2026, 6, 1, tzinfo=ZONE))


def test_rules_that_an_edit_took_out_are_gone(watch: Watch) -> None:
    watch.look(SITE + "bench.html", bench(50000))
    watch.tomorrow()
    watch.look(SITE + "bench.html", reading(TEXT + "不再规定", title="裁量基准"))
    assert penalties(watch.db, LATER) == []


CORE = "新能源汽车废旧动力电池综合利用联合执法专项行动"


def province(name: str, text: str, stage: str, day: date, basis: str) -> Reading:
    named = (Reference("forwards", basis, "", text),)
    return reading(
        TEXT + text,
        title=f"{name}转发{basis}",
        province=name,
        stage=stage,
        published_on=day,
        references=named,
        doc_number="",
        topics=("provincial_rollout",),
    )


def test_the_rollout_of_the_newest_campaign(watch: Watch) -> None:
    national = reading(
        title=f"关于开展{CORE}的通知",
        topics=("enforcement_campaign",),
        stage="issued",
        published_on=date(2026, 4, 20),
        title_core=CORE,
        dates=(DatedSentence("published", date(2026, 4, 20), "day", ""),),
    )
    notice = watch.look(SITE + "national.html", national).notice
    basis = f"关于开展{CORE}的通知"
    watch.look("https://gd.example/1", province("广东", "一", "issued", date(2026, 5, 2), basis), source="gd")
    watch.look("https://gd.example/2", province("广东", "二", "consultation", date(2026, 4, 25), basis), source="gd")
    watch.look("https://hn.example/1", province("湖南", "三", "consultation", date(2026, 5, 3), basis), source="hn")
    watch.look(
        "https://js.example/1", province("江苏", "四", "issued", date(2026, 5, 4), "关于别的事情的通知"), source="js"
    )
    for asked in ("", notice, SITE + "national.html", "动力电池 专项行动"):
        rows = {row["province"]: row for row in rollouts(watch.db, asked)}
        assert len(rows) == 31
        assert {name: row["status"] for name, row in rows.items() if row["status"] != "none"} == {
            "广东": "issued",
            "湖南": "consultation",
        }
        assert (rows["广东"]["lag_days"], rows["广东"]["published_on"]) == (12, "2026-05-02")
    with pytest.raises(NotFound, match="no national notice matches '食品安全'"):
        rollouts(watch.db, "食品安全")


def test_a_joint_notice_counts_from_the_ministry_that_published_it_first(watch: Watch) -> None:
    basis = f"关于开展{CORE}的通知"
    ids = {}
    for name, title, stage, day_of in (
        ("first", basis, "issued", date(2026, 4, 20)),
        ("copy", basis, "issued", date(2026, 4, 22)),
        ("report", f"{CORE}阶段性工作情况", "", date(2026, 7, 3)),
        ("year before", basis, "issued", date(2025, 4, 20)),
    ):
        national = reading(
            TEXT + name, title=title, topics=("enforcement_campaign",), stage=stage, published_on=day_of, doc_number="",
            title_core=CORE if title == basis else title,
        )  # fmt: skip
        ids[name] = watch.look(f"{SITE}{name[:4]}.html", national).notice
    watch.look("https://gd.example/1", province("广东", "一", "issued", date(2026, 5, 2), basis), source="gd")
    for asked in ("", "专项行动"):
        rows = {row["province"]: row for row in rollouts(watch.db, asked)}
        assert (rows["广东"]["campaign"], rows["广东"]["lag_days"]) == (ids["first"], 12)
    assert {row["campaign"] for row in rollouts(watch.db, ids["copy"])} == {ids["copy"]}, "who names one means it"


def rolled_out(watch: Watch) -> None:
    """National on 20 April; 湖南 drafts on 3 May and issues on 20 May; 广东 issues on 2 May, seen only later."""
    basis = f"关于开展{CORE}的通知"
    national = reading(
        "各地应当自通知印发之日起30日内完成排查。每季度抽查比例不低于10%。" + TEXT, title=basis, stage="issued",
        topics=("enforcement_campaign",), published_on=date(2026, 4, 20), title_core=CORE,
    )  # fmt: skip
    watch.look(SITE + "national.html", national)
    own = "各地应当自通知印发之日起20日内完成排查。每季度抽查比例不低于10%。"
    watch.at = datetime(2026, 5, 4, 9, tzinfo=ZONE)
    watch.look("https://hn.example/1", province("湖南", "三", "consultation", date(2026, 5, 3), basis), source="hn")
    watch.at = datetime(2026, 5, 21, 9, tzinfo=ZONE)
    watch.look("https://hn.example/2", province("湖南", own, "issued", date(2026, 5, 20), basis), source="hn")
    watch.at = datetime(2026, 6, 1, 9, tzinfo=ZONE)
    watch.look("https://gd.example/1", province("广东", "一", "issued", date(2026, 5, 2), basis), source="gd")


def status(rows: list[dict[str, Any]]) -> dict[str, tuple[str, int | None]]:
    return {row["province"]: (row["status"], row["lag_days"]) for row in rows if row["status"] != "none"}


def day(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def test_rollouts_are_asked_by_the_publishers_day_and_by_what_was_known(watch: Watch) -> None:
    rolled_out(watch)
    assert status(rollouts(watch.db)) == {"广东": ("issued", 12), "湖南": ("issued", 30)}
    assert status(rollouts(watch.db, as_of=date(2026, 5, 19))) == {"广东": ("issued", 12), "湖南": ("consultation", 13)}
    assert status(rollouts(watch.db, as_of=date(2026, 5, 1))) == {}
    assert status(rollouts(watch.db, known_at=day("2026-05-25"))) == {"湖南": ("issued", 30)}
    assert status(rollouts(watch.db, as_of=date(2026, 5, 19), known_at=day("2026-05-25"))) == {
        "湖南": ("consultation", 13)
    }


def test_the_provinces_that_moved_in_a_window(watch: Watch) -> None:
    rolled_out(watch)

    def told(since: str, until: str, by: str = "published") -> list[tuple[str, str, str]]:
        rows = moved(watch.db, day(since) if since else None, day(until), by=by)
        return [(row["province"], row["before"], row["status"]) for row in rows]

    assert told("2026-05-01", "2026-05-03") == [("广东", "none", "issued")]
    assert told("2026-05-03", "2026-05-04") == [("湖南", "none", "consultation")]
    assert told("2026-05-04", "2026-05-20") == []
    assert told("2026-05-20", "2026-05-21") == [("湖南", "consultation", "issued")]
    assert told("", "2026-06-30") == [("广东", "none", "issued"), ("湖南", "none", "issued")]
    assert told("2026-05-25", "2026-06-02", by="seen") == [("广东", "none", "issued")]
    assert told("2026-05-18", "2026-05-25", by="seen") == [("湖南", "consultation", "issued")]


def test_a_rollout_says_in_which_figures_it_differs(watch: Watch) -> None:
    rolled_out(watch)
    rows = {row["province"]: row for row in rollouts(watch.db, deviating=True)}
    (one,) = [one for one in rows["湖南"]["deviations"] if one["national"].endswith("日内")]
    assert (one["national"], one["province"]) == ("30日内", "20日内")
    assert rows["江苏"]["deviations"] == []


def test_a_register_read_once_is_read_anew_when_its_notices_change(lists: Watch) -> None:
    before = register_state(lists.db, KEY, LATER)
    assert register_state(lists.db, KEY, LATER).entries == before.entries
    lists.tomorrow()
    lists.look(SITE + "7.html", batch("七", date(2026, 4, 28), listed("丁电池有限公司")))
    assert "丁电池有限公司" in on(lists, date(2026, 12, 31))
    assert [entry.company for entry in before.entries] != [
        e.company for e in register_state(lists.db, KEY, LATER).entries
    ]


def test_what_is_undone_is_in_no_later_answer(lists: Watch) -> None:
    db = lists.db
    db.conn.execute("BEGIN")
    number = db.conn.execute("SELECT max(id) FROM versions").fetchone()[0]
    row = (KEY, "listed", "戊电池有限公司", "", "", "", "", "", "body", "9", "")
    db.conn.execute(f"INSERT INTO entry_rows VALUES ({number}, 9, {','.join('?' * 11)})", row)
    assert "戊电池有限公司" in on(lists, date(2026, 12, 31))
    db.conn.execute("ROLLBACK")
    assert "戊电池有限公司" not in on(lists, date(2026, 12, 31))


def test_totals_are_those_that_were_known_then(lists: Watch) -> None:
    first = lists.at
    lists.tomorrow()
    total = ClaimedTotal(KEY, 4, "all", "截至目前共4家。")
    entry = listed("丙电池有限公司", batch="第六批")
    lists.look(SITE + "6.html", batch("六，更正", date(2026, 4, 20), entry, claimed_totals=(total,)))
    claims = [
        [claim["count"] for claim in register_state(lists.db, KEY, LATER, known).claimed_totals]
        for known in (first, None)
    ]
    assert claims == [[3], [4]]


@pytest.mark.parametrize("known", [False, True])
def test_what_was_known_then_stays_apart_from_what_held_then(lists: Watch, known: bool) -> None:
    """The removal of 27 April was seen that day; somebody who looked the day before could not know it."""
    moment = START - timedelta(hours=1) if known else None
    lists.tomorrow()
    lists.look(SITE + "8.html", batch("八", date(2025, 6, 1), listed("己电池有限公司")))
    state = register_state(lists.db, KEY, date(2025, 7, 1), START if known else None)
    assert ("己电池有限公司" in {entry.company for entry in state.entries}) is not known
    if moment:
        assert register_state(lists.db, KEY, LATER, moment).entries == ()
