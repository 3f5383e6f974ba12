"""Real crawls of the generated site against a replica on loopback, by the processes that `regwatch crawl` starts."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from bench.measuring import ChildFailed, Cost, run
from crawler.config import CrawlConfig, CrawlSettings, Job, SourceSettings
from regwatch.demo.replica import Replica
from regwatch.demo.replica.view import look
from storage.archive import open_archive

NOISY = {"miit": 1.0}
MIXED = {"mee": 2 / 3, "miit": 1 / 6, "samr": 1 / 6}


def config(data: Path, replica: Replica) -> CrawlConfig:
    """Without a delay, and as deep as the site goes."""
    return CrawlConfig(
        data=data,
        sources={key: SourceSettings(origin=origin) for key, origin in replica.origins.items()},
        crawl=CrawlSettings(delay_s=0, allow_private_hosts=True, first_run_pages=10_000, max_pages=10_000),
    )


def crawl(data: Path, replica: Replica, source: str, at: datetime, *, full: bool = False) -> Cost:
    """One crawl of one source at a moment of the site's. Raises ChildFailed when a channel or a page could not be read;
    the made site has columns without a row, which count as drifted."""
    return _crawl(["-m", "crawler.process"], data, replica, [source], at, full=full)


def crawl_all(data: Path, replica: Replica, at: datetime, *, full: bool = False) -> Cost:
    """One crawl of all the sources that have a page, started as `regwatch crawl` starts them: CPU of all together, the
    highest peak of one."""
    wanted = sources(replica)
    return _crawl(
        ["-m", "crawler.starter" if len(wanted) > 1 else "crawler.process"], data, replica, wanted, at, full=full
    )


def _crawl(
    module: Sequence[str], data: Path, replica: Replica, wanted: Sequence[str], at: datetime, *, full: bool
) -> Cost:
    job = Job(config=config(data, replica), observed_at=at, full=full)
    cost = run([*module, *wanted], job.environment())
    db = open_archive(data, readonly=True)
    last = """SELECT channel, outcome, unread, error FROM checks
              WHERE source = :source AND run = (SELECT max(run) FROM checks WHERE source = :source)"""
    for source in wanted:
        checks = db.conn.execute(last, {"source": source}).fetchall()
        bad = [row for row in checks if row[1] not in ("ok", "drifted") or row[2]]
        if bad or not checks:
            raise ChildFailed(f"the crawl of {source} went wrong: {bad[:3] or 'no channel was checked'}")
    db.close()
    return cost


def sources(replica: Replica) -> list[str]:
    """The sources of the story that have a notice at all."""
    return sorted({notice.source for notice in replica.story.notices})


def bare(folder: Path, pages: Sequence[str]) -> Cost:
    """The baseline over whole addresses."""
    path = folder / "addresses.txt"
    path.write_text("\n".join(pages), encoding="utf-8")
    return run(["-m", "bench.bare_spider", str(path)])


def detail_pages(replica: Replica) -> list[str]:
    """Whole addresses of the detail pages that the sites show at the replica's moment."""
    return [
        origin + path
        for source, origin in replica.origins.items()
        for path in look(replica.story, source, replica.moment).pages
    ]


def asked(replica: Replica) -> Counter[str]:
    """What the site was asked for since `forget`: `detail 200`, `list 304`, `robots 404` …"""
    details = {source: look(replica.story, source, replica.moment).pages for source in replica.origins}
    kinds: Counter[str] = Counter()
    for entry in replica.log:
        robots = entry.path == "/robots.txt"
        kind = "robots" if robots else "detail" if entry.path in details[entry.source] else "list"
        kinds[f"{kind} {entry.status}"] += 1
    return kinds
