"""A crawl process is started for every source at every poll, so it imports nothing that only a reader of pages or of
files, or a comparison of texts, needs. Those are imported when there is something to read or to compare."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
NEEDED_LATER = (
    "crawler.pages.templates",
    "crawler.facts",
    "crawler.reading",
    "storage.diffs",
    "rapidfuzz",
    "pdfplumber",
)
NEEDED_LATER += (
    "pdfminer",
    "pypdfium2",
    "openpyxl",
    "olefile",
    "rapidocr",
    "onnxruntime",
    "typer",
    "jinja2",
    "pypinyin",
)
SETTINGS_NEED = {"crawler.facts", "crawler.facts.subjects", "crawler.facts.watched"}  # terms of the watched subjects
LISTING = "import sys, crawler.process, crawler.settings, crawler.spiders.{}; print(*sys.modules)"


@pytest.mark.parametrize("source", ["miit", "samr", "mee"])
def test_a_crawl_process_starts_without_what_it_may_not_need(source: str) -> None:
    told = subprocess.run(
        [sys.executable, "-c", LISTING.format(source)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    loaded = told.stdout.split()
    assert "scrapy" in loaded and "storage.archive.versions" in loaded
    assert [name for name in loaded if name.startswith(NEEDED_LATER) and name not in SETTINGS_NEED] == []
