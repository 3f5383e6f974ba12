"""The redline of `storage.queries.redlines` as the pages show it: headings and notes in the reader's words, the
original marked as Chinese. The fragment is escaped, so the tags looked for here are its own and never a publisher's."""

import re
from typing import Any

from markupsafe import Markup

from regwatch.web.pages.common import place
from regwatch.web.words import Say
from storage.database import Database
from storage.diffs.whole import WORDS
from storage.queries.diffs import Comparison

_SECTION = re.compile(r'<section class="diff"><h3>[^<]*</h3>\n|</section>')
_LINE = re.compile(r"^(<p class=\"[a-z_]+\"><small>[^<]*</small>) ", re.MULTILINE)
_ACTS = {
    "inserted": "插入",
    "deleted": "删除",
    "changed": "修改",
    "row added": "新增行",
    "row removed": "删除行",
    "row changed": "修改行",
    "(moved)": "（移动）",
    "before": "原文",
    "after": "现文",
    "change": "修改",
}
_ACT = re.compile(
    r'(<small>|<th scope="row">|<th scope="col">)'
    r"(row added|row removed|row changed|inserted|deleted|changed|change|before|after)( \(moved\))?"
)


def redlines(db: Database, found: Comparison, say: Say, *, side_by_side: bool) -> list[dict[str, Any]]:
    """`{"heading","html"}` for each place in which there are edits; the page's own labelled facts come last."""
    chinese = say("yes") == "是"
    words = {key: say(f"rl_{key}") for key in WORDS}
    shown = []
    places = found.places(db, side_by_side=side_by_side, words=words)
    for where, fragment, _ in sorted(places, key=lambda one: one.where.startswith("metadata")):
        html = _SECTION.sub("", fragment)
        html = html.replace("<td>", '<td lang="zh">').replace('<div class="line', '<div lang="zh" class="line')
        html = _LINE.sub(r'\1 <span lang="zh">', html).replace("</p>", "</span></p>")
        if chinese:
            html = _ACT.sub(_in_chinese, html)
        shown.append({"heading": place(where, say), "html": Markup(html)})  # noqa: S704 (escaped where it is made)
    return shown


def _in_chinese(found: re.Match[str]) -> str:
    moved = _ACTS["(moved)"] if found.group(3) else ""
    return f"{found.group(1)}{_ACTS[found.group(2)]}{moved}"
