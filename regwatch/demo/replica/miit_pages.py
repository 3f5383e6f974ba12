"""MIIT's detail page: labelled box, title, date line, body, QR code and footer."""

from functools import lru_cache

from regwatch.demo.replica import furniture
from regwatch.demo.replica.blocks import body
from regwatch.demo.replica.noise import slot
from regwatch.demo.replica.view import Shown
from regwatch.demo.story.model import Annex, Content, Notice
from regwatch.demo.story.places import COLUMNS, annex_path, page_time, pub_date

_SITE = furniture.MIIT
_HOSTS = {"absolute": f"https://{_SITE.host}", "internal_host": "https://jyhwzhq.miit.gov.cn"}


def page(shown: Shown, where: str) -> str:
    return _page(shown.notice, shown.content, where)


@lru_cache(maxsize=4096)
def _page(notice: Notice, content: Content, where: str) -> str:
    columns = COLUMNS["miit"]
    column = next((item for item in columns.values() if where.startswith(f"{item.path}art/")), columns["wjfb/tz"])
    department = content.department or content.issuer or "办公厅"
    metas = (
        ("ColId", column.page_id),
        ("ColumnName", column.name),
        ("ColumnType", column.name),
        ("ArticleTitle", content.title),
        ("PubDate", pub_date(notice)),
        ("ContentSource", department),
        ("Keywords", ""),
        ("Author", ""),
        ("Description", content.title),
        ("Url", f"https://{_SITE.host}{where}"),
        ("MakeTime", slot("now")),
    )
    return furniture.page(
        "miit_detail.html", _SITE, content.title, metas,
        content=content, column=column, department=department, posted=page_time(notice), ident=notice.ident,
        box=_box(content, notice), body=body(content.body, "miit"),
        annexes=[_annex(notice, annex, n) for n, annex in enumerate(content.annexes, 1)],
    )  # fmt: skip


def _box(content: Content, notice: Notice) -> list[tuple[str, str, str]]:
    """The labelled box: always in the source, hidden and without values where there is no number."""
    values = ["", "", "", "", ""]
    if content.number:
        signed = content.signed.isoformat() if content.signed else ""
        values = [
            content.issuer or "工业和信息化部",
            content.title,
            content.number,
            signed,
            f"{notice.posted:%Y-%m-%d}",
        ]
    labels = ("发布机构", "标　　题", "发文字号", "成文日期", "发布日期")
    styles = ("xxgk-span2", "xxgk-span3", "xxgk-span5 xxgk-fwzh", "xxgk-span4", "xxgk-span4")
    return list(zip(labels, values, styles, strict=True))


def _annex(notice: Notice, annex: Annex, n: int) -> dict[str, str]:
    name = annex.name if annex.name.startswith("附件") else f"附件{n}：{annex.name}"
    return {
        "name": name,
        "path": annex_path(notice, annex),
        "style": annex.style,
        "host": _HOSTS.get(annex.style, ""),
    }
