"""Crawls the channels declared in `crawler/sources/mee.py`."""

from crawler.sources import MEE
from crawler.spiders.base import SourceSpider


class MeeSpider(SourceSpider):
    name = "mee"
    source = MEE
