"""MIIT's replica behaves as sites.md records the real site (2022 to 2026-09)."""

import json
import re
from urllib.parse import quote, urlencode

import pytest
from replica_sites import UNIT, ask, query_data, rows, search, unit

from regwatch.demo.story import load
from regwatch.demo.story.places import annex_path, path

STORY = load()
TZ = "/zwgk/zcwj/wjfb/tz/index.html"


def page_of(key: str, column: str = "") -> str:
    return path(STORY.by_key[key], column)


def test_a_column_page_is_a_shell_with_its_id_and_several_unit_scripts(miit: str) -> None:
    page = ask(miit, TZ)
    assert page.soup.select_one("meta[name=ColId]")["content"] == "3e3ad1a3bec74939890a0d3e54815141"
    assert "关于开展规范" not in page.soup.select_one(".cmain").get_text()
    data = query_data(miit, TZ)
    assert [item["tagId"] for item in data] == ["导航", "右侧内容", "页脚"]
    assert "queryData=\"{'parseType':'buildstatic'" in page.text


def test_the_policy_shelf_jumps_by_script_to_the_search_page(miit: str) -> None:
    first = ask(miit, "/zwgk/zcwj/index.html").text
    assert 'window.location.href="/zwgk/zcwj/wjfb/index.html"' in first
    assert "category=51" in ask(miit, "/zwgk/zcwj/wjfb/index.html").text
    assert ask(miit, "/search/wjfb.html?category=51").status == 200


def test_rows_carry_full_titles_days_and_every_form_of_address(miit: str) -> None:
    items = rows(miit, TZ, "右侧内容").select("div.page-content > ul > li.cf")
    titles = {str(item.select_one("a.fl")["title"]) for item in items}
    assert "关于开展规范废旧动力电池回收利用联合执法专项行动的通知" in titles
    assert all(re.search(r"\d{4}-\d{2}-\d{2}", item.select_one("span.fr").get_text()) for item in items)
    forms = {str(item.select_one("a.fl")["href"]).split("/", 1)[0] for item in items}
    assert forms == {"", "http:", ".."}


def test_departments_have_lists_of_their_own(miit: str) -> None:
    items = rows(miit, "/jgsj/jns/gzdt/index.html", "当前栏目_list").select("li.cf")
    links = {str(item.a["href"]).rsplit("/", 1)[-1] for item in items}
    assert f"art_{STORY.by_key['campaign'].ident}.html" in links
    assert all(item.select_one("a > i") is not None and item.select_one("a + span") for item in items)


def test_consultations_hide_their_deadline_in_milliseconds(miit: str) -> None:
    fragment = rows(miit, "/gzcy/yjzj/index.html", "右侧内容")
    row = next(li for li in fragment.select("div.clist_con > ul > li") if li.a and "现场核查规程" in li.a["title"])
    millis = int(row.select_one("span.endtime").get_text())
    assert millis == 1780847999000  # 2026-06-07T23:59:59+08:00
    assert fragment.select("li.border-line")


def test_interpretations_nest_related_links(miit: str) -> None:
    items = rows(miit, "/zwgk/zcjd/index.html", "右侧内容").select("li.cf")
    assert all(item.select("dl dd a") and item.find("a", recursive=False) for item in items)


def test_pages_come_by_param_json_alone(miit: str) -> None:
    parameters = query_data(miit, TZ)[1]
    first = unit(miit, parameters).json["data"]["html"]
    pager = re.search(r'rows="24".*count="(\d+)" pageNo="1"', first)
    assert pager and int(pager[1]) == first.count("<li class")

    def titles(answer) -> list[str]:
        return re.findall(r'title="([^"]+)"><i>', answer.json["data"]["html"])

    two = titles(unit(miit, parameters, {"pageNo": 2, "pageSize": 5}))
    assert two == titles(unit(miit, parameters))[5:10]
    assert titles(unit(miit, parameters, pageNo="2", pageSize="5")) == titles(unit(miit, parameters))


def test_a_wrong_missing_or_gbk_parameter_is_a_failure_with_status_200(miit: str) -> None:
    parameters = query_data(miit, TZ)[1]
    failure = {"roles": None, "permissions": None, "code": "200", "success": False, "data": {}, "message": ""}
    for name in parameters:
        for wrong in ({**parameters, name: "x"}, {k: v for k, v in parameters.items() if k != name}):
            answer = unit(miit, wrong)
            assert (answer.status, answer.json) == (200, failure), name
    gbk = "&".join(f"{k}={quote(v.encode('gbk'))}" for k, v in parameters.items())
    assert ask(miit, f"{UNIT}?{gbk}").json == failure
    assert unit(miit, parameters, paramJson="{not json").json == failure


