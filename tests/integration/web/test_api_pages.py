"""Every listing of the API can be had page by page, behind the key of the last row, and together they are the whole."""

from collections.abc import Callable
from typing import Any

import pytest
from asgi_client import Client
from web_archive import LISTED, REGISTER

from regwatch.web.paging import Key, Page, page_of, word_of

WHOLE: dict[str, Callable[[Any], list[Any]]] = {
    "/api/registers": lambda answer: list(answer),
    f"/api/registers/{REGISTER}": lambda answer: list(answer["entries"]),
    f"/api/registers/{REGISTER}/events?from=2026-01-01": lambda answer: list(answer["events"]),
    f"/api/registers/{REGISTER}?from=2026-01-01": lambda answer: list(answer["events"]),
    "/api/penalties": lambda answer: list(answer),
    "/api/rollouts": lambda answer: list(answer),
    "/api/sources": lambda answer: list(answer),
    "/api/notices?any_subject=1": lambda answer: list(answer),
    "/api/notices?source=miit": lambda answer: list(answer),
    "/api/search?q=动力电池": lambda answer: list(answer),
    "/api/search?q=的": lambda answer: list(answer),
    "/api/changes?any_subject=1": lambda answer: list(answer),
}


def pages(ask: Client, path: str, limit: int) -> list[Any]:
    rows_of = WHOLE[path]
    found: list[Any] = []
    address = f"{path}{'&' if '?' in path else '?'}limit={limit}"
    for _ in range(100):
        answer = ask.get(address)
        assert answer.status_code == 200, answer.text
        rows = rows_of(answer.json())
        assert len(rows) <= limit
        found += rows
        if "link" not in answer.headers:
            return found
        assert answer.headers["link"].endswith('; rel="next"') and len(rows) == limit
        address = answer.headers["link"].removeprefix("<").split(">")[0]
        again = ask.get(address)
        assert ask.get(address, headers={"if-none-match": again.headers["etag"]}).status_code == 304
    raise AssertionError("the pages do not end")


@pytest.mark.parametrize("limit", [1, 2, 7])
@pytest.mark.parametrize("path", WHOLE)
def test_pages_together_are_the_whole(ask: Client, path: str, limit: int) -> None:
    whole = WHOLE[path](ask.get(path).json())
    assert len(whole) > 0
    assert pages(ask, path, limit) == whole


def test_a_page_of_a_list_keeps_the_totals_and_the_day(ask: Client) -> None:
    whole = ask.get(f"/api/registers/{REGISTER}").json()
    answer = ask.get(f"/api/registers/{REGISTER}?limit=1")
    assert answer.json()["computed_total"] == whole["computed_total"] == 3
    assert len(answer.json()["entries"]) == 1
    assert "as_of=2026-05-20T09%3A00%3A00%2B08%3A00" in answer.headers["link"], "the next page is of the same moment"
    table = ask.get(f"/api/registers/{REGISTER}?limit=1&format=csv")
    assert table.text.count("\r\n") == 2 and "link" in table.headers


def test_a_listing_that_changed_meanwhile_neither_repeats_nor_leaves_out() -> None:
    def key(word: str) -> Key:
        return (word,)

    first: Page[str] = page_of(["b", "d", "f"], key, 2, None)
    assert (list(first.rows), first.last) == (["b", "d"], ("d",))
    assert list(page_of(["a", "b", "e", "f"], key, 2, first.last).rows) == ["e", "f"], "d was taken off, a and e put on"


@pytest.mark.parametrize("path", ["/api/registers", f"/api/registers/{REGISTER}", "/api/penalties", "/api/search?q=池"])
@pytest.mark.parametrize("word", ["x", "W10", word_of((1, 2)), "é", "e30", "bnVsbA", "WzFlOTk5XQ"])
def test_a_place_that_is_none_is_told(ask: Client, path: str, word: str) -> None:
    answer = ask.get(path, params={"q": "池", "after": word})
    assert answer.status_code == 400 or (path == "/api/registers" and answer.json() == []), answer.text


def test_notices_are_listed_by_day_with_filters(ask: Client) -> None:
    days = [one["published_on"] for one in ask.get("/api/notices?any_subject=1").json()]
    assert days == sorted(days, reverse=True) and len(days) == 5
    [one] = ask.get("/api/notices?topic=list_publication&since=2026-05-08&until=2026-05-09").json()
    assert one["doc_number"] == "2026年第17号"
    assert ask.get("/api/notices?stage=consultation").json() == []
    assert "the stages are" in ask.get("/api/notices?stage=odd").json()["error"]
    assert LISTED not in ask.get("/api/notices?format=csv").text
