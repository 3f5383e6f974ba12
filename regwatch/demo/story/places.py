"""Where on a ministry's site a notice stands: the columns of the three sites and the addresses they give.

History: paths, page ids and template ids as recorded between 2022 and 2026-09 by public spiders; a page id that nobody
recorded is derived from the path, and a spider has to read it from the column page.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from regwatch.demo.story.model import Annex, Notice

HOSTS = {"miit": "www.miit.gov.cn", "samr": "www.samr.gov.cn", "mee": "www.mee.gov.cn"}


@dataclass(frozen=True, slots=True)
class Column:
    """A list on a site. `path` ends with a slash. `dialect` is the form of its rows, `tag` the unit that holds them."""

    key: str
    name: str
    path: str
    dialect: str
    tag: str = ""
    page_id: str = ""
    template: str = ""


def hex_id(text: str) -> str:
    return sha256(f"regwatch replica {text}".encode()).hexdigest()[:32]


def _miit(key: str, name: str, path: str, dialect: str = "plain", page_id: str = "") -> Column:
    tag = "当前栏目_list" if dialect == "jgsj" else "右侧内容"
    return Column(key, name, path, dialect, tag, page_id or hex_id(f"miit{path}"))


def _samr(key: str, name: str, path: str, dialect: str = "plain", page_id: str = "") -> Column:
    return Column(key, name, path, dialect, "内容区域", page_id or hex_id(f"samr{path}"))


_MIIT = (
    _miit("wjfb/tz", "通知", "/zwgk/zcwj/wjfb/tz/", page_id="3e3ad1a3bec74939890a0d3e54815141"),
    _miit("wjfb/gg", "公告", "/zwgk/zcwj/wjfb/gg/"),
    _miit("wjfb/ling", "令", "/zwgk/zcwj/wjfb/ling/"),
    _miit("yjzj", "意见征集", "/gzcy/yjzj/", "yjzj", "ff3aac0962cb45e48e8e4da69450e847"),
    _miit("wjgs", "文件公示", "/zwgk/wjgs/", page_id="a7180b76aadf4a2ca625f403045cbaae"),
    _miit("zcjd", "政策解读", "/zwgk/zcjd/", "zcjd", "1b56e5adc362428299dfc3eb444fe23a"),
    _miit("flfg", "法律法规", "/zwgk/zcwj/flfg/", page_id="aaa5835868b1459f85c8ff9f3792363f"),
    _miit("zxzc", "最新政策", "/xwfb/zxzc/", page_id="42cd38164cb6441a84bdfa441909e15e"),
    _miit("gxdt", "工信动态", "/xwfb/gxdt/", page_id="ca517c97303b40cf80bd668b35f6148f"),
    _miit("gxdt/dfdt", "地方动态", "/xwfb/gxdt/dfdt/", page_id="e4d6c56063fa4edca257cc2e24ad473c"),
    _miit("gxsj/tjfx", "统计分析", "/gxsj/tjfx/", page_id="b5946cb121b84c30b9ac608467c9df4e"),
    _miit("jns/wjfb", "节能与综合利用司 文件发布", "/jgsj/jns/wjfb/", "jgsj"),
    _miit("jns/gzdt", "节能与综合利用司 工作动态", "/jgsj/jns/gzdt/", "jgsj"),
    _miit("zbys/wjfb", "装备工业一司 文件发布", "/jgsj/zbys/wjfb/", "jgsj", "28ac65269a12494f81b5a832bce5f51c"),
    _miit("kjs/wjfb", "科技司 文件发布", "/jgsj/kjs/wjfb/", "jgsj", "7df23bf39e2d42b793ebfcc3319015b7"),
)
_SAMR = (
    _samr("zjwj", "总局文件", "/zw/zjwj/", page_id="5a1c443ecf8c471bb9577ba1ae5d2883"),
    _samr("gsgg", "公示公告", "/zw/zjwj/gsgg/", page_id="dedefc44460a4338ac649d95f0ed8023"),
    _samr("tbtg", "通报通告", "/zw/zjwj/tbtg/", page_id="3522a33d756c43519add40505d4f2a16"),
    _samr("zcjd", "政策解读", "/zw/zjwj/zcjd/", page_id="f6a995f86b4f4362836c3c2d7ce72889"),
    _samr("zjdc", "征集调查", "/hd/zjdc/", "zjdc", "b00644872e354a96b66e3cd954e9996f"),
    _samr("xw/df", "地方动态", "/xw/df/", page_id="82103d93eb114af2944a1cfd363f45cb"),
)
_MEE = (
    Column("bwj/ling", "部令", "/zcwj/bwj/ling/", "before", template="xxgk02"),
    Column("bwj/gg", "公告", "/zcwj/bwj/gg/", "before", template="xxgk01"),
    Column("bwj/wj", "文件", "/zcwj/bwj/wj/", "before", template="xxgk03"),
    Column("bwj/han", "函", "/zcwj/bwj/han/", "before", template="xxgk05"),
    Column("bgtwj/wj", "办公厅文件", "/zcwj/bgtwj/wj/", "before", template="xxgk05"),
    Column("bgtwj/han", "办公厅函", "/zcwj/bgtwj/han/", "before", template="xxgk06"),
    Column("zcwj/zcjd", "政策解读", "/zcwj/zcjd/", "before", template="column"),
    Column("ywdt/gsgg", "公示公告", "/ywdt/gsgg/", "before", template="column"),
    Column("ywdt/dfnews", "地方动态", "/ywdt/dfnews/", "before", template="column"),
    Column("ywdt/hjywnews", "环境要闻", "/ywdt/hjywnews/", "before", template="column"),
    Column("hdjl/yjzj", "意见征集", "/hdjl/yjzj/", "after", template="column"),
    Column("hdjl/yjzj/zjyj", "最新征集", "/hdjl/yjzj/zjyj/", "after", template="column"),
    Column("hdjl/yjzj/wqzj_1", "往期征集", "/hdjl/yjzj/wqzj_1/", "after", template="column"),
    Column("ywgz/dcjl", "督察管理", "/ywgz/zysthjbhdc/dcjl/", "before", template="column"),
)
COLUMNS: dict[str, dict[str, Column]] = {
    source: {column.key: column for column in columns}
    for source, columns in (("miit", _MIIT), ("samr", _SAMR), ("mee", _MEE))
}
ATTACHMENT_SITES = {"miit": "1226211233", "samr": "1647978232"}


# The columns behind each channel of a source: MIIT's search list mixes documents issued with interpretations.
CHANNELS: dict[str, dict[str, tuple[str, ...]]] = {
    source: {key: (key,) for key in columns} for source, columns in COLUMNS.items()
}
CHANNELS["miit"]["wjfb"] = ("wjfb/tz", "wjfb/gg", "wjfb/ling", "zcjd")


def columns_of(channels: Mapping[str, Iterable[str]]) -> dict[str, set[str]]:
    """`{source: column keys}` for `{source: channel keys}`, as the ledger's `watched` wants them."""
    return {
        source: {column for key in keys for column in CHANNELS[source].get(key, ())}
        for source, keys in channels.items()
    }


