"""What a title is about, in English: an instrument, a list, a field, put together from terms. All of it or nothing."""

import re
from functools import lru_cache

from storage.vocabulary.bodies import CENTRAL_NAMES
from storage.vocabulary.english import english_body
from storage.vocabulary.places import place_at
from storage.vocabulary.titles.numerals import NUMERAL, numeral
from storage.vocabulary.titles.patterns import DEEDS, HEADS, QUALIFIERS
from storage.vocabulary.titles.terms import INSTRUMENTS, TERMS

_LONGEST = max(map(len, TERMS))
_HEADS = sorted(HEADS, key=len, reverse=True)
_SETTING_OUT = (
    "开展",
    "组织开展",
    "联合开展",
    "做好",
    "切实做好",
    "进一步做好",
    "配合做好",
    "实施",
    "贯彻落实",
    "落实",
    "举行",
)
_DEEDS = sorted((deed for deed in DEEDS if DEEDS[deed].startswith("on ")), key=len, reverse=True)
_BRACKETED = re.compile(r"(?P<name>.+?)[(\[](?P<inner>[^()\[\]]{1,30})[)\]]")
_CAMPAIGN = re.compile(
    rf"(?P<deed>{'|'.join(deed for deed in _DEEDS if deed not in _SETTING_OUT)})(?P<x>.+?)"
    r"(?P<what>(?:联合执法|联合)?(?:专项整治行动|专项行动|专项整治|专项检查|试点工作|工作|活动))"
)
_SERIES = re.compile(rf"(?:第(?P<n>{NUMERAL})|(?P<first>首))批(?:次)?")
_YEAR = re.compile(r"(\d{4})年(?:度|版|本)?|(\d{4})(?=年)")
_QUARTER = re.compile(rf"第({NUMERAL})季度")
_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9./-]*")
_NUMBER = re.compile(r"[\u4e00-\u9fff]{2,12}〔\d{4}〕\d{1,4}号")
_NOUNS = {"industrial": "industry", "environmental": "environment", "unlawful": "breaches of law"}
_COUNTED = {
    "enterprise": "enterprises",
    "entity": "entities",
    "member": "members",
    "manufacturer": "manufacturers",
    "product": "products",
    "offence": "offences",
    "SME": "SMEs",
    "pilot": "pilots",
    "factory": "factories",
    "body": "bodies",
    "centre": "centres",
    "project": "projects",
    "vehicle": "vehicles",
    "item": "items",
}
_GLUE = {"和": "and", "与": "and", "及": "and", "、": ",", "以及": "and", "暨": "and"}
_STANDARD = re.compile(r"(?P<code>(?:GB|HG|QC|YS|HJ|SN|DB\d{2})(?:/?[TZ])? ?[\d.]+-\d{4})(?P<rest>.+)")
_PART = re.compile(rf"(?P<whole>.+?)第 ?(?P<n>{NUMERAL}) ?部分[:：]?(?P<part>.+)")


@lru_cache(maxsize=4096)
def name_in_english(text: str) -> str:
    """English of a name (without outer spaces, brackets of one width), or "" when any part of it is not known."""
    text = text.strip()
    if not text:
        return ""
    if text.startswith("《") and text.endswith("》") and text.count("《") == 1:
        inner = name_in_english(text[1:-1])
        return f"“{inner}”" if inner else ""
    found = INSTRUMENTS.get(text, "") or _qualified(text) or _standard(text) or _list(text) or _placed(text)
    return found or _built(text)


def in_nouns(english: str, *, several: bool = False) -> str:
    """A chain of terms as a phrase of its own: its last word a noun, in the plural where a list holds `several`."""
    stem, _, last = english.rpartition(" ")
    if english.endswith("ecological and environmental"):
        return english.removesuffix("ecological and environmental") + "ecology and environment"
    last = _NOUNS.get(last, last)
    if several and last in _COUNTED:
        last = _COUNTED[last]
    return f"{stem} {last}".strip()


