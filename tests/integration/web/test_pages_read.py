"""Every page that reads: what it tells, in both languages, and that nothing of a notice steers it."""

import re
from collections.abc import Callable
from urllib.parse import quote

import pytest
from asgi_client import Client
from web_archive import HOSTILE, LISTED, NATIONAL, PROPOSED, REGISTER, Made

PAGES = (
    "/", "/changes", "/changes?any_subject=1", "/registers", f"/registers/{REGISTER}", "/check", "/penalties",
    "/rollouts", "/coverage", "/search?q=alert", "/search", "/subscribe", "/api",
)  # fmt: skip


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("path", PAGES)
def test_page_answers_whole_and_says_its_language(ask: Client, path: str, language: str) -> None:
    answer = ask.get(path, headers={"accept-language": language})
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert f'<html lang="{"zh-CN" if language == "zh" else "en"}">' in answer.text
    assert answer.text.count("<h1") == 1
    assert '<a class="skip" href="#content">' in answer.text and '<main id="content"' in answer.text


@pytest.mark.parametrize("path", [*PAGES, "notice", "diff", "side", "/registers/nev-battery-recycling?from=2026-01-01"])
def test_nothing_hostile_reaches_a_page(ask: Client, made: Made, path: str) -> None:
    notice = f"/notices/{made.ids['hostile']}"
    path = {"notice": notice, "diff": notice + "/diff", "side": notice + "/diff?view=side"}.get(path, path)
    text = ask.get(path).text
    assert not re.search(r"<script|<img|\son\w+\s*=\s*[\"']?alert|javascript:", unescaped_tags(text), re.IGNORECASE)
    assert "\u202e" not in text and "\x00" not in text
    assert not re.search(r'href="(?!https?://|/|#|data:image/svg)', text)


def unescaped_tags(text: str) -> str:
    """Only what a browser takes for markup."""
    return " ".join(re.findall(r"<[^>]*>", text))


def test_hostile_notice_is_told_in_its_own_words(ask: Client, made: Made) -> None:
    text = ask.get(f"/notices/{made.ids['hostile']}").text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert "=cmd|" in text


def test_home_tells_what_changed_and_what_is_blind(ask: Client) -> None:
    text = ask.get("/").text
    assert "1 of 2 channels are not being seen" in text and "blocked by the site" in text
    tiles = dict(re.findall(r'<a class="tile (\w+)"[^>]*><strong>(\d+)</strong>', text))
    assert tiles == {"published": "2", "edited": "2"}
    assert "2026-06-30" in text and "in 41 days" in text


def test_changes_page_is_filtered_by_its_address(ask: Client, made: Made) -> None:
    edited = ask.get("/changes?kind=edited").text
    assert edited.count('<article class="change edited"') == 2 and "change published" not in edited
    assert f"/notices/{made.ids['list']}/diff?from=v1&amp;to=v2" in edited
    topic = ask.get("/changes?topic=penalty_benchmark").text
    assert made.ids["rules"] in topic and made.ids["list"] not in topic
    assert made.ids["local"] in ask.get("/changes?province=Guangdong").text
    window = ask.get("/changes?since=2026-05-11&until=2026-05-13").text
    assert re.findall(r'<article class="change (\w+)', window) == ["published"] * 3
    assert "Nothing matches" in ask.get("/changes?query=nowhere").text


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("since=yesterday", "yesterday"),
        ("kind=foo", "there is no kind of change"),
        ("topic=foo", "there is no topic"),
        ("province=Atlantis", "there is no province"),
        ("source=foo", "there is no source"),
        ("after=x", "is not a number"),
        ("after=999999", "there is no change 999999"),
        ("since=0001-01-01", "lies in the year 1"),
        ("query=" + "x" * 500, "longer than 400"),
    ],
)
def test_wrong_filter_is_told_in_one_sentence(ask: Client, query: str, told: str) -> None:
    answer = ask.get(f"/changes?{query}")
    assert answer.status_code in (400, 404)
    assert told in answer.text and 'role="alert"' in answer.text


def test_notice_page_has_facts_files_versions_and_evidence(ask: Client, made: Made) -> None:
    text = ask.get(f"/notices/{made.ids['list']}").text
    assert '<h1 lang="zh">新能源汽车废旧动力电池综合利用企业名单（第六批）</h1>' in text
    assert "Ministry of Industry and Information Technology" in text and "2026年第17号" in text
    assert '<th scope="col">企业名称</th>' in text and PROPOSED in text and "500万元" in text
    assert "附件1.pdf" in text and re.search(r"<code>[0-9a-f]{64}</code>", text)
    assert f"regwatch evidence verify {made.ids['list']}.zip" in text
    past = ask.get(f"/notices/{made.ids['list']}?as_of=2026-05-12").text
    assert "50万元" in past and "500万元" not in past and PROPOSED not in past
    early = ask.get(f"/notices/{made.ids['list']}?as_of=2026-01-01")
    assert early.status_code == 404 and "was first seen" in early.text


