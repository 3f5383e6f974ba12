"""Pages of a large archive, each beside one bare statement that answers the same: `python -m bench.large_archive`.

100,000 notices, 1,000,000 versions and 2,000,000 changes (see `generated_archive`), made anew for each run, or kept:
with REGWATCH_LARGE_ARCHIVE=FOLDER, or as `python -m bench.large_archive NOTICES FOLDER`, the archive is made in FOLDER
when it is not there and left for the next run. Each run holds samples of it against the real readers and writer.

Each question is asked many times with other values (another place in the timeline and other filters, another day,
another notice, another word), in turns with its bare statement; the connection is open and the file in the page cache,
as in the service. Milliseconds of processor time of the thread, so that other work on the machine counts little. Then
the whole HTTP answer: the application with its guards, templates and compression, without a socket; processor time of
the process.
"""

import os
import random
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from statistics import median, quantiles
from urllib.parse import quote

from bench import bare_statements
from bench.generated_archive import checked, kept, made, sizes
from bench.generated_words import DAYS, FIRST_DAY, REGISTER, notice
from bench.measuring import WORK, Figure, folder
from bench.search_speed import bare, bare_answer
from storage.archive import ARCHIVE_NAME, open_archive
from storage.clock import ZONE
from storage.database import Database, connect
from storage.queries.change_pages import change_page
from storage.queries.changes import ChangeFilter
from storage.queries.notices import show
from storage.queries.registers import register_state
from storage.queries.search import search
from storage.search.beside import FILE_NAME

KEPT = "REGWATCH_LARGE_ARCHIVE"
ROUNDS, ANSWERS = 120, 81
JUDGED = ("/changes", "/notices/ID", "/search", "/registers/KEY")
HITS, PER_PAGE = 50, 25
WORDS = ("撤销", "名单", "梯次", "池", "企业", "17", "裁量基准", "greenmetal", "稀土开采", "再生铜铝 -公示", "12345")
FILTERS = (
    ChangeFilter(), ChangeFilter(any_subject=True), ChangeFilter(source="samr"), ChangeFilter(kind="edited"),
    ChangeFilter(topic="penalty_benchmark"), ChangeFilter(province="广东", any_subject=True),
)  # fmt: skip
Question = tuple[Callable[[], object], Callable[[], object]]


def measured(total: int = 100_000, where: Path | None = None) -> Iterator[Figure]:
    with ExitStack() as stack:
        named = where or (Path(os.environ[KEPT]) if KEPT in os.environ else None)
        place = named or stack.enter_context(folder("large"))
        yield from _made(place, total)
        db = open_archive(place, readonly=True)
        yield from _opening(place)
        yard = _yard((named or stack.enter_context(folder("bare"))) / "bare.db", db)
        for name, ask in _questions(db, yard, total).items():
            yield from _beside(name, ask)
        yield from _answers(place, total)


def _made(place: Path, total: int) -> Iterator[Figure]:
    if not kept(place):
        if (place / ARCHIVE_NAME).exists():
            raise FileExistsError(f"{place} holds an archive that this build of the bench did not finish; delete it")
        place.mkdir(parents=True, exist_ok=True)
        begun = time.monotonic()
        made(place, total, lambda said: print(f"  {said}", flush=True)).close()
        yield Figure("making the archive, whatever else the machine did", time.monotonic() - begun, unit="s")
    db = open_archive(place)
    checked(db, total)
    for name, count in sizes(db):
        yield Figure(name, count)
    db.close()
    yield Figure(
        "bytes on disk", sum((place / name).stat().st_size for name in (ARCHIVE_NAME, FILE_NAME)) / 1e6, unit="MB"
    )


def _yard(path: Path, db: Database) -> Database:
    """The plain FTS5 table that search is measured beside; kept with a kept archive."""
    if path.exists():
        return connect(path, readonly=True)
    making = path.with_suffix(".making")
    making.unlink(missing_ok=True)
    bare(making, db)[0].close()
    making.rename(path)
    return connect(path, readonly=True)


def _opening(place: Path) -> Iterator[Figure]:
    times = [_milliseconds(lambda: open_archive(place, readonly=True).close(), time.process_time) for _ in range(40)]
    yield Figure("opening the archive, p95", _p95(times), 50, unit="ms")


