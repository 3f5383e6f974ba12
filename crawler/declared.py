"""The declared sources as the archive wants to know them; free of Scrapy, so that any command may ask."""

from crawler.config import CrawlConfig
from crawler.sources import Source
from storage.archive.runs import ChannelDeclaration

RELEASE = "0.1.0"


def declarations(sources: list[Source], config: CrawlConfig) -> list[ChannelDeclaration]:
    """What the archive has to know of the sources, as they are watched here, to speak of their channels."""
    return [
        ChannelDeclaration(
            source=source.key,
            channel=channel.key,
            name=channel.name,
            name_en=channel.name_en,
            source_name=source.name,
            source_name_en=source.name_en,
            url=channel.url,
            expected_every_h=float(config.source(source.key).every_h or channel.every_h),
        )
        for source in sources
        for channel in source.channels
    ]
