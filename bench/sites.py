"""Generated sites of 1,200 notices with an archive that has crawled them once; made once for all benches of a run."""

import atexit
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bench.crawling import MIXED, NOISY, crawl_all
from bench.measuring import WORK, Cost, folder
from regwatch.demo.replica import Replica, generated
from regwatch.demo.replica.generated import poll_moment

PAGES = 1200
POLLS = 10
EDITS = 30
SHARES = {"noisy": NOISY, "mixed": MIXED}


@dataclass(frozen=True, slots=True)
class Site:
    """`archive` is never written again: copy its folder. `first` is what the first full crawl cost."""

    replica: Replica
    archive: Path
    first: Cost


@cache
def site(kind: str) -> Site:
    """`noisy`: 1,200 pages of MIIT that differ at every fetch; `mixed`: two thirds MEE, which answers 304.

    The replica stands at poll 0; whoever moves it moves it back. At each of ten later polls 30 pages are edited."""
    WORK.mkdir(exist_ok=True)
    path = Path(tempfile.mkdtemp(prefix=f"site-{kind}-", dir=WORK))
    atexit.register(shutil.rmtree, path, ignore_errors=True)
    replica = Replica(generated(PAGES, polls=POLLS, edits_per_poll=EDITS, shares=SHARES[kind]))
    replica.at(poll_moment(0))
    replica.start()
    atexit.register(replica.stop)
    return Site(replica, path, crawl_all(path, replica, poll_moment(0), full=True))


@contextmanager
def copied(made: Site) -> Iterator[Path]:
    """A data folder of one's own that holds the site's archive."""
    with folder("copy") as path:
        for file in made.archive.iterdir():
            shutil.copy(file, path)
        yield path
