import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.pages import WrongCharset
from crawler.pages.decoding import decode

PROSE = "关于规范废旧动力电池回收利用的通知，各省、自治区、直辖市工业和信息化主管部门：现将有关事项通知如下。" * 5


def page(text, charset=""):
    meta = f'<meta http-equiv="Content-Type" content="text/html; charset={charset}">' if charset else ""
    return f"<html><head>{meta}</head><body>{text}</body></html>"


@pytest.mark.parametrize("extra", ["", "镕", "€", "䶮", "\U00020087", "㐂"])
@pytest.mark.parametrize("declared", ["gb2312", "GBK", "x-gbk", "gb18030"])
def test_a_gb_name_means_gb18030_with_its_rare_and_four_byte_characters(declared, extra):
    html = page(PROSE + extra, declared)
    assert decode(html.encode("gb18030"), "text/html") == (html, "gb18030")
    assert decode(html.encode("gb18030"), f"text/html; charset={declared}") == (html, "gb18030")


def test_a_byte_order_mark_wins_and_is_no_text():
    html = page(PROSE, "gb2312")
    assert decode(b"\xef\xbb\xbf" + html.encode(), "text/html; charset=gbk") == (html, "utf-8")
    assert decode(b"\xff\xfe" + html.encode("utf-16-le"), "") == (html, "utf-16-le")


@pytest.mark.parametrize(
    ("header", "meta"), [("gbk", "utf-8"), ("utf-8", "gb2312"), ("ISO-8859-1", "gb2312"), ("x", "y")]
)
@pytest.mark.parametrize("real", ["utf-8", "gb18030"])
def test_where_header_and_meta_disagree_the_bytes_decide(header, meta, real):
    html = page(PROSE, meta)
    assert decode(html.encode(real), f"text/html; charset={header}") == (html, real)


@pytest.mark.parametrize("real", ["utf-8", "gb18030"])
def test_nothing_declared(real):
    assert decode(page(PROSE).encode(real), "") == (page(PROSE), real)


@pytest.mark.parametrize("text", ["通知", "公告第1号", "联通", "", "OK"])
def test_short_text_in_the_encoding_that_is_declared(text):
    for name in ("utf-8", "gb18030"):
        assert decode(text.encode(name), f"text/html; charset={name}")[0] == text


def test_one_broken_byte_in_a_long_page_is_borne_and_shown():
    body = page(PROSE * 20, "utf-8").encode()
    middle = body.index("电池".encode())
    text, name = decode(body[:middle] + b"\xff" + body[middle + 1 :], "text/html; charset=utf-8")
    assert name == "utf-8" and 1 <= text.count("\ufffd") <= 3


@pytest.mark.parametrize("body", [bytes(range(256)) * 40, b"\x00" * 500, b"\x89PNG\r\n\x1a\n" + b"\x00\xff" * 900])
def test_bytes_that_are_no_text_are_refused(body):
    with pytest.raises(WrongCharset, match="damaged"):
        decode(body, "text/html; charset=utf-8")


@given(st.text(alphabet=st.characters(codec="gb18030", exclude_characters="\x00\ufffd"), min_size=30))
def test_declared_utf8_comes_back_whole(text):
    assert decode(page(PROSE + text, "utf-8").encode(), "text/html") == (page(PROSE + text, "utf-8"), "utf-8")


@given(st.binary(max_size=400))
def test_any_bytes_give_text_or_one_clear_refusal(body):
    try:
        text, name = decode(body, "text/html; charset=gbk")
    except WrongCharset as fault:
        assert "damaged" in str(fault)
    else:
        assert "\x00" not in text and name
