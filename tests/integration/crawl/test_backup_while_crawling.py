"""A copy taken while a crawl writes is one moment of the archive, and a crawl goes on from it as from the archive."""

import threading
import time
from datetime import timedelta
from pathlib import Path

from test_killed_crawls import _content, _story
from world import Make, World

from regwatch.demo.replica.generated import poll_moment
from storage.archive import ARCHIVE_NAME, open_archive
from storage.backup import backup
from storage.evidence.chain import verify_chain


def _at(world: World, folder: Path) -> World:
    settings = world.settings.model_copy(update={"data": folder})
    return World(world.replica, folder, world.source, settings)


def _captures(world: World) -> int:
    db = open_archive(world.folder)
    try:
        report = verify_chain(db, contents=True)
        assert not report.breaks, report
        return int(db.conn.execute("SELECT count(*) FROM captures").fetchone()[0])
    finally:
        db.close()


def test_each_copy_holds_and_can_be_gone_on_from(make_world: Make, tmp_path: Path) -> None:
    world = make_world("mee", _story("mee"), noise=False, timeout_s=30, delay_s=0.1)
    crawl = threading.Thread(target=world.crawl, args=(poll_moment(0),), daemon=True)
    crawl.start()
    copies: list[World] = []
    until = time.monotonic() + 120
    while crawl.is_alive() and time.monotonic() < until:
        if (world.folder / ARCHIVE_NAME).exists() and len(copies) < 12:
            folder = tmp_path / f"copy{len(copies)}"
            folder.mkdir()
            backup([world.folder / ARCHIVE_NAME], folder / ARCHIVE_NAME)
            copies.append(_at(world, folder))
        time.sleep(0.3)
    crawl.join(120)
    held = [_captures(copy) for copy in copies]
    whole = _captures(world)
    assert held == sorted(held)
    halves = [copy for copy, count in zip(copies, held, strict=True) if 0 < count < whole]
    assert halves, "a copy was taken in the middle"
    later = poll_moment(0) + timedelta(minutes=2)
    world.crawl(later)
    restored = halves[len(halves) // 2]
    restored.crawl(later)
    found, true = _content(restored), _content(world)
    for what in ("notices", "versions", "files", "changes", "left unread", "pending"):
        assert found[what] == true[what], what
