"""Every list at hand reads as a person read it, twice alike, and every source has a recorded one."""

import json
from dataclasses import asdict
from pathlib import Path

import pytest

from crawler.platforms.jpaas import read_unit
from crawler.platforms.miit_search import read_search
from crawler.platforms.trs import read_list
from crawler.sources import SOURCES

LISTS = Path(__file__).parents[2] / "fixtures" / "lists"
INDEX = json.loads((LISTS / "index.json").read_text("utf-8"))
APART = {"index.json", "README.md", "made_miit_column_shell.html"}


def read(entry):
    path = LISTS / entry["file"]
    if entry["reader"] == "trs":
        return read_list(path.read_text("utf-8"), entry["url"])
    return {"unit": read_unit, "search": read_search}[entry["reader"]](path.read_bytes(), entry["url"])


@pytest.mark.parametrize("entry", INDEX, ids=[entry["file"] for entry in INDEX])
def test_a_list_reads_as_reviewed(entry):
    expected = json.loads((LISTS / f"{entry['file']}.expected.json").read_text("utf-8"))
    page = read(entry)
    assert json.loads(json.dumps(asdict(page), default=str)) == expected
    assert read(entry) == page


def test_every_list_is_in_the_index():
    there = {path.name for path in LISTS.iterdir() if not path.name.endswith(".expected.json")}
    assert {entry["file"] for entry in INDEX} == there - APART


@pytest.mark.parametrize("key", SOURCES)
def test_every_source_has_a_recorded_list(key):
    recorded = [entry for entry in INDEX if entry["source"] == key and entry["recorded"]]
    assert any(read(entry).rows for entry in recorded), f"record a list of {key} under tests/fixtures/lists"
