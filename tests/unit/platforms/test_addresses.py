from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.platforms.addresses import attachment_name, canonical, external_id, file_kind, same_file
from crawler.platforms.text import agreed, dates_in, fuller, one_line

BASE = "https://www.miit.gov.cn/zwgk/wjgs/index.html"
ART = "art_0123456789abcdef0123456789abcdef.html"


@pytest.mark.parametrize(
    ("href", "expected"),
    [
        (f"/zwgk/{ART}", f"https://www.miit.gov.cn/zwgk/{ART}"),
        (f"http://wap.miit.gov.cn:80/zwgk/{ART}#top", f"https://www.miit.gov.cn/zwgk/{ART}"),
        ("https://jyhwzhq.miit.gov.cn/cms_files/a.pdf", "https://www.miit.gov.cn/cms_files/a.pdf"),
        ("zwgk/wjgs/art/2026/a.html", "https://www.miit.gov.cn/zwgk/wjgs/art/2026/a.html"),
        ("art/2026/a.html", "https://www.miit.gov.cn/zwgk/wjgs/art/2026/a.html"),
        ("../../../../../a.html", "https://www.miit.gov.cn/a.html"),
        (" /a\n  b.html ", "https://www.miit.gov.cn/ab.html"),
        ("/a;jsessionid=5F.node1?utm_source=x&id=2", "https://www.miit.gov.cn/a?id=2"),
        ("/x.docx?fileName=附件 1.docx", "https://www.miit.gov.cn/x.docx?fileName=%E9%99%84%E4%BB%B6%201.docx"),
        ("/x.docx?fileName=%E9%99%84", "https://www.miit.gov.cn/x.docx?fileName=%E9%99%84"),
        ("/cms_files/demo/pdfjs/web/viewer.html?file=%2Fcms_files%2Fa.pdf", "https://www.miit.gov.cn/cms_files/a.pdf"),
        ("http://gxt.jiangsu.gov.cn:8080/a", "http://gxt.jiangsu.gov.cn:8080/a"),
        ("//www.mee.gov.cn/a", "https://www.mee.gov.cn/a"),
        ("mailto:a@samr.gov.cn。邮件主题", None),
        ("javascript:void(0)", None),
        ("JAVASCRIPT:alert(1)", None),
        ("data:text/html,x", None),
        ("file:///etc/passwd", None),
        ("#top", None),
        ("", None),
        ("http://user:secret@www.miit.gov.cn/", None),
        ("http://[bad/", None),
        ("http://a b/", None),
        ("http://x.cn:99999/", None),
    ],
)
def test_one_address_one_form(href, expected):
    assert canonical(href, BASE) == expected


@given(st.text(max_size=80))
def test_any_text_gives_none_or_an_address_that_stays_as_it_is(href):
    found = canonical(href, BASE)
    if found is not None:
        parts = urlsplit(found)
        assert parts.scheme in ("http", "https") and parts.hostname and not parts.fragment and found.isascii()
        assert canonical(found, "https://elsewhere.example/") == found


@given(st.text(alphabet="abc/.?=&%;:@#中 文\n", max_size=60))
def test_canonical_is_stable_on_address_like_text(tail):
    found = canonical("http://www.samr.gov.cn/" + tail, BASE)
    assert found is None or canonical(found, BASE) == found


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (f"https://www.miit.gov.cn/zwgk/art/2026/{ART}", "0123456789abcdef0123456789abcdef"),
        ("https://www.mee.gov.cn/hdjl/yjzj/zjyj/202609/t20260914_1166201.shtml", "t20260914_1166201"),
        ("https://www.gov.cn/zhengce/202609/content_7081587.htm", "content_7081587"),
        ("https://x.gov.cn/art/2026/9/1/art_1229_5024.html", "art_1229_5024"),
        ("https://x.gov.cn/1073/20260901/0123456789abcdef0123456789abcdef.html", "0123456789abcdef0123456789abcdef"),
        ("https://www.miit.gov.cn/cms_files/attach/20269/0123456789abcdef0123456789abcdef.pdf", ""),
        ("https://www.miit.gov.cn/zwgk/index.html", ""),
    ],
)
def test_the_publishers_id(url, expected):
    assert external_id(url) == expected


def test_names_of_attachments():
    url = "https://x.cn/0123.docx?fileName=%E9%99%84%E4%BB%B61.docx"
    assert attachment_name(url, "下载", "提示") == "附件1.docx"
    assert attachment_name("https://x.cn/0123.docx", "附件", "1.企业名单") == "1.企业名单"
    assert attachment_name("https://x.cn/0123.docx", "点击下载", "") == "0123.docx"
    assert "/" not in attachment_name("https://x.cn/a.pdf", "../../etc/passwd\x00", "")
    assert len(attachment_name("https://x.cn/a.pdf", "长" * 999 + ".pdf", "")) <= 200


def test_kinds_and_sameness_of_files():
    assert file_kind("https://x.cn/a.WPS?fileName=x.pdf") == "wps"
    assert file_kind("https://x.cn/download?fileName=x.xlsx") == "xlsx"
    assert file_kind("https://x.cn/a.html") == ""
    assert same_file("https://x.cn/a.xls?fileName=1.xls") == same_file("https://x.cn/a.xls")


def test_titles():
    assert one_line("关于出口\n  转内销产品\r\n的 通知") == "关于出口转内销产品的 通知"
    assert one_line("Regwatch\nAbc") == "Regwatch Abc"
    assert fuller("关于公开征求意…", "关于公开征求意见的通知") == "关于公开征求意见的通知"
    assert fuller("关于公开征求意见的通知", "点击查看") == "关于公开征求意见的通知"
    assert fuller("关于公开征求意见的通知", "关于公开\n征求意见的通知") == "关于公开征求意见的通知"
    assert fuller("", "只有提示") == "只有提示"
    assert agreed("甲 乙", "", "甲乙", "丙") == "甲乙"
    assert agreed("", " ") == ""


def test_dates_that_cannot_be_are_left_out():
    assert [str(day) for day in dates_in("2026-02-30 2026年9月1日 2026/9/2 12026-09-01 2026-13-01")] == [
        "2026-09-01",
        "2026-09-02",
    ]
