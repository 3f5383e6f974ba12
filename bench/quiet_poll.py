"""A routine poll with nothing new, request by request as the site logged them.

Right after a full crawl no page is due: only robots.txt and lists may be asked for. A day later every page is due (all
are new to the archive, so they are looked at daily): the static site is asked for the budget of rechecks at most, and
with validators.
"""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from bench.crawling import asked, crawl, crawl_all
from bench.measuring import Figure
from bench.sites import copied, site
from crawler.config import CrawlSettings
from regwatch.demo.replica.generated import poll_moment
from storage.archive import open_archive

VALIDATORS = ("if-none-match", "if-modified-since")


def measured() -> Iterator[Figure]:
    made = site("mixed")
    replica = made.replica
    with copied(made) as data:
        replica.forget()
        cost = crawl_all(data, replica, poll_moment(0) + timedelta(hours=1))
        counted = asked(replica)
        print(f"nothing due: {dict(counted)}, {cost.cpu_s:.2f} s of CPU")
        yield Figure("requests for details when none is due", _of(counted, "detail"), 0)
        yield Figure("requests for lists when nothing is new", _of(counted, "list"))
        yield Figure("lists answered 304", counted["list 304"])
        replica.forget()
        crawl(data, replica, "mee", poll_moment(0) + timedelta(hours=25))
        counted = asked(replica)
        print(f"every page of MEE due: {dict(counted)}")
        yield Figure("pages asked for when 800 are due", _of(counted, "detail"), CrawlSettings().recheck_budget)
        known = _with_validators(data)
        bare = [entry for entry in replica.log if entry.path in known and not set(VALIDATORS) & set(entry.headers)]
        yield Figure("requests without validators where the archive has some", len(bare), 0)


def _with_validators(data: Path) -> set[str]:
    """Paths of the static site's pages and of its lists that were read well. Its columns without a row are not: what
    cannot be told from a broken list is asked for whole, by design."""
    db = open_archive(data, readonly=True)
    rows = db.conn.execute(
        """SELECT url FROM addresses WHERE source = 'mee' AND etag != '' AND (kind = 'page' OR url IN (SELECT c.url
           FROM channels c JOIN checks k ON k.source = c.source AND k.channel = c.channel WHERE k.outcome = 'ok'))"""
    ).fetchall()
    db.close()
    return {urlsplit(row[0]).path for row in rows}


def _of(counted: dict[str, int], kind: str) -> int:
    return sum(count for name, count in counted.items() if name.startswith(kind))