def test_notice_is_found_by_its_address(ask: Client, made: Made) -> None:
    answer = ask.get("/notices?url=https://www.miit.gov.cn/art/2026/list.html")
    assert answer.status_code == 303 and answer.headers["location"] == f"/notices/{made.ids['list']}"
    assert ask.get("/notices/nothing-of-that-name").status_code == 404


@pytest.mark.parametrize("view", ["inline", "side"])
def test_redline_marks_what_changed(ask: Client, made: Made, view: str) -> None:
    text = ask.get(f"/notices/{made.ids['list']}/diff?from=v1&to=v2&view={view}").text
    assert re.search(r"<ins>[^<]*500?[^<]*</ins>|<ins>0</ins>", text) and PROPOSED in text
    assert "row added" in text and 'lang="zh"' in text
    zh = ask.get(f"/notices/{made.ids['list']}/diff?view={view}&lang=zh").text
    assert "新增行" in zh and "row added" not in zh
    assert ask.get(f"/notices/{made.ids['list']}/diff?from=v9").status_code == 404


def test_register_as_of_and_events(ask: Client) -> None:
    now = ask.get(f"/registers/{REGISTER}").text
    assert LISTED in now and PROPOSED in now
    assert PROPOSED not in ask.get(f"/registers/{REGISTER}?q=甲乙").text
    none = ask.get(f"/registers/{REGISTER}?as_of=2026-05-01").text
    assert "holds nothing on that day" in none
    events = ask.get(f"/registers/{REGISTER}?from=2026-05-01&to=2026-05-31").text
    assert '<td data-label="Event">Added</td>' in events
    assert ask.get("/registers/no-such-list").status_code == 404


def test_penalties_page_has_a_bar_and_a_table(ask: Client) -> None:
    text = ask.get("/penalties").text
    assert "100,000–200,000 yuan" in text and text.count('<svg class="band" role="img"') == 2
    found = ask.get("/penalties?query=交由").text
    assert "1 rules" in found and "individual" not in found
    assert "Nothing matches" in ask.get("/penalties?as_of=2020-01-01").text


def test_rollouts_page_has_a_map_and_a_table(ask: Client, made: Made) -> None:
    text = ask.get("/rollouts").text
    assert "1 issued, 0 in consultation, 30 without a notice" in text
    assert text.count('<g class="tile ') == 31 and f'<a href="/notices/{made.ids["local"]}" aria-label=' in text
    assert "Guangdong 广东: Issued, +15 d" in text
    assert ask.get("/rollouts?campaign=" + NATIONAL).status_code == 200
    assert ask.get("/rollouts?campaign=no such words").status_code == 404


def test_coverage_page_tells_each_channel_and_day(ask: Client) -> None:
    text = ask.get("/coverage?days=10").text
    assert text.count('<rect class="day ') == 20
    assert text.count('class="day bad"') == 2 and text.count('class="day ok"') == 6
    assert "blocked by the site" in text and "miit/yjzj" in text
    assert ask.get("/coverage?days=9999").status_code == 400


def test_search_page_marks_what_it_found(ask: Client, made: Made) -> None:
    text = ask.get("/search?q=名单").text
    assert made.ids["list"] in text and "<mark>名单</mark>" in text
    assert "No notice holds" in ask.get("/search?q=没有这个词语").text


def test_language_is_kept_and_offered(client_of: Callable[..., Client]) -> None:
    ask = client_of()
    first = ask.get("/changes?kind=edited&lang=zh")
    assert "发布后修改" in first.text and "/changes?kind=edited&amp;lang=en" in first.text
    assert '<html lang="zh-CN">' in ask.get("/").text
    ask.forget()
    assert '<html lang="en">' in ask.get("/").text


def test_unknown_page_is_told(ask: Client) -> None:
    answer = ask.get("/nowhere" + HOSTILE[:8].replace("<", "%3C").replace(">", "%3E"))
    assert answer.status_code == 404 and "no such page" in answer.text


def test_the_start_page_leads_to_what_changed_on_a_list_and_who_said_so(ask: Client, made: Made) -> None:
    home = ask.get("/").text
    assert '<form class="filter" method="get" action="/registers#events"' in home and "who said so" in home
    sent = ask.get(f"/registers?register={REGISTER}&from=2026-05-01&to=2026-07-31&lang=en")
    assert sent.status_code == 303
    assert sent.headers["location"] == f"/registers/{REGISTER}?from=2026-05-01&to=2026-07-31&lang=en"
    text = ask.get(sent.headers["location"]).text
    assert "What changed from 2026-05-01 to 2026-07-31" in text and "Added 3" in text
    said = text[text.index('id="events"') :]
    assert said.index("2026年第17号") < said.index(PROPOSED), "each event stands under the notice that says it"
    assert "Ministry of Industry and Information Technology" in said and f"/notices/{made.ids['list']}" in said
    assert (
        ask.get("/registers?register=no/such list&from=2026-05-01").headers["location"].startswith("/registers/no%2F")
    )


