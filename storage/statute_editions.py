"""Editions of the statutes that benchmarks rest on, each with the page that its first day in force was read from.

The pages were read on 27 November 2026 as stored copies, none of them on the site of the National People's Congress:
what names a source stands in a reprint of the promulgating order or in an article on the revision. What no page was
found for is not verified, and nothing is stated on its strength.
"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Edition:
    """`year` is the one by which the edition is cited, `since` its first day in force; `source` the order and the page
    that say so, empty where none was found."""

    year: int
    since: date
    source: str = ""

    @property
    def verified(self) -> bool:
        return bool(self.source)


EDITIONS: dict[str, tuple[Edition, ...]] = {
    "固体废物污染环境防治法": (
        Edition(2020, date(2020, 9, 1), "presidential order 43 of 2020, www.gepresearch.com/76/view-768886-1.html"),
    ),
    "大气污染防治法": (
        Edition(2015, date(2016, 1, 1), "presidential order of 2015-08-29, newton.com.tw (2015 revision)"),
        Edition(2018, date(2018, 10, 26), "the law as the ministry prints it, big5.mee.gov.cn, t20181113_673567.shtml"),
    ),
    "水污染防治法": (
        Edition(2008, date(2008, 6, 1), "article on the revision, te2011.goootech.com/news/detail-10134081.html"),
        Edition(2017, date(2018, 1, 1), "presidential order 70 of 2017, en.pkulaw.cn (decision of 2017-06-27)"),
    ),
    "环境保护法": (Edition(2014, date(2015, 1, 1), "presidential order 9 of 2014, ccpnt.org/article/1678.html"),),
    "环境影响评价法": (
        Edition(2016, date(2016, 9, 1), "presidential order 48 of 2016, www.brunp.com.cn/news/399.html"),
        Edition(2018, date(2018, 12, 29), "presidential order 24 of 2018, www.csrcare.com/Law/LawShowEn?id=224110"),
    ),
    "行政处罚法": (
        Edition(2017, date(2018, 1, 1)),  # only a commentary names its first day: chinajusticeobserver.com, 20170901
        Edition(
            2021, date(2021, 7, 15), "presidential order 70 of 2021, hk.lexiscn.com/law/law-english-1-3888856-T.html"
        ),
    ),
}
"""By title, in the order of their years."""

CODE_SINCE = date(2026, 8, 15)
"""First day of the 生态环境法典; two public repositories name it, no promulgating order was found."""


def standing(title: str, year: int, day: date) -> str:
    """What is known of an edition cited by `year` on `day`: `replaced` by a later one that is verified, `unverified`
    where the statute is not among those above or only an unverified date decides, "" where it stands."""
    known = EDITIONS.get(title)
    if known is None:
        return "unverified"
    later = [edition for edition in known if edition.year > year]
    if any(edition.verified and edition.since <= day for edition in later):
        return "replaced"
    if any(not edition.verified for edition in later):
        return "unverified"
    return ""
