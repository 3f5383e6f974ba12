"""The ranked summary and the strip of provinces: who gets it, what it counts, the same in text and HTML."""

from typing import Any

import pytest
from digest_samples import a_full_week, change, coverage, event
from lxml import html as lxml_html
from test_digest_mail import WEEK, seen_words, squeezed

from notifier.audience import Asked, Reader
from notifier.composing import compose
from notifier.filters import Findable
from notifier.labels import speaker
from notifier.rendering import render_digest
from notifier.strip_views import strip_view
from notifier.views import DigestView
from notifier.wishes import Wish, wish
from storage.shapes import Change
from storage.vocabulary.places import PROVINCES


def matrix(**status: str) -> list[dict[str, Any]]:
    """The rollout matrix with some provinces (by pinyin) further than none."""
    rows = []
    for province in PROVINCES:
        state = status.get(province.english.lower().replace(" ", "_"), "none")
        done = state != "none"
        rows.append(
            {
                "province": province.short,
                "province_en": province.english,
                "code": province.code,
                "status": state,
                "notice": f"n-{province.code}" if done else None,
                "title": f"{province.name}关于开展废旧动力电池专项检查的通知" if done else None,
                "published_on": "2026-05-19" if done else None,
                "lag_days": 21 if done else None,
                "campaign": "n-national",
                "campaign_title": "关于开展废旧动力电池专项检查的通知",
            }
        )
    return rows


def digest(changes: list[Change], *wishes: Wish, rows: list[dict[str, Any]] | None = None) -> DigestView:
    asked = tuple(Asked(n, one) for n, one in enumerate(wishes or (wish("weekly"),), 1))
    view = compose(
        Reader(1, "buyer@example.com", "buyer@example.com", asked),
        [Findable(one) for one in changes],
        coverage(),
        frequency="weekly",
        window=WEEK,
        sender="digest@example.org",
        base_url="https://regwatch.example.org",
        rollouts=matrix(guangdong="issued", hubei="consultation") if rows is None else rows,
    )
    assert view is not None
    return view


@pytest.mark.parametrize("language", ["en", "zh", "both"])
def test_every_province_and_the_corps_stand_in_both_parts(language: str) -> None:
    view = digest(a_full_week(), wish("weekly", language=language))
    parts = render_digest(view)
    words = seen_words(parts.html)
    assert view.strip is not None and len(view.strip.provinces) == 32
    for one in view.strip.provinces:
        assert one.name in parts.text
        assert squeezed(f"{one.name}{one.chinese}") in words
    for line in (view.strip.counts, view.strip.notice, view.strip.caution):
        assert line in parts.text and squeezed(line) in words
    root = lxml_html.document_fromstring(parts.html.encode())
    cells = [cell for cell in root.iter("td") if "st-" in (cell.get("class") or "")]
    assert len(cells) == 32
    assert [cell.get("class").rsplit("-", 1)[1] for cell in cells].count("issued") == 1


def test_what_has_moved_is_told_with_its_day_and_page() -> None:
    text = render_digest(digest(a_full_week())).text
    assert "1 of 32 have issued an implementing notice, 1 have a draft out for comment, 30 have published" in text
    assert "* Guangdong 广东: issued 2026-05-19 (21 days after the national notice)" in text
    assert "Notice on carrying out used power battery special inspection (glossary)" in text
    assert text.index("* Guangdong") < text.index("* Hubei")
    assert "https://regwatch.example.org/notices/n-44" in text


