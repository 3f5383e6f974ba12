"""One crawl process: `python -m crawler.process SOURCE` does what `scrapy crawl SOURCE` does, and starts sooner.

It imports the one spider that is asked for and none of Scrapy's commands. Three of Scrapy's modules ask for the whole
stack with the source lines of every frame when they are imported, to learn the name of one module
(`create_deprecated_class`, Scrapy 2.19); while they are, the stack is given without the lines, which nobody reads.
Nothing made during start-up is garbage, so the collector waits until the crawl begins.
"""

import gc

gc.disable()

import importlib  # noqa: E402
import inspect  # noqa: E402
import sys  # noqa: E402
from functools import partial  # noqa: E402

from crawler.lifeline import end_with_parent  # noqa: E402

if __name__ == "__main__":
    end_with_parent()

_whole_stack = inspect.stack
inspect.stack = partial(_whole_stack, 0)
import scrapy.core.downloader.contextfactory  # noqa: E402, F401 (while the stack is short)
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
    inspect.stack = _whole_stack
    gc.freeze()
    gc.enable()
    process.start()


if __name__ == "__main__":
    main(sys.argv[1])
