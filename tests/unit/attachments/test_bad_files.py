"""Cut, locked, mislabelled and hostile files: always a Document, never an exception, never a silent nothing."""

import io
import zipfile

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bench import file_makers as make
from bench.file_makers import saved, zipped
from crawler.attachments import kinds, ocr, read
from crawler.attachments.limits import Budget, Quotas
from crawler.attachments.reading import read_within
from storage.model import Document

ROWS, MERGES = make.benchmarks(3, 3)
LISTED = make.companies(6)
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
VALID = {
    "a.pdf": make.make_pdf(LISTED, (30, 150, 110, 70, 155)),
    "a.docx": make.make_docx(ROWS, MERGES),
    "a.xlsx": make.make_xlsx(ROWS, MERGES),
    "a.xls": make.make_xls(ROWS, MERGES),
    "a.ofd": make.make_ofd(LISTED, (14, 50, 42, 30, 44)),
    "a.html": make.make_html(ROWS, MERGES),
    "a.zip": zipped({"附件.xls": make.make_xls(ROWS, MERGES)}, gbk_names=True),
    "a.7z": make.seven_zipped({"附件.csv": "\n".join(map(",".join, LISTED)).encode()}),
    "a.rtf": rb"{\rtf1\ansi\ansicpg936 \'b5\'e7\'b3\'d8\u22238?\u25910?\par\trowd\cellx900 1\cell\row}",
}
MAGIC = [
    *(b"", b"%PDF-1.7\n", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"Rar!\x1a\x07\x00", b"{\\rtf"),
    *(b"7z\xbc\xaf\x27\x1c", b"<html><table>", b"\x89PNG\r\n\x1a\n", b"\xff\xfe"),
]


def speaks(document: Document, name: str) -> bool:
    """Content, or a warning that begins with the file's name."""
    content = document.text or document.tables or document.members
    return (bool(content) and document.readable) or any(said.startswith(name) for said in document.warnings)


