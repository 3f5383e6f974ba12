"""One crawl process: `python -m crawler.process SOURCE` does what `scrapy crawl SOURCE` does, and starts sooner.

It imports the one spider that is asked for and none of Scrapy's commands.
"""

import importlib
import sys

from scrapy.crawler import CrawlerProcess
from scrapy.settings import Settings

SETTINGS_MODULE = "crawler.settings"


def main(source: str) -> None:
    settings = Settings()
    settings.setmodule(SETTINGS_MODULE, priority="project")
    module = importlib.import_module(f"crawler.spiders.{source}")
    spider = next(
        kind for kind in vars(module).values() if isinstance(kind, type) and getattr(kind, "name", None) == source
    )
    process = CrawlerProcess(settings)
    process.crawl(spider)
    process.start()


if __name__ == "__main__":
    main(sys.argv[1])