def test_post_is_refused_with_500(miit: str) -> None:
    answer = ask(miit, f"{UNIT}?{urlencode(query_data(miit, TZ)[1])}", method="POST")
    assert answer.status == 500
    assert answer.json["message"] == "不支持的HTTP方法"


def test_search_mixes_kinds_and_gives_the_fields_asked_for(miit: str) -> None:
    data = search(miit, pg="50")["data"]["searchResult"]
    found = [item["groupData"][0]["data"] for item in data["dataResults"]]
    assert data["total"] == len(found) > 30
    folders = {item["url"].split("/art/")[0].rsplit("/", 1)[-1] for item in found}
    assert folders == {"tz", "gg", "ling", "zcjd"}
    assert all(set(item) == {"title", "deploytime", "url", "jsearch_url"} for item in found)
    assert all(item["deploytime"].isdigit() for item in found)
    times = [int(item["deploytime"]) for item in found]
    assert times != sorted(times, reverse=True)
    richer = search(miit, selectFields="title,url,filenumbername,publishgroupname", q="梯次利用")
    first = [item["groupData"][0]["data"] for item in richer["data"]["searchResult"]["dataResults"]]
    assert any(item["filenumbername"] == "工业和信息化部公告2026年第20号" for item in first)
    assert all("<em>梯次利用</em>" in item["title"] for item in first)


def test_search_pages_ungroups_and_finds_nothing(miit: str) -> None:
    def urls(**query: str) -> list[str]:
        return [
            item["groupData"][0]["data"]["url"] for item in search(miit, **query)["data"]["searchResult"]["dataResults"]
        ]

    assert urls(p="1") + urls(p="2") == urls(pg="20")
    flat = search(miit, group="")["data"]["searchResult"]["dataResults"]
    assert [item["data"]["url"] for item in flat] == urls()
    assert search(miit, q="没有这个词")["data"] == {}
    assert "xxgk" not in json.dumps(search(miit))


def test_a_detail_page_with_a_number_shows_its_box(miit: str) -> None:
    soup = ask(miit, page_of("batch6-listed")).soup
    labels = {}
    for paragraph in soup.select("div.xxgk-box p"):
        spans = paragraph.select("span")
        labels["".join(spans[0].get_text().split()).rstrip("：")] = spans[-1].get_text()
    assert labels["发文字号"] == soup.select_one("span.xxgk-fwzh").get_text() == "工业和信息化部公告2026年第13号"
    assert (labels["成文日期"], labels["发布日期"]) == ("2026-06-09", "2026-06-10")
    assert soup.select_one("#con_time").get_text() == "发布时间：2026-06-10 16:00"
    assert len(soup.select("#con_con table tr")) == 15
    assert "演示恒通电池回收有限公司" in soup.select_one("#con_con").get_text()
    assert soup.select_one("#con_con ~ div[id^=ewm]") and soup.select_one("div.article_fd")


def test_a_detail_page_without_a_number_hides_an_empty_box(miit: str) -> None:
    soup = ask(miit, page_of("campaign", "jns/gzdt")).soup
    assert soup.select_one("div.xxgk-box")["style"] == "display:none"
    assert soup.select_one("span.xxgk-fwzh").get_text() == ""
    assert soup.select_one("#con_con").get_text().strip().endswith("本页正文由 Regwatch 演示编写，并非官方原文。")


@pytest.mark.parametrize(
    ("key", "form"),
    [
        ("miit-2018-40", 'href="https://jyhwzhq.miit.gov.cn/cms_files/'),
        ("batch6-proposed", 'href="https://www.miit.gov.cn/cms_files/filemanager/1226211233/attach/20265/'),
        ("batch6-listed", 'href="/cms_files/filemanager/1226211233/attach/20266/'),
        ("inspection", 'href="/cms_files/demo/pdfjs/web/viewer.html?file=/cms_files/'),
        ("inspection-note", 'fileurl="/cms_files/filemanager/1226211233/attach/20267/'),
    ],
)
def test_attachments_are_linked_in_every_form_and_are_there(miit: str, key: str, form: str) -> None:
    notice = STORY.by_key[key]
    annex = notice.editions[-1].content.annexes[0]
    where = annex_path(notice, annex)
    text = ask(miit, page_of(key)).text
    assert form in text and where in text
    assert ask(miit, where).body == annex.make()


def test_pages_are_of_a_real_page_s_size(miit: str) -> None:
    sizes = [len(ask(miit, path(n)).body) for n in STORY.notices if n.source == "miit" and not n.pointer]
    assert min(sizes) > 10_000 and max(sizes) < 60_000
