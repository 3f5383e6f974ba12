"""Whether a page says something else than before, told faster than reading it.

What counts: the title, the metas (ArticleTitle, PubDate …), the labelled boxes beside the body, the body and the
attachment lists with their markup and addresses. What does not: whitespace, scripts, comments, view counters, the class
`text-tag` that a script adds in browsers, the time at which the page was built, and whatever stands outside those
regions (server times, sidebars). The same fingerprint means the same reading but for spaces; another one may still mean
the same reading.
"""

import re
from collections.abc import Iterable
from hashlib import blake2b

from selectolax.lexbor import LexborHTMLParser

from crawler.pages import other_sites
from crawler.pages.slices import TooMany, elements, open_tags, without_scripts

_BUILD_TIMES = ("MakeTime", "HtmlGenerateTime")
_REGIONS = {
    "con_con": ("xxgk-box", "con_title", "con_time", "cinfo"),
    "_xilan_07": ("Three_xilan01_01", "contentLeft0102box"),
    "zoom": ("Three_xilan01_01", "contentLeft0102box", "SiteDomain", "SiteName"),
    "neiright_JPZ_GK_CP": ("neiright_Title", "xqLyPc", "ydLyZzBox"),
    "content_body_box": ("content_top_box",),
}
_GENERIC = ", ".join((*other_sites.BODIES, other_sites.LISTS, other_sites.DETAILS, "h1", "title", "tr:has(> td > b)"))
_COUNTER = re.compile(
    r"(?<=>)(?:浏览|阅读|点击|访问)(?:次数|量|数)[：:]?(?:<[^<>]{0,120}>){0,4}\d{0,9}次?(?:</[a-z]{1,8}>){0,4}(?=<|\Z)"
)
_COUNTED = ("浏览", "阅读", "点击", "访问")


def fingerprint(html: str) -> str | None:
    """32 hexadecimal digits, or None where no region of a known template is found."""
    source = without_scripts(html)
    try:
        parts = _ministry_parts(source)
    except TooMany:
        parts = [source]
    if parts is None:
        parts = _generic_parts(source)
    if parts is None:
        return None
    return blake2b(_normal("\n".join(parts)).encode("utf-8", "replace"), digest_size=16).hexdigest()


def _ministry_parts(source: str) -> list[str] | None:
    parts: list[tuple[int, int]] = []
    boxes: list[str] = []
    for body, around in _REGIONS.items():
        if body in source and (found := elements(source, body)):
            parts += found
            boxes += around
    if not parts:
        return None
    for box in (*boxes, "<h1"):
        parts += elements(source, box)
    head = source[: source.find("<body") if "<body" in source else len(source)]
    said = [tag for tag in open_tags(head, "<meta") if not any(word in tag for word in _BUILD_TIMES)]
    said += [head[start:end] for start, end in elements(head, "<title")]
    return [*said, *(source[start:end] for start, end in _joined(parts))]


def _joined(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """In the order of the page, one inside another only once."""
    kept: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if kept and start < kept[-1][1]:
            kept[-1] = (kept[-1][0], max(end, kept[-1][1]))
        else:
            kept.append((start, end))
    return kept


def _generic_parts(source: str) -> list[str] | None:
    tree = LexborHTMLParser(source)
    if tree.css_first(", ".join(other_sites.BODIES)) is None:
        return None
    said = [node.html or "" for name in ("ArticleTitle", "PubDate") for node in tree.css(f'meta[name="{name}"]')]
    return [*said, *(node.html or "" for node in tree.css(_GENERIC))]


def _normal(text: str) -> str:
    text = "".join(text.replace("&nbsp;", " ").split())
    if "text-tag" in text:
        text = text.replace('class="text-tag"', "").replace("text-tag", "")
    if any(word in text for word in _COUNTED):
        text = _COUNTER.sub("", text)
    return text
