"""Every page at hand reads as a person read it, twice alike, and every source has a recorded one."""

import json
from dataclasses import asdict
from pathlib import Path

import pytest

from crawler.pages import read_page
from crawler.sources import SOURCES

PAGES = Path(__file__).parents[2] / "fixtures" / "pages"
INDEX = json.loads((PAGES / "index.json").read_text("utf-8"))


@pytest.mark.parametrize("entry", INDEX, ids=[entry["file"] for entry in INDEX])
def test_a_page_reads_as_reviewed(entry):
    html = (PAGES / entry["file"]).read_text("utf-8")
    expected = json.loads((PAGES / f"{entry['file']}.expected.json").read_text("utf-8"))
    page = read_page(html, entry["url"])
    assert json.loads(json.dumps(asdict(page), default=str)) == expected
    assert read_page(html, entry["url"]) == page


def test_every_page_is_in_the_index():
    assert {entry["file"] for entry in INDEX} == {path.name for path in PAGES.glob("*html")}


@pytest.mark.parametrize("key", SOURCES)
def test_every_source_has_a_recorded_page(key):
    assert [entry for entry in INDEX if entry["source"] == key and entry["recorded"]], (
        f"record an article of {key} under tests/fixtures/pages and review what it reads as"
    )
