"""What is watched: one short declaration per issuing body."""

from crawler.sources.mee import MEE
from crawler.sources.miit import MIIT
from crawler.sources.model import Channel, Platform, Source
from crawler.sources.samr import SAMR

SOURCES: dict[str, Source] = {source.key: source for source in (MIIT, SAMR, MEE)}

__all__ = ["MEE", "MIIT", "SAMR", "SOURCES", "Channel", "Platform", "Source"]
