"""Long lists and many hits come page by page, with their totals, filters and downloads whole."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from html import unescape
from pathlib import Path

import pytest
from asgi_client import Client
from web_archive import NOW, REGISTER, entry, look, reading

from regwatch.settings import Settings
from regwatch.web.app import create_app
from regwatch.web.site import Site
from storage.archive import open_archive

COUNT = 250


@pytest.fixture(scope="module")
def long(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("long")
    db = open_archive(folder)
    entries = tuple(entry(f"第{number:03}号电池有限公司", row=f"row {number}") for number in range(COUNT))
    look(db, "list.html", reading("名单", "名单如下。", published_on=date(2026, 3, 1), entries=entries), NOW)
    for number in range(60):
        made = reading(
            f"关于回收的通知之{number:02}", "梯次利用。", published_on=date(2026, 1, 1) + timedelta(days=number)
        )
        look(db, f"n{number}.html", made, NOW)
    db.close()
    return folder


@pytest.fixture
def ask(long: Path) -> Iterator[Client]:
    client = Client(create_app(Site(Settings.model_validate({"data": long}), lambda: NOW)), "127.0.0.1", "127.0.0.1")
    yield client
    client.close()


def pages(ask: Client, path: str) -> list[str]:
    found = []
    while path:
        answer = ask.get(path)
        assert answer.status_code == 200
        found.append(answer.text)
        following = re.search(r'rel="next" href="([^"]+)"', answer.text)
        path = unescape(following.group(1)) if following else ""
    return found


def test_a_list_of_hundreds_is_paged_and_its_totals_are_not(ask: Client) -> None:
    shown = pages(ask, f"/registers/{REGISTER}?lang=en")
    names = [re.findall(r"第\d{3}号电池有限公司", page) for page in shown]
    assert [len(page) for page in names] == [100, 100, 50]
    assert [name for page in names for name in page] == [f"第{number:03}号电池有限公司" for number in range(COUNT)]
    assert all(f"{COUNT} enterprises in force" in page for page in shown)
    assert f"100 of {COUNT} on this page" in shown[0] and "First page" in shown[2] and "First page" not in shown[0]
    csv = ask.get(f"/api/registers/{REGISTER}?format=csv").text
    assert csv.count("号电池有限公司") == COUNT


def test_filters_stay_on_every_page(ask: Client) -> None:
    shown = pages(ask, f"/registers/{REGISTER}?q=第1&status=listed")
    assert len(shown) == 1 and len(re.findall(r"第1\d\d号电池有限公司", shown[0])) == 100
    assert pages(ask, f"/registers/{REGISTER}?q=号电池&status=removed")[0].count("号电池有限公司") == 0
    assert len(pages(ask, f"/registers/{REGISTER}?q=电池&status=listed")) == 3


def test_hits_are_paged_and_counted(ask: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = pages(ask, "/search?q=梯次利用&lang=en")
    names = [re.findall(r"关于回收的通知之\d\d", page) for page in shown]
    assert [name for page in names for name in page] == [f"关于回收的通知之{n:02}" for n in range(59, -1, -1)]
    assert all("60 notices hold" in page for page in shown)
    monkeypatch.setattr("regwatch.web.pages.facts.MOST_COUNTED", 40)
    assert "More than 40 notices hold" in ask.get("/search?q=梯次利用&lang=en").text
