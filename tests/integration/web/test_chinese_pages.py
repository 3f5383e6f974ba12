"""The interface in Chinese is Chinese: no English word of ours stands on a page but names and what was quoted."""

import re

import pytest
from asgi_client import Client
from lxml import html
from web_archive import LISTED, REGISTER, Made

from regwatch.web.words import WORDS

# Names, units and file kinds that Chinese readers use as they are.
KNOWN = {
    "Regwatch", "English", "JSON", "CSV", "XLSX", "Excel", "Atom", "iCalendar", "SHA", "SHA-256", "UTC", "kB", "MB",
    "zip", "txt", "API", "HTTP", "OpenAPI", "HTML", "OR",
}  # fmt: skip
_WORD = re.compile(r"[A-Za-z][A-Za-z'-]*[A-Za-z]")
# Keys of sources and channels, ids, versions, hashes, commands, kinds of file.
_KEY = re.compile(r"(?:miit|samr|mee)(?:[/-][\w/]+)?|v\d+|[0-9a-f]{12,}|[a-z]+/[a-z0-9.+-]+")


def english_in(page: str) -> set[str]:
    """English words of a page outside of what is quoted (`lang` other than the page's own, code, fields)."""
    tree = html.fromstring(page)
    for element in tree.xpath(
        "//code | //pre | //q | //textarea | //head | //select[.//option[contains(., 'Asia/')]] | //datalist"
    ):
        element.drop_tree()
    for element in tree.xpath("//body//*[@lang]"):
        element.drop_tree()
    texts = [*tree.xpath("//body//text()"), *tree.xpath("//body//@aria-label"), *tree.xpath("//body//@data-label")]
    texts += tree.xpath("//body//@placeholder")
    left = " ".join(_KEY.sub(" ", text) for text in texts)
    return {word for word in _WORD.findall(left) if word not in KNOWN}


PAGES = (
    "/", "/changes", "/changes?kind=edited", "/registers", f"/registers/{REGISTER}",
    f"/registers/{REGISTER}?from=2026-05-01",
    f"/registers/{REGISTER}?as_of=2026-05-12", "/check", f"/check?names={LISTED}", "/penalties",
    "/penalties?from=2026-04-30", "/rollouts", "/coverage", "/search", "/search?q=名单", "/search?q=没有这样的词语",
    "/subscribe", "/api", "/confirm/none", "/nowhere", "/notices/{list}", "/notices/{list}/diff",
    "/notices/{list}/diff?view=side", "/notices/{national}/diff?with={local}", "/notices/{rules}",
)  # fmt: skip


@pytest.mark.parametrize("path", PAGES)
def test_no_english_word_of_ours_stands_on_a_chinese_page(ask: Client, made: Made, path: str) -> None:
    answer = ask.get(path.format(**made.ids), headers={"accept-language": "zh-CN"})
    assert '<html lang="zh-CN">' in answer.text
    assert english_in(answer.text) == set()


def test_every_word_is_there_in_both_languages() -> None:
    for key, (english, chinese) in WORDS.items():
        assert english.strip() and chinese.strip(), key
        assert set(re.findall(r"\{\w*\}", english)) == set(re.findall(r"\{\w*\}", chinese)), key
        assert english == chinese or re.search(r"[\u4e00-\u9fff，。：]", chinese), key


def test_the_look_can_fail() -> None:
    page = '<html><body><p lang="zh">名单 list</p><p>名单 <b>Listed</b> SHA-256</p></body></html>'
    assert english_in(page) == {"Listed"}
