"""The title a document's own text prints at its head, for a file that no page announces.

Layout after GB/T 9704-2012 (party and government documents): red letterhead (…文件), number, then the title, which may
run over several lines and never ends in a full stop; announcements print body, 公 告 and number on lines of their own.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from crawler.facts.document_numbers import find_numbers
from crawler.facts.issuers import from_name
from crawler.facts.title_core import flat

LONGEST_TITLE = 200
_LINES_LOOKED_AT = 40
_LONGEST_LINE = 120

_HAN = re.compile(r"[\u4e00-\u9fff]")
_LETTERS = re.compile(r"[A-Za-z\u4e00-\u9fff]")
_SPREAD = re.compile(r"(?:[\u4e00-\u9fff][ \u3000]{1,8}){1,12}[\u4e00-\u9fff]\Z")
_ANNEX = re.compile(r"附 {0,4}[件录表] {0,2}[0-9一二三四五六七八九十A-Z]{0,3} {0,2}[：:.、]?\Z")
_ANNEX_LEAD = re.compile(r"附件 {0,2}[0-9一二三四五六七八九十]{0,3} {0,2}[：:.、] {0,2}")
_NUMBERING = re.compile(
    r"第[零〇一二三四五六七八九十百0-9]{1,6}[章节条]|[一二三四五六七八九十]{1,3}[、.．]|[（(][一二三四五六七八九十0-9]{1,3}[）)]"
    r"|[0-9]{1,2}[、.．](?![0-9])"
)
_SENTENCE = re.compile(r"[。；;！!]|[，,：:]\Z")
_DAY = re.compile(
    r"[\d〇零一二三四五六七八九十]{2,4} {0,2}[年./-] {0,2}[\d一二三四五六七八九十]{1,3} {0,2}[月./-][^，。]{0,8}\Z"
)
_BARE_NUMBER = re.compile(
    r"[（(〔]? {0,2}(?:\d{4} {0,2}年 {0,2})?第 {0,2}[0-9一二三四五六七八九十百]{1,5} {0,2}号 {0,2}[）)〕]?\Z"
)
_LABEL = re.compile(r"(?P<label>[\u4e00-\u9fff \u3000]{2,14})[：:] {0,4}(?P<value>.{1,120})\Z")
_FURNITURE = re.compile(
    r"当前位置|您现在的位置|首页|无障碍|打印|字号[：:]|【?字体|机密|秘密|特急|加急|签发人|第 {0,2}\d{1,4} {0,2}页"
)
_LETTERHEAD = re.compile(r"文 {0,6}件\Z")
_CLOSING = re.compile(
    r"(?:通知|公告|通告|公示|函|意见|决定|批复|命令|令|办法|规定|细则|规则|条例|方案|规划|计划|指南|规范|标准|基准|条件|目录"
    r"|名录|名单|清单|表|报告|解读|答记者问|要点|纲要|措施|(?<!执)法|法典|章程|制度|预案|导则|要求|纪要|说明|汇总|规程|流程|程序|问答)\Z"
)
_NOTICE_CLOSING = re.compile(r"(?:通知|公告|通告|公示|函|意见|决定|批复)\Z")
_TAIL_MARK = re.compile(r"[（(〔][^（）()〔〕]{1,40}[）)〕]\Z")
_LABELS = {
    label: name
    for name, labels in {
        "发文字号": "发文字号 文号 文件编号",
        "发文机关": "发文机关 制发机关 发文单位",
        "发布机构": "发布机构 发布机关",
        "成文日期": "成文日期 发文日期 印发日期",
        "发布日期": "发布日期 发布时间 公布日期",
        "施行日期": "施行日期 实施日期 生效日期",
        "有效期至": "有效期至 失效日期 废止日期",
        "标题": "标题 名称",
        "索引号": "索引号",
        "来源": "来源",
        "主题分类": "主题分类",
    }.items()
    for label in labels.split()
}


@dataclass(frozen=True, slots=True)
class Heading:
    """`title` is one line, or empty where the head of the text holds none; `fields` are labelled lines above the text
    (发文字号, 成文日期 …) under the names that notice pages use."""

    title: str = ""
    fields: dict[str, str] = field(default_factory=dict)


def heading_of(text: str) -> Heading:
    """The title at the head of a text and the labelled lines around it. Total and linear; raises nothing."""
    fields: dict[str, str] = {}
    parts: list[str] = []
    for line, printed in _head(text):
        if _take_label(line, fields):
            continue
        if not parts:
            if _is_furniture(line):
                continue
            if not _may_be_title(line):
                break
            parts.append(_ANNEX_LEAD.sub("", printed))
        elif _goes_on(flat(_joined(parts)), line):
            parts.append(printed)
        elif not fields and not _is_furniture(line):
            break
        else:
            continue
    title = _joined(parts)
    return Heading(fields.get("标题", "") or title, fields)


def names_something(line: str) -> bool:
    """Could a first line that is no heading stand for its document? A number, a symbol or an item (一、…) cannot."""
    return len(_LETTERS.findall(line)) >= 4 and line[0] not in "<{[" and not _NUMBERING.match(line)


def _head(text: str) -> Iterator[tuple[str, str]]:
    """The first lines that hold anything, laid flat and as printed; letters spaced apart (公　告) are closed up."""
    seen = 0
    for raw in text[:20_000].split("\n"):
        line = flat(raw)
        if not line:
            continue
        seen += 1
        if seen > _LINES_LOOKED_AT:
            return
        if _SPREAD.match(line):
            line = line.replace(" ", "")
            yield line, line
        else:
            yield line, " ".join(raw.split())


def _take_label(line: str, fields: dict[str, str]) -> bool:
    match = _LABEL.match(line)
    name = _LABELS.get("".join(match["label"].split())) if match else None
    if match is None or name is None:
        return False
    fields.setdefault(name, match["value"].strip())
    return True


def _is_furniture(line: str) -> bool:
    """What stands above a title and is none: annex marks, letterheads, numbers, dates, navigation."""
    if not _HAN.search(line) and not re.search(r"[A-Za-z]{3}", line):
        return True
    if _ANNEX.match(line) or _DAY.match(line) or _BARE_NUMBER.match(line) or _FURNITURE.match(line):
        return True
    if _LETTERHEAD.search(line) and "关于" not in line and len(line) <= 80:
        return True
    numbers = find_numbers(line)
    return len(numbers) == 1 and not re.search("公告|通告|令", line) and len(line) - len(numbers[0].text) <= 6


def _may_be_title(line: str) -> bool:
    if len(line) > _LONGEST_LINE or len(_LETTERS.findall(line)) < 2 or line.count(",") + line.count("|") > 2:
        return False
    return not (_SENTENCE.search(line) or _NUMBERING.match(line))


def _goes_on(so_far: str, line: str) -> bool:
    """Does a title of several lines go on in this one?"""
    announced = so_far.endswith(("公告", "通告", "令"))
    if announced and _BARE_NUMBER.match(line):
        return True
    if len(so_far) + len(line) > LONGEST_TITLE or _is_furniture(line):
        return False
    if _open_brackets(so_far):
        return not _SENTENCE.search(line)
    if _TAIL_MARK.match(line) and len(line) <= 40 and not _BARE_NUMBER.match(line):
        return not _DAY.search(line.strip("（）()")) and not _TAIL_MARK.search(so_far)
    if not _may_be_title(line):
        return False
    if from_name(so_far):
        return True
    bare = _TAIL_MARK.sub("", so_far)
    if "关于" in bare and _NOTICE_CLOSING.search(line) and not line.startswith("关于"):
        return not _NOTICE_CLOSING.search(bare)
    return not _CLOSING.search(bare) and len(so_far) >= 8


def _open_brackets(title: str) -> bool:
    return title.count("《") > title.count("》") or title.count("（") > title.count("）")


def _joined(parts: list[str]) -> str:
    title = ""
    for part in parts:
        if _BARE_NUMBER.match(flat(part)):
            part = part.replace(" ", "")
        bodies = bool(title and from_name(title) and from_name(part))
        latin = bool(title) and title[-1].isascii() and part[:1].isascii() and title[-1].isalnum()
        title += (" " if bodies or latin else "") + part
    return title
