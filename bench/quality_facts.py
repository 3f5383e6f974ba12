"""Number, issuers, stage and dates of every recorded page, every page of the demo, and made passages, beside what a
person reads there: `python -m bench quality_facts`.

The expectations (`tests/fixtures/facts`) were written from the pages. A page counts as right when all of it is: the
number, each issuer in order, the stage, and each date with its kind, its precision and the words it stands in; a date
that nobody expects is as wrong as a missing one.
"""

import json
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from bench.measuring import Figure
from crawler.listed import ListedAs
from crawler.pages import read_page
from crawler.reading import read_notice
from crawler.sources import SOURCES
from regwatch.demo.replica import mee_pages, miit_pages, samr_pages
from regwatch.demo.replica.view import Shown
from regwatch.demo.story import load
from regwatch.demo.story.places import HOSTS, paths
from storage.model import DatedSentence, Facts, Page

FIXTURES = Path(__file__).parents[1] / "tests" / "fixtures"
RENDERERS = {"miit": miit_pages.page, "samr": samr_pages.page, "mee": mee_pages.page}


@dataclass(frozen=True, slots=True)
class Case:
    name: str
    wanted: dict[str, Any]
    facts: Facts


def faults(wanted: dict[str, Any], facts: Facts) -> list[str]:
    """What of the facts is not as a person reads it, each with what was told instead."""
    wrong = []
    for name, told in (
        ("number", facts.doc_number),
        ("issuers", list(facts.issuers)),
        ("stage", facts.stage),
    ):
        if told != wanted.get(name, [] if name == "issuers" else ""):
            wrong.append(f"{name}: {told} for {wanted.get(name, '')}")
    if facts.comment_deadline != _deadline(wanted):
        wrong.append(f"comment_deadline: {facts.comment_deadline} for {_deadline(wanted)}")
    expected = {(kind, day, precision) for kind, day, precision, _ in wanted.get("dates", [])}
    told_dates = {(one.kind, one.day, one.precision) for one in facts.dates}
    wrong += [f"date not told: {kind} {day} {precision}" for kind, day, precision in sorted(expected - told_dates)]
    wrong += [f"date nobody reads: {kind} {day} {precision}" for kind, day, precision in sorted(told_dates - expected)]
    for kind, day, _, words in wanted.get("dates", []):
        if words and (kind, day) in {(one.kind, one.day) for one in facts.dates} and not _said(words, kind, day, facts):
            wrong.append(f"sentence of {kind}: without {words}")
    return wrong


def _said(words: str, kind: str, day: date, facts: Facts) -> bool:
    return any(words in one.sentence for one in facts.dates if (one.kind, one.day) == (kind, day))


def _deadline(wanted: dict[str, Any]) -> date | None:
    days = [day for kind, day, _, _ in wanted.get("dates", []) if kind == "comment_deadline"]
    found: date | None = days[0] if days else wanted.get("listed_deadline")
    return found


def _wanted(name: str) -> dict[str, dict[str, Any]]:
    return tomllib.loads((FIXTURES / "facts" / name).read_text("utf-8"))


def recorded() -> Iterator[Case]:
    """Every article page under tests/fixtures/pages."""
    wanted = _wanted("recorded.toml")
    for entry in json.loads((FIXTURES / "pages" / "index.json").read_text("utf-8")):
        page = read_page((FIXTURES / "pages" / entry["file"]).read_text("utf-8"), entry["url"])
        body = SOURCES[entry["source"]].name if entry["source"] else ""
        yield Case(entry["file"], wanted[entry["file"]], read_notice(page, (), body).facts)


def demo() -> Iterator[Case]:
    """Every page of the demo's sites, in each of its editions, as its own site renders it."""
    wanted = _wanted("demo.toml")
    for notice in load().notices:
        for at, edition in enumerate(notice.editions):
            if notice.pointer:
                continue
            where = paths(notice)[0]
            html = RENDERERS[notice.source](Shown(notice, edition.content, edition.at), where)
            page = read_page(html, f"https://{HOSTS[notice.source]}{where}")
            listed = ListedAs(
                notice.editions[0].content.title, notice.posted.date(), wanted[notice.key].get("listed_deadline")
            )
            facts = read_notice(page, (), SOURCES[notice.source].name, listed).facts
            yield Case(f"{notice.key} v{at + 1}", wanted[notice.key], facts)


def passages(name: str) -> Iterator[Case]:
    """Made passages: title, text, fields of the page, the day it shows, and the body whose site it is."""
    for number, one in enumerate(_wanted(name)["passage"], 1):
        page = Page(
            title=one["title"], text=one["text"].strip(), template="made", fields=one.get("fields", {}),
            published=one.get("published"),
        )  # fmt: skip
        facts = read_notice(page, (), one.get("site", "")).facts
        shown = [DatedSentence("published", one["published"], "day", "")] if "published" in one else []
        yield Case(f"{name} {number}: {one['title'][:40]}", one | {"dates": _with(shown, one)}, facts)


def _with(shown: list[DatedSentence], one: dict[str, Any]) -> list[list[Any]]:
    return [[item.kind, item.day, item.precision, ""] for item in shown] + list(one.get("dates", []))


def share(cases: Iterator[Case]) -> tuple[float, int]:
    """Prints what is wrong; the share of cases that are wholly right, and their number."""
    right = every = 0
    for case in cases:
        every += 1
        wrong = faults(case.wanted, case.facts)
        right += not wrong
        for fault in wrong:
            print(f"  {case.name}: {fault}")
    return right / every, every


def measured() -> Iterator[Figure]:
    told, count = share(recorded())
    yield Figure(f"recorded pages ({count}): number, issuers, stage, all dates right", told, 1.0, most=False)
    told, count = share(demo())
    yield Figure(f"pages of the demo in all editions ({count}): the same", told, 1.0, most=False)
    for path in sorted((FIXTURES / "facts").glob("passages_*.toml")):
        told, count = share(passages(path.name))
        yield Figure(f"made, {path.stem.removeprefix('passages_')} ({count}): the same", told)


def main() -> None:
    figures = list(measured())
    for figure in figures:
        print(f"{figure.name}: {figure.value:.3f}")
    sys.exit(0 if all(figure.met for figure in figures) else 1)


if __name__ == "__main__":
    main()
