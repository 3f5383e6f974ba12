"""Supplier verdicts: firm only on identity, and nothing that is listed is silently missed."""

import csv
import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from opencc import OpenCC
from pypinyin import lazy_pinyin

from storage.aliases import Alias, AliasFileError, load_aliases, read_aliases
from storage.companies import core, normalise
from storage.registers import ListingRow, fold
from storage.suppliers import SupplierIndex

DATA = Path(__file__).parents[2] / "fixtures" / "lists_data"
CODE = "91330800575349959F"
TODAY = date(2026, 11, 1)


def row(action: str, company: str, day: str = "2018-09-05", **more: str) -> ListingRow:
    notice = more.pop("notice", f"{action}-{day}")
    return ListingRow(
        "nev-battery-recycling", action, company, notice, f"{day}T09:00:00+08:00",
        published_on=date.fromisoformat(day), sha256="ab" * 32, **more,
    )  # fmt: skip


def real_names() -> list[str]:
    with (DATA / "whitelist_batch1_announcement_2018-40.csv").open(encoding="utf-8") as file:
        names = [record["company_name"] for record in csv.DictReader(file)]
    with (DATA / "other_jingjinji_2019_pilot_projects.csv").open(encoding="utf-8") as file:
        names += [name for record in csv.DictReader(file) for name in record["applicant(s)"].split("/")]
    with (DATA / "other_steel_removal_gongshi.csv").open(encoding="utf-8") as file:
        names += [record["company_name"] for record in csv.DictReader(file)]
    return list(dict.fromkeys(names))


NAMES = real_names()
INDEX = SupplierIndex([fold([row("listed", name) for name in NAMES], TODAY)], load_aliases())


def variants(name: str) -> Iterator[tuple[str, str]]:
    """(what was done to the name, the name)."""
    bare = core(normalise(name))
    yield "no brackets", name.replace("(", "").replace(")", "")
    yield "short", bare
    yield "pinyin", "".join(lazy_pinyin(bare))
    yield "pinyin in words", " ".join(word.capitalize() for word in lazy_pinyin(bare))
    yield "pinyin of the whole", "".join(lazy_pinyin(normalise(name).replace("(", "").replace(")", "")))
    yield "initials", "".join(syllable[0] for syllable in lazy_pinyin(bare))
    for at in range(len(name)):
        yield f"without character {at}", name[:at] + name[at + 1 :]
        if at and name[at] != name[at - 1]:
            yield f"characters {at - 1} and {at} swapped", name[: at - 1] + name[at] + name[at - 1] + name[at + 1 :]


@pytest.mark.parametrize("name", NAMES)
def test_no_variant_of_a_listed_name_is_missed(name: str) -> None:
    missed = []
    for kind, text in variants(name):
        answer = INDEX.check(text)
        hit = any(match["company"] == name for match in answer["matches"])
        if not hit and answer["verdict"] != "listed":
            missed.append((kind, text, answer["verdict"]))
        if answer["verdict"] == "listed":
            assert text in NAMES or normalise(text) == normalise(name), (kind, text)
    assert missed == []


@pytest.mark.parametrize("name", NAMES)
def test_the_same_name_in_another_dress_is_firm(name: str) -> None:
    wide = name.replace("(", "（").replace(")", "）")
    traditional = OpenCC("s2t").convert(name)
    for text in (name, wide, f" {wide[:3]}\u3000{wide[3:]} ", f"“{name}”", traditional, name + "\u200b"):
        answer = INDEX.check(text)
        assert (answer["verdict"], answer["matches"][0]["company"]) == ("listed", name), text
        assert answer["matches"][0]["score"] == 100.0


