"""SAMR's and MEE's replicas behave as sites.md records the real sites."""

import re

from replica_sites import ask, query_data, rows, unit

from regwatch.demo.replica import Replica
from regwatch.demo.story import load
from regwatch.demo.story.places import annex_path, path

STORY = load()


def test_samr_rows_are_lists_of_their_own_and_lead_elsewhere_too(samr: str) -> None:
    fragment = rows(samr, "/zw/zjwj/index.html", "内容区域")
    items = fragment.select("div.Three_zhnlist_02 > ul")
    assert all(item.select_one("li.nav04Left02_content a[title]") for item in items)
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\d", i.select_one("li.nav04Left02_contenttime").get_text()) for i in items)
    assert any(str(item.a["href"]).startswith("https://www.gov.cn/") for item in items)
    assert int(fragment.select_one(".pagination")["count"]) == len(items)
    assert query_data(samr, "/zw/zjwj/index.html")[1]["parseType"] == "bulidstatic"


def test_samr_consultations_have_a_header_row_broken_titles_and_a_status_of_the_day(
    replica: Replica, samr: str
) -> None:
    def status(when: str) -> str:
        replica.at(when)
        items = rows(samr, "/hd/zjdc/index.html", "内容区域").select("ul.Three_zhnlist_02 > li.zjnav04Left02_content")
        item = next(i for i in items if "废旧动力电池" in i.a.get_text())
        assert "\n" in item.a["title"] and "\n" not in item.a.get_text()
        assert item.select_one(".doctime").get_text() == "2026-05-13至2026-06-12"
        return item.select_one(".docstatus").get_text()

    assert status("2026-06-12T12:00") == "(进行中)"
    assert status("2026-06-13T00:00") == "(已结束)"
    assert rows(samr, "/hd/zjdc/index.html", "内容区域").select_one("ul > li:not(:has(a))")


def test_samr_detail_labels_body_and_attachments_twice(samr: str) -> None:
    notice = STORY.by_key["samr-benchmark-draft"]
    answer = ask(samr, path(notice))
    soup = answer.soup
    lists = soup.select("ul.contentLeft0102box")
    assert [len(item.select("li")) for item in lists] == [0, 2]
    href = str(lists[1].a["href"])
    assert re.match(r"/cms_files/filemanager/1647978232/attach/20265/[0-9a-f]{32}\.xlsx\?fileName=附件1：", href)
    assert ask(samr, href).body == notice.editions[0].content.annexes[0].make()
    assert "<span>2026</span>" in answer.text
    assert answer.headers["Set-Cookie"].startswith("__jsluid_s=")
    labels = ask(samr, path(STORY.by_key["samr-benchmark"])).soup.select("div.Three_xilan01_01 ul")
    values = {"".join(u.select("li")[0].get_text().split()): u.select("li")[-1].get_text() for u in labels}
    assert values["文号："] == "市场监管总局公告2026年第26号"
    assert values["成文日期："] == "2026-06-30"


def test_mee_lists_have_fifteen_rows_a_page_and_a_fragment_beside_them(replica: Replica, mee: str) -> None:
    folder = "/ywdt/dfnews/"
    first, second = ask(mee, folder).soup, ask(mee, f"{folder}index_1.shtml").soup
    items = first.select("div.bd.mobile_list ul#div > li")
    assert len(items) == 15 and items[4]["class"] == ["miaob"]
    assert all(item.contents[0].get("class") == ["date"] and item.a["title"] == "" for item in items)
    assert len(re.findall(r"countPage = 2", ask(mee, folder).text)) == 2
    number = re.search(r"index_(\d+)_' \+ page", ask(mee, folder).text)
    assert number
    fragment = ask(mee, f"{folder}index_{number[1]}_1.shtml").soup.select("li")
    assert [str(i) for i in fragment] == [str(i) for i in second.select("ul#div > li")]
    for missing in ("index_2.shtml", "index_9999_1.shtml", "index_x.shtml"):
        assert ask(mee, folder + missing).status == 404


def test_mee_consultations_date_after_the_link_in_both_templates(replica: Replica, mee: str) -> None:
    replica.at("2026-06-01")
    soup = ask(mee, "/hdjl/yjzj/").soup
    items = soup.select("div.bd.mobile_list li")
    assert all(item.select_one("a + span.date") for item in items)
    assert len(soup.select("ul.sub li span.date")) == 0 and soup.select("ul.sub li a")
    hrefs = [str(item.a["href"]) for item in items]
    assert any(href.startswith("./zjyj/20") for href in hrefs)
    assert any(href.startswith("../../xxgk2018/xxgk/xxgk06/202605/t20260522_") for href in hrefs)
    open_now = len(ask(mee, "/hdjl/yjzj/zjyj/").soup.select("li span.date"))
    over = len(ask(mee, "/hdjl/yjzj/wqzj_1/index.shtml").soup.select("li span.date"))
    assert open_now == 1 and open_now + over == len(items)


def test_mee_government_information_stands_in_a_table(mee: str) -> None:
    cells = ask(mee, "/xxgk2018/160/167/168/index_6700.html").soup.select("div.iframe-list table tr")
    assert len(cells) > 5
    assert str(cells[0].select_one("td:nth-of-type(2) a")["href"]).startswith("../../../xxgk/xxgk02/")


def test_mee_detail_in_both_templates(mee: str) -> None:
    column = STORY.by_key["mee-standard-draft"]
    soup = ask(mee, path(column)).soup
    assert soup.select_one("h2.neiright_Title").get_text() == column.editions[0].content.title
    assert [s.get_text() for s in soup.select("span.xqLyPc")] == ["2026-07-15", "来源：固体废物与化学品司"]
    assert soup.select(".neiright_JPZ_GK_CP .Custom_UnionStyle > div") and not soup.select(".Custom_UnionStyle > p")
    link = soup.select_one(".neiright_JPZ_GK_CP a[oldsrc]")
    assert link["href"] == f"./{link['oldsrc']}"
    folder = path(column).rsplit("/", 1)[0]
    annex = column.editions[0].content.annexes[0]
    assert ask(mee, f"{folder}/{link['oldsrc']}").body == annex.make() and annex_path(column, annex).endswith(
        link["oldsrc"]
    )
    boxed = ask(mee, path(STORY.by_key["mee-permit-draft"])).soup
    labels = {"".join(d.span.get_text().split()): d.get_text() for d in boxed.select(".content_top_box ul li > div")}
    assert {"名称", "索引号", "分类", "发布机关", "生成日期", "文号", "主题词"} == set(labels)
    assert labels["文号"].endswith("环办便函〔2026〕198号") and labels["生成日期"].endswith("2026-05-22")
    assert [h.get_text() for h in boxed.select("h1")][1].startswith("您访问的链接即将离开")
    assert boxed.select_one("#print_html .content_body_box").get_text().strip().endswith("并非官方原文。")


def test_a_list_may_lead_to_another_ministry(mee: str) -> None:
    hrefs = [str(a["href"]) for a in ask(mee, "/ywdt/gsgg/index.shtml").soup.select("ul#div a")]
    assert STORY.by_key["campaign-mee-pointer"].pointer in hrefs


def test_samr_pages_by_twenty(samr: str) -> None:
    parameters = query_data(samr, "/zw/zjwj/index.html")[1]
    assert 'rows="20"' in unit(samr, parameters).json["data"]["html"]
