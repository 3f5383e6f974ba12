"""How long 1,000 suppliers take against 100,000 entries, what is found: `python -m bench.check_suppliers [ENTRIES]`.

Ratios matter, not seconds: the yardstick is 1,000 look-ups in a dictionary plus rapidfuzz over all names for every name
that is not in it. Names are put together of real place, trade and legal-form words around a made distinguishing word.
"""

import random
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from time import process_time

from pypinyin import lazy_pinyin
from rapidfuzz import process
from rapidfuzz.fuzz import ratio

from bench.measuring import Figure
from storage.companies import core, normalise
from storage.company_words import PLACES, TRADES
from storage.registers.fold import RegisterEntry, RegisterState
from storage.suppliers import SupplierIndex

LETTERS = (
    "邦普华友豪鹏格林光铁塔骆驼腾远科隆顺境伟翔众翼海螺铂立鑫睿达绿宇蔚澜杰成标瑞源龙凯恒创金泰赛德美聚鼎中冶匠芯"
    "博思巴莫猛狮联量昊坤晟旭淼焱垚森磊鸿鹰鲲麒麟瀚宸熙玥珺琪瑜璟皓睦禾稷穗颖毅勋勤勉诚信义礼智勇谦逊雅韵"
)
DAY = date(2026, 11, 1)


def names(count: int, seed: int) -> list[str]:
    draw = random.Random(seed)
    places, trades = sorted(PLACES), [word for word in TRADES if len(word) > 1]
    forms = ["有限公司", "股份有限公司", "有限责任公司", "集团有限公司"]
    made: dict[str, None] = {}
    while len(made) < count:
        word = "".join(draw.sample(LETTERS, draw.choice((2, 2, 3))))
        place = draw.choice(places)
        body = f"{word}({place})" if draw.random() < 0.1 else f"{place}{word}"
        made[body + "".join(draw.sample(trades, draw.choice((1, 2, 2, 3)))) + draw.choice(forms)] = None
    return list(made)


def variants(name: str, draw: random.Random) -> dict[str, str]:
    at = draw.randrange(1, len(core(normalise(name))) - 1)
    bare = name.replace("(", "").replace(")", "")
    return {
        "exact": name,
        "full-width brackets": name.replace("(", "（").replace(")", "）"),
        "blanks": f" {name[:3]} {name[3:]}\u3000",
        "no brackets": bare,
        "one character dropped": name[:at] + name[at + 1 :],
        "two characters swapped": name[: at - 1] + name[at] + name[at - 1] + name[at + 1 :],
        "short form": core(normalise(name))[:-2],
        "pinyin": "".join(lazy_pinyin(core(normalise(name)))),
        "other legal form": core(normalise(name)) + "控股公司" if name.endswith("集团有限公司") else bare + "总公司",
    }


def timed(work: Callable[[], object]) -> float:
    begun = process_time()
    work()
    return process_time() - begun


def indexed(listed: list[str]) -> SupplierIndex:
    """A register of these names, with every index built, so that no check pays for one."""
    rows = [
        RegisterEntry(name, "", "", "", "", "listed", DAY, DAY, "n", "body", str(i), "", "bench", f"name:{i}")
        for i, name in enumerate(listed)
    ]
    state = RegisterState("bench", DAY, tuple(rows), len(listed), {})
    index: list[SupplierIndex] = []
    print(f"index of {len(listed):,} entries: {timed(lambda: index.append(SupplierIndex([state]))):.1f} s of CPU")
    print(f"likeness index, at the first unmatched name: {timed(lambda: index[0].check('甲乙丙丁戊')):.1f} s")
    print(f"pinyin index, at the first Latin name: {timed(lambda: index[0].check('jiayibingding')):.1f} s")
    return index[0]


def speed(index: SupplierIndex, listed: list[str], strangers: list[str]) -> Iterator[Figure]:
    """1,000 suppliers, 700 of them listed, 150 with a typing error, 150 on no list."""
    draw = random.Random(2)
    chosen = draw.sample(listed, 1_000)
    every_listed = dict.fromkeys(listed, 1)
    ours = timed(lambda: [index.check(name) for name in chosen])
    plain = timed(lambda: [every_listed.get(name) for name in chosen])
    print(f"1,000 listed names: {ours * 1e3:.2f} ms; bare dictionary {plain * 1e3:.2f} ms")
    mixed = chosen[:700] + [variants(name, draw)["one character dropped"] for name in chosen[700:850]] + strangers[:150]
    unmatched = [name for name in mixed if name not in every_listed]
    plain = timed(lambda: [every_listed.get(name) for name in mixed])
    brute = timed(lambda: [process.extractOne(name, listed, scorer=ratio) for name in unmatched[:60]])
    brute *= len(unmatched) / 60
    ours = timed(lambda: [index.check(name) for name in mixed])
    print(f"1,000 mixed names, {len(unmatched)} of them unmatched: {ours:.2f} s; yardstick {plain + brute:.2f} s")
    yield Figure("1,000 suppliers, times look-ups and fuzzy search of the unmatched", ours / (plain + brute), 5)


def verdicts(index: SupplierIndex, listed: list[str], strangers: list[str]) -> Iterator[Figure]:
    """What becomes of every variant of 200 listed names, and of 200 names on no list."""
    draw = random.Random(3)
    firm, right, lost = 0, 0, 0
    told: dict[str, Counter[str]] = {}
    for name in draw.sample(listed, 200):
        for kind, text in variants(name, draw).items():
            answer = index.check(text)
            hit = any(match["company"] == name for match in answer["matches"])
            told.setdefault(kind, Counter())[answer["verdict"] if hit else "missed"] += 1
            lost += not hit
            if answer["verdict"] in ("listed", "removed"):
                firm += 1
                right += hit
    strange = Counter(index.check(name)["verdict"] for name in strangers[:200])
    for kind, counted in (told | {"strangers": strange}).items():
        print(f"  {kind}: {dict(counted)}")
    firm += strange["listed"] + strange["removed"]
    yield Figure("precision of listed and removed", right / firm, 1.0, most=False)
    yield Figure(f"variants of listed names not found, of {200 * len(told):,}", float(lost), 0)


def measured(entries: int = 100_000) -> Iterator[Figure]:
    every = names(entries + 1_000, 1)
    listed, strangers = every[:entries], every[entries:]
    index = indexed(listed)
    yield from speed(index, listed, strangers)
    yield from verdicts(index, listed, strangers)


def main(entries: int) -> None:
    figures = list(measured(entries))
    for figure in figures:
        print(f"{figure.name}: {figure.value:.3f}")
    sys.exit(0 if all(figure.met for figure in figures) else 1)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