def qualifier_in_english(text: str) -> str:
    """`征求意见稿` → `draft for comment`, `第六批` → `batch 6`, `2024年本` → `2024 edition`; "" when not known."""
    text = text.replace(" ", "")
    if text in QUALIFIERS:
        return QUALIFIERS[text]
    series = _SERIES.fullmatch(text)
    if series:
        return f"batch {numeral(series['n']) if series['n'] else 1}"
    for pattern, english in (
        (r"(\d{4})年?[版本]", "{0} edition"),
        (r"(\d{4})年?度?", "{0}"),
        (r"(\d{4})年?(?:修订|修正)(?:版)?", "revised {0}"),
        (r"(\d{4})年?[-—–－至~～]{1,2}(\d{4})年?", "{0}–{1}"),
        (r"(\d{4})年第(\d+)号", "No. {1} of {0}"),
        (r"([\d.]+)版", "edition {0}"),
    ):
        found = re.fullmatch(pattern, text)
        if found:
            return english.format(*found.groups())
    if re.fullmatch(NUMERAL, text):
        return str(numeral(text))
    return text if _NUMBER.fullmatch(text) else ""


def _qualified(text: str) -> str:
    """A name with brackets or a batch behind it: `X(试行)`, `X第六批`."""
    found = _BRACKETED.fullmatch(text)
    if found:
        inner, name = qualifier_in_english(found["inner"]), name_in_english(found["name"])
        return f"{name} ({inner})" if inner and name else ""
    behind = re.fullmatch(rf"(?P<name>.+?)(?P<series>{_SERIES.pattern})", text)
    before = re.fullmatch(rf"(?P<series>{_SERIES.pattern})(?P<name>.+)", text)
    for series in filter(None, (behind, before)):
        name = name_in_english(series["name"])
        if name:
            return f"{name} ({qualifier_in_english(series['series'])})"
    draft = re.fullmatch(r"(?P<name>《[^》]+》)(?P<inner>(?:修订)?(?:草案|征求意见稿|修订稿))", text)
    if draft:
        name, inner = name_in_english(draft["name"]), qualifier_in_english(draft["inner"])
        return f"{name} ({inner})" if name and inner else ""
    return ""


def _placed(text: str) -> str:
    """A place or a body before a name that stands by itself: `Beijing regulations on …`."""
    for end, english in _named(text, 0):
        rest = text[end:].removeprefix("的") if end < len(text) else ""
        inner = (_list(rest) or _built(rest)) if rest else ""
        if inner:
            return f"{english} {inner}"
    return ""


def _standard(text: str) -> str:
    found = _STANDARD.fullmatch(text)
    if not found:
        return ""
    part = _PART.fullmatch(found["rest"].strip())
    if part:
        whole, piece = (name_in_english(part[name].replace(" ", "")) for name in ("whole", "part"))
        return f"{found['code']} {whole}, part {numeral(part['n'])}: {piece}" if whole and piece else ""
    name = name_in_english(found["rest"].replace(" ", ""))
    return f"{found['code']} {name}" if name else ""


def _list(text: str) -> str:
    """`符合《X》企业名单`: enterprises meeting X."""
    clause = re.fullmatch(r"(《[^》]+》)中(.+?)的?(?:有关|相关)?(?:条款|规定|内容)", text)
    if clause:
        whole, about = name_in_english(clause[1]), name_in_english(clause[2])
        return f"the clauses on {about} in {whole}" if whole and about else ""
    planned = re.fullmatch(r"拟(?:公告|公布|列入)的(.+)", text)
    if planned:
        name = name_in_english(planned[1])
        return f"{name}, to be announced" if name else ""
    found = re.fullmatch(r"(首批)?(?:拟)?符合(《[^》]+》|.+?)的?企业名单", text)
    if not found:
        return ""
    name = name_in_english(found[2])
    return f"list of enterprises meeting {name}{' (batch 1)' if found[1] else ''}" if name else ""


