"""Enterprise names inside cells and sentences of a notice."""

import re
import unicodedata

from storage.companies import find_uscc, legal_form, plain_name

_ENDINGS = "股份有限公司|有限责任公司|有限公司|集团公司|总公司|研究院|研究所|合伙企业|(?:有限合伙)|总厂|分厂"
_NAME = re.compile(
    rf"[\u4e00-\u9fffA-Za-z0-9·()]{{2,48}}?(?:{_ENDINGS})(?:\((?:有限合伙|普通合伙)\))?(?:[\u4e00-\u9fff]{{2,12}}?分公司)?"
)
_PARTS = re.compile(r"[/／;；、,，\n|]+")
_FORMER = re.compile(
    r"\((?:原名称?|原企业名称|曾用名|原|更名前)[:：为]?[\"“]?([^()\"”]{4,48}(?:\([^()]{1,12}\)[^()\"”]{0,30})?)[\"”]?\)"
)
_CAPACITY_NOTE = re.compile(r"\([^()]{0,12}(?:梯次|再生)[^()]{0,20}\)")
_PLACE_NOTE = re.compile(r"(?<=公司)\s*\([^()]{0,60}(?:省|自治区|市|县|区|镇|路|街|号)[^()]{0,60}\)\s*\Z")
_FOOTNOTE = re.compile(r"[*※#①②③④⑤△▲]+\Z|\A[*※#△▲]+")
_WORKS = re.compile(r"[\u4e00-\u9fffA-Za-z0-9·()]{2,28}(?:总厂|厂|研究所|研究院|中心|合作社|集团|大学)")
_LEADING_NUMBER = re.compile(r"\A\(?[0-9]{1,4}[)）.、．:：]+|\A\(?[一二三四五六七八九十]{1,3}[)）、.．]")
# What stands before a name in a running sentence and is no part of it.
_LEAD_WORDS = (
    "第[一二三四五六七八九十0-9]{1,3}批公告的|公告的|撤销|取消|移出|暂停|剔除|注销|恢复|整改|同意|公告|包括|其中|名单为|分别为|分别是|如下|涉及|要求|责令|列入|准予|"
    "变更为|更名为|更改为|变为|改为|决定|关于|对于|经审核|以下简称|有关企业|名称由"
)
_LEAD_IN = re.compile(rf"(?:{_LEAD_WORDS})(?=[\u4e00-\u9fff]{{2}})")
_JOINED = re.compile(r"\A(?:和|及|与|以及|将原?|由原?|对|为|是|原(?![平阳]))(?=[\u4e00-\u9fff]{2})")


def is_name(text: str) -> bool:
    """Whether a text as a whole looks like an enterprise's legal name."""
    key = plain_name(text)
    return (
        4 <= len(key) <= 60 and bool(legal_form(key) or key.endswith("分公司")) and not set(key) & set('。:;?《》“”"')
    )


def firms_in_cell(cell: str) -> list[tuple[str, str, str]]:
    """The enterprises a cell names, as (name as printed, former name, code): rows with two or three firms joined by `/`
    occur. A line break inside one name is a wrapped line; between two whole names it parts them."""
    text = unicodedata.normalize("NFKC", cell).strip()
    parts = [part.strip() for part in _PARTS.split(text) if part.strip()]
    if len(parts) < 2 or not all(is_name(_bare(part)) for part in parts):
        parts = [text]
    return [firm for firm in map(_firm, parts) if firm[0]]


def codes_in_cell(cell: str) -> list[str]:
    """The codes of a cell that stands beside several firms, parted as the firms are."""
    return [part.strip() for part in _PARTS.split(unicodedata.normalize("NFKC", cell)) if part.strip()]


def names_works(line: str) -> bool:
    """Whether a line of a list is the name of works or an institute, which bear no company's form (`…蓄电池厂`)."""
    return bool(_WORKS.fullmatch("".join(unicodedata.normalize("NFKC", line).split())))


def names_in_sentence(sentence: str) -> list[str]:
    """The legal names in running text, in order. What leads up to a name (`撤销`, `其中`, `将`) is cut off."""
    text = "".join(unicodedata.normalize("NFKC", sentence).split())[:20_000]
    found: list[str] = []
    for piece in re.split(r"[、,;:。!?\"“”'‘’《》【】\n]", text):
        rest = _LEADING_NUMBER.sub("", piece)
        for match in _NAME.finditer(rest):
            name = _cut_lead_in(match.group(), match.start() > 0)
            if is_name(name) and name not in found:
                found.append(name)
    return found


def _firm(part: str) -> tuple[str, str, str]:
    former = _FORMER.search(part)
    return _bare(part), (former.group(1).strip() if former else ""), find_uscc(part)


def _bare(part: str) -> str:
    text = _FORMER.sub("", part)
    text = _CAPACITY_NOTE.sub("", text)
    code = find_uscc(text)
    if code:
        text = re.sub(re.escape(code), "", text, flags=re.IGNORECASE).strip("()（） ")
    text = _PLACE_NOTE.sub("", text)
    text = "".join(text.split()) if not text.isascii() else " ".join(text.split())
    return _LEADING_NUMBER.sub("", _FOOTNOTE.sub("", text)).strip('"“”，,。;')


def _cut_lead_in(name: str, follows: bool) -> str:
    """Cut after the last word that leads in and leaves a whole name; `和` or `原` only at its head, since they stand
    inside names too (`太原`), and `和` only where a name `follows` another."""
    rest = name
    for cut in reversed(list(_LEAD_IN.finditer(name))):
        if is_name(name[cut.end() :]) and len(plain_name(name[cut.end() :])) >= 6:
            rest = name[cut.end() :]
            break
    joined = _JOINED.match(rest)
    if joined and is_name(rest[joined.end() :]) and (follows or joined.group()[0] not in "和及与为是"):
        rest = rest[joined.end() :]
    unopened = rest.find(")")
    return rest[unopened + 1 :] if unopened >= 0 and "(" not in rest[:unopened] else rest
