"""A routine poll with nothing new, request by request as the site logged them.

Right after a full crawl no page is due: only robots.txt and lists may be asked for. A day later every page is due (all
are new to the archive, so they are looked at daily): at most the budget of rechecks is asked for, the static pages with
validators.
"""

from collections.abc import Iterator
from datetime import timedelta

from bench.crawling import asked, crawl_all
from bench.measuring import Figure
from bench.sites import copied, site
from crawler.config import CrawlSettings
from regwatch.demo.replica.generated import poll_moment

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
        crawl_all(data, replica, poll_moment(0) + timedelta(hours=25))
        counted = asked(replica)
        print(f"every page due: {dict(counted)}")
        budget = CrawlSettings().recheck_budget
        yield Figure("requests for details beyond the budgets when all are due", _of(counted, "detail") - 3 * budget, 0)
        static = [entry for entry in replica.log if entry.source == "mee" and entry.path != "/robots.txt"]
        bare = sum(not any(name in entry.headers for name in VALIDATORS) for entry in static)
        yield Figure("requests without validators to the site that answers them", bare, 0)


def _of(counted: dict[str, int], kind: str) -> int:
    return sum(count for name, count in counted.items() if name.startswith(kind))
