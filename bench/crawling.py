"""Real crawls of the generated site: `python -m crawler.process SOURCE` against a replica on loopback."""

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
    job = Job(config=config(data, replica), observed_at=at, full=full)
    cost = run(["-m", "crawler.process", source], job.environment())
    db = open_archive(data, readonly=True)
    last = "SELECT channel, outcome, unread, error FROM checks WHERE run = (SELECT max(run) FROM checks) AND source = ?"
    checks = db.conn.execute(last, [source]).fetchall()
    db.close()
    bad = [row for row in checks if row[1] not in ("ok", "drifted") or row[2]]
    if bad or not checks:
        raise ChildFailed(f"the crawl of {source} went wrong: {bad[:3] or 'no channel was checked'}")
    return cost


def crawl_all(data: Path, replica: Replica, at: datetime, *, full: bool = False) -> Cost:
    """The sources that have a page one after the other: CPU added up, the highest peak."""
    costs = [crawl(data, replica, source, at, full=full) for source in sources(replica)]
    return Cost(sum(cost.cpu_s for cost in costs), max(cost.peak_mb for cost in costs))


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
