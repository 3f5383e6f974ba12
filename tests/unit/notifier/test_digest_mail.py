"""What a digest says: the same facts in text and HTML, nothing hostile alive, what was not seen named, size kept."""

import re
from collections.abc import Sequence

import pytest
from digest_samples import HASH_NEW, HASH_OLD, a_full_week, blind, change, channel, coverage, event
from lxml import html as lxml_html

from notifier.addresses import clean_address
from notifier.audience import Asked, Reader, StopLinks
from notifier.composing import compose
from notifier.filters import Findable
from notifier.messages import Letter, build
from notifier.rendering import MAX_MESSAGE_BYTES, Parts, encoded_size, render_digest
from notifier.views import DigestView
from notifier.windows import Window
from notifier.wishes import Wish, wish
from storage.clock import moment
from storage.shapes import Change, Coverage

WEEK = Window(moment("2026-04-27"), moment("2026-05-04"))
STOPS = StopLinks("https://regwatch.example.org/unsubscribe/all", ((1, "https://regwatch.example.org/unsubscribe/1"),))


def view_of(
    changes: Sequence[Change],
    *wishes: Wish,
    seen: Coverage | None = None,
    base_url: str = "https://regwatch.example.org",
) -> DigestView | None:
    chosen = wishes or (wish("weekly"),)
    reader = Reader(1, "buyer@example.com", "buyer@example.com", tuple(Asked(i + 1, w) for i, w in enumerate(chosen)))
    return compose(
        reader,
        [Findable(one) for one in changes],
        seen or coverage(),
        frequency="weekly",
        window=WEEK,
        sender="digest@example.org",
        base_url=base_url,
        stops=STOPS if base_url else None,
    )


def mail_of(changes: Sequence[Change], *wishes: Wish, **given: object) -> tuple[DigestView, Parts, str]:
    """The view, its parts, and the words of the HTML as a reader sees them."""
    view = view_of(changes, *wishes, **given)  # type: ignore[arg-type]
    assert view is not None
    parts = render_digest(view)
    return view, parts, seen_words(parts.html)


def seen_words(html: str) -> str:
    body = lxml_html.document_fromstring(html.encode(), parser=lxml_html.HTMLParser(encoding="utf-8")).find("body")
    links = " ".join(link for element in body.iter("a") if (link := element.get("href")))
    return squeezed(" ".join(body.itertext()) + " " + links)


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def facts_of_text(text: str) -> list[str]:
    """Every piece of the text part that states something: its lines, cut where the text part itself sets marks."""
    lines = [line for line in text.splitlines() if "{+" not in line or not re.search(r"\[-(…|brackets)-\]", line)]
    pieces = (
        piece.strip(" *!=:")
        for line in lines
        for piece in re.split(r"\[-|-\]|\{\+|\+\}|^\[|\]$| \| |: | \(|\)", line.strip(" *!"))
    )
    return [piece for piece in pieces if piece]


@pytest.mark.parametrize("language", ["en", "zh", "both"])
def test_text_and_html_state_the_same_facts(language: str) -> None:
    watch = ["衢州华友钴新材料有限公司"]
    wishes = wish("weekly", language=language), wish("weekly", watch=watch, watch_file="s.csv", language=language)
    _, parts, words = mail_of(a_full_week(), *wishes, seen=coverage(channel(), blind()))
    lowered = words.casefold()
    facts = facts_of_text(parts.text)
    assert [fact for fact in facts if squeezed(fact).casefold() not in lowered] == []
    assert len(facts) > 150


