"""One crawl process: `python -m crawler.process SOURCE` does what `scrapy crawl SOURCE` does, and starts sooner.

It imports the one spider that is asked for and none of Scrapy's commands. Two of Scrapy's modules walk the stack and
every module loaded so far when they are imported (`create_deprecated_class`, Scrapy 2.19), so they come first, while
both are short; nothing made during start-up is garbage, so the collector waits until the crawl begins.
"""

import gc

gc.disable()

import importlib  # noqa: E402
import sys  # noqa: E402

from crawler.lifeline import end_with_parent  # noqa: E402

if __name__ == "__main__":
    end_with_parent()

import scrapy.core.downloader.contextfactory  # noqa: E402, F401 (see above)
from scrapy.crawler import AsyncCrawlerProcess  # noqa: E402
from scrapy.settings import Settings  # noqa: E402

SETTINGS_MODULE = "crawler.settings"


def main(source: str) -> None:
    settings = Settings()
    settings.setmodule(SETTINGS_MODULE, priority="project")
    module = importlib.import_module(f"crawler.spiders.{source}")
    spider = next(
        kind for kind in vars(module).values() if isinstance(kind, type) and getattr(kind, "name", None) == source
    )
    process = AsyncCrawlerProcess(settings)
    process.crawl(spider)
    gc.freeze()
    gc.enable()
    process.start()


if __name__ == "__main__":
    main(sys.argv[1])
