"""A full recheck of 1,200 unchanged pages beside a bare Scrapy spider that only fetches the same 1,200 pages.

Noise on every request. Ours is the whole process: it also asks for robots.txt and every list page, and nothing of that
is subtracted. The baseline is one process, asks for no lists and sends no conditional requests. On the mixed site ours
is three processes, one a source, forked by a fourth that imports Scrapy once; the figure beside a bare process for each
source is what the same would be beside a Scrapy of its own for each. Rounds alternate; a figure is the median of the
rounds' ratios.
"""

from collections.abc import Iterator
from datetime import timedelta
from statistics import median

from bench.crawling import asked, bare, crawl_all, detail_pages, sources
from bench.measuring import Figure
from bench.sites import copied, site
from regwatch.demo.replica.generated import poll_moment

ROUNDS = 5
BAR = 1.3
MEMORY_BAR_MB = 250


def measured() -> Iterator[Figure]:
    for kind in ("noisy", "mixed"):
        made = site(kind)
        yield Figure(f"{kind}: peak memory of the first crawl", made.first.peak_mb, MEMORY_BAR_MB, unit="MB")
        yield Figure(f"{kind}: pages per CPU second of the first crawl", 1200 / made.first.cpu_s)
        others = len(sources(made.replica)) - 1
        ratios, apart, ours_s, bare_s, peaks = [], [], [], [], []
        pages = detail_pages(made.replica)
        with copied(made) as data:
            for turn in range(1, ROUNDS + 1):
                plain = bare(data, pages)
                made.replica.forget()
                cost = crawl_all(data, made.replica, poll_moment(0) + timedelta(minutes=turn), full=True)
                counted = asked(made.replica)
                print(f"{kind} {turn}: ours {cost.cpu_s:.2f} s, bare {plain.cpu_s:.2f} s, {dict(counted)}", flush=True)
                starts = sum(bare(data, []).cpu_s for _ in range(others))
                ratios.append(cost.cpu_s / plain.cpu_s)
                apart.append(cost.cpu_s / (plain.cpu_s + starts))
                ours_s.append(cost.cpu_s)
                bare_s.append(plain.cpu_s)
                peaks.append(cost.peak_mb)
        yield Figure(f"{kind}: CPU of a full recheck, times bare", median(ratios), BAR)
        if others:
            yield Figure(f"{kind}: times a bare process for each source", median(apart), BAR)
        yield Figure(f"{kind}: CPU of a full recheck", median(ours_s), unit="s")
        yield Figure(f"{kind}: CPU of the bare spider", median(bare_s), unit="s")
        yield Figure(f"{kind}: peak memory of a recheck", max(peaks), MEMORY_BAR_MB, unit="MB")
