from urllib.parse import parse_qs, urlsplit

import pytest

from crawler.platforms.miit_search import read_search, search_url
from crawler.platforms.trs import page_url, read_list

COLUMN = "https://www.mee.gov.cn/zcwj/bwj/gg/"


@pytest.mark.parametrize(
    ("column", "k", "expected"),
    [
        (COLUMN, 0, COLUMN),
        (COLUMN, 1, COLUMN + "index_1.shtml"),
        ("https://x.cn/a/index.html", 2, "https://x.cn/a/index_2.html"),
        ("https://x.cn/a/index_3.shtml", 4, "https://x.cn/a/index_4.shtml"),
        ("https://x.cn/167/168/index_6700.html", 0, "https://x.cn/167/168/index_6700.html"),
        ("https://x.cn/167/168/index_6700.html", 3, "https://x.cn/167/168/index_6700_3.html"),
    ],
)
def test_addresses_of_pages(column, k, expected):
    assert page_url(column, k) == expected


def test_a_page_before_the_first_is_refused():
    with pytest.raises(ValueError, match="count from 0"):
        page_url(COLUMN, -1)


def test_a_frame_where_the_list_was_is_named():
    page = read_list(
        '<html><title>x</title><iframe src="/xxgk2018/160/167/168/index_6700.html"></iframe></html>', COLUMN
    )
    assert page.rows == () and "index_6700.html" in page.faults[0]


def test_rows_that_all_lost_their_dates_are_a_fault():
    html = '<title>x</title><ul id="div"><li><a href="./a/t20260101_1.shtml">甲</a></li></ul>'
    assert "has a date" in read_list(html, COLUMN).faults[0]


def test_one_row_whose_date_is_blank_is_a_fault_and_stays():
    html = (
        '<title>x</title><ul id="div"><li><span class="date"></span><a href="./t20260101_1.shtml">甲文件</a></li></ul>'
    )
    page = read_list(html, COLUMN)
    assert len(page.rows) == 1 and "row 1 has no date" in page.faults[0]


def test_the_search_asks_for_numbers_and_issuers_and_keeps_the_page_number():
    query = parse_qs(urlsplit(search_url("https://www.miit.gov.cn", {"category": "163"}, 3)).query)
    assert query["category"] == ["163"] and query["p"] == ["3"]
    assert "filenumbername" in query["selectFields"][0] and "publishgroupname" in query["selectFields"][0]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b'{"success":false,"data":{}}',
        b'{"success":true}',
        b'{"success":true,"data":{"searchResult":[]}}',
        b'{"success":true,"data":{"searchResult":{"total":3}}}',
        b'{"success":true,"data":{"searchResult":{"total":1,"dataResults":[null]}}}',
        b'{"success":true,"data":{"searchResult":{"dataResults":[{"data":{"title":"x","jsearch_url":"http://[x"}}]}}}',
    ],
)
def test_a_search_answer_that_has_changed_is_a_fault(body):
    page = read_search(body, "https://www.miit.gov.cn")
    assert page.faults and not page.rows


def test_a_day_is_taken_in_the_publishers_zone():
    body = (
        b'{"success":true,"data":{"searchResult":{"total":1,"dataResults":[{"data":'
        b'{"title":"x","url":"/a.html","deploytime":"1790093000000"}}]}}}'
    )
    assert str(read_search(body, "https://www.miit.gov.cn").rows[0].published) == "2026-09-23"
