"""A title laid flat for reading, and its core: the name by which draft, announcement, reprint and interpretation of one
document are the same document."""

import re

_WIDTHS = {0xFF10 + digit: str(digit) for digit in range(10)} | {ord(char): " " for char in "\u3000\u00a0\t\r\n"}
_WIDTHS |= {ord("("): "（", ord(")"): "）", ord("﹝"): "〔", ord("﹞"): "〕", ord("\u200b"): "", ord("\ufeff"): ""}
_SPACES = re.compile(r" {2,}")
_SPACE_BY_DIGIT = re.compile(r"(?<=[\u4e00-\u9fff]) (?=\d)|(?<=\d) (?=[\u4e00-\u9fff])")
_SPACE_BY_HAN = re.compile(r"(?<=[^\x00-\x7f]) | (?=[^\x00-\x7f])")

# What a list page or a page's head sets behind a title: the site's name, the day, a sign that it is new.
_TAIL = re.compile(
    r"(?: ?[-_|｜] ?[\u4e00-\u9fff]{2,24}(?:网|网站|门户|平台|部|厅|局|署|委员会|政府|日报|晚报|时报|新闻)"
    r"| ?[\[【（](?i:new)!?[\]】）]|[\[【（ ]?\d{4}[-./]\d{1,2}[-./]\d{1,2}[\]】）]?){1,4}$"
)
_MARKS = re.compile(
    r"[（〔【](?:公开|再次|第[一二三四五六七八九十]+次|第\d+次)?(?:征求意见稿|意见征求稿|修订征求意见稿|征求意见|(?:修订|修正)?草案[^）〕】]{0,8}|送审稿|报批稿|试行"
    r"|修订|修正|已失效|已废止|归档|附[^）〕】]{0,8}|全文)[）〕】]"
)
_LEADING_MARK = re.compile(r"^[（【\[](?:已失效|已废止|失效|废止|归档|转载|置顶|图解|解读)[）】\]] ?")
_NUMBERED = re.compile(r"[（〔][^（）〔〕]{0,24}?(?:号|国务院公报)[^（）〔〕]{0,10}[）〕]$")
_ANNEX = re.compile(r"^附件 ?\d{0,2} ?[：:.、] ?|\.(?:docx?|xlsx?|pdf|wps|et|ofd|zip|rar)$", re.IGNORECASE)
_PICTURED = re.compile(r"^(?:一[图文](?:读懂|看懂|了解)|图解|图说|视频解读|文字解读) ?[|｜丨:： ] ?")
_ISSUED_BY = re.compile(r"^[\u4e00-\u9fff ]{2,40}(?:厅|局|部|委|委员会|政府|办公厅|办公室|总局|署)关于")
_QUOTED = re.compile(r"《([^《》]{2,120})》?")
_AMENDED = re.compile(r"关于(?:修改|修订|废止)〈([^〈〉]{2,120})〉的决定")
_AS_BASIS = re.compile(r"(?:贯彻落实|贯彻|落实|根据|依据|按照|适用|违反|执行|符合|实施)$")
_OPENING = re.compile(
    r"(?:关于|有关|对于)?(?:公开)?(?:印发|发布|公布|颁布|转发|批转|征求对?|对|举行|起草|修改|修订|废止|解读|介绍)+(?:修订后的)?(?:关于)?"
)
_CLOSING = re.compile(
    r"(?:的(?:通知|公告|通告|函|公示|意见|批复|决定|令|说明|补充通知|紧急通知|告知书)|(?:公开)?征求(?:社会公众|社会|公众)?意见(?:情况)?(?:的(?:公告|通知|通告|函|反馈))?"
    r"|(?:政策)?解读|一图读懂|答记者问|有关情况|公开征求意见)$"
)


def flat(title: str) -> str:
    """One line, Chinese brackets, half-width digits, no space between a Chinese character and a digit."""
    text = _SPACES.sub(" ", title.translate(_WIDTHS)).strip()
    return _SPACE_BY_DIGIT.sub("", text)


def without_mark(title: str) -> tuple[str, str]:
    """A flat title without the publisher's leading mark （已失效）, and that mark."""
    match = _LEADING_MARK.match(title)
    return (title[match.end() :], match.group().strip()) if match else (title, "")


def without_tail(title: str) -> str:
    """A flat title without the site's name, the day or a sign of news that a page sets behind it."""
    return _TAIL.sub("", title) or title


def joined(title: str) -> str:
    """A flat title without the spaces that a broken line leaves beside Chinese characters."""
    return _SPACE_BY_HAN.sub("", title)


def quoted(title: str) -> list[str]:
    """The names in 《》 that the title is about, not those it only rests on (贯彻落实《…》)."""
    names = [match for match in _QUOTED.finditer(title) if not _AS_BASIS.search(title[: match.start()])]
    return [match.group(1) for match in names]


def title_core(title: str) -> str:
    """The bare name: no issuer, wrapper (关于印发…的通知), draft or trial mark, or document number; the edition
    （2024年本） stays, for another edition is another document. `Notice of 《X》` and X have the same core."""
    text, _ = without_mark(_ANNEX.sub("", _ANNEX.sub("", flat(title))))
    text = _PICTURED.sub("", text)
    names = quoted(text)
    if names:
        amended = _AMENDED.search(names[0])
        return _bare(amended.group(1) if amended else names[0])
    text = _NUMBERED.sub("", text)
    head = re.search(r"关于|有关|对于", text)
    if head and 0 <= head.start() <= 60 and _CLOSING.search(text):
        text = text[head.end() :]
    return _bare(text)


def _bare(text: str) -> str:
    text = _NUMBERED.sub("", text)
    previous = ""
    while previous != text:
        previous = text
        text = _CLOSING.sub("", _MARKS.sub("", text)).strip(" ：:。")
    issued_by = _ISSUED_BY.match(text)
    if issued_by and len(text) - issued_by.end() >= 4:
        text = text[issued_by.end() :]
    opening = _OPENING.match(text)
    if opening and len(text) - opening.end() >= 4:
        text = text[opening.end() :]
    text = text.removeprefix("关于")
    return _SPACE_BY_HAN.sub("", text).strip("《》“”\"'")