@pytest.mark.parametrize(
    ("query", "company", "reason"),
    [
        ("湖南邦普汽车循环有限公司", "湖南邦普循环科技有限公司", "sister"),
        ("广东邦普循环科技有限公司", "湖南邦普循环科技有限公司", "sister"),
        ("邦普循环", "湖南邦普循环科技有限公司", "short form"),
        ("湖南邦普循环科技股份有限公司", "湖南邦普循环科技有限公司", "legal form"),
        ("湖南邦普循环科技有限公司长沙分公司", "湖南邦普循环科技有限公司", "branch"),
        ("北汽鹏龙沧州", "北汽鹏龙(沧州)新能源汽车服务股份有限公司", "short form"),
        ("bpxh", "湖南邦普循环科技有限公司", "syllables"),
        ("Brunp", "湖南邦普循环科技有限公司", "Brunp stands for"),
        ("GEM Co., Ltd.", "荆门市格林美新材料有限公司", "GEM stands for"),
        ("Guangdong Guanghua Sci-Tech Co., Ltd.", "广东光华科技股份有限公司", "pinyin"),
        ("某某有限公司/湖南邦普循环科技有限公司", "湖南邦普循环科技有限公司", "one of several"),
    ],
)
def test_what_may_be_meant_is_possible_with_its_reason(query: str, company: str, reason: str) -> None:
    answer = INDEX.check(query)
    assert answer["verdict"] == "possible_match"
    why = [match["why"] for match in answer["matches"] if match["company"] == company]
    assert why
    assert reason in why[0]
    assert all(match["score"] < 100 for match in answer["matches"])


@pytest.mark.parametrize(
    "query",
    [
        "深圳市腾讯计算机系统有限公司",
        "湖南金凯循环科技有限公司",
        "广东",
        "科技",
        "有限公司",
        "",
        "   ",
        "=1+1",
        "x",
        "Sony",
        "🔋",
    ],
)
def test_strangers_and_empty_words_are_not_found(query: str) -> None:
    assert INDEX.check(query) == {"query": query, "verdict": "not_found", "matches": [], "as_of": "2026-11-01"}


LIFE = [
    row("listed", "赣州市豪鹏科技有限公司"),
    row("renamed", "赣州豪鹏循环科技有限公司", "2023-01-01", former="赣州市豪鹏科技有限公司"),
    row("listed", "衢州华友钴新材料有限公司", uscc=CODE, entry_type="梯次利用、再生利用"),
    row("type_dropped", "", "2026-07-30", entry_type="梯次利用"),
    row("listed", "广东光华科技股份有限公司"),
    row("removed", "广东光华科技股份有限公司", "2024-01-01"),
    row("listed", "河南科隆电源材料有限公司"),
    row("proposed_removal", "河南科隆电源材料有限公司", "2026-09-01", stage="proposal"),
    row("proposed", "红星电子有限公司", "2026-10-01", stage="proposal"),
    row("listed", "乾照光电有限公司"),
]
LIVING = SupplierIndex([fold(LIFE, TODAY)], [Alias("Huayou Quzhou", "衢州华友钴新材料有限公司", True)])


@pytest.mark.parametrize(
    ("query", "verdict"),
    [
        ("赣州市豪鹏科技有限公司", "listed"),
        ("赣州豪鹏循环科技有限公司", "listed"),
        ("衢州华友钴新材料有限公司", "listed"),
        (CODE, "listed"),
        (CODE.lower(), "listed"),
        (f"衢州华友钴新材料有限公司 {CODE}", "listed"),
        ("huayou quzhou co., ltd", "listed"),
        ("广东光华科技股份有限公司", "removed"),
        ("广东光华科技有限公司", "possible_match"),
        ("河南科隆电源材料有限公司", "proposed_removal"),
        ("红星电子有限公司", "proposed"),
        ("干照光电有限公司", "possible_match"),
        (CODE[:-2] + "8F", "possible_match"),
    ],
)
def test_verdicts(query: str, verdict: str) -> None:
    assert LIVING.check(query)["verdict"] == verdict


def test_a_dual_company_shows_both_capacities_and_its_best_status() -> None:
    answer = LIVING.check("衢州华友钴新材料有限公司")
    assert [(m["entry_type"], m["status"], m["since"]) for m in answer["matches"]] == [
        ("再生利用", "listed", "2018-09-05"),
        ("梯次利用", "removed", "2026-07-30"),
    ]
    assert answer["matches"][0]["notice"] == "listed-2018-09-05"
    assert answer["matches"][0]["sha256"] == "ab" * 32


def test_the_reason_names_the_former_name() -> None:
    assert LIVING.check("赣州市豪鹏科技有限公司")["matches"][0]["why"] == "a former name of 赣州豪鹏循环科技有限公司"


