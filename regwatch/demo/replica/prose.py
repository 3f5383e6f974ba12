"""Made prose of a notice's kind: sentences put together word by word, so that no two pages share much of it.

It is for measurements: grammatical, of no meaning, and about as hard to pack as what ministries write. Figures, dates,
companies, people, addresses and document numbers are drawn anew each time they stand.
"""

import random
import re
import tomllib
from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from storage.companies import uscc_check
from storage.company_words import LEGAL_FORMS, TRADES
from storage.vocabulary import PLACES
from storage.vocabulary.departments import DEPARTMENTS

_SLOT = re.compile(r"\{([a-z]+)\}")
_LISTS = {"subject": "subjects", "act": "acts", "adverb": "adverbs", "measure": "measures", "unit": "units"}
_LISTS |= {"state": "states", "role": "roles"}
_CODE_LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_BODIES = tuple(DEPARTMENTS)
# A notice's own words, how often they return, and the share of sentences that stand in every such notice. They are set
# so that made text packs (zlib 9) nearly as recorded pages' bodies of 0.9 to 1.3 KB do: to 0.59 to 0.63 beside 0.47 to
# 0.60. Whole notices of 16 KB pack to 0.28.
_OWN = {"thing": 5, "act": 5, "adverb": 4, "measure": 3, "unit": 2, "state": 3, "subject": 3, "body": 2, "company": 3}
_OWN |= {"person": 2, "place": 3, "law": 2, "standard": 1, "docnumber": 1, "date": 2}
AGAIN = 0.9
STANDING = 0.25
HEADER = "| 序号 | 企业名称 | 统一社会信用代码 | 地址 | 联系人 | 核定能力（吨/年） |"


@cache
def _words() -> dict[str, Any]:
    return tomllib.loads((files("regwatch.demo.replica") / "prose.toml").read_text("utf-8"))


@cache
def _places() -> list[str]:
    return [place.short for place in PLACES.values() if place.level != "province"]


class Prose:
    """The words of one notice. It speaks of a few things, bodies and companies again and again, as notices do."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._own: dict[str, list[str]] = {}
        for slot, count in _OWN.items():
            self._own[slot] = [self._filled(_SLOTS[slot](rng)) for _ in range(count)]
        self._own["topic"] = [self.title()]

    def title(self) -> str:
        """What the notice is about: 高镍黑粉贮存."""
        return self._own["thing"][0] + self._own["act"][0]

    def paragraph(self) -> str:
        """One to four sentences."""
        return "".join(self._sentence() for _ in range(self._rng.randint(1, 4)))

    def table(self, rows: int) -> list[str]:
        """A list of companies, as lines of the story's markup."""
        row = "| {} | {{firm}} | {{code}} | {{address}} | {{family}}{{given}} | {{number}} |"
        return [HEADER, *(self._filled(row.format(n + 1)) for n in range(rows))]

    def _sentence(self) -> str:
        words, rng = _words(), self._rng
        if rng.random() < STANDING:
            return self._filled(_one(rng, words["standing"]))
        clauses = [_one(rng, words["clauses"]) for _ in range(rng.randint(1, 4))]
        return self._filled("，".join([_one(rng, words["openers"]) + clauses[0], *clauses[1:]]) + "。")

    def _filled(self, text: str) -> str:
        """With every slot filled; what fills a slot may have slots of its own."""
        parts = _parts(text)
        if len(parts) == 1:
            return text
        return "".join(self._slot(part) if n % 2 else part for n, part in enumerate(parts))

    def _slot(self, name: str) -> str:
        own = self._own.get(name)
        if own is not None and self._rng.random() < AGAIN:
            return _one(self._rng, own)
        return self._filled(_SLOTS[name](self._rng))


@lru_cache(maxsize=4096)
def _parts(text: str) -> tuple[str, ...]:
    """Words and names of slots by turns; a text without slots has one part."""
    return tuple(_SLOT.split(text)) if "{" in text else (text,)


def _one(rng: random.Random, some: Sequence[str]) -> str:
    return some[int(rng.random() * len(some))]


def _from(name: str) -> Callable[[random.Random], str]:
    words: list[str] = _words()[name]
    return lambda rng: _one(rng, words)


def _characters(name: str, fewest: int, most: int) -> Callable[[random.Random], str]:
    return lambda rng: "".join(rng.choices(_words()[name], k=rng.randint(fewest, most)))


def _thing(rng: random.Random) -> str:
    words = _words()
    return (_one(rng, words["kinds"]) if rng.random() < 0.8 else "") + _one(rng, words["heads"])


def _date(rng: random.Random) -> str:
    return f"{rng.randint(2016, 2027)}年{rng.randint(1, 12)}月{rng.randint(1, 28)}日"


def _decimal(rng: random.Random) -> str:
    return f"{rng.uniform(0.1, 99):.{rng.randint(0, 2)}f}"


def _amount(rng: random.Random) -> str:
    return str(rng.randint(1, 99) * rng.choice((1, 1, 5, 10, 100)))


def _clause(rng: random.Random) -> str:
    return f"第{rng.randint(1, 96)}条第{rng.choice('一二三四五')}款"


def _phone(rng: random.Random) -> str:
    return f"0{rng.randint(10, 999)}-{rng.randint(20_000_000, 89_999_999)}"


def _standard(rng: random.Random) -> str:
    return f"{rng.choice(('GB/T', 'GB', 'HJ', 'QC/T', 'SB/T'))} {rng.randint(100, 45_000)}—{rng.randint(1998, 2026)}"


def _docnumber(rng: random.Random) -> str:
    return f"{rng.choice(_words()['marks'])}〔{rng.randint(2012, 2026)}〕{rng.randint(1, 900)}号"


def _code(rng: random.Random) -> str:
    """A unified social credit code whose check character holds."""
    body = f"91{rng.randint(110_000, 659_999)}" + "".join(rng.choices(_CODE_LETTERS, k=9))
    return body + uscc_check(body)


_SLOTS: dict[str, Callable[[random.Random], str]] = {slot: _from(name) for slot, name in _LISTS.items()} | {
    "topic": lambda _: "{thing}{act}",
    "thing": _thing,
    "date": _date,
    "number": lambda rng: str(rng.choice((rng.randint(2, 60), rng.randint(2, 9000)))),
    "decimal": _decimal,
    "amount": _amount,
    "clause": _clause,
    "law": lambda rng: f"《{_one(rng, _words()['laws'])}》",
    "docnumber": _docnumber,
    "standard": _standard,
    "phone": _phone,
    "place": lambda rng: _one(rng, _places()),
    "body": lambda rng: f"{_one(rng, _BODIES)}部门",
    "family": _characters("surnames", 1, 1),
    "given": _characters("given", 1, 2),
    "person": lambda _: "{family}{given}",
    "word": _characters("name_characters", 2, 3),
    "company": lambda _: "{firm}",
    "firm": lambda rng: f"{{place}}{{word}}{rng.choice(TRADES)}{rng.choice(LEGAL_FORMS[:6])}",
    "road": _characters("road_characters", 2, 2),
    "address": lambda rng: f"{{place}}{{road}}{rng.choice(('路', '街', '大道', '工业园'))}{rng.randint(1, 2999)}号",
    "code": _code,
}