def _built(text: str) -> str:
    """A campaign, an instrument after its field, or a chain of terms."""
    if text in TERMS:
        return TERMS[text]
    campaign = _CAMPAIGN.fullmatch(text)
    if campaign:
        about, what = name_in_english(campaign["x"]), _chain(campaign["what"])
        if about and what:
            return f"{what} {DEEDS[campaign['deed']].format(x=about)}"
    joined = re.fullmatch(rf"(.+)并(?={'|'.join(_DEEDS)})({'|'.join(_DEEDS)})(.+)", text)
    if joined:
        first, second = name_in_english(joined[1]), name_in_english(joined[3])
        return f"{first} and {DEEDS[joined[2]].removeprefix('on ').format(x=second)}" if first and second else ""
    for head in _HEADS:
        if text == head:
            return head_alone(head)
        if text.endswith(head):
            about = text.removesuffix(head).removesuffix("的")
            inner = name_in_english(about) or _deed(about)
            if inner:
                return HEADS[head].format(
                    x=in_nouns(inner, several=HEADS[head].startswith("list of") and HEADS[head].endswith("{x}"))
                )
    owner, of, owned = text.rpartition("的")
    if of and owner and owned:
        first, second = name_in_english(owner), name_in_english(owned)
        return f"{second} of {first}" if first and second else ""
    return _chain(text)


def _deed(text: str) -> str:
    """`推动大规模设备更新`: promoting large-scale equipment renewal."""
    found = re.fullmatch(rf"({'|'.join(_DEEDS)})(.+)", text)
    about = name_in_english(found[2]) if found else ""
    return DEEDS[found[1]].removeprefix("on ").format(x=about) if found and about else ""


def head_alone(head: str) -> str:
    """`measures for the administration of {x}` without what it is about."""
    return re.sub(r"(?: for the administration)? (?:of|on|for|to|in) \{x\}| \{x\}", "", HEADS[head])


def _chain(text: str) -> str:
    """Every character covered by terms, bodies, places, years and numbers, longest first with a way back; else ""."""
    pieces = _pieces(text, 0)
    return " ".join(pieces).replace(" ,", ",") if pieces else ""


@lru_cache(maxsize=8192)
def _pieces(text: str, start: int) -> tuple[str, ...]:
    if start >= len(text):
        return ()
    for end, english in _readings(text, start):
        if end == len(text):
            return (english,)
        rest = _pieces(text, end)
        if rest:
            return (english, *rest)
    return ()


def _readings(text: str, start: int) -> list[tuple[int, str]]:
    """What may begin at `start`: where it ends and its English, the longest first."""
    found: list[tuple[int, str]] = []
    for length in range(min(_LONGEST, len(text) - start), 1, -1):
        english = TERMS.get(text[start : start + length])
        if english:
            found.append((start + length, english))
    for glue, english in _GLUE.items():
        if start and text.startswith(glue, start):
            found.append((start + len(glue), english))
    for pattern, form in ((_YEAR, "{}"), (_QUARTER, "quarter {}"), (_PLAIN, "{}")):
        match = pattern.match(text, start)
        if match:
            said = next(group for group in (*match.groups(), match[0]) if group)
            found.append((match.end(), form.format(numeral(said) if pattern is _QUARTER else said)))
    if text.startswith("《", start) and "》" in text[start:]:
        end = text.index("》", start) + 1
        inner = name_in_english(text[start:end]) if (start, end) != (0, len(text)) else ""
        found += [(end, inner)] if inner else []
    found += _named(text, start)
    return sorted(found, key=lambda one: -one[0])


def _named(text: str, start: int) -> list[tuple[int, str]]:
    place = place_at(text, start, short=True)
    found = [(place[1], place[0].english)] if place and place[0].english else []
    central = next((name for name in CENTRAL_NAMES if text.startswith(name, start)), "")
    if central:
        found.append((start + len(central), english_body(central)))
    for end in range(min(start + 24, len(text)), start + 3, -1):
        body = english_body(text[start:end]) if text[end - 1] in "厅局委会府" else ""
        if body:
            found.append((end, body))
            break
    return found
