"""SAMR article pages (jpaas).

Observed 2026: body `.Three_xilan_07`, on news pages `#zoom`, on sub-sites `.zt_xilan_07`; a label table in
`.Three_xilan01_01` (two labels of which stand in `ul.dw`, so labels are matched by their words, never by place);
attachments in `ul.contentLeft0102box`, which appears twice, the first one empty; ArticleTitle may hold line breaks.
"""

from bs4 import BeautifulSoup

from crawler.pages.assemble import assemble
from crawler.pages.tree import document_title, metas, parse, put, text_of
from crawler.platforms.text import agreed, label
from storage.model import Page

TEMPLATE = "samr"
BODIES = (".Three_xilan_07", ".zt_xilan_07", "#zoom")
_LISTS = "ul.contentLeft0102box"
_VALUE = "Three_xilan01_0201"
_LABELS = frozenset(
    {
        "标题", "索引号", "文号", "主题分类", "所属机构", "成文日期", "发布日期", "发布机构", "发文日期", "名称",
        "主题词", "体裁",
        "公开责任部门", "公开类别", "发布形式", "备注", "有效性", "实施日期", "废止日期",
    }
)  # fmt: skip


def matches(tree: BeautifulSoup) -> bool:
    if tree.select_one(", ".join(BODIES[:2])):
        return True
    said = metas(tree)
    of_samr = "samr.gov.cn" in said.get("SiteDomain", "") or "市场监督管理总局" in said.get("SiteName", "")
    return of_samr and tree.select_one("#zoom") is not None


def read(html: str, url: str) -> Page:
    return read_tree(parse(html), url)


def read_tree(tree: BeautifulSoup, url: str) -> Page:
    """Raises NotANotice where the body is missing or empty."""
    said = metas(tree)
    fields = _fields(tree)
    put(fields, "来源", said.get("ContentSource", ""))
    heading = text_of(tree, ".Three_xilan_02 h1, .Three_xilan_01 h1, h1")
    return assemble(
        tree,
        url,
        template=TEMPLATE,
        title=agreed(said.get("ArticleTitle", ""), fields.get("标题", ""), heading, document_title(tree)),
        bodies=BODIES,
        lists=_LISTS,
        fields=fields,
        days=(fields.get("发布日期", ""), said.get("PubDate", "")),
    )


def _fields(tree: BeautifulSoup) -> dict[str, str]:
    fields: dict[str, str] = {}
    for group in tree.select(".Three_xilan01_01 ul, ul.Three_xilan01_01"):
        name = ""
        for item in group.find_all("li", recursive=False):
            text = item.get_text()
            is_value = _VALUE in item.get_attribute_list("class")
            if not is_value and (label(text) in _LABELS or not name):
                name = text
            else:
                put(fields, name, text)
                name = ""
    return fields
