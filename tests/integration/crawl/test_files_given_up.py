"""Files whose reading ran out of memory or time here: tried again, told once, and never as an edit by the publisher."""

import io
import json
from dataclasses import replace
from datetime import datetime, timedelta

from figures import digest_names
from openpyxl import Workbook
from world import Make, World

from crawler.rechecks import after_giving_up
from regwatch.crawls import crawl, failures
from regwatch.demo.replica import generated
from regwatch.demo.replica.generated import START
from regwatch.demo.story import Story
from regwatch.demo.story.model import Annex, Edition
from storage.archive import open_archive
from storage.clock import stamp
from storage.queries.register_events import entries_of

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ROWS = 40
ENOUGH, TOO_LITTLE = 60.0, 0.005  # seconds; a process needs more to start
LIST_NAME = "附件：新能源汽车废旧动力电池综合利用企业名单.xlsx"


def _workbook() -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["序号", "企业名称", "省份", "类型"])
    for number in range(1, ROWS + 1):
        sheet.append([number, f"第{number}号动力电池回收有限公司", "广东省", "再生利用"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _story(lists: int = 1) -> Story:
    """List notices, each with one workbook, whose first page text changes after three days."""
    notices = []
    for number, notice in enumerate(generated(lists, polls=0, shares={"miit": 1.0}, kilobytes=(1, 2)).notices):
        token = f"{number:032x}"
        data = _workbook() + b"\0" * number  # one workbook each: bytes after the end of a ZIP are no part of it
        content = replace(
            notice.editions[0].content,
            title=f"符合《新能源汽车废旧动力电池综合利用行业规范条件》企业名单（第{number + 1}批）",
            annexes=(Annex(LIST_NAME, token, lambda data=data: data),),  # type: ignore[misc]
        )
        later = replace(content, body=content.body + "\n\n本公告另行补充说明，自发布之日起执行。")
        editions = (Edition(notice.posted, content), Edition(START + 3 * DAY, later, "a paragraph"))
        notices.append(replace(notice, editions=editions))
    return Story(start=START, notices=tuple(notices))


def _with_time(world: World, seconds: float) -> None:
    table = world.settings.crawl.model_copy(update={"reading_s": seconds})
    world.settings = world.settings.model_copy(update={"crawl": table})


def _look(world: World, at: datetime, seconds: float, *, full: bool = False) -> dict[str, object]:
    _with_time(world, seconds)
    world.replica.at(at)
    return crawl(world.settings, [world.source], full=full, at=at)


def _entries(world: World) -> int:
    db = open_archive(world.folder, readonly=True)
    try:
        newest = db.conn.execute(
            "SELECT v.id FROM notices n JOIN versions v ON v.notice = n.id AND v.number = n.version"
        ).fetchall()
        stated = entries_of(db, [row[0] for row in newest]).values()
        return sum(entry["where"].startswith("attachment:") for entries in stated for entry in entries.values())
    finally:
        db.close()


def _kinds(world: World) -> list[str]:
    return [str(row[0]) for row in world.ask("SELECT kind FROM changes ORDER BY id")]


def _unread(world: World, at: datetime) -> list[str]:
    found = [finding for row in world.states(at).values() for finding in row["findings"]]
    return [finding["detail"] for finding in found if finding["kind"] == "attachments_unread"]


def test_a_list_given_up_is_said_to_be_unread_tried_at_the_next_look_and_told_once(make_world: Make) -> None:
    world = make_world("miit", _story())
    report = _look(world, START, TOO_LITTLE)
    assert failures(report), "the crawl says that it was done in part"
    assert _kinds(world) == ["published"] and _entries(world) == 0
    (said,) = _unread(world, START)
    assert "given up" in said and LIST_NAME in said
    assert any(name.startswith("miit/") for name in digest_names(world, START))
    asked = len(world.replica.log)

    _look(world, START + HOUR, ENOUGH)
    assert len(world.replica.log) > asked
    assert _entries(world) == ROWS and _unread(world, START + HOUR) == []
    assert [row[0] for row in world.ask("SELECT cause FROM versions ORDER BY number")] == ["publisher", "technical"]
    assert _kinds(world) == ["published", "edited"]
    (edits,) = world.ask("SELECT edits FROM changes WHERE kind = 'edited'")[0]
    assert [(edit["where"], edit["op"]) for edit in json.loads(edits)] == [(f"attachment:{LIST_NAME}", "insert")]

    held = world.counts()
    for later in (2 * HOUR, DAY + 2 * HOUR):
        _look(world, START + later, ENOUGH)
    assert world.counts() == held and _unread(world, START + DAY + 2 * HOUR) == []


def test_what_was_read_once_outlasts_a_reading_that_is_given_up(make_world: Make) -> None:
    """The page is edited while the file, replaced by no one, cannot be read: no row may be lost to that."""
    world = make_world("miit", _story())
    _look(world, START, ENOUGH)
    db = open_archive(world.folder)
    db.conn.execute("UPDATE versions SET reader = 'r-older'")
    db.conn.commit()
    db.close()
    _look(world, START + 3 * DAY + HOUR, TOO_LITTLE)
    assert _kinds(world) == ["published", "edited"] and _entries(world) == ROWS
    assert _unread(world, START + 3 * DAY + HOUR)
    _look(world, START + 3 * DAY + 2 * HOUR, ENOUGH)
    assert _kinds(world) == ["published", "edited"] and _entries(world) == ROWS
    assert _unread(world, START + 3 * DAY + 2 * HOUR) == []


def test_one_monster_does_not_eat_every_run_and_a_full_run_tries_it_at_once(make_world: Make) -> None:
    world = make_world("miit", _story())
    tries = "SELECT tries, due_at FROM given_up"
    at = START
    for tried in (1, 2):
        _look(world, at, TOO_LITTLE)
        assert world.ask(tries) == [(tried, stamp(after_giving_up(at, tried)))]
        at += HOUR
    for _ in range(3):
        _look(world, at, TOO_LITTLE)
        assert world.ask(tries)[0][0] == 2, "not before its day is over"
        at += HOUR
    assert _unread(world, at), "and it is said for as long as it lasts"
    _look(world, at, ENOUGH, full=True)
    assert world.ask(tries)[0][0] == 0 and _entries(world) == ROWS


def test_of_many_given_up_a_run_tries_a_few(make_world: Make) -> None:
    world = make_world("miit", _story(lists=5))
    _look(world, START, TOO_LITTLE)
    read = "SELECT count(*) FROM given_up WHERE tries = 0"
    counted = [world.ask(read)[0][0]]
    for hour in (1, 2, 3):
        _look(world, START + hour * HOUR, ENOUGH)
        counted.append(world.ask(read)[0][0])
    assert counted == [0, 3, 5, 5]
    assert _entries(world) == 5 * ROWS
