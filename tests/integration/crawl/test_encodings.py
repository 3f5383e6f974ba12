"""GBK and GB18030 pages, declared wrongly or not at all, are read right or refused; nothing is stored damaged."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from answers import change_answers, honest_again
from world import Make, World

from regwatch.demo.replica import generated
from regwatch.demo.replica.generated import START
from regwatch.demo.replica.wire import Reply, Request
from storage import blobs
from storage.archive import open_archive

RARE = "㙍䶮𬬻"  # beyond GBK: GB18030 with four bytes


def _texts(world: World) -> list[str]:
    db = open_archive(world.folder, readonly=True)
    try:
        rows = db.conn.execute("SELECT title, body FROM versions ORDER BY id").fetchall()
        return [f"{title}\n{blobs.get(db, body).decode()}" for title, body in rows]
    finally:
        db.close()


def _recoded(encoding: str, header: str | None, meta: str | None) -> object:
    def change(request: Request, reply: Reply) -> Reply:
        if "/t20" not in request.path:
            return reply
        page = re.sub(r"<meta[^<>]*charset[^<>]*>", f'<meta charset="{meta}">' if meta else "", reply.body.decode())
        page = page.replace("本项罚款", f"{RARE}本项罚款") if encoding == "gb18030" else page
        media = f"text/html; charset={header}" if header else "text/html"
        return replace(reply, body=page.encode(encoding, "ignore"), media_type=media, modified=None)

    return change


@pytest.mark.parametrize(
    ("encoding", "header", "meta"),
    [
        ("gbk", "gbk", "gbk"),
        ("gbk", None, None),
        ("gbk", "utf-8", "utf-8"),
        ("gbk", "utf-8", "gb2312"),
        ("gbk", "iso-8859-1", None),
        ("gbk", "nonsense", "nonsense"),
        ("gb18030", "gb2312", "gb2312"),
        ("gb18030", None, None),
        ("gb18030", "utf-8", None),
        ("utf-8", "gbk", "gbk"),
        ("utf-8-sig", None, "gb2312"),
        ("utf-8", None, None),
    ],
)
def test_read_right_or_refused(make_world: Make, encoding: str, header: str | None, meta: str | None) -> None:
    story = generated(3, polls=0, shares={"mee": 1.0}, kilobytes=(1, 2))
    plain = make_world("mee", story)
    plain.crawl(START)
    true = [text.replace(RARE, "") for text in _texts(plain)]
    world = make_world("mee", story)
    change_answers(world, _recoded(encoding, header, meta))  # type: ignore[arg-type]
    world.crawl(START)
    read = [text.replace(RARE, "") for text in _texts(world)]
    assert sorted(read) == sorted(true)
    if encoding == "gb18030":
        assert all(RARE in text for text in _texts(world))


@pytest.mark.parametrize("share", [2, 3, 40])
def test_damaged_words_are_refused_before_and_after_a_good_look(make_world: Make, share: int) -> None:
    story = generated(3, polls=0, shares={"mee": 1.0}, kilobytes=(1, 2))
    world = make_world("mee", story)

    def damaged(request: Request, reply: Reply) -> Reply:
        if "/t20" not in request.path:
            return reply
        mark = "本项罚款上限".encode()
        return replace(reply, body=reply.body.replace(mark, mark[:4] + b"\xff" * share + mark[4:]), modified=None)

    change_answers(world, damaged)
    report = world.crawl(START)
    assert sum(channel["unread"] for channel in report.values()) == 3
    assert _texts(world) == []
    honest_again(world)
    world.crawl(START + timedelta(minutes=5), full=False)
    assert len(_texts(world)) == 3
    change_answers(world, damaged)
    world.crawl(START + timedelta(minutes=10))
    assert world.counts() == (3, 3, 0)
    assert "\ufffd" not in "".join(_texts(world))