@pytest.mark.parametrize(
    ("wishes", "shown"),
    [
        ((wish("weekly"),), True),
        ((wish("weekly", topics=["penalty_benchmark"]),), False),
        ((wish("weekly", topics=["enforcement_campaign"]),), True),
        ((wish("weekly", provinces=["广东"]),), True),
        ((wish("weekly", watch=["甲乙丙有限公司"]),), False),
        ((wish("weekly", watch=["甲乙丙有限公司"]), wish("weekly", provinces=["湖北"])), True),
    ],
)
def test_the_strip_stands_where_it_concerns(wishes: tuple[Wish, ...], shown: bool) -> None:
    news = [change(1, topics=["penalty_benchmark"], title="甲乙丙有限公司", issuers=["湖北省市场监督管理局"]),
            change(2, topics=["enforcement_campaign"], province="")]  # fmt: skip
    quiet = tuple(Wish(**{**{f: getattr(w, f) for f in w.__dataclass_fields__}, "all_quiet": True}) for w in wishes)
    assert (digest(news, *quiet).strip is not None) == shown


def test_without_a_national_notice_there_is_no_strip() -> None:
    assert strip_view([], speaker("en")) is None
    assert strip_view([{**row, "campaign": None} for row in matrix()], speaker("en")) is None
    assert digest(a_full_week(), rows=[]).strip is None


def test_the_summary_is_ranked() -> None:
    rule = {"op": "changed", "offence": "甲", "circumstance": "", "fields": ["fine"], "before": "", "after": "",
            "old_amount": "50,000 yuan", "new_amount": "500,000 yuan"}  # fmt: skip
    benchmark = change(9, topics=["penalty_benchmark"])
    benchmark["penalty_changes"] = [rule, {**rule, "op": "added"}]
    lost = change(8, register_events=[event("removed", "衢州华友钴新材料有限公司"), event("added", "甲电池有限公司")])
    other = change(7, register_events=[event("added", "乙电池有限公司")])
    rest = change(6, topics=["interpretation"])
    province = change(5, topics=["provincial_rollout"], province="广东")
    view = digest([rest, province, benchmark, other, lost], wish("weekly"),
                  wish("weekly", watch=["衢州华友钴新材料有限公司"]))  # fmt: skip
    assert list(view.summary[1:6]) == [
        "Your watched companies: 衢州华友钴新材料有限公司 (removed)",
        "Official lists: 2 added, 1 removed",
        "Penalties: 1 fine changed; 1 new rule; for example 50,000 yuan → 500,000 yuan",
        "Provinces: Guangdong 广东 (published)",
        "Also: Interpretation 解读",
    ]
    assert list(view.changes) == [8, 7, 9, 5, 6]
    assert view.sections[0].label == "Your watched companies"
    assert view.subject.endswith("Losing a place on a list, or about to: 衢州华友钴新材料有限公司")


def test_a_chinese_reader_gets_no_english_names() -> None:
    parts = render_digest(digest(a_full_week(), wish("weekly", language="zh")))
    for word in ("Guangdong", "Ministry", "glossary", "recycling", "Penalty benchmark", "Announcement"):
        assert word not in parts.text
    for word in ("工业和信息化部", "裁量基准", "广东", "再生利用"):
        assert word in parts.text


def test_english_stands_first_with_the_original_beside_it() -> None:
    parts = render_digest(digest(a_full_week()))
    english = (
        "List of enterprises meeting “standard conditions for the comprehensive utilisation of used power batteries"
    )
    assert parts.text.index(english) < parts.text.index("符合《新能源汽车废旧动力电池综合利用行业规范条件》企业名单")
    assert "(batch 6) (glossary)" in parts.text
    assert "Guangdong 广东; batch 6 第六批" in parts.text
    source = "According to: Announcement No. 17 of 2026 (公告2026年第17号); MIIT; 2026-04-28"
    pack = "https://regwatch.example.org/api/notices/notice-1/evidence.zip"
    assert f"{source}; the notice itself | evidence: {pack}" in parts.text


def test_a_province_that_moved_in_the_window_is_marked_as_new() -> None:
    rows = [{**row, "moved": row["province"] == "广东"} for row in matrix()]
    view = strip_view(rows, speaker("en"))
    assert view is not None
    assert [one.name for one in view.provinces if "new in this window" in one.detail] == ["Guangdong"]
