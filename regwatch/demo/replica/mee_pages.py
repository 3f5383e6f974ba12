"""MEE's two detail templates: the column page (`neiright_*`) and the government-information page (`xxgk2018`)."""

from functools import lru_cache

from regwatch.demo.replica import furniture
from regwatch.demo.replica.blocks import body
from regwatch.demo.replica.noise import slot
from regwatch.demo.replica.view import Shown
from regwatch.demo.story.model import Content, Notice
from regwatch.demo.story.places import COLUMNS, annex_path

_SITE = furniture.MEE


def page(shown: Shown, where: str) -> str:
    make = _xxgk if where.startswith("/xxgk2018/") else _column
    return make(shown.notice, shown.content, where)


@lru_cache(maxsize=4096)
def _column(notice: Notice, content: Content, where: str) -> str:
    column = COLUMNS["mee"][notice.columns[0]]
    department = content.department or content.issuer or "生态环境部"
    day = f"{notice.posted:%Y-%m-%d}"
    metas = (
        ("ColumnName", column.name),
        ("ColumnType", column.name),
        ("ArticleTitle", content.title),
        ("PubDate", f"{notice.posted:%Y-%m-%d %H:%M:%S}"),
        ("ContentSource", department),
        ("Keywords", ""),
        ("Author", ""),
        ("Url", f"http://{_SITE.host}{where}"),
        ("filetype", "0"),
        ("publishedtype", "1"),
        ("pagetype", "1"),
        ("catalogs", "28943"),
        ("contentid", notice.ident),
        ("publishdate", day),
        ("author", "编辑部"),
        ("source", department),
    )
    return furniture.page(
        "mee_column.html", _SITE, content.title, metas,
        day=day, department=department, body=body(content.body, "mee_div"), annexes=_annexes(notice, content),
    )  # fmt: skip


@lru_cache(maxsize=4096)
def _xxgk(notice: Notice, content: Content, _: str) -> str:
    return furniture.page(
        "mee_xxgk.html",
        _SITE,
        content.title,
        (("ArticleTitle", content.title), ("MakeTime", slot("now"))),
        content=content,
        index=f"000014672/{notice.posted:%Y}-{int(notice.ident) % 90000 + 100:05d}",
        issuer=content.issuer or "生态环境部",
        made_on=f"{notice.posted:%Y-%m-%d}",
        body=body(content.body, "mee"),
        annexes=_annexes(notice, content),
    )


def _annexes(notice: Notice, content: Content) -> list[dict[str, str]]:
    return [{"leaf": annex_path(notice, annex).rsplit("/", 1)[1], "name": annex.name} for annex in content.annexes]
