"""国家市场监督管理总局 (State Administration for Market Regulation), www.samr.gov.cn.

History (H high, M medium, L low confidence; from public code and recorded responses, not from the live site):
- until about 2018: TRS lists on gkml.samr.gov.cn and search.saic.gov.cn (dead).
- 2026: jpaas with parseType `bulidstatic` (the platform's own spelling) and tagId 内容区域 (H).
- 2026-09-20: 征集调查 (consultations) recorded: date ranges in .doctime, line breaks in title attributes (H).
- No column of its own for 处罚裁量 (penalty benchmarks); they are expected among 总局文件 (L).
"""

from types import MappingProxyType

from crawler.sources.model import Channel, Source


def _unit(page_id: str) -> MappingProxyType[str, str]:
    return MappingProxyType(
        {
            "parseType": "bulidstatic",
            "webId": "29e9522dc89d4e088a953d8cede72f4c",
            "tplSetId": "5c30fb89ae5e48b9aefe3cdf49853830",
            "pageType": "column",
            "tagId": "内容区域",
            "editType": "null",
            "pageId": page_id,
        }
    )


SAMR = Source(
    key="samr",
    name="国家市场监督管理总局",
    name_en="State Administration for Market Regulation",
    body="samr",
    hosts=("www.samr.gov.cn", "samr.gov.cn"),
    origin="https://www.samr.gov.cn",
    page_hosts=("www.samr.gov.cn", "www.gov.cn"),
    channels=(
        Channel(
            key="zjwj",
            name="总局文件",
            name_en="Documents of the Administration",
            url="https://www.samr.gov.cn/zw/zjwj/index.html",
            platform="jpaas",
            every_h=4,
            params=_unit("5a1c443ecf8c471bb9577ba1ae5d2883"),
            row_band=(5, 100),
            notes="about 2,072 rows in 2026; rows may point to other sites",
        ),
        Channel(
            key="gsgg",
            name="公示公告",
            name_en="Public display and announcements",
            url="https://www.samr.gov.cn/zw/zjwj/gsgg/index.html",
            platform="jpaas",
            every_h=6,
            params=_unit("dedefc44460a4338ac649d95f0ed8023"),
            row_band=(3, 100),
        ),
        Channel(
            key="tbtg",
            name="通报通告",
            name_en="Circulars",
            url="https://www.samr.gov.cn/zw/zjwj/tbtg/index.html",
            platform="jpaas",
            every_h=12,
            params=_unit("3522a33d756c43519add40505d4f2a16"),
            row_band=(3, 100),
        ),
        Channel(
            key="zcjd",
            name="政策解读",
            name_en="Policy interpretations",
            url="https://www.samr.gov.cn/zw/zjwj/zcjd/index.html",
            platform="jpaas",
            every_h=12,
            params=_unit("f6a995f86b4f4362836c3c2d7ce72889"),
            row_band=(3, 100),
        ),
        Channel(
            key="zjdc",
            name="征集调查",
            name_en="Consultations",
            url="https://www.samr.gov.cn/hd/zjdc/index.html",
            platform="jpaas",
            every_h=6,
            params=_unit("b00644872e354a96b66e3cd954e9996f"),
            row_band=(3, 100),
            notes="the row states the window of the consultation",
        ),
    ),
)
