"""Scanned lists, read by character recognition; only where the [ocr] extra and a Chinese font are installed."""

import socket

import pytest

from bench import quality_scans as quality
from bench import scan_makers as make
from crawler.attachments import ocr, read
from crawler.attachments.limits import Budget, Quotas
from crawler.attachments.reading import read_within
from crawler.attachments.sandbox import read_safely

pytestmark = [
    pytest.mark.skipif(bool(quality.missing()), reason=quality.missing() or "nothing is missing"),
    pytest.mark.timeout(900),  # about 20 seconds a page where a machine is busy
]


def test_a_scan_of_two_pages_gives_every_row_of_its_table() -> None:
    rows = make.enterprises(40)
    scan = make.as_pdf(make.pages(rows, a_page=32, repeat_header=True))
    document = read_safely(scan, "名单.pdf")
    assert document.readable and len(document.tables) == 1, document.warnings
    assert quality.codes_right(document, rows) == 1.0
    (table,) = document.tables
    assert [row[0] for row in table.rows[table.header :]] == [str(number) for number in range(1, 41)]
    assert {table.places[1], table.places[-1]} == {"page 1", "page 2"}
    assert document.warnings == (
        "名单.pdf: pages 1–2 are read by character recognition; check names and numbers against the picture",
    )


def test_a_picture_is_read_without_a_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("recognition asked for the network")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    rows = make.enterprises(6)
    document = read(make.as_png(make.pages(rows)[0]), "名单.png")
    assert quality.codes_right(document, rows) == 1.0
    assert "符合规范条件的企业名单" in document.text


def test_pages_beyond_the_quota_and_damaged_pictures_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    damaged = read(b"\x89PNG\r\n\x1a\n" + b"\0" * 40, "章.png")
    assert damaged.warnings == ("章.png is a damaged picture; fetch it again",)
    monkeypatch.setattr(ocr, "recognise_page", lambda _: ocr.Recognised([], []))
    scan = make.as_pdf(make.pages(make.enterprises(3), a_page=1))
    document = read_within(scan, "扫描.pdf", Budget(Quotas(recognised_pages=2)))
    assert document.warnings == (
        "扫描.pdf: page 3 is an image beyond the 2 that are read; not read",
        "扫描.pdf: pages 1–2 are read by character recognition; check names and numbers against the picture",
    )