def test_a_past_day_tells_what_changed_since(ask: Client) -> None:
    text = ask.get(f"/registers/{REGISTER}?as_of=2026-05-12").text
    assert LISTED in text and "What changed since 2026-05-12" in text
    since = text[text.index('id="events"') :]
    assert "=&lt;script&gt;" in since and LISTED not in since
    assert "What changed since" not in ask.get(f"/registers/{REGISTER}?as_of=2026-05-20").text
    early = ask.get(f"/registers/{REGISTER}?as_of=2026-05-01").text
    assert early.count(LISTED) == 1 and "Added 3" in early


def test_titles_are_glossed_for_readers_of_english_alone(ask: Client, made: Made) -> None:
    english, chinese = (ask.get(f"/notices/{made.ids['national']}?lang={one}").text for one in ("en", "zh"))
    assert NATIONAL in english and '<p class="lead">Notice on ' in english
    assert NATIONAL in chinese and "Notice on" not in chinese


@pytest.mark.parametrize("view", ["inline", "side"])
def test_two_notices_are_compared(ask: Client, made: Made, view: str) -> None:
    path = f"/notices/{made.ids['national']}/diff?with={made.ids['local']}&view={view}"
    text = ask.get(path).text
    assert "Two notices compared" in text and text.count(f"/notices/{made.ids['local']}") >= 1
    assert re.search(r"<ins>[^<]*广东省", text) and re.search(r"<del>省|<del>[^<]*各省", text)
    chinese = ask.get(path + "&lang=zh").text
    assert "两份公文对照" in chinese and "before" not in chinese
    assert ask.get(f"/notices/{made.ids['national']}/diff?with=nothing-like-it").status_code == 404


def test_rollouts_page_has_a_lag_chart_and_names_its_campaign(ask: Client, made: Made) -> None:
    text = ask.get("/rollouts").text
    chart = text[text.index('<svg class="lags"') :]
    assert 'role="img"' in chart[:200] and ">Guangdong</text>" in chart and ">15</text>" in chart
    assert f'href="/notices/{made.ids["national"]}"' in text and "Measured from the national notice" in text
    assert "较国家文件滞后天数" in ask.get("/rollouts?lang=zh").text


def test_penalties_are_compared_between_two_days(ask: Client, made: Made) -> None:
    text = ask.get("/penalties?from=2026-04-30&as_of=2026-05-20").text
    assert "How penalties changed from 2026-04-30 to 2026-05-20" in text and text.count(">New rule</td>") == 3
    assert '<svg class="band" role="img"' in text and "<ins>100,000–200,000 yuan</ins>" in text
    assert "No rule changed" in ask.get("/penalties?from=2026-05-19").text
    found = ask.get("/api/penalties/changes?from=2026-04-30&to=2026-05-20").json()
    assert [one["op"] for one in found] == ["added"] * 3 and found[0]["new_fine"][0]["max"] == 200000
    assert ask.get("/api/penalties/changes").status_code == 400


def test_a_part_of_a_notice_is_compared_with_a_part_of_another(ask: Client, made: Made) -> None:
    path = f"/notices/{made.ids['list']}/diff?with={made.ids['rules']}&lang=en"
    page = ask.get(path).text
    assert '<select id="from_part"' in page and '<option value="附件1.pdf" lang="zh">' in page
    chosen = ask.get(f"{path}&from_part=附件1.pdf&to_part=body").text
    assert '<option value="附件1.pdf" selected' in chosen and LISTED in chosen
    answer = ask.get(f"/api/notices/{made.ids['list']}/diff?with={made.ids['rules']}&from_part=1").json()
    assert (answer["from"]["part"], answer["to"]["part"]) == ("附件1.pdf", "body")
    assert ask.get(f"/api/notices/{made.ids['list']}/diff?from_part=none").status_code == 404


@pytest.mark.parametrize("path", ["/penalties?query=", "/search?q=", "/changes?query="])
def test_english_words_that_find_nothing_lead_to_the_chinese_ones(ask: Client, path: str) -> None:
    shown = ask.get(path + "electric+bicycle").text
    page = path.partition("?")[0]
    assert re.search(rf'href="{page}\?[^"]*{quote("电动自行车")}[^"]*" lang="zh">电动自行车</a>', shown)
    assert "In Chinese:" not in ask.get(path + "nosuchword").text
