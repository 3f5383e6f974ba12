"""What English and pinyin words of a query name: bodies, places, topics, stages, kinds of document, capacities.

Names are compared without blanks, punctuation, case and plural, so `Penalty Benchmarks`, `penalty_benchmark` and
`guang dong` are found. What a name means is searched beside the words themselves, never in their place.
"""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from storage.search.folding import fold, mark_term
from storage.search.nodes import Mark, Node, Word
from storage.vocabulary import (
    CENTRAL_BODIES,
    DOCUMENT_KINDS,
    ENTRY_TYPES,
    PLACES,
    PROVINCES,
    STAGES,
    TOPICS,
    Body,
    central_body,
    province_named,
)
from storage.vocabulary.titles.asked_in_english import singular

LONGEST_NAME = 10

_LATIN = re.compile(r"[A-Za-z0-9_'’&.,()-]*[A-Za-z][A-Za-z0-9_'’&.,()-]*\Z")
_LETTERS = re.compile(r"[a-z0-9]+")
_SOURCE = re.compile(r"[a-z0-9][a-z0-9_-]{0,40}\Z")
_YEAR = re.compile(r"\d{4}\Z")


class Meaning(NamedTuple):
    """Neighbouring words of a query and what they name together, if anything."""

    words: tuple[str, ...]
    named: tuple[Node, ...] = ()


def meanings(words: Sequence[str]) -> list[Meaning]:
    """The words in order, grouped where several are one name (the longest name wins)."""
    read: list[Meaning] = []
    place = 0
    while place < len(words):
        reach = place
        while reach < len(words) and reach - place < LONGEST_NAME and _LATIN.match(words[reach]):
            reach += 1
        end = place + 1
        named: tuple[Node, ...] = ()
        for stop in range(reach, place, -1):
            if found := _named(words[place:stop]):
                end, named = stop, found
                break
        read.append(Meaning(tuple(words[place:end]), named))
        place = end
    return read


def filter_values(key: str, value: str) -> tuple[Mark, ...]:
    """What a filter's value means, in any form a reader may write it; empty when it means nothing known."""
    value = value.strip()
    if key == "source":
        body = central_body(value) or central_body(value.upper())
        name = body.code.casefold() if body else value.casefold()
        found = [name] if _SOURCE.match(name) else []
    elif key == "province":
        province = province_named(value)
        found = [province.short] if province else [p.short for p in PROVINCES if _key(p.english) == _key(value) != ""]
    elif key in ("topic", "stage"):
        known = TOPICS if key == "topic" else STAGES
        found = [name for name, said in known.items() if value in (name, said[1]) or _key(value) in _keys(name, said)]
    else:
        found = [value] if _YEAR.match(value) else []
    return tuple(Mark(mark_term(key, name)) for name in found)


def _named(words: Sequence[str]) -> tuple[Node, ...]:
    if len(words) == 1 and (body := _codes().get(words[0])):
        return _body_nodes(body)
    return _names().get(_key(" ".join(words)), ())


def _key(text: str) -> str:
    """Letters and digits alone, each word in the singular."""
    words = text.replace("'", "").replace("’", "").casefold().replace("_", " ")
    return "".join(singular(word) for word in _LETTERS.findall(words))


def _keys(name: str, said: Sequence[str]) -> set[str]:
    return {key for key in (_key(name), _key(said[0]), _key(_without_remark(said[0]))) if key}


def _without_remark(english: str) -> str:
    return english.split(" (")[0]


def _pinyin_key(chinese: str) -> str:
    from pypinyin import lazy_pinyin  # half a second to import, and most commands look nothing up by sound

    return _key("".join(lazy_pinyin(chinese, errors="ignore")))


@lru_cache(maxsize=1)
def _codes() -> dict[str, Body]:
    """Bodies by their code in capitals; those whose sites are watched in small letters too (`most` is no ministry)."""
    codes = {body.code: body for body in CENTRAL_BODIES}
    return codes | {code.casefold(): codes[code] for code in ("MIIT", "SAMR", "MEE")}


@lru_cache(maxsize=1)
def _names() -> dict[str, tuple[Node, ...]]:
    """What each key names. A pinyin spelling counts where no English name has it: Shanxi is 山西 and not 陕西."""
    english: dict[str, dict[Node, None]] = {}
    spelt: dict[str, dict[Node, None]] = {}

    def add(to: dict[str, dict[Node, None]], keys: Iterable[str], nodes: Iterable[Node]) -> None:
        for key in keys:
            if len(key) > 2:
                to.setdefault(key, {}).update(dict.fromkeys(nodes))

    for province in PROVINCES:
        nodes = _said(province.short, mark_term("province", province.short))
        add(english, [_key(province.english)], nodes)
        add(spelt, [_pinyin_key(province.short)], nodes)
    for place in PLACES.values():
        if place.level == "prefecture" and place.english:
            add(english, [_key(place.english)], [Word(fold(place.short))])
    for body in CENTRAL_BODIES:
        add(english, [_key(_without_remark(body.english))], _body_nodes(body))
        add(spelt, map(_pinyin_key, _chinese_names(body)), _body_nodes(body))
    for key, known in (("topic", TOPICS), ("stage", STAGES)):
        for name, said in known.items():
            if name != "other":
                nodes = _said(said[1], mark_term(key, name))
                add(english, _keys(name, said), nodes)
                add(spelt, [_pinyin_key(said[1])], nodes)
    for words in (DOCUMENT_KINDS, ENTRY_TYPES):
        for chinese, said_in_english in words.items():
            add(english, [_key(said_in_english)], [Word(fold(chinese))])
            add(spelt, [_pinyin_key(chinese)], [Word(fold(chinese))])
    return {key: tuple(nodes) for key, nodes in (spelt | english).items()}


def _body_nodes(body: Body) -> tuple[Node, ...]:
    source = Mark(mark_term("source", body.code))
    return (*(Word(fold(name)) for name in _chinese_names(body)), source)


def _chinese_names(body: Body) -> list[str]:
    return [name for name in (body.name, *body.aliases) if not name.isascii()]


def _said(chinese: str, term: str) -> tuple[Node, ...]:
    return Word(fold(chinese)), Mark(term)
