"""The words in which a source is declared."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

Platform = Literal["jpaas", "miit_search", "trs"]


@dataclass(frozen=True, slots=True)
class Channel:
    """One list that is polled.

    `url` is the column's public address. `platform` names the file of `crawler/platforms` that reads it. `every_h` is
    the cadence in hours. `params` are the call's constants: for `jpaas` the fallback for what the column page itself
    declares, for `miit_search` what differs from the standard query. `row_band` is how many rows the first page holds
    on a normal day (least, most); a least of 0 means that an empty list is no alarm here.
    """

    key: str
    name: str
    name_en: str
    url: str
    platform: Platform
    every_h: int
    params: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    row_band: tuple[int, int] = (1, 100)
    notes: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """The website of one issuing body.

    `body` is the issuing body's key. `hosts` are the names that the site itself answers to, the first one being
    canonical; `page_hosts` are all hosts from which a row of its lists may be fetched and read (`hosts` and those to
    which the lists are known to point). `origin` is scheme and canonical host, replaced by a mirror's in the settings.
    """

    key: str
    name: str
    name_en: str
    body: str
    hosts: tuple[str, ...]
    origin: str
    page_hosts: tuple[str, ...]
    channels: tuple[Channel, ...]