@pytest.mark.parametrize("name", VALID)
def test_cut_anywhere_it_is_read_or_said(name: str) -> None:
    data = VALID[name]
    for at in [*range(0, 64, 3), *range(64, len(data), max(len(data) // 40, 1)), len(data) - 1]:
        document = read(data[:at], name)
        assert speaks(document, name), at
        assert document.readable or document.warnings


@pytest.mark.parametrize("name", ["a.docx", "a.xlsx", "a.ofd", "a.xls", "a.zip", "a.7z"])
def test_half_a_file_is_unreadable_and_named(name: str) -> None:
    data = VALID[name]
    document = read(data[: len(data) // 2], name)
    assert not document.readable
    assert document.warnings[0].startswith(f"{name} ")


def test_half_a_pdf_is_said() -> None:
    data = VALID["a.pdf"]
    assert any("cut short" in said for said in read(data[: len(data) - 700], "a.pdf").warnings)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(sorted(VALID)), st.data())
def test_mutated_files_never_raise(name: str, choice: st.DataObject) -> None:
    data = bytearray(VALID[name])
    for _ in range(choice.draw(st.integers(1, 6))):
        at = choice.draw(st.integers(0, len(data) - 1))
        action = choice.draw(st.sampled_from(["set", "insert", "delete"]))
        if action == "set":
            data[at] = choice.draw(st.integers(0, 255))
        elif action == "insert":
            data[at:at] = choice.draw(st.binary(max_size=40))
        elif len(data) > 60:
            del data[at : at + choice.draw(st.integers(1, 50))]
    assert speaks(read(bytes(data), name), name)


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(MAGIC),
    st.binary(max_size=400),
)
def test_any_bytes_are_a_document(magic: bytes, rest: bytes) -> None:
    assert speaks(read(magic + rest, "x.bin"), "x.bin")


def test_locked_files_are_said_to_be_locked() -> None:
    office = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le") + b"\0\0"
    for name, data in {
        "名单.pdf": make.make_pdf(LISTED, (30, 150, 110, 70, 155), password="geheim"),
        "名单.docx": office,
        "名单.7z": make.seven_zipped({"a.txt": b"a"}, password="geheim"),
    }.items():
        document = read(data, name)
        assert not document.readable
        assert document.warnings == (f"{name} is encrypted with a password; ask the publisher for an unlocked copy",)
    parcel = read(make.locked_zip({"a.xls": b"x"}), "名单.zip")
    assert not parcel.readable
    assert parcel.members[0].warnings[0].startswith("a.xls is encrypted")
    assert parcel.warnings[0].startswith("名单.zip: a.xls is encrypted")


def test_scans_are_said_by_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "available", lambda: False)
    scan = read(make.make_scan(3), "扫描.pdf")
    assert not scan.readable
    assert scan.warnings == ("扫描.pdf: pages 1–3 are images; install the [ocr] extra to have them read",)
    mixed = read(make.make_scan(1, text_page="关于公布名单的公告"), "混合.pdf")
    assert (mixed.readable, mixed.text) == (True, "关于公布名单的公告")
    assert mixed.warnings == ("混合.pdf: page 2 is images; install the [ocr] extra to have them read",)
    picture = read(b"\x89PNG\r\n\x1a\n" + b"\0" * 40, "章.png")
    assert not picture.readable
    assert picture.warnings == ("章.png is an image; install the [ocr] extra to have it read",)


def test_empty_and_null_files() -> None:
    assert read(b"", "a.pdf").warnings == ("a.pdf is empty (0 bytes); fetch it again",)
    assert not read(b"\0" * 5000, "a.doc").readable
    assert read(b"").warnings[0].startswith("the file is empty")


def test_a_file_name_cannot_forge_lines() -> None:
    said = read(b"", "a\nWARNING: all is well\x1b[2J" + "x" * 500).warnings[0]
    assert "\n" not in said
    assert "\x1b" not in said
    assert len(said) < 200


def test_zip_bombs_are_refused() -> None:
    bomb = zipped({"a.txt": b"0" * (30 << 20)})
    document = read(bomb, "bomb.zip")
    assert not document.readable
    assert "zip bomb" in document.warnings[0]
    parcels = zipped({f"{index}.zip": zipped({"a.txt": b"0" * (1 << 20)}) for index in range(12)})
    for quotas, fault in ((Quotas(text_chars=5 << 20), "characters"), (Quotas(unpacked_bytes=4 << 20), "unpacks to")):
        assert any(fault in said for said in read_within(parcels, "many.zip", Budget(quotas)).warnings)


def test_a_forged_size_gains_nothing() -> None:
    data = bytearray(zipped({"a.txt": b"0" * (20 << 20)}))
    for magic, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = data.find(magic)
        data[at + offset : at + offset + 4] = (100).to_bytes(4, "little")
    document = read(bytes(data), "forged.zip")
    assert sum(len(member.text) for member in document.members) <= 100
    assert document.warnings


def test_nesting_ends_at_three_archives() -> None:
    data = b"hello"
    for index in range(4):
        data = zipped({f"{index}.zip" if index else "a.txt": data})
    said = read(data, "deep.zip").warnings[0]
    assert said.startswith("deep.zip: ")
    assert "deeper nesting is not read" in said


def test_too_many_members_are_said() -> None:
    document = read_within(zipped({f"{index}.txt": b"a" for index in range(9)}), "a.zip", Budget(Quotas(members=5)))
    assert len(document.members) == 5
    assert any("more than 5 files" in said for said in document.warnings)


@pytest.mark.parametrize("part", ["word/document.xml", "xl/workbook.xml", "OFD.xml"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_refused(part: str, encoding: str) -> None:
    laughs = "".join(f'<!ENTITY l{index} "&l{index - 1};&l{index - 1};">' for index in range(1, 40))
    for inner in (f'<!ENTITY l0 "ha">{laughs}', '<!ENTITY l39 SYSTEM "file:///etc/passwd">'):
        body = "<w:body><w:p><w:r><w:t>&l39;</w:t></w:r></w:p></w:body>"
        xml = f"<!DOCTYPE d [{inner}]><w:document {W}>{body}</w:document>"
        document = read(zipped({"[Content_Types].xml": b"<Types/>", part: xml.encode(encoding)}), "x.docx")
        assert not document.readable
        assert "root:" not in document.text
        assert "entities" in document.warnings[0] or "damaged" in document.warnings[0]


def test_ten_thousand_columns_are_cut_and_said() -> None:
    book = openpyxl.Workbook()
    book.active.append([f"列{index}" for index in range(10_000)])
    book.active.append(list(range(10_000)))
    html = (
        b"<html><table><tr>"
        + b"<td>a</td>" * 10_000
        + b"</tr><tr><td colspan=9999>b</td><td>c</td></tr></table></html>"
    )
    for name, data in {"a.xlsx": saved(book), "a.html": html}.items():
        document = read(data, name)
        assert len(document.tables[0].rows[0]) == 500
        assert any("more than 500 columns" in said for said in document.warnings)


def test_a_cell_at_the_far_corner_costs_nothing() -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = "序号"
    book.active["B1048576"] = "末"
    assert len(read(saved(book), "a.xlsx").tables[0].rows) == 2


def test_spans_without_end_are_within_quota() -> None:
    html = "<table>" + "<tr><td rowspan=65535 colspan=9999>x</td></tr>" * 500 + "</table>"
    document = read_within(html.encode(), "a.html", Budget(Quotas(cells=50_000)))
    assert "table cells" in document.warnings[0]


def test_deep_nesting_is_said() -> None:
    for data in (b"<div>" * 50_000 + b"x", b"<table><tr><td>" * 3_000 + b"x"):
        assert any("nested so deeply" in said for said in read(b"<html>" + data, "a.html").warnings)


def test_a_broken_member_does_not_take_the_others_with_it() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("坏.txt", "甲乙丙丁" * 10)
        archive.writestr("好.txt", "正文")
    data = out.getvalue().replace("甲乙".encode(), "甲丙".encode(), 1)
    document = read(data, "a.zip")
    assert [member.readable for member in document.members] == [False, True]
    assert document.readable
    assert document.warnings[0].startswith("a.zip: 坏.txt is damaged")


def test_kinds_of_other_things() -> None:
    assert kinds.kind_of(b"\x1f\x8b\x08") == kinds.GZIP
    assert kinds.kind_of("普通文字".encode("gb18030")) == kinds.TEXT
    assert kinds.kind_of(b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n") == kinds.MHTML
    assert not read(b"\x1f\x8b\x08aaaa", "a.gz").readable


def test_a_text_in_the_codes_of_its_own_font_is_said() -> None:
    """Seen in OFD files of a Chinese maker, whose headings are private-use codes; a few bullets are none of that."""
    garbled = read(("\ue11e\ue236\ue28a\ue0c0" * 10 + "浏览器").encode(), "a.txt")
    assert garbled.warnings == (
        "a.txt: holds 40 characters by the codes of a font of its own, which nobody can tell without it; "
        "open it to read them",
    )
    assert read(("\uf06c 第一条 企业应当建立台账。\n" * 25).encode(), "b.txt").warnings == ()
