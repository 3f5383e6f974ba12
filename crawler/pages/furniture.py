"""What stands inside a body without being said by the ministry: share buttons, QR codes, print links, counters.

Observed on MEE (`zzjgLdPrint`, `bshare-custom`), MIIT (`ewm…`, `article_fd`) and common share services, 2022-2026.
"""

import re

from bs4 import Tag

from crawler.platforms.text import unspaced

SILENT = frozenset(
    {"script", "style", "noscript", "template", "iframe", "object", "embed", "svg", "select", "button", "head", "title"}
)
_CLASSES = frozenset(
    {
        "bshare-custom", "bdsharebuttonbox", "jiathis_style", "share", "share-box", "fenxiang", "ewm", "qrcode",
        "article_fd", "zzjgLdPrint", "zzjgLdFont", "neiright_JPZGK", "link-url-wrapper", "mnav", "crumbsNav",
    }
)  # fmt: skip
_IDS = re.compile(r"(?:ewm|qrcode|bdshare|div_share)(?:[_-]?\w{0,12})\Z", re.IGNORECASE)
_LINES = frozenset(
    {
        "[打印]", "【打印】", "打印", "打印本页", "关闭", "关闭窗口", "[关闭]", "【关闭】", "【打印】【关闭】",
        "分享到：", "分享到:", "分享到", "分享",
        "扫一扫在手机打开当前页", "扫一扫在手机上打开当前页",
        "字号：[大][中][小]", "字体：【大】【中】【小】", "【返回顶部】", "返回顶部",
    }
)  # fmt: skip
_COUNTER = re.compile(r"(?:浏览|阅读|点击|访问)(?:次数|量|数)[：:]?\d{0,9}次?\Z")


def is_furniture(element: Tag) -> bool:
    if element.name in SILENT:
        return True
    if not element.attrs:
        return False
    if not _CLASSES.isdisjoint(element.get_attribute_list("class")):
        return True
    if element.name == "a" and str(element.get("href") or "").lower().startswith("javascript:"):
        return unspaced(element.get_text()) in _LINES
    own = element.get("id")
    return isinstance(own, str) and _IDS.match(own) is not None


def is_counter(text: str) -> bool:
    """`浏览次数`, `阅读量：1024`: how often the page was opened."""
    return _COUNTER.match(unspaced(text)) is not None


def is_furniture_line(line: str) -> bool:
    if len(line) > 40:
        return False
    bare = unspaced(line)
    return bare in _LINES or is_counter(bare)