def test_everything_a_compliance_reader_needs_is_there() -> None:
    _, parts, words = mail_of(a_full_week(), seen=coverage(channel(), blind()))
    for fact in (
        "5 changes for you: 3 published, 1 edited after publication, 1 withdrawn",
        "2 dates within 30 days",
        "2026-05-15",
        "Comments close",
        "in 11 days",
        "Penalty benchmark 裁量基准",
        "Draft for comment by MIIT: technical criteria",
        "Ministry of Industry and Information Technology 工业和信息化部",
        "Announcement No. 17 of 2026 (公告2026年第17号)",
        "miit/wjfb: Documents issued 文件发布",
        "Guangdong 广东",
        "formerly 赣州市豪鹏科技有限公司",
        "recycling 再生利用",
        HASH_OLD[:12],
        HASH_NEW[:12],
        "content not readable",
        "not readable since 2026-04-29 09:00",
        "the page asks for JavaScript (status 412)",
        "samr/tzgg: Notices 通知公告",
        "https://www.miit.gov.cn/zwgk/zcwj/wjfb/gg/art/2026/art_0001.html",
        "https://regwatch.example.org/unsubscribe/all",
        "every change on the subject",
    ):
        assert squeezed(fact) in squeezed(parts.text), fact
        assert squeezed(fact) in words, fact


def test_a_redline_marks_exactly_what_moved() -> None:
    _, parts, _ = mail_of(a_full_week())
    assert "处[-50万元-]{+500万元+}以上罚款" in parts.text
    root = lxml_html.document_fromstring(parts.html.encode(), parser=lxml_html.HTMLParser(encoding="utf-8"))
    assert "50万元" in [gone.text for gone in root.iter("del")]
    assert "500万元" in [new.text for new in root.iter("ins")]


def test_a_wide_row_is_told_in_one_cell_that_fits_a_phone() -> None:
    before, after = " | ".join("甲乙丙丁戊己庚辛"), " | ".join("甲乙丙丁戊己庚壬")
    edit = {"where": "table", "op": "row_changed", "before": before, "after": after}
    _, parts, words = mail_of([change(1, kind="edited", edits=[edit])])
    assert "Row changed: 甲 | 乙 | 丙 | 丁 | 戊 | 己 | 庚 | [-辛-]{+壬+}" in parts.text
    assert "甲|乙|丙|丁|戊|己|庚|辛壬" in words


HOSTILE = '"><img src=x onerror=alert(1)><script>alert(2)</script></td></table><style>*{display:none}</style>{{7*7}}'


def test_nothing_from_a_source_comes_alive() -> None:
    bad = change(
        1,
        kind="edited",
        title=HOSTILE + "\u202egnp.exe\r\nBcc: x@example.com",
        url="javascript:alert(1)",
        issuers=[HOSTILE],
        doc_number=HOSTILE,
        channel=HOSTILE,
        province=HOSTILE,
        attachments=[
            {"name": HOSTILE, "url": "data:text/html,x", "sha256": "", "media_type": "", "bytes": 0, "readable": False,
             "fault": HOSTILE}
        ],
        edits=[
            {"where": f"attachment:{HOSTILE}", "op": "replace", "before": HOSTILE, "after": "x"},
            {"where": "body", "op": "replace", "before": "", "after": "", "tokens": [("-", HOSTILE), ("+", HOSTILE)]},
            {"where": "table", "op": "row_added", "before": "", "after": f"{HOSTILE} | y"},
        ],
        register_events=[event(HOSTILE, HOSTILE, entry_type=HOSTILE)],
    )  # fmt: skip
    view, parts, _ = mail_of(
        [bad], wish("weekly", query=HOSTILE, any_subject=True), wish("weekly"), seen=coverage(blind(last_error=HOSTILE))
    )
    root = lxml_html.document_fromstring(parts.html.encode(), parser=lxml_html.HTMLParser(encoding="utf-8"))
    tags = {element.tag for element in root.iter() if isinstance(element.tag, str)}
    assert not tags & {"script", "img", "iframe", "link", "object", "form", "svg", "base"}
    tame = lxml_html.document_fromstring(mail_of([change(1)])[1].html.encode())
    assert [style.text for style in root.iter("style")] == [style.text for style in tame.iter("style")]
    assert all(link.get("href", "").startswith(("https://", "http://")) for link in root.iter("a"))
    assert not [name for element in root.iter() for name in element.attrib if name.lower().startswith("on")]
    assert not [element for element in root.iter() if "src" in element.attrib or "background" in element.attrib]
    assert "url(" not in parts.html and "@import" not in parts.html
    assert "\u202e" not in parts.html + parts.text + view.subject
    assert "\n" not in view.subject and "\r" not in view.subject
    assert "{{7*7}}" in parts.text


