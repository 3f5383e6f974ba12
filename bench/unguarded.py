"""A crawl process without its guards, to see what they cost: `python -m bench.unguarded SOURCE`.

Not in force: the fence on every request and redirect, the resolver that refuses private addresses, robots.txt, strict
unpacking, telling challenges, block pages, error pages, cut, damaged or shrunken bodies, the lease on the source, the
rest after a refusal, and findings. What remains (capture before reading, one request at a time, size ceilings, which
are Scrapy's own) is no guard but the crawl itself. Never used outside this bench.
"""

import sys
from typing import Any


def _nothing(*_: Any, **__: Any) -> None:
    return None


def _no(*_: Any, **__: Any) -> bool:
    return False


def take_off() -> None:
    from crawler import files, judging, list_keeping, lists, settings, taking_in
    from crawler.guards import addresses, blocks
    from crawler.spiders import base
    from storage import health

    settings.TWISTED_DNS_RESOLVER = "scrapy.resolver.CachingThreadedResolver"
    settings.ROBOTSTXT_OBEY = False
    kept = settings.DOWNLOADER_MIDDLEWARES_BASE
    for guard in ("middlewares.FenceMiddleware", "guards.robots.RobotsPolicy", "middlewares.StrictCompression"):
        place = kept.pop(f"crawler.{guard}")
    kept["scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware"] = place
    addresses.Fence.check = _nothing  # type: ignore[method-assign]
    for name in ("by_status", "by_words", "by_content"):
        setattr(blocks, name, _nothing)
    for module, names in {
        list_keeping: ("cut_json",),
        lists: ("cut_short",),
        taking_in: ("cut_short",),
    }.items():
        for name in names:
            setattr(module, name, _no)
    for module, name in (
        (taking_in, "check_words"),
        (taking_in, "check_shrinking"),
        (files, "cut_file"),
        (judging, "mangled"),
    ):
        setattr(module, name, _nothing)
    health.observe = _nothing
    base.SourceSpider._left_alone = lambda *_: {}  # type: ignore[method-assign]
    for name in ("_lease", "_rest"):
        setattr(base.SourceSpider, name, _nothing)


if __name__ == "__main__":
    from crawler import process

    take_off()
    process.main(sys.argv[1])
