"""What a Word document shows but does not store as plain text: numbers, merges, insertions, boxes."""

from pathlib import Path

from bench.file_makers import zipped
from crawler.attachments import read
from crawler.attachments.numbering import chinese, render
from storage.model import Document

FILES = Path(__file__).parents[2] / "fixtures" / "files"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def p(text: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def word(body: str, numbering: str = "") -> Document:
    parts = {
        "[Content_Types].xml": "<Types/>",
        "word/document.xml": f"<w:document {W}><w:body>{body}</w:body></w:document>",
    }
    if numbering:
        parts["word/numbering.xml"] = f"<w:numbering {W}>{numbering}</w:numbering>"
    return read(zipped({name: content.encode() for name, content in parts.items()}), "a.docx")


def level(depth: int, style: str, text: str) -> str:
    return f'<w:lvl w:ilvl="{depth}"><w:numFmt w:val="{style}"/><w:lvlText w:val="{text}"/></w:lvl>'


NUMBERED = '<w:numPr><w:ilvl w:val="{}"/><w:numId w:val="1"/></w:numPr>'
LISTS = (
    '<w:abstractNum w:abstractNumId="0">' + level(0, "chineseCounting", "%1、") + level(1, "decimal", "（%1.%2）")
    + '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
)  # fmt: skip


def test_automatic_numbers_are_read() -> None:
    body = p("总则", NUMBERED.format(0)) + p("范围", NUMBERED.format(1)) + p("依据", NUMBERED.format(1))
    document = word(body + p("附则", NUMBERED.format(0)) + p("期限", NUMBERED.format(1)), LISTS)
    assert document.text.split("\n") == ["一、总则", "（一.1）范围", "（一.2）依据", "二、附则", "（二.1）期限"]


def test_automatic_ordinals_of_a_table() -> None:
    lists = LISTS.replace("chineseCounting", "decimal").replace("%1、", "%1")
    rows = "".join(
        f"<w:tr><w:tc>{p('', NUMBERED.format(0))}</w:tc><w:tc>{p(name)}</w:tc></w:tr>" for name in ("甲公司", "乙公司")
    )
    head = f"<w:tr><w:tc>{p('序号')}</w:tc><w:tc>{p('企业名称')}</w:tc></w:tr>"
    assert word(f"<w:tbl>{head}{rows}</w:tbl>", lists).tables[0].rows[1:] == (("1", "甲公司"), ("2", "乙公司"))


def test_deleted_text_is_gone_and_inserted_text_is_there() -> None:
    body = (
        "<w:p><w:r><w:t>共</w:t></w:r><w:del><w:r><w:delText>三</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>四</w:t></w:r></w:ins><w:r><w:t>家</w:t></w:r></w:p>"
    )
    assert word(body).text == "共四家"


def test_merged_cells_repeat_across_and_down() -> None:
    def cell(text: str, properties: str = "") -> str:
        return f"<w:tc><w:tcPr>{properties}</w:tcPr>{p(text)}</w:tc>"

    restart, goes_on, wide = '<w:vMerge w:val="restart"/>', "<w:vMerge/>", '<w:gridSpan w:val="2"/>'
    rows = (
        cell("序号", restart) + cell("处罚标准", wide),
        cell("", goes_on) + cell("下限金额") + cell("上限金额"),
        cell("1", restart) + cell("1万") + cell("2万"),
        cell("", goes_on) + cell("3万") + cell("4万"),
    )
    body = "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in rows) + "</w:tbl>"
    table = word(body).tables[0]
    assert table.header == 2
    assert table.rows == (
        ("序号", "处罚标准", "处罚标准"), ("序号", "下限金额", "上限金额"), ("1", "1万", "2万"), ("1", "3万", "4万")
    )  # fmt: skip


def test_chinese_numbers() -> None:
    shown = {
        1: "一",
        10: "十",
        12: "十二",
        20: "二十",
        101: "一百零一",
        110: "一百一十",
        1005: "一千零五",
        2026: "二千零二十六",
    }
    assert {number: chinese(number) for number in shown} == shown
    assert [render(4, style) for style in ("upperRoman", "lowerLetter", "decimalEnclosedCircle", "decimalZero")] == [
        "IV", "d", "④", "04"
    ]  # fmt: skip


def test_a_class_in_the_header_of_the_file_is_no_damage() -> None:
    """As WPS writes it into .wps and .doc: the class of Word, where the format wants zeros."""
    plain = (FILES / "rules.doc").read_bytes()
    by_wps = plain[:8] + bytes.fromhex("0609020000000000c000000000000046") + plain[24:]
    assert read(by_wps, "rules.doc") == read(plain, "rules.doc")
    assert read(by_wps, "rules.doc").tables