def test_on_the_day_of_signing_the_later_name_is_known_too() -> None:
    then = SupplierIndex([fold(LIFE, date(2020, 1, 1))])
    answer = then.check("赣州豪鹏循环科技有限公司")
    assert (answer["verdict"], answer["matches"][0]["company"]) == ("listed", "赣州市豪鹏科技有限公司")
    assert SupplierIndex([fold(LIFE, date(2018, 9, 4))]).check("赣州市豪鹏科技有限公司")["verdict"] == "not_found"


def test_a_code_beside_another_enterprises_name_is_no_firm_verdict() -> None:
    answer = LIVING.check("河南科隆电源材料有限公司", uscc=CODE)
    assert answer["verdict"] == "possible_match"
    assert LIVING.check("衢州华友钴新材料有限公司", uscc=CODE)["verdict"] == "listed"
    assert LIVING.check("衢州华友", uscc=CODE)["verdict"] == "listed"


def test_two_enterprises_of_one_name_are_only_possible() -> None:
    rows = [
        row("listed", "甲科技有限公司", province="河北"),
        row("removed", "甲科技有限公司", "2020-01-01", province="湖南"),
    ]
    answer = SupplierIndex([fold(rows, TODAY)]).check("甲科技有限公司")
    assert answer["verdict"] == "possible_match"
    assert {match["status"] for match in answer["matches"]} == {"listed", "removed"}


def test_a_listing_for_steel_does_not_mend_a_removal_from_the_battery_list() -> None:
    rows = [row("listed", "甲科技有限公司"), row("removed", "甲科技有限公司", "2020-01-01")]
    steel = [replace(row("listed", name), register="steel") for name in ("甲科技有限公司", "乙钢铁有限公司")]
    index = SupplierIndex([fold(steel, TODAY), fold(rows, TODAY)])
    answer = index.check("甲科技有限公司")
    assert answer["verdict"] == "removed"
    assert [match["register"] for match in answer["matches"]] == ["nev-battery-recycling", "steel"]
    assert index.check("乙钢铁有限公司")["verdict"] == "listed"


def test_a_name_that_the_announcement_left_out_says_so() -> None:
    rows = [
        row("proposed", "甲科技有限公司", "2022-11-16", batch="第四批", stage="proposal"),
        row("proposed", "乙科技有限公司", "2022-11-16", batch="第四批", stage="proposal"),
        row("listed", "甲科技有限公司", "2022-12-16", batch="第四批"),
    ]
    answer = SupplierIndex([fold(rows, TODAY)]).check("乙科技有限公司")
    assert answer["verdict"] == "proposed"
    assert "does not list it" in answer["matches"][0]["why"]


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(NAMES), st.randoms(use_true_random=False), st.integers(1, 3))
def test_a_firm_verdict_is_never_given_to_a_name_that_was_changed(name: str, chance: random.Random, edits: int) -> None:
    letters = list(name)
    for _ in range(edits):
        letters[chance.randrange(len(letters))] = chance.choice("甲乙丙邦普华友科技环保新能源")
    text = "".join(letters)
    answer = INDEX.check(text)
    assert answer["verdict"] == ("listed" if text in NAMES else answer["verdict"])
    if text not in NAMES:
        assert answer["verdict"] in ("possible_match", "not_found")


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=400))
def test_any_text_gets_an_answer(text: str) -> None:
    assert INDEX.check(text)["verdict"] in ("possible_match", "not_found", "listed")


def test_an_empty_register_answers_not_found() -> None:
    assert SupplierIndex([]).check("甲科技有限公司")["verdict"] == "not_found"
    assert SupplierIndex([]).check("jiakeji")["verdict"] == "not_found"


def test_the_alias_file_is_read_and_its_faults_are_named() -> None:
    assert any(alias.alias == "CATL" and alias.company.startswith("宁德时代") for alias in load_aliases())
    with pytest.raises(AliasFileError, match="line 3"):
        read_aliases("alias,company,says\nA,甲,same\nB,乙,maybe\n", "mine.csv")
    with pytest.raises(AliasFileError, match="lacks the columns"):
        read_aliases("a,b\n", "mine.csv")
