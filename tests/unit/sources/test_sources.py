from urllib.parse import urlsplit

import pytest

from crawler.sources import SOURCES

REQUIRED = {
    "miit": {"wjfb", "yjzj", "wjgs", "zcjd", "jns/wjfb", "jns/gzdt"},
    "samr": {"zjwj", "gsgg", "tbtg", "zcjd", "zjdc"},
    "mee": {
        "bwj/ling", "bwj/gg", "bwj/wj", "bwj/han", "bgtwj/wj", "bgtwj/han", "ywdt/gsgg", "ywdt/dfnews", "zcwj/zcjd",
        "hdjl/yjzj",
    },
}  # fmt: skip


@pytest.mark.parametrize("key", REQUIRED)
def test_the_channels_that_are_watched(key):
    source = SOURCES[key]
    keys = [channel.key for channel in source.channels]
    assert set(keys) >= REQUIRED[key]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("source", SOURCES.values(), ids=SOURCES)
def test_a_declaration_holds_together(source):
    assert source.origin == f"https://{source.hosts[0]}"
    assert set(source.hosts[:1]) <= set(source.page_hosts)
    for channel in source.channels:
        assert urlsplit(channel.url).hostname == source.hosts[0]
        assert 1 <= channel.every_h <= 24
        assert 0 <= channel.row_band[0] < channel.row_band[1]
        assert channel.name and channel.name_en
        if channel.platform == "jpaas":
            assert channel.params["webId"] and channel.params["tplSetId"] and channel.params["tagId"]