def test_all_quiet_is_only_sent_when_asked_for() -> None:
    assert view_of([]) is None
    assert view_of([change(1, on_subject=False)]) is None
    view, parts, words = mail_of([], wish("weekly", all_quiet=True), seen=coverage(channel(), channel("mee", "tz")))
    assert view.quiet
    assert "No change for you in this window" in parts.text
    assert squeezed("All 2 channels were checked in this window and every one could be read.") in words


@pytest.mark.parametrize(
    ("one", "said"),
    [
        (blind(checks=0, ok=0, outcomes={}), "not readable since 2026-04-29 09:00"),
        (blind(ok=0, outcomes={"unreachable": 7}), "the site could not be reached"),
        (blind(last_success_at=None), "never read so far"),
        (
            channel(checks=0, ok=0, outcomes={}, state="never", last_success_at=None),
            "not checked at all in this window",
        ),
        (channel(checks=7, ok=5, outcomes={"ok": 5, "drifted": 2}), "read 5 of 7 times"),
        (channel(checks=2, ok=0, outcomes={"failed": 2}, first_failure_at=None), "not readable in this window"),
    ],
)
def test_a_channel_that_was_not_seen_is_named_with_the_reason(one: object, said: str) -> None:
    _, parts, words = mail_of([change(1)], seen=coverage(one, channel("mee", "hjbh")))  # type: ignore[arg-type]
    assert "1 of 2 channels could not be checked, or not fully" in parts.text
    assert said in parts.text
    assert squeezed(said) in words
    assert "All 2 channels" not in parts.text


def test_seldom_checks_are_told_but_are_not_blindness() -> None:
    _, parts, _ = mail_of([change(1)], seen=coverage(channel(checks=1, ok=1, outcomes={"ok": 1}, expected=7)))
    assert "All 1 channels were checked" in parts.text
    assert "Checked less often than planned (1): miit/wjfb" in parts.text


def test_no_channel_is_no_silence() -> None:
    _, parts, _ = mail_of([change(1)], seen={"since": "", "until": "", "channels": []})
    assert "No channel is watched yet" in parts.text


def test_several_subscriptions_make_one_mail_without_doubles() -> None:
    one, two = wish("weekly", topics=["penalty_benchmark"]), wish("weekly", topics=["enforcement_campaign"])
    view, parts, _ = mail_of(a_full_week(), one, two)
    assert sorted(view.changes) == [2, 4]
    assert parts.text.count("[Edited after publication]") == 1
    assert "topics: Penalty benchmark 裁量基准 (#1)" in parts.text
    assert "topics: Enforcement campaign 执法专项行动 (#2)" in parts.text


def test_a_change_stands_under_the_topic_that_was_asked_for() -> None:
    view, _, _ = mail_of(a_full_week(), wish("weekly", topics=["enforcement_campaign"]))
    assert [section.label for section in view.sections] == ["Enforcement campaign 执法专项行动"]


def test_a_watched_company_that_goes_leads_the_mail() -> None:
    view, parts, _ = mail_of(a_full_week(), wish("weekly", watch=["衢州华友钴新材料有限公司"]), wish("weekly"))
    assert view.changes and view.sections[0].items[0].watched == "衢州华友钴新材料有限公司"
    assert "衢州华友钴新材料有限公司" in view.subject
    assert "! Losing a place on a list" in parts.text
    quiet, _, _ = mail_of(a_full_week(), wish("weekly", watch=["荆门格林循环电子废弃物处置有限公司"]))
    assert quiet.alarm == ""


