"""All that a title, its issuer and its text tell of a document, with the reasons. This is what `read --lines` answers
and what `explain` prints; the dates, tables and entries of a whole page are read elsewhere."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from crawler.facts.announced import announced_in, is_bare
from crawler.facts.document_numbers import DocNumber, find_numbers, number_of_field, number_under
from crawler.facts.issuers import from_name, issuers_of
from crawler.facts.press import reads_as_press
from crawler.facts.provinces import province_of
from crawler.facts.reasons import Reason
from crawler.facts.relevance import on_subject
from crawler.facts.stages import stage_of
from crawler.facts.subjects import SubjectProfile
from crawler.facts.title_core import flat, title_core, without_tail
from crawler.facts.topics import topics_of
from crawler.facts.watched import watched
from storage.vocabulary.places import place_at, province_of_number

PRESS_NAMES = frozenset(("media", "press", "news", "媒体"))
NUMBER_FIELDS = ("发文字号", "文号", "文件编号", "发文文号")
_LEVEL_ALONE = "省"
_ACT = re.compile(r"(?:印发|发布|公布)[^《》]{0,6}《([^《》]{4,60})》")
_OWN_NUMBER_WITHIN = 400
_LONGEST_TITLE = 1000  # longer ones are no titles; the rules read the head


@dataclass(frozen=True, slots=True)
class Description:
    """`issuers` are canonical names; `province` the issuer's short province name or ""; `doc_number` the document's own
    number, `doc_numbers` every number it names; `subjects` the keys of the profiles it is on; `reasons` says for each
    answer which rule decided on which words."""

    title: str
    title_core: str
    doc_number: str
    doc_numbers: tuple[str, ...]
    issuers: tuple[str, ...]
    stage: str
    topics: tuple[str, ...]
    on_subject: bool
    subjects: tuple[str, ...]
    province: str
    reasons: tuple[Reason, ...]


def describe(
    title: str,
    issuer: str = "",
    text: str = "",
    profiles: Sequence[SubjectProfile] | None = None,
    fields: Mapping[str, str] | None = None,
) -> Description:
    """`issuer` is a body's name, its code (MIIT), several joined by / or 、, `media` for a report by the press, or
    empty; a source's own name will do. `fields` are the labelled values of the page (发文字号 …). A title that is only
    body, kind and number (公告2026年第20号) is about what the opening of the text announces. `profiles`: the
    subjects to ask for, by default those that the process watches."""
    whole = flat(title)
    headed = whole[:_LONGEST_TITLE]
    line = without_tail(headed)
    press = issuer.strip().lower() in PRESS_NAMES or (not issuer.strip() and not text and bool(reads_as_press(line)))
    stage, why_stage = stage_of(line, text, press=press)
    number, numbers, why_number = _numbers(title, text, fields or {}, explains=stage == "interpretation")
    issuers, why_issuers = _issuers(headed, issuer, text, fields, press)
    issuers = _with_province(issuers, number, line)
    province, why_province = province_of(headed, _issuer_for_province(issuer, issuers, press))
    words, sentence = announced_in(text) if text and is_bare(line) else ("", "")
    topics, why_topics = topics_of(f"{words} {line}".strip(), issuers, province, stage, press=press)
    said, who = f"{line} {sentence}".strip(), " ".join(issuers) or issuer
    asked = {
        profile.key: on_subject(said, who, press=press, profile=profile)
        for profile in (watched() if profiles is None else profiles)
    }
    subjects = tuple(key for key, (on, _) in asked.items() if on)
    why_on = (replace(why, profile=key) for key, (_, why) in asked.items())
    return Description(
        title=whole,
        title_core=title_core(line),
        doc_number=number,
        doc_numbers=numbers,
        issuers=issuers,
        stage=stage,
        topics=topics,
        on_subject=bool(subjects),
        subjects=subjects,
        province=province,
        reasons=(why_number, why_issuers, why_province, why_stage, *why_topics, *why_on),
    )


def _issuers(
    title: str, issuer: str, text: str, fields: Mapping[str, str] | None, press: bool
) -> tuple[tuple[str, ...], Reason]:
    if press:
        words = issuer or reads_as_press(title)
        return (), Reason("issuers: none", "a report by media, which issues nothing", words)
    place = place_at(flat(issuer), short=True) if issuer else None
    province = place[0].province.short if place else ""
    named = from_name(issuer, province)
    printed = issuers_of(title, text, fields, "", province)
    told = printed if len(printed) >= len(named) else named
    if not told:
        return (), Reason("issuers: none", "neither title, signature, fields nor source name a body")
    rule = "the signature, the title's head or the page's fields" if told == printed else "the source or given issuer"
    return told, Reason("issuers: " + " ".join(told), rule, " ".join(told))


def _with_province(issuers: tuple[str, ...], number: str, title: str) -> tuple[str, ...]:
    """省经信厅 by its full name: the province whose sign opens the document's own number (鄂经信办函), else the one
    that the title of the act it issues begins with (印发《江苏省…》)."""
    if not any(name.startswith(_LEVEL_ALONE) for name in issuers):
        return issuers
    quoted = _ACT.search(title)
    place = place_at(quoted.group(1)) if quoted else None
    unit = province_of_number(number) or (place[0].province if place and place[0].level == "province" else None)
    if unit is None:
        return issuers
    return tuple(unit.name + name.removeprefix("省") if name.startswith(_LEVEL_ALONE) else name for name in issuers)


def _issuer_for_province(issuer: str, issuers: tuple[str, ...], press: bool) -> str:
    """A given issuer decides; else the one that was read (of several the first)."""
    if press:
        return ""
    return issuer if from_name(issuer) or not issuers else issuer + " " + issuers[0]


def _numbers(
    title: str, text: str, fields: Mapping[str, str], *, explains: bool
) -> tuple[str, tuple[str, ...], Reason]:
    """Own number: the labelled field, else the title's, else one that stands by itself at the head of the text. What
    explains another document (`explains`) has that document's number at its head, not one of its own."""
    labelled = next((number for name in NUMBER_FIELDS if (number := number_of_field(fields.get(name, "")))), "")
    in_title, in_text = find_numbers(title[:_LONGEST_TITLE]), find_numbers(text)
    every = tuple(dict.fromkeys([labelled] * bool(labelled) + [found.text for found in (*in_title, *in_text)]))
    if labelled:
        return labelled, every, Reason(f"doc_number: {labelled}", "the page's field", labelled)
    if in_title:
        return in_title[0].text, every, Reason(f"doc_number: {in_title[0].text}", "the title", in_title[0].text)
    under = number_under(flat(title), text)
    if under and not explains:
        every = tuple(dict.fromkeys((under, *(number for number in every if number != under.replace("令", "公告", 1)))))
        return under, every, Reason(f"doc_number: {under}", "the line under a heading that says its kind", under)
    own = next((found for found in in_text if _stands_alone(text, found)), None)
    if own and not explains:
        return own.text, every, Reason(f"doc_number: {own.text}", "a line of its own above the text", own.text)
    return "", every, Reason("doc_number: none", "no field, title or heading holds one")


def _stands_alone(text: str, number: DocNumber) -> bool:
    """On a line near the top that holds little else: 工业和信息化部公告 / 2026年第20号."""
    if number.start > _OWN_NUMBER_WITHIN:
        return False
    begin = text.rfind("\n", 0, number.start) + 1
    end = text.find("\n", number.end)
    line = text[begin : end if end >= 0 else len(text)]
    return len(line.strip()) - (number.end - number.start) <= 24 and not any(mark in line for mark in "。，《》、；")
