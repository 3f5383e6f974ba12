import json
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from crawler.platforms.jpaas import UnitParams, discover, read_unit, unit_url

LISTS = Path(__file__).parents[2] / "fixtures" / "lists"
COLUMN = "https://www.miit.gov.cn/zwgk/wjgs/index.html"


def answer(html, **changes):
    return json.dumps({"code": "200", "success": True, "data": {"html": html}} | changes).encode()


def test_the_list_comes_before_menu_and_footer_and_takes_the_column_id():
    found = discover((LISTS / "made_miit_column_shell.html").read_text("utf-8"), COLUMN)
    assert [params.tag_id for params in found] == ["右侧内容", "左侧菜单", "页脚"]
    assert found[0].page_id == "a7180b76aadf4a2ca625f403045cbaae"
    assert all(params.path.startswith("/api-gateway/") for params in found)


def test_a_page_without_units_declares_none():
    assert discover("<html><script>var a = 1</script></html>", COLUMN) == []


def test_the_first_page_is_asked_for_without_paging():
    params = UnitParams.of({"webId": "w", "pageId": "p", "tagId": "右侧内容", "parseType": "buildstatic"})
    url = unit_url(params, "http://127.0.0.1:8801/", 1)
    assert url.startswith("http://127.0.0.1:8801/api-gateway/jpaas-publish-server/front/page/build/unit?")
    assert "tagId=%E5%8F%B3%E4%BE%A7%E5%86%85%E5%AE%B9" in url
    assert "paramJson" not in url


def test_later_pages_and_other_sizes_are_asked_for_by_param_json():
    params = UnitParams.of({"webId": "w", "pageId": "p"})
    second = parse_qs(urlsplit(unit_url(params, "https://x.cn", 2, 24)).query)
    assert json.loads(second["paramJson"][0]) == {"pageNo": 2, "pageSize": 24}
    assert "pageNo" not in second
    larger = parse_qs(urlsplit(unit_url(params, "https://x.cn", 1, 50)).query)
    assert json.loads(larger["paramJson"][0]) == {"pageNo": 1, "pageSize": 50}
    with pytest.raises(ValueError, match="pages count from 1"):
        unit_url(params, "https://x.cn", 0)


@pytest.mark.parametrize(
    "body",
    [
        b"<html>not json</html>",
        b"",
        b"[]",
        b"\xff\xfe",
        b'{"success":true,"data":{}}',
        b'{"success":true,"data":null}',
        b'{"success":"true","data":{"html":"<li>"}}',
        b"[" * 100_000,
    ],
)
def test_an_answer_that_is_no_list_is_a_fault_and_never_an_empty_list(body):
    page = read_unit(body, COLUMN)
    assert page.rows == () and len(page.faults) == 1 and not page.empty


def test_a_renamed_class_is_a_fault_that_says_what_is_there():
    page = read_unit(answer("<div class='new-list'><div class='row'><a href='/a.html'>x</a></div></div>"), COLUMN)
    assert "no element matches" in page.faults[0] and "div.new-list" in page.faults[0]


def test_separators_are_no_sign_of_an_empty_list():
    html = '<div class="clist_con"><ul><li class="empty"></li><li><b>行政规范性文件公开征求意见</b></li></ul></div>'
    assert read_unit(answer(html), COLUMN).faults


def test_a_pager_that_counts_rows_over_an_empty_list_is_a_fault():
    html = '<div class="page-content"><p>暂无数据</p></div><div class="pagination" rows="24" count="12"></div>'
    page = read_unit(answer(html), COLUMN)
    assert page.total == 12 and page.faults


def test_one_notice_twice_on_a_list_is_one_row():
    row = '<li class="cf"><a href="/zwgk/a.html" title="">甲</a><span>2026-09-01</span></li>'
    assert len(read_unit(answer(f"<ul>{row}{row}</ul>"), COLUMN).rows) == 1


def test_a_date_inside_the_title_is_not_the_day_of_publication():
    html = '<li class="cf"><a href="/zwgk/a.html">2020年1月2日以来的公告</a><span class="fr">2026-09-01</span></li>'
    assert str(read_unit(answer(html), COLUMN).rows[0].published) == "2026-09-01"
