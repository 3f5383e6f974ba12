"""Crawls the channels declared in `crawler/sources/miit.py`."""

from crawler.sources import MIIT
from crawler.spiders.base import SourceSpider


class MiitSpider(SourceSpider):
    name = "miit"
    source = MIIT