def test_what_was_published_long_ago_is_told_at_the_end_and_not_as_news() -> None:
    old = [change(n, backlog=True, title=f"旧{n}", published_on="2019-01-01") for n in range(10, 400)]
    view, parts, words = mail_of([*old, *a_full_week()])
    assert "5 changes for you: 3 published" in parts.text
    assert "390 older notices found as a channel was read for the first time" in parts.text
    assert view.sections[-1].label.startswith("Older notices")
    assert "500万元" in words  # the news is in full although the old notices do not fit
    assert parts.text.index("500万元") < parts.text.index("旧10")
    alone, parts, _ = mail_of(old[:3])
    assert "No change for you in this window" in parts.text
    assert "3 older notices" in alone.subject
    assert "Published earlier, found now" in parts.text


def test_dates_ahead_are_those_of_the_next_thirty_days() -> None:
    given = [
        change(1, comment_deadline="2026-05-03"),
        change(2, comment_deadline="2026-05-04"),
        change(3, effective_on="2026-06-03"),
        change(4, effective_on="2026-06-04"),
        change(5, expires_on="2026-05-05", kind="withdrawn", state="withdrawn"),
        change(6, comment_deadline="not a day"),
    ]
    view, _, _ = mail_of(given)
    assert [(date.day, date.left) for date in view.deadlines] == [("2026-05-04", "today"), ("2026-06-03", "in 30 days")]


@pytest.mark.parametrize("count", [1, 12, 40, 400])
def test_a_long_digest_stays_under_the_size_where_mail_programs_cut(count: int) -> None:
    length = 3000 if count < 100 else 100
    long_edit = {"where": "body", "op": "replace", "before": "旧" * length, "after": "新" * length}
    many = [
        change(
            ident,
            kind="edited",
            title=f"第{ident}号通知" + "动力电池" * 30,
            edits=[long_edit] * 15,
            register_events=[event("added", f"企业{ident}号{row}有限公司") for row in range(60)],
            url=f"https://www.miit.gov.cn/{ident}",
        )
        for ident in range(1, count + 1)
    ]
    view, parts, words = mail_of(many, wish("weekly", watch=["企业7号3有限公司"]), wish("weekly"))
    assert encoded_size(parts) <= MAX_MESSAGE_BYTES
    address = clean_address("buyer@example.com")
    letter = Letter("Regwatch", address, address, view.subject, parts.text, parts.html, "0" * 32, WEEK.until)
    assert len(build(letter)) <= MAX_MESSAGE_BYTES
    assert f"{count} change" in parts.text
    assert len(view.changes) == count
    named = [ident for ident in range(1, count + 1) if f"第{ident}号通知" in words]
    left_out = count - len(named)
    assert (f"{left_out} more changes did not fit" in parts.text) == (left_out > 0)
    assert "changes?since=" in words
    if count >= 7:
        assert 7 in named


def test_without_pages_the_mail_says_what_to_run() -> None:
    _, parts, _ = mail_of([change(1)], base_url="")
    assert "regwatch changes --since 2026-04-27 --until 2026-05-04" in parts.text
    assert "regwatch unsubscribe buyer@example.com" in parts.text
    listed = mail_of([change(1, register_events=[event("added", "甲电池有限公司")])], base_url="")[1]
    assert "According to: " in listed.text and "evidence:" not in listed.text
    assert "/unsubscribe/" not in parts.html


def test_chinese_readers_get_chinese_words() -> None:
    _, parts, _ = mail_of(a_full_week(), wish("weekly", language="zh"))
    assert "每周摘要" in parts.text
    assert "新发布" in parts.text
    assert "Published" not in parts.text


def test_the_same_facts_make_the_same_mail() -> None:
    assert mail_of(a_full_week())[1] == mail_of(a_full_week())[1]
