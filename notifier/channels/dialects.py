"""What each chat service takes: its mark-up, what must not get into it, and how much of it. Pure.

Limits are those of the services' documentation (as known in November 2026; not measured), less a margin. Text of a
source is made harmless, not escaped, where a service knows no escape: a bracket becomes its wide twin, so no title can
make a link, a mention or a heading.
"""

from collections.abc import Callable
from dataclasses import dataclass

_WIDE = str.maketrans("[]<>*`~\\|#@", "［］＜＞＊｀～＼｜＃＠")
_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


def widened(text: str) -> str:
    return text.translate(_WIDE)


def entities(text: str) -> str:
    return text.translate(_ENTITIES)


def _markdown_link(label: str, url: str) -> str:
    return f"[{label}]({url.replace('(', '%28').replace(')', '%29')})"


def _slack_link(label: str, url: str) -> str:
    return f"<{entities(url)}|{label.replace('|', '｜')}>"


@dataclass(frozen=True, slots=True)
class Dialect:
    """`room` is the most bytes of UTF-8 that the text of one message may take."""

    room: int
    harmless: Callable[[str], str] = widened
    link: Callable[[str, str], str] = _markdown_link
    strong: str = "**"
    gap: str = "\n\n"


DIALECTS = {
    "wecom": Dialect(room=3_900, gap="\n"),
    "dingtalk": Dialect(room=15_000),
    "feishu": Dialect(room=15_000, gap="\n"),
    "lark": Dialect(room=15_000, gap="\n"),
    "slack": Dialect(room=12_000, harmless=entities, link=_slack_link, strong="*", gap="\n"),
    "teams": Dialect(room=18_000),
}
