"""SAMR's detail page: label table, body with nested spans, the attachment list that stands there twice."""

from functools import lru_cache

from regwatch.demo.replica import furniture
from regwatch.demo.replica.blocks import body
from regwatch.demo.replica.noise import slot
from regwatch.demo.replica.view import Shown
from regwatch.demo.story.model import Content, Notice
from regwatch.demo.story.places import COLUMNS, annex_path, pub_date

_SITE = furniture.SAMR


def page(shown: Shown, where: str) -> str:
    return _page(shown.notice, shown.content, where)


@lru_cache(maxsize=4096)
def _page(notice: Notice, content: Content, where: str) -> str:
    column = COLUMNS["samr"][notice.columns[0]]
    department = content.department or "办公厅"
    metas = (
        ("ColId", column.page_id),
        ("ColumnName", column.name),
        ("ColumnType", column.name),
        ("ArticleTitle", content.title.replace("（征求意见稿）", "\n（征求意见稿）", 1)),
        ("PubDate", pub_date(notice)),
        ("ContentSource", department),
        ("Keywords", ""),
        ("Author", ""),
        ("Description", ""),
        ("Url", f"https://{_SITE.host}{where}"),
        ("MakeTime", slot("now")),
    )
    return furniture.page(
        "samr_detail.html", _SITE, content.title, metas,
        column=column, labels=_labels(notice, content, department), body=body(content.body, "samr"),
        annexes=[{"path": annex_path(notice, annex), "name": annex.name} for annex in content.annexes],
    )  # fmt: skip


def _labels(notice: Notice, content: Content, department: str) -> tuple[tuple[str, str], ...]:
    return (
        ("标 题", content.title),
        ("索引号", f"11100000MB0143028R/{notice.posted:%Y}-{int(notice.ident[:6], 16) % 900000 + 100000}"),
        ("文 号", content.number),
        ("主题分类", "市场监管"),
        ("所属机构", department),
        ("成文日期", content.signed.isoformat() if content.signed else ""),
        ("发布日期", f"{notice.posted:%Y-%m-%d}"),
    )
