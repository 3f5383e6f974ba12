"""The pages in a real browser over the demo's archive: filter, follow, compare, upload, subscribe, confirm, stop.

With and without JavaScript, in both languages, at the width of a phone and of a desk, light and dark.
"""

import csv
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from page_audits import CONTRASTS, UNLABELLED
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NOW = "2026-08-09T21:00:00+08:00"
PAGES = (
    "/", "/changes", "/registers", "/registers/nev-battery-recycling", "/check", "/penalties", "/rollouts", "/coverage",
    "/search?q=名单", "/subscribe", "/api", "/reports", "/operator",
)  # fmt: skip
AXE_PAGES = (
    "/registers/nev-battery-recycling?from=2026-05-01&to=2026-07-31",
    "/registers/nev-battery-recycling?as_of=2026-06-15",
    "/check?names=衢州华友钴新材料有限公司", "/penalties?query=电动自行车",
    "/penalties?from=2026-05-01&query=电动自行车",
    "/nowhere", "/changes?since=yesterday",
)  # fmt: skip
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason=f"{CHROMIUM} is missing: install Chromium to try the pages"),
    pytest.mark.timeout(900),
]


@pytest.fixture(scope="module")
def site(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """The address of `regwatch serve` over a copy of the demo's archive, and the folder its mails go to."""
    folder = tmp_path_factory.mktemp("pages")
    for file in demo.glob("*.db*"):
        shutil.copy(file, folder)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    mail = folder / "mail"
    (folder / "regwatch.toml").write_text(
        f'data = "{folder}"\n[mail]\ntransport = "maildir:{mail}"\nbase_url = "{address}"\n', encoding="utf-8"
    )
    environment = {key: value for key, value in os.environ.items() if not key.startswith("REGWATCH")}
    command = [sys.executable, "-m", "regwatch.cli", "--config", str(folder / "regwatch.toml"), "serve"]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(
            [*command, "--port", str(port), "--now", NOW],
            cwd=folder,
            env=environment | {"PYTHONPATH": str(ROOT)},
            stderr=log,
        )
        try:
            _wait(address, server, folder / "log")
            yield address, mail
        finally:
            server.terminate()
            assert server.wait(30) == 0, "serve ends cleanly"


def _wait(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        assert server.poll() is None, log.read_text()
        try:
            with urllib.request.urlopen(f"{address}/healthz", timeout=5):
                return
        except OSError:
            time.sleep(0.2)
    raise AssertionError(log.read_text())


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield running
        running.close()


DESK, PHONE = {"width": 1280, "height": 900}, {"width": 375, "height": 812}
WAYS: dict[str, dict[str, Any]] = {
    "desk": {"viewport": DESK, "locale": "en-GB"},
    "phone without script": {"viewport": PHONE, "locale": "en-GB", "java_script_enabled": False},
    "desk in Chinese without script": {"viewport": DESK, "locale": "zh-CN", "java_script_enabled": False},
    "dark phone in Chinese": {"viewport": PHONE, "locale": "zh-CN", "color_scheme": "dark"},
}


@pytest.fixture(params=WAYS)
def page(request: pytest.FixtureRequest, browser: Browser, site: tuple[str, Path]) -> Iterator[Page]:
    context: BrowserContext = browser.new_context(base_url=site[0], **WAYS[request.param])
    opened = context.new_page()
    said: list[str] = []
    opened.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    opened.on("pageerror", lambda error: said.append(str(error)))
    yield opened
    context.close()
    assert [line for line in said if "400" not in line] == []


def in_chinese(page: Page) -> bool:
    return page.locator("html").get_attribute("lang") == "zh-CN"


def test_filter_follow_and_compare(page: Page) -> None:
    page.goto("/")
    page.get_by_role("navigation").get_by_role("link", name="变动" if in_chinese(page) else "Changes").click()
    page.locator("#kind").select_option("edited")
    page.locator("form.filter button").click()
    assert "kind=edited" in page.url
    cards = page.locator("article.change")
    assert cards.count() > 0 and cards.count() == page.locator("article.change.edited").count()
    title = cards.first.get_by_role("heading").inner_text()
    cards.first.get_by_role("heading").get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    page.locator("#view").select_option("side")
    page.locator("form.stack button").first.click()
    assert "/diff?from=v1&to=v2&view=side" in page.url
    assert page.locator("ins, del").count() > 0
    page.go_back()
    page.go_back()
    assert "kind=edited" in page.url, "the way back leads to the same filter"


def test_somebody_new_finds_what_changed_on_the_list_and_who_said_so(page: Page) -> None:
    """From the start page: what is asked stands in sight, is filled in, and one press leads to the answer."""
    page.goto("/")
    chinese = in_chinese(page)
    ask = page.get_by_role("button", name="查看变动" if chinese else "Show what changed")
    place = ask.bounding_box()
    height = (page.viewport_size or {})["height"]
    assert place is not None and place["y"] + place["height"] <= height, "without scrolling"
    assert page.locator("#ask-from").input_value() == "2026-05-01"
    page.locator("#ask-to").fill("2026-07-31")
    ask.click()
    told = page.locator("article.change").first
    expect(told).to_be_in_viewport()
    expect(told.locator("h3")).to_contain_text("公告")
    assert "工业和信息化部" in told.inner_text() and "2026-07-" in told.inner_text()
    assert page.locator("article.change").count() >= 3
    page.get_by_role("link", name="周报" if chinese else "Weekly report").first.click()
    with page.expect_download() as saved:
        page.get_by_role("button", name="HTML").click()
    assert saved.value.suggested_filename.endswith(".html")


def test_upload_suppliers_and_take_the_report(page: Page, tmp_path: Path) -> None:
    page.goto("/api/registers/nev-battery-recycling")
    listed = json.loads(page.locator("pre").inner_text())["entries"][0]["company"]
    suppliers = tmp_path / "suppliers.csv"
    suppliers.write_bytes(f"供应商\n{listed}\n没有的某某公司\n".encode("gb18030"))
    page.goto("/check")
    page.locator("#file").set_input_files(suppliers)
    page.locator("button[value=page]").click()
    rows = page.locator("table tbody")
    assert rows.count() == 2 and listed in rows.first.inner_text()
    assert page.locator("#names").input_value().splitlines() == [listed, "没有的某某公司"]
    with page.expect_download() as caught:
        page.locator("button[value=csv]").click()
    with caught.value.path().open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.DictReader(file))
    assert lines[0]["query"] == listed and lines[-1]["verdict"] == "not_found"


def test_subscribe_confirm_and_stop(page: Page, site: tuple[str, Path]) -> None:
    address = f"reader{time.monotonic_ns()}@example.org"
    page.goto("/subscribe")
    page.locator("#email").fill(address)
    page.locator("input[name=frequency][value=daily]").check()
    page.locator("details summary").click()
    page.locator("input[name=topic][value=penalty_benchmark]").check()
    page.locator("form.wideform button:not([name])").click()
    expect(page.get_by_role("status").first).to_be_visible()
    link = _link(site[1], address)
    page.goto(link)
    page.locator("main form button").click()
    expect(page.get_by_role("status").first).to_contain_text("r…@example.org")
    stop = _stop_link(site, address)
    page.goto(stop)
    assert "penalty" in page.locator(".wishes").inner_text().lower() or in_chinese(page)
    page.locator("main form button").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("已退订" if in_chinese(page) else "Stopped")


def _link(mail: Path, address: str) -> str:
    """The confirm link of the mail to this address; the mail is made behind the answer."""
    until = time.monotonic() + 30
    while time.monotonic() < until:
        for file in mail.rglob("*"):
            raw = file.read_bytes().decode("utf-8", "replace") if file.is_file() else ""
            text = raw.replace("=\r\n", "").replace("=\n", "")
            if address in text:
                found = re.search(r"/confirm/[\w.%-]+", text)
                assert found
                return found.group(0)
        time.sleep(0.2)
    raise AssertionError("no confirmation mail came")


def _somebody(site: tuple[str, Path]) -> str:
    from notifier.subscribers_db import open_subscribers
    from notifier.subscriptions import subscribe
    from notifier.wishes import wish
    from storage.clock import now

    address = f"somebody{time.monotonic_ns()}@example.org"
    people = open_subscribers(site[1].parent / "subscribers.db")
    try:
        subscribe(people, address, wish("weekly"), confirmed=True, now=now())
    finally:
        people.close()
    return address


def _stop_link(site: tuple[str, Path], address: str) -> str:
    from notifier.link_tokens import token_for
    from notifier.subscribers_db import open_subscribers
    from storage.clock import now

    people = open_subscribers(site[1].parent / "subscribers.db")
    try:
        reader = people.conn.execute("SELECT id FROM readers WHERE email = ?", [address]).fetchone()[0]
        return "/unsubscribe/" + token_for(people, "unsubscribe", reader, None, now())
    finally:
        people.close()


def test_every_page_fits_is_labelled_and_readable(page: Page) -> None:
    """No sideways scrolling, every field labelled, contrast 4.5 to 1 (WCAG 2.2 AA 1.4.3), headings begin with one."""
    page.goto("/changes?kind=edited")
    more = [page.locator("article.change h3 a").first.get_attribute("href") or ""]
    more += [f"{more[0]}/diff", f"{more[0]}/diff?view=side"]
    for path in (*PAGES, *more):
        page.goto(path)
        width = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
        assert width[0] <= width[1], (path, width)
        assert page.evaluate(UNLABELLED) == [], path
        assert page.evaluate(CONTRASTS) == [], path
        assert page.locator("h1").count() == 1, path
        if "/diff" not in path:
            assert page.locator("table:not(:has(caption))").count() == 0, path
        assert page.locator("th:not([scope])").count() == 0, path


# Each page in each language, width and colour scheme once: axe takes seconds a page.
AXE_WAYS: dict[str, dict[str, Any]] = {
    "desk": {"viewport": DESK, "locale": "en-GB"},
    "dark phone in Chinese": {"viewport": PHONE, "locale": "zh-CN", "color_scheme": "dark"},
}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.mark.parametrize("way", AXE_WAYS)
def test_axe_finds_nothing(browser: Browser, site: tuple[str, Path], way: str) -> None:
    context = browser.new_context(base_url=site[0], **AXE_WAYS[way])
    page = context.new_page()
    page.goto("/changes?kind=edited")
    notice = page.locator("article.change h3 a").first.get_attribute("href") or ""
    page.goto("/search?q=现场核查规程 征求意见稿")
    page.locator(".hits h3 a").first.click()
    related = page.locator('a[href*="/diff?with="]').first.get_attribute("href") or ""
    stop = _stop_link(site, _somebody(site))
    more = (notice, f"{notice}/diff", related, f"{related}&view=side", stop, *AXE_PAGES)
    for path in (*(path for path in PAGES if path != "/penalties"), *more):
        page.goto(path)
        found = Axe().run(page, options={"resultTypes": ["violations"], "runOnly": RULES}).response["violations"]
        assert [(one["id"], one["nodes"][0]["html"]) for one in found] == [], path
        width = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
        assert width[0] <= width[1], (path, width)
    context.close()


def test_axe_can_fail(browser: Browser) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.set_content('<html lang="en"><title>x</title><main><h1>x</h1><input></main>')
    found = Axe().run(page, options={"runOnly": RULES}).response["violations"]
    assert [one["id"] for one in found] == ["label"]
    context.close()


def test_keyboard_reaches_the_content_first(page: Page) -> None:
    page.goto("/changes")
    page.keyboard.press("Tab")
    assert page.locator(":focus").get_attribute("href") == "#content"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.locator("main :focus").count() == 1


def test_print_leaves_out_what_only_a_screen_needs(browser: Browser, site: tuple[str, Path]) -> None:
    context = browser.new_context(base_url=site[0], viewport={"width": 640, "height": 900})
    page = context.new_page()
    page.emulate_media(media="print")
    page.goto("/registers/nev-battery-recycling?from=2026-05-01&to=2026-07-31")
    for gone in ("form", "nav", "footer"):
        assert not page.locator(gone).first.is_visible(), gone
    assert page.locator("table").first.is_visible() and page.locator("thead").first.is_visible()
    assert page.locator("table").first.evaluate("one => getComputedStyle(one).display") == "table"
    context.close()


def test_the_audits_can_fail(browser: Browser) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.set_content(
        '<p style="color:#999;background:#fff">faint</p><input id="x"><label for="y">y</label><input id="y">'
    )
    assert [found[0] for found in page.evaluate(CONTRASTS)] == ["P"]
    assert len(page.evaluate(UNLABELLED)) == 1
    context.close()
