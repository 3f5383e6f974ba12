"""A scan that nothing here can read is said where people look: in `read`, in the notice and in the digest."""

import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from bench import file_makers as make
from crawler.attachments import ocr, read
from crawler.attachments.members import faults_of
from crawler.reading import read_notice
from notifier.item_views import _attachment
from notifier.labels import Say
from storage.model import Attachment, Page

SCAN = make.make_scan(2)
SAID = "pages 1–2 are images; install the [ocr] extra to have them read"


@pytest.mark.skipif(ocr.available(), reason="the [ocr] extra is installed: scans are read")
def test_read_says_it(tmp_path: Path) -> None:
    (tmp_path / "名单.pdf").write_bytes(SCAN)
    done = subprocess.run(
        [sys.executable, "-m", "regwatch.cli", "read", str(tmp_path / "名单.pdf"), "--format", "json"],
        capture_output=True,
        check=False,
    )
    told = json.loads(done.stdout)
    assert told["readable"] is False
    assert any("名单.pdf" in warning and SAID in warning for warning in told["warnings"])


def test_the_notice_says_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "available", lambda: False)
    document = read(SCAN, "名单.pdf")
    held = Attachment("名单.pdf", "https://example.org/a.pdf", "0" * 64, document.media_type, len(SCAN))
    file = Attachment(held.name, held.url, held.sha256, held.media_type, held.size, False, faults_of(document))
    page = Page(title="关于名单的公告", text="现予公告。", template="made", published=date(2026, 9, 1))
    (warning,) = read_notice(page, (file,), "工业和信息化部").facts.warnings
    assert "名单.pdf" in warning and "[ocr]" in warning


@pytest.mark.parametrize(
    ("language", "words"), [("en", "content not readable, kept as evidence"), ("zh", "内容无法读取，已留存")]
)
def test_the_digest_says_it(language: str, words: str) -> None:
    shape = {"name": "名单.pdf", "url": "https://example.org/a.pdf", "sha256": "ab" * 32, "readable": False}
    assert words in _attachment(shape, Say(language)).note  # type: ignore[arg-type]


def test_the_digest_says_why_without_what_only_an_operator_can_do() -> None:
    fault = "名单.pdf: pages 1–2 are images; install the [ocr] extra to have them read"
    shape = {"name": "名单.pdf", "url": "", "sha256": "ab" * 32, "readable": False, "fault": fault}
    note = _attachment(shape, Say("en")).note  # type: ignore[arg-type]
    assert note.endswith("content not readable (pages 1–2 are images), kept as evidence")
