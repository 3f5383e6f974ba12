"""工业和信息化部 (Ministry of Industry and Information Technology), www.miit.gov.cn.

History (H high, M medium, L low confidence; from public code and recorded responses, not from the live site):
- 2021-2022: HTTP 521 script challenge on every path (H). 2026: plain clients get 200 without a cookie (H).
- before 2026: 文件发布 (documents issued) was a jpaas list under /zwgk/zcwj/wjfb/. 2026-09-22: /zwgk/zcwj/index.html
  jumps to /search/wjfb.html?…&category=51, so the search API is the list (M; the API itself H, recorded).
- 2026-08: some /jgsj/*/wjfb/ columns had no rows (M), others had (M): an empty one there is no alarm.
- 2026-09-20: 意见征集 (consultations) recorded as a jpaas list with deadlines in epoch milliseconds (H).
"""

from types import MappingProxyType

from crawler.sources.model import Channel, Source


def _unit(page_id: str, tag_id: str = "右侧内容") -> MappingProxyType[str, str]:
    constants = {
        "parseType": "buildstatic",
        "webId": "8d828e408d90447786ddbe128d495e9e",
        "tplSetId": "209741b2109044b5b7695700b2bec37e",
        "pageType": "column",
        "tagId": tag_id,
        "editType": "null",
    }
    if page_id:
        constants["pageId"] = page_id
    return MappingProxyType(constants)


MIIT = Source(
    key="miit",
    name="工业和信息化部",
    name_en="Ministry of Industry and Information Technology",
    body="miit",
    hosts=("www.miit.gov.cn", "wap.miit.gov.cn", "miit.gov.cn", "jyhwzhq.miit.gov.cn"),
    origin="https://www.miit.gov.cn",
    page_hosts=("www.miit.gov.cn", "wap.miit.gov.cn", "www.gov.cn"),
    channels=(
        Channel(
            key="wjfb",
            name="文件发布",
            name_en="Documents issued",
            url="https://www.miit.gov.cn/search/wjfb.html",
            platform="miit_search",
            every_h=4,
            params=MappingProxyType({"websiteid": "110000000000000", "searchid": "51", "tpl": "14", "category": "51"}),
            row_band=(5, 100),
            notes="announcements, notices, orders and interpretations mixed; not strictly in order of date",
        ),
        Channel(
            key="yjzj",
            name="意见征集",
            name_en="Consultations",
            url="https://www.miit.gov.cn/gzcy/yjzj/index.html",
            platform="jpaas",
            every_h=6,
            params=_unit("ff3aac0962cb45e48e8e4da69450e847"),
            row_band=(3, 100),
            notes="the hidden span.endtime holds the deadline",
        ),
        Channel(
            key="wjgs",
            name="文件公示",
            name_en="Proposals on public display",
            url="https://www.miit.gov.cn/zwgk/wjgs/index.html",
            platform="jpaas",
            every_h=6,
            params=_unit("a7180b76aadf4a2ca625f403045cbaae"),
            row_band=(3, 100),
        ),
        Channel(
            key="zcjd",
            name="政策解读",
            name_en="Policy interpretations",
            url="https://www.miit.gov.cn/zwgk/zcjd/index.html",
            platform="jpaas",
            every_h=12,
            params=_unit("1b56e5adc362428299dfc3eb444fe23a"),
            row_band=(3, 100),
            notes="rows nest links to the documents explained in dl/dd",
        ),
        Channel(
            key="jns/wjfb",
            name="节能与综合利用司 文件发布",
            name_en="Energy Conservation Department: documents issued",
            url="https://www.miit.gov.cn/jgsj/jns/wjfb/index.html",
            platform="jpaas",
            every_h=6,
            params=_unit("", "当前栏目_list"),
            row_band=(0, 100),
            notes="page id not known beforehand, read from the column page; an empty list means: see wjfb",
        ),
        Channel(
            key="jns/gzdt",
            name="节能与综合利用司 工作动态",
            name_en="Energy Conservation Department: activities",
            url="https://www.miit.gov.cn/jgsj/jns/gzdt/index.html",
            platform="jpaas",
            every_h=6,
            params=_unit("", "当前栏目_list"),
            row_band=(0, 100),
            notes="the battery announcement of July 2026 stood here (L); page id read from the column page",
        ),
    ),
)
