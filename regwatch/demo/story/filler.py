"""A body for a real title whose text is not known: plain sentences of the kind, the same every time."""

import tomllib
from datetime import date
from hashlib import sha256
from importlib.resources import files

_WORDS = tomllib.loads((files("regwatch.demo.story") / "filler.toml").read_text("utf-8"))
_OPENINGS: dict[str, str] = _WORDS["openings"]
_MIDDLES: list[str] = _WORDS["middles"]


def kind(title: str) -> str:
    if "征求意见" in title or "征求" in title:
        return "consultation"
    if "公示" in title:
        return "proposal"
    if "解读" in title or "一图读懂" in title:
        return "interpretation"
    if "通知" in title or "公告" in title or "函" in title:
        return "notice"
    if title.endswith(("办法", "规定", "规则", "名录", "条例", "目录", "指南", "清单")):
        return "rule"
    return "news"


def filler(key: str, title: str, number: str, issuer: str, signed: date | None) -> str:
    """A body of five to eight paragraphs; the key alone decides which."""
    digest = sha256(f"filler {key}".encode()).digest()
    core = title if title.startswith("《") or "《" in title else f"《{title}》"
    chosen = sorted(range(len(_MIDDLES)), key=lambda n: digest[n])[: 3 + digest[20] % 4]
    lines = [f"# {number}"] if number else []
    lines += [_OPENINGS[kind(title)].format(core=core), *(_MIDDLES[n] for n in sorted(chosen))]
    if issuer:
        lines.append(f"> {issuer}")
    if signed:
        lines.append(f"> {signed.year}年{signed.month}月{signed.day}日")
    return "\n".join(lines)
