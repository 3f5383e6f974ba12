import time

import pytest
from bs4 import BeautifulSoup

from crawler.pages import NotANotice, read_page
from crawler.pages.prose import paragraphs

URL = "https://www.miit.gov.cn/zwgk/zcwj/wjfb/tz/art/2026/art_0123456789abcdef0123456789abcdef.html"


def miit(body, head="", box=""):
    head = f'<meta name="ArticleTitle" content="通知">{head}'
    return f'<html><head>{head}</head><body>{box}<div id="con_con">{body}</div></body></html>'


def lines(html):
    return list(paragraphs(BeautifulSoup(f"<body>{html}</body>", "lxml").body))


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>一</p><p>二</p>", ["一", "二"]),
        ("<div>一<br>二<br/>三</div>", ["一", "二", "三"]),
        ("<p><span>食糖</span><span><span>生产</span>许可</span></p>", ["食糖生产许可"]),
        ("<p>一\n   二</p>", ["一二"]),
        ("<p>a\n   b</p>", ["a b"]),
        ("<p>&nbsp;　一&nbsp;二　</p><p>&nbsp;</p>", ["一 二"]),
        ("前<p>中</p>后", ["前", "中", "后"]),
        ("<ul><li>一</li><li>二<p>三</p>四</li></ul>", ["一", "二", "三", "四"]),
        ("<p>一<!-- 注 --><script>var a</script><style>p{}</style>二</p>", ["一二"]),
        ("<h2>一</h2>正文<h3>二</h3>", ["一", "正文", "二"]),
        ("<p>正文</p><p>【打印】【关闭】</p><p>浏览次数：12</p><div id='ewm_1'>扫码</div>", ["正文"]),
        ("<div id='printArea'><p>正文</p></div>", ["正文"]),
        ("<P>HJ 808-2016</P>", ["HJ 808-2016"]),
    ],
)
def test_paragraphs(html, expected):
    assert lines(html) == expected


def test_a_page_nested_beyond_reason_neither_crashes_nor_hangs():
    started = time.process_time()
    page = read_page(miit("<p>正文</p>" + "<div>" * 5000 + "深" + "</div>" * 5000), URL)
    assert page.text.startswith("正文") and time.process_time() - started < 20


def test_the_visible_time_is_preferred_and_both_are_kept():
    html = miit(
        "<p>正文</p>",
        '<meta name="PubDate" content="2026-09-29 14:46">',
        '<div class="cinfo"><span id="con_time">发布时间：2026-09-28 19:19</span><span>来源：科技司</span></div>',
    )
    page = read_page(html, URL)
    assert str(page.published) == "2026-09-28" and page.metas["PubDate"] == "2026-09-29 14:46"
    assert page.fields == {"发布时间": "2026-09-28 19:19", "来源": "科技司"}


def test_the_title_is_the_metas_where_a_browser_script_rewrote_the_heading():
    html = miit("<p>正文</p>", box='<h1 id="con_title">中华人民共和国工业和信息化部公告</h1>')
    assert read_page(html, URL).title == "通知"


@pytest.mark.parametrize(
    "body", ["", "<p>&nbsp;</p>", "<script>var a</script>", "<div class='bshare-custom'>分享</div>"]
)
def test_an_empty_body_is_no_notice(body):
    with pytest.raises(NotANotice, match="empty"):
        read_page(miit(body), URL)


def test_pictures_alone_are_a_notice_that_says_so():
    page = read_page(miit('<p><img src="/a.jpg"></p>'), URL)
    assert page.text == "" and "1 images" in page.warnings[0]


def test_a_renamed_body_is_reported_with_what_is_there():
    html = miit("<p>正文</p>").replace("con_con", "article_main")
    with pytest.raises(NotANotice) as fault:
        read_page(html, URL)
    assert "#con_con" in fault.value.reason and "div#article_main" in fault.value.reason


def test_the_fallback_does_not_hide_a_change_on_the_ministries_own_hosts():
    html = "<html><head><title>通知</title></head><body><div class='TRS_Editor'><p>正文</p></div></body></html>"
    assert read_page(html, "https://sthjt.example.gov.cn/a.html").template == "generic"
    with pytest.raises(NotANotice):
        read_page(html, "https://www.mee.gov.cn/a.html")


def test_a_page_given_as_text_is_not_decoded_again():
    head = '<meta http-equiv="Content-Type" content="text/html; charset=gb2312">'
    assert read_page(miit("<p>镕基䶮</p>", head), URL).text == "镕基䶮"


def test_extra_classes_of_the_browser_change_nothing():
    line = '<span class="text-tag">发文字号：</span><span class="xxgk-span5 xxgk-fwzh text-tag">甲〔2026〕1号</span>'
    html = miit("<p class='text-tag'>正文</p>", box=f'<div class="xxgk-box text-tag"><p>{line}</p></div>')
    assert read_page(html, URL).fields["发文字号"] == "甲〔2026〕1号"


def test_one_file_linked_three_times_is_one_attachment():
    links = '<a href="/a/b.pdf">附件1</a><a href="https://www.miit.gov.cn/a/b.pdf#page=2">x</a>'
    found = read_page(miit(links + '<iframe src="/x/viewer.html?file=/a/b.pdf"></iframe>'), URL).links
    assert [(link.url, link.name) for link in found] == [("https://www.miit.gov.cn/a/b.pdf", "附件1")]


def test_words_of_a_table_are_not_in_the_text():
    page = read_page(miit("<p>前</p><table><tr><td>甲</td><td>乙</td></tr></table><p>后</p>"), URL)
    assert page.text == "前\n后" and page.tables[0].rows == (("甲", "乙"),)
