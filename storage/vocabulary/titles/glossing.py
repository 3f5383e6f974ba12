"""Chinese titles in English as far as the glossary reaches: the frame of a title, and what it is about."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from storage.vocabulary.titles.issuers_named import split_issuers
from storage.vocabulary.titles.names import in_nouns, name_in_english, qualifier_in_english
from storage.vocabulary.titles.numerals import NUMERAL, numeral
from storage.vocabulary.titles.patterns import DEEDS, FRAMES, HEADS, KINDS

LONGEST = 300
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_SPACE = re.compile(r"(?<=[\u3000-\u9fff\d)(:])\s+(?=[\u3000-\u9fff\d(:])")
_BY_LENGTH = {name: "|".join(sorted(words, key=len, reverse=True)) for name, words in (("k", KINDS), ("d", DEEDS))}
_ABOUT = re.compile(
    rf"(?:关于|有关)?(?:(?:(?P<and>{_BY_LENGTH['d']})[、和])?(?P<deed>{_BY_LENGTH['d']}))?(?P<x>[^、].*?)"
    rf"(?:有关(?:事项|工作|情况|问题))?的?(?P<kind>{_BY_LENGTH['k']})"
)
_HEADS = sorted(HEADS, key=len, reverse=True)
_DONE = re.compile(rf"(?P<deed>{_BY_LENGTH['d']})(?P<x>.+)")
_NUMBERED = re.compile(
    rf"(?P<kind>公告|通告|令|通报)\s?(?:[(〔]?(?P<year>\d{{4}})[)〕]?年?,?)?\s?第(?P<n>{NUMERAL})号\)?(?P<x>.*)"
)
_TAIL = re.compile(r"(?P<core>.+?)[(](?P<inner>[^()]{1,30})[)]")


@dataclass(frozen=True, slots=True)
class Gloss:
    """`english` may keep Chinese inside; `whole` says that it does not."""

    english: str
    whole: bool


@lru_cache(maxsize=4096)
def gloss_title(title: str) -> Gloss | None:
    """English of a Chinese title, or None where not even its frame is known."""
    text = _SPACE.sub(lambda found: found.group() if _keeps(found) else "", unicodedata.normalize("NFKC", title))
    text = re.sub(r"\s+", " ", text).strip(" .。…")
    if not text or len(text) > LONGEST or not _CHINESE.search(text):
        return None
    led = re.fullmatch(r"\((?P<inner>[^()]{2,8})\)(?P<rest>.+)", text)
    if led and qualifier_in_english(led["inner"]):
        inner = gloss_title(led["rest"])
        note = qualifier_in_english(led["inner"])
        return Gloss(f"{inner.english} ({note})", inner.whole) if inner else None
    issuers, rest = split_issuers(text)
    if issuers:
        rest = re.sub(r"\s+", "", rest)
    english = _numbered(rest) or _whole(rest, bare=not issuers) or _tailed(rest)
    if not english:
        return None
    if issuers:
        english = f"{issuers}: {english}"
    return Gloss(english[:1].upper() + english[1:], not _CHINESE.search(english))


def _keeps(found: re.Match[str]) -> bool:
    """Spaces between the names of bodies part them; they go only once the bodies are split off."""
    return found.start() < 60


def _numbered(text: str) -> str:
    found = _NUMBERED.fullmatch(text.strip())
    if not found:
        return ""
    number = f"{KINDS[found['kind']]} No. {numeral(found['n'])}" + (f" of {found['year']}" if found["year"] else "")
    about = found["x"].strip(" :")
    return f"{number}: {_inner(about)}" if about else number


def _tailed(text: str) -> str:
    """A whole title with brackets behind it: 关于…的通知(第六批)."""
    found = _TAIL.fullmatch(text)
    inner = qualifier_in_english(found["inner"]) if found else ""
    core = _whole(found["core"]) if found and inner else ""
    return f"{core} ({inner})" if core else ""


def _whole(text: str, *, bare: bool = True) -> str:
    """The reading that leaves least in Chinese; of equals the first. `bare`: nobody stands before it who does a deed,
    so a verb at its head (规范…阶段性情况) says nothing by itself."""
    name = name_in_english(text) or name_in_english(re.sub(r"\s+", "", text))
    if name:
        return in_nouns(name)
    text = re.sub(r"\s+", "", text)
    readings = [*_framed(text), *_about(text, bare=bare), *_headed(text)]
    return min(readings, key=lambda english: len(_CHINESE.findall(english)), default="")


def _framed(text: str) -> list[str]:
    found: list[str] = []
    for pattern, form in FRAMES:
        match = re.fullmatch(pattern, text)
        if match:
            groups = match.groupdict()
            kind = KINDS[groups["kind"]] if groups.get("kind") else ""
            number = f" No. {numeral(groups['n'])}" if groups.get("n") else ""
            english = form.format(x=_inner(groups["x"], several="list of" in form), kind=kind, n=number)
            found.append(english.removeprefix(": "))
    return found


def _about(text: str, *, bare: bool) -> list[str]:
    found: list[str] = []
    for done in filter(None, (_ABOUT.fullmatch(text), _DONE.fullmatch(text))):
        groups = done.groupdict()
        kind, deed = KINDS.get(groups.get("kind") or "", ""), groups["deed"]
        if bare and not kind and not groups["x"].startswith("《"):
            continue
        if kind and (text.startswith(("关于", "有关")) or (deed and name_in_english(deed + groups["x"]))):
            found.append(f"{kind} on {_inner((deed or '') + groups['x'])}")
        if deed:
            subject = re.sub(r"(?<=.{4})(?:的)?工作$", "", groups["x"])
            said = DEEDS[deed].format(x=_inner(subject, several=True))
            if groups.get("and"):
                said = f"{DEEDS[groups['and']].format(x='').strip()} and {said.removeprefix('on ')}"
            found.append(f"{kind} {said}" if kind else said.removeprefix("on "))
    return found


def _headed(text: str) -> list[str]:
    """A kind of instrument about something unknown: 饼干生产许可审查细则 is rules for it, whatever it is."""
    core = _TAIL.fullmatch(text)
    note = qualifier_in_english(core["inner"]) if core else ""
    name = (core["core"] if core and note else text).removeprefix("关于")
    head = next((head for head in _HEADS if name.endswith(head) and len(name) > len(head) + 1), "")
    if not head or "。" in name or "《" in name:
        return []
    english = HEADS[head].format(x=f"“{name.removesuffix(head).removesuffix('的')}”")
    return [f"{english} ({note})" if note else english]


def _inner(text: str, *, several: bool = False) -> str:
    """English of what a title is about; what is not known stays as it is, in quotation marks."""
    text = text.removeprefix("对") if text.startswith("对《") else text
    english = name_in_english(text)
    if english:
        return in_nouns(english, several=several)
    if text.startswith("《") and text.endswith("》") and text.count("《") == 1:
        inner = gloss_title(text[1:-1])
        return f"“{inner.english}”" if inner is not None and inner.whole else text
    if text.startswith("关于"):
        inner = gloss_title(text)
        if inner is not None and inner.whole:
            return f"“{inner.english}”"
    return text if "《" in text else f"“{text}”"