def path(notice: Notice, column_key: str = "") -> str:
    """The path of a notice's page, as the given column (its own first one if none is named) links it."""
    column = COLUMNS[notice.source][column_key or notice.columns[0]]
    posted = notice.posted
    if notice.source != "mee":
        return f"{column.path}art/{posted:%Y}/art_{notice.ident}.html"
    own = COLUMNS["mee"][notice.columns[0]]
    template = notice.template or own.template
    leaf = f"{posted:%Y%m}/t{posted:%Y%m%d}_{notice.ident}"
    if template.startswith("xxgk"):
        return f"/xxgk2018/xxgk/{template}/{leaf}.html"
    return f"{'/hdjl/yjzj/zjyj/' if own.key == 'hdjl/yjzj' else own.path}{leaf}.shtml"


def paths(notice: Notice) -> list[str]:
    """Every path the page answers at."""
    return list(dict.fromkeys(path(notice, key) for key in notice.columns))


def annex_path(notice: Notice, annex: Annex) -> str:
    if notice.source == "mee":
        digits = str(int(annex.token, 16))[:18]
        day = f"{notice.posted:%Y%m%d}"
        return f"{path(notice).rsplit('/', 1)[0]}/W0{day}{digits[:12]}.{annex.extension}"
    month = f"{notice.posted.year}{notice.posted.month}"
    return f"/cms_files/filemanager/{ATTACHMENT_SITES[notice.source]}/attach/{month}/{annex.token}.{annex.extension}"


def address(notice: Notice) -> str:
    """The notice's address on the real site (a pointer's own target)."""
    return notice.pointer or f"https://{HOSTS[notice.source]}{path(notice)}"


def page_time(notice: Notice) -> str:
    """The posting time the page prints, and the meta PubDate, can differ (recorded in 2026-09): every seventh here."""
    return f"{notice.posted:%Y-%m-%d %H:%M}"


def pub_date(notice: Notice) -> str:
    later = timedelta(hours=19) if int(hex_id(notice.key)[:4], 16) % 7 == 0 else timedelta()
    return f"{notice.posted + later:%Y-%m-%d %H:%M}"