def _questions(db: Database, yard: Database, total: int) -> dict[str, Callable[[random.Random], Question]]:
    """Each draws a question and answers with how we and how the bare statement answer it."""
    newest = int(db.conn.execute("SELECT max(id) FROM changes").fetchone()[0])

    def timeline(draw: random.Random) -> Question:
        after, wanted = draw.randrange(newest // 10, newest), draw.choice(FILTERS)
        at = db.conn.execute("SELECT observed_at, id FROM changes WHERE id = ?", [after]).fetchone()
        asked = {name: getattr(wanted, name) for name in ("any_subject", "source", "kind", "province", "topic")}
        return (
            partial(change_page, db, wanted, PER_PAGE, after, newest_first=True),
            partial(bare_statements.timeline, db, tuple(at), PER_PAGE, **asked),
        )

    def register(draw: random.Random) -> Question:
        day = FIRST_DAY + timedelta(days=draw.randrange(DAYS * 19 // 20, DAYS + 60))
        return (
            lambda: register_state(db, REGISTER, day).shape(),
            partial(bare_statements.register, db, REGISTER, day.isoformat()),
        )

    def page(draw: random.Random) -> Question:
        number = _id(db, draw.randrange(total), total)
        return partial(show, db, number), partial(bare_statements.notice, db, number)

    def words(draw: random.Random) -> Question:
        query = draw.choice(WORDS)
        snippet = ", snippet(bare, -1, '[', ']', '…', 40)"
        return partial(search, db, query, HITS), partial(bare_answer, yard, query.split(" ")[0], snippet)

    return {"timeline page": timeline, "register as of a day": register, "notice page": page, "search": words}


def _beside(name: str, draw_one: Callable[[random.Random], Question]) -> Iterator[Figure]:
    draw = random.Random(name)
    first = _milliseconds(draw_one(draw)[0])
    ours: list[float] = []
    theirs: list[float] = []
    for _ in range(ROUNDS):
        question = draw_one(draw)
        for times, ask in zip((ours, theirs), question, strict=True):
            times.append(_milliseconds(ask))
    yield Figure(f"{name}, first answer of a connection", first, unit="ms")
    yield Figure(f"{name}, p50 (bare {median(theirs):.2f} ms)", median(ours), unit="ms")
    yield Figure(f"{name}, p95 (bare {_p95(theirs):.2f} ms)", _p95(ours), 100, unit="ms")
    yield Figure(f"{name}, p95 times the bare statement's", _p95(ours) / _p95(theirs), 3)


def _answers(place: Path, total: int) -> Iterator[Figure]:
    """Whole HTTP answers, as the application gives them."""
    from starlette.testclient import TestClient

    from regwatch.settings import load
    from regwatch.web.app import create_app
    from regwatch.web.site import Site

    moment = datetime.combine(FIRST_DAY + timedelta(days=DAYS), datetime.min.time(), ZONE)
    site = Site(load(None, place), clock=lambda: moment)
    client = TestClient(create_app(site), base_url="http://127.0.0.1", client=("127.0.0.1", 50_000))
    db = open_archive(place, readonly=True)
    newest = int(db.conn.execute("SELECT max(id) FROM changes").fetchone()[0])
    paths: dict[str, Callable[[random.Random], str]] = {
        "/": lambda draw: "/",
        "/changes": lambda draw: f"/changes?after={draw.randrange(newest // 10, newest)}",
        "/notices/ID": lambda draw: f"/notices/{_id(db, draw.randrange(total), total)}",
        "/search": lambda draw: f"/search?q={quote(draw.choice(WORDS))}",
        "/registers/KEY": lambda draw: f"/registers/{REGISTER}?as_of={_day(draw)}",
        "/api/registers/KEY?limit=100": lambda draw: f"/api/registers/{REGISTER}?limit=100&as_of={_day(draw)}",
        "/api/registers/KEY, 10,000 entries at once": lambda draw: f"/api/registers/{REGISTER}?as_of={_day(draw)}",
        "/api/notices?limit=100": lambda draw: f"/api/notices?limit=100&until={_day(draw)}",
    }
    for name, path in paths.items():
        draw = random.Random(name)
        statuses = set()
        times = []
        for one in [path(draw) for _ in range(ANSWERS)]:
            begun = time.process_time()
            statuses.add(client.get(one).status_code)
            times.append(1000 * (time.process_time() - begun))
        assert statuses == {200}, (name, statuses)
        yield Figure(f"the whole answer {name}, first of the process's", times[0], unit="ms")
        yield Figure(f"the whole answer {name}, p95", _p95(times[1:]), 100 if name in JUDGED else None, unit="ms")
    site.close()
    db.close()


def _day(draw: random.Random) -> date:
    return FIRST_DAY + timedelta(days=draw.randrange(DAYS * 19 // 20, DAYS + 60))


def _id(db: Database, number: int, total: int) -> str:
    url = notice(number, total).url
    return str(db.conn.execute("SELECT notice FROM addresses WHERE url = ?", [url]).fetchone()[0])


def _milliseconds(work: Callable[[], object], clock: Callable[[], float] = time.thread_time) -> float:
    begun = clock()
    work()
    return 1000 * (clock() - begun)


def _p95(times: list[float]) -> float:
    return quantiles(times, n=20)[-1]


def main() -> None:
    total = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    place = Path(sys.argv[2]) if len(sys.argv) > 2 else WORK / f"large-{total}"
    for figure in measured(total, place):
        bar = "" if figure.bar is None else f" (bar {figure.bar:g}: {'met' if figure.met else 'MISSED'})"
        print(f"{figure.name}: {figure.value:,.2f} {figure.unit}{bar}", flush=True)


if __name__ == "__main__":
    main()
