"""What a crawl process costs before it does anything: beside a bare Scrapy process that fetches nothing either."""

from collections.abc import Iterator
from datetime import timedelta
from statistics import median

from bench.crawling import bare, crawl
from bench.measuring import Figure, folder
from regwatch.demo.replica import Replica, generated
from regwatch.demo.replica.generated import poll_moment

ROUNDS = 5


def measured() -> Iterator[Figure]:
    with folder("start") as data, Replica(generated(1, polls=0, shares={"miit": 1.0})) as replica:
        replica.start()
        first = crawl(data, replica, "miit", poll_moment(0))
        ours, plain = [], []
        for turn in range(1, ROUNDS + 1):
            plain.append(bare(data, []).cpu_s)
            ours.append(crawl(data, replica, "miit", poll_moment(0) + timedelta(minutes=turn)).cpu_s)
        yield Figure("CPU of a bare Scrapy process that fetches nothing", median(plain), unit="s")
        yield Figure("CPU of a crawl process of one source with an empty site", median(ours), unit="s")
        yield Figure("CPU of the very first one, which makes the archive and reads a page", first.cpu_s, unit="s")
