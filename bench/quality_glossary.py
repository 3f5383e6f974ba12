"""How far the glossary reaches: titles told in English whole, in part or not at all, over tests/fixtures/titles.tsv.

Run: python -m bench.quality_glossary [ARCHIVE.DB], which then also counts the titles of that archive.
"""

import csv
import re
import sqlite3
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from bench.measuring import Figure
from storage.vocabulary.titles import gloss_title

TITLES = Path(__file__).parents[1] / "tests" / "fixtures" / "titles.tsv"
_CHINESE = re.compile(r"[\u3400-\u9fff]")


def labelled() -> list[tuple[str, str]]:
    rows = csv.DictReader(TITLES.open(encoding="utf-8"), delimiter="\t")
    return [(row["scope"], row["title"]) for row in rows if _CHINESE.search(row["title"])]


def measured() -> Iterator[Figure]:
    titles = labelled()
    on_topic = [title for scope, title in titles if scope == "on_topic"]
    yield Figure("titles on the subject with a gloss", share(on_topic), 0.9, most=False)
    yield Figure("all titles with a gloss", share([title for _, title in titles]), 0.75, most=False)


def share(titles: list[str]) -> float:
    return sum(gloss_title(title) is not None for title in titles) / len(titles)


def main() -> None:
    report("titles.tsv", labelled())
    for archive in sys.argv[1:]:
        db = sqlite3.connect(f"file:{archive}?mode=ro", uri=True)
        found = db.execute(
            """SELECT DISTINCT CASE n.on_subject WHEN 1 THEN 'on_subject' ELSE 'others' END, v.title
               FROM notices n JOIN versions v ON v.notice = n.id AND v.number = n.version"""
        )
        report(archive, found)


def report(name: str, titles: Iterable[tuple[str, str]]) -> None:
    counts: Counter[tuple[str, str]] = Counter()
    for group, title in titles:
        if _CHINESE.search(title):
            gloss = gloss_title(title)
            for one in (group, "all"):
                counts[one, "none" if gloss is None else "whole" if gloss.whole else "part"] += 1
    print(f"{name}: Chinese titles with a gloss in English, with one that keeps a Chinese name inside, without")
    for group in sorted({group for group, _ in counts}):
        whole, part, none = (counts[group, kind] for kind in ("whole", "part", "none"))
        total = whole + part + none
        print(f"  {group}: {whole} whole ({whole / total:.0%}), {part} in part ({part / total:.0%}), {none} without")


if __name__ == "__main__":
    main()
