"""Crawls the channels declared in `crawler/sources/samr.py`."""

from crawler.sources import SAMR
from crawler.spiders.base import SourceSpider


class SamrSpider(SourceSpider):
    name = "samr"
    source = SAMR
