"""Half pages, damaged words and cut files, told from whole ones."""

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.guards.whole import cut_file, cut_json, cut_short, mangled
from storage.model import Link, Page, Table

WHOLE = "<!DOCTYPE html><html><head><title>通知</title></head><body><p>正文</p></body></html>\n"


@pytest.mark.parametrize(
    ("html", "cut"),
    [
        (WHOLE, False),
        (WHOLE.upper(), False),
        (WHOLE + "<!-- built 2026 -->" * 500, False),
        (WHOLE.replace("</html>", ""), False),
        (WHOLE[: len(WHOLE) // 2], True),
        ("<html><body>一半", True),
        ("<li><a href='x'>a bare fragment of a list</a></li>", False),
        ("", False),
    ],
)
def test_a_page_that_opens_html_closes_it(html: str, cut: bool) -> None:
    assert cut_short(html) is cut


@given(st.integers(min_value=22, max_value=len(WHOLE) - 20))
def test_any_cut_before_the_end_tags_is_seen(at: int) -> None:
    assert cut_short(WHOLE[:at])


@pytest.mark.parametrize(
    ("body", "cut"),
    [
        (b'{"a": [1, 2]}', False),
        (b'{"a": [1, 2', True),
        (b"<html>", False),
        (b"", False),
        (b'\xef\xbb\xbf{"a":1}', False),
    ],
)
def test_json_that_ends_in_the_middle(body: bytes, cut: bool) -> None:
    assert cut_json(body) is cut


@pytest.mark.parametrize(
    "page",
    [
        Page("动力\ufffd电池", "正文", "miit"),
        Page("动力电池", "正\ufffd文", "miit"),
        Page("动力电池", "正文", "miit", tables=(Table((("企业\ufffd",),)),)),
        Page("动力电池", "正文", "miit", links=(Link("http://x/", "附\ufffd件"),)),
        Page("动力电池", "正文", "miit", fields={"发文字号": "\ufffd"}),
    ],
)
def test_lost_characters_are_never_stored(page: Page) -> None:
    assert mangled(page, "动力电池".encode("gbk") + b"\xff") is not None


def test_the_publishers_own_replacement_character_is_no_damage() -> None:
    page = Page("动力\ufffd电池", "正文", "miit")
    assert mangled(page, "<title>动力\ufffd电池</title>".encode()) is None
    assert mangled(Page("动力电池", "正文", "miit"), b"\xff") is None


def _zip() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("名单.txt", "企业" * 500)
    return out.getvalue()


PDF = b"%PDF-1.4\n" + b"0 0 obj\n" * 600 + b"startxref\n9\n%%EOF\n"


@pytest.mark.parametrize(
    "data",
    [PDF, _zip(), b"\xd0\xcf\x11\xe0" + b"x" * 3000, b"plain text", PDF + b"\r\n" * 20],
    ids=["pdf", "zip", "ole", "text", "pdf with blank lines"],
)
def test_whole_files_pass_and_halves_of_what_was_held_do_not(data: bytes) -> None:
    assert cut_file(data, None) is None
    assert cut_file(data, data) is None
    assert "first" in (cut_file(data[: len(data) // 2], data) or "")


@pytest.mark.parametrize("data", [PDF[:3000], _zip()[:60]], ids=["pdf", "zip"])
def test_formats_that_state_their_end_are_told_without_a_former_state(data: bytes) -> None:
    assert cut_file(data, None) is None
    assert "taken for cut off" in (cut_file(data, PDF + b"another one\n%%EOF") or "")
