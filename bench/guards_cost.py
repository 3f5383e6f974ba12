"""What the guards cost: the same crawl with and without them, in alternating rounds over one generated site.

A first crawl reads every page; a full recheck of unchanged pages is where a guard weighs most, because little else is
done. Both are whole processes, start included. The sandbox for attachments is no part of the ratio: its child is a
process of its own,.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median

from bench.crawling import NOISY, config
from bench.measuring import ChildFailed, Figure, folder, run
from crawler.config import Job
from regwatch.demo.replica import Replica, generated
from regwatch.demo.replica.generated import poll_moment
from storage.archive import open_archive

PAGES = 120
ROUNDS = 5
BAR = 1.10
MODULES = {"with": "crawler.process", "without": "bench.unguarded"}


def _cpu(data: Path, replica: Replica, how: str, at: datetime) -> float:
    """CPU seconds of one crawl of every page. Raises ChildFailed when it did not see them all."""
    job = Job(config=config(data, replica), observed_at=at, full=True)
    cost = run(["-m", MODULES[how], "miit"], job.environment())
    db = open_archive(data, readonly=True)
    notices, looked = db.conn.execute(
        "SELECT (SELECT count(*) FROM notices), sum(looked) FROM checks WHERE run = (SELECT max(run) FROM checks)"
    ).fetchone()
    db.close()
    if notices < PAGES or looked < PAGES:
        raise ChildFailed(f"the crawl {how} guards saw {looked} of {PAGES} pages")
    return cost.cpu_s


def measured() -> Iterator[Figure]:
    replica = Replica(generated(PAGES, polls=1, shares=NOISY))
    replica.at(poll_moment(0))
    replica.start()
    first, again = [], []
    try:
        for turn in range(ROUNDS):
            spent: dict[tuple[str, str], float] = {}
            for how in sorted(MODULES, reverse=turn % 2 == 1):
                with folder("guards") as data:
                    spent[how, "first"] = _cpu(data, replica, how, poll_moment(0))
                    spent[how, "again"] = _cpu(data, replica, how, poll_moment(0) + timedelta(minutes=1))
            print(f"round {turn + 1}: " + ", ".join(f"{name} {how} {cpu:.2f} s" for (how, name), cpu in spent.items()))
            first.append(spent["with", "first"] / spent["without", "first"])
            again.append(spent["with", "again"] / spent["without", "again"])
    finally:
        replica.stop()
    yield Figure("CPU of a first crawl, times one without guards", median(first), BAR)
    yield Figure("CPU of a full recheck, times one without guards", median(again), BAR)
