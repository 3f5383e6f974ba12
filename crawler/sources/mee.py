"""生态环境部 (Ministry of Ecology and Environment), www.mee.gov.cn.

History (H high, M medium, L low confidence; from public code and recorded responses, not from the live site):
- before 2026: /zcwj/sthjbwj/ held the ministry's documents (M); 2026-08-27: /zcwj/bwj/ and /zcwj/bgtwj/ do (M).
- 2022, 2026: static TRS pages; pages of a list are index.shtml, index_1.shtml … (H, recorded).
- 2026-09-20: 意见征集 (consultations) recorded: rows mix the column template and the xxgk2018 template (H).
- No column of its own for 处罚裁量 (penalty benchmarks); they are expected under bwj/wj and bgtwj/wj (L).
"""

from crawler.sources.model import Channel, Source


def _column(key: str, path: str, name: str, name_en: str, every_h: int, notes: str = "", least: int = 3) -> Channel:
    url = f"https://www.mee.gov.cn{path}"
    return Channel(key, name, name_en, url, platform="trs", every_h=every_h, row_band=(least, 100), notes=notes)


MEE = Source(
    key="mee",
    name="生态环境部",
    name_en="Ministry of Ecology and Environment",
    body="mee",
    hosts=("www.mee.gov.cn", "mee.gov.cn"),
    origin="https://www.mee.gov.cn",
    page_hosts=("www.mee.gov.cn", "nnsa.mee.gov.cn", "www.gov.cn"),
    channels=(
        _column("bwj/ling", "/zcwj/bwj/ling/", "部令", "Orders of the Ministry", 12),
        _column("bwj/gg", "/zcwj/bwj/gg/", "部公告", "Announcements of the Ministry", 6),
        _column("bwj/wj", "/zcwj/bwj/wj/", "部文件", "Documents of the Ministry", 6),
        _column("bwj/han", "/zcwj/bwj/han/", "部函", "Letters of the Ministry", 12),
        _column("bgtwj/wj", "/zcwj/bgtwj/wj/", "办公厅文件", "Documents of the General Office", 6, least=1),
        _column("bgtwj/han", "/zcwj/bgtwj/han/", "办公厅函", "Letters of the General Office", 12),
        _column("ywdt/gsgg", "/ywdt/gsgg/", "公示公告", "Public display and announcements", 6),
        _column("ywdt/dfnews", "/ywdt/dfnews/", "地方快讯", "News from the provinces", 12, "press, not documents"),
        _column("zcwj/zcjd", "/zcwj/zcjd/", "政策解读", "Policy interpretations", 12),
        _column("hdjl/yjzj", "/hdjl/yjzj/", "意见征集", "Consultations", 6, "mixes both page templates"),
    ),
)
