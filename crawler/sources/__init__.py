"""What is watched: one short declaration per issuing body."""

from crawler.sources.mee import MEE
from crawler.sources.miit import MIIT
from crawler.sources.model import Channel, Platform, Source
from crawler.sources.samr import SAMR

SOURCES: dict[str, Source] = {source.key: source for source in (MIIT, SAMR, MEE)}


def owner_of(host: str) -> Source | None:
    """The declared source whose own site answers to a host name; None for any other body's site."""
    return next((source for source in SOURCES.values() if host.lower() in source.hosts), None)


__all__ = ["MEE", "MIIT", "SAMR", "SOURCES", "Channel", "Platform", "Source", "owner_of"]
