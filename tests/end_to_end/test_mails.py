"""Every digest of the demo in a real browser, as wide as a phone, a pane and a desk, light and dark.

No horizontal scrolling, contrast of at least 4.5, nothing loaded, and less HTML than mail programs cut off.
"""

import email
import email.policy
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest
from page_audits import CONTRASTS
from playwright.sync_api import Browser, sync_playwright
from test_pages import CHROMIUM, FLAGS

WIDTHS = (320, 600, 1200)
CLIPPED_AT = 102_000  # bytes of HTML after which Gmail hides the rest
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason=f"{CHROMIUM} is missing: install Chromium to look at the mails"),
    pytest.mark.timeout(600),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield chromium
        chromium.close()


def html_of(file: Path) -> str:
    message = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    part = message.get_body(("html",))
    assert part is not None
    return str(part.get_content())


def faults(browser: Browser, mails: dict[str, str], width: int, scheme: str) -> list[str]:
    """What is wrong with these mails at one width, light or dark, in words."""
    found: list[str] = []
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, offline=True)  # type: ignore[arg-type]
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for name, html in mails.items():
        page.set_content(html)
        scrolled = page.evaluate("document.documentElement.scrollWidth")
        if scrolled > width:
            found.append(f"{name}: {scrolled} pixels wide in {width}")
        found += [f"{name}: faint {fault}" for fault in page.evaluate(CONTRASTS)[:3]]
        if page.evaluate("document.images.length"):
            found.append(f"{name}: has images")
    found += [f"asked for {url}" for url in asked]
    context.close()
    return found


@pytest.fixture(scope="module")
def mails(demo: Path) -> dict[str, str]:
    files = sorted((demo / "digests").glob("*/*.eml"))
    assert len(files) >= 12
    return {f"{file.parent.name}/{file.name}": html_of(file) for file in files}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_digests_read_well(browser: Browser, mails: dict[str, str], width: int, scheme: str) -> None:
    assert faults(browser, mails, width, scheme) == []


def test_digests_are_not_cut_off(mails: dict[str, str]) -> None:
    assert {name: len(html) for name, html in mails.items() if len(html.encode()) > CLIPPED_AT} == {}


def test_the_audit_sees_what_is_wrong(browser: Browser) -> None:
    wide = '<body style="margin:0"><div style="width:700px;color:#aaa;background:#fff">faint</div><img alt=""></body>'
    found = faults(browser, {"made": wide}, 600, "light")
    assert [words.split(" ", 2)[1] for words in found] == ["700", "faint", "has"]
