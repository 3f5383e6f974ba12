from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.facts.notice_dates import dates_of, summary

PUBLISHED = date(2026, 9, 14)


def told(title: str, text: str, published: date | None = PUBLISHED, **fields: str) -> dict[str, str]:
    days = summary(dates_of(title, text, fields, published))
    return {kind: day.isoformat() for kind, day in days.items() if kind != "published"}


@pytest.mark.parametrize(
    ("sentence", "deadline"),
    [
        ("请于10月16日前反馈意见。", "2026-10-16"),
        ("请于2026年10月13日前将意见书面反馈我部，并注明联系人及联系方式。", "2026-10-13"),
        ("征求意见截止时间为2026年10月14日。", "2026-10-14"),
        ("意见反馈截止时间为9月30日。", "2026-09-30"),
        ("征求意见时间为2026年9月20日至10月20日。", "2026-10-20"),
        ("意见反馈时间：2026年9月14日—2026年10月13日", "2026-10-13"),
        ("意见征集时间截至2026年10月13日。", "2026-10-13"),
        (
            "欢迎提出修改意见，并于 2026 年    10  月  16  日前将《公开征求意见反馈表》反馈至市场监管总局。",
            "2026-10-16",
        ),
        ("公众可在二〇二六年十月十三日之前，通过以下途径提出意见。", "2026-10-13"),
        ("有关意见请于2026年10月13日（星期二）17:00前以电子邮件方式发送至a@b.cn。", "2026-10-13"),
        ("自2026年9月14日起至10月13日止向社会公开征求意见。", "2026-10-13"),
        ("公开征求意见时间为30日。", "2026-10-14"),
        ("如有意见，请于公告发布之日起三十日内反馈。", "2026-10-14"),
        ("请于1月10日前反馈意见。", "2027-01-10"),
    ],
)
def test_the_end_of_a_consultation(sentence: str, deadline: str) -> None:
    days = told("关于公开征求《办法（征求意见稿）》意见的通知", sentence)
    assert days.pop("comment_from", "") in ("", "2026-09-20", "2026-09-14")
    assert days == {"comment_deadline": deadline}


@pytest.mark.parametrize(
    "sentence",
    [
        "公示时间：2026年9月14日至9月23日。请在公示期间将异议反馈我司。",
        "公示期限为9月14日至23日，如有异议请反馈。",
        "现将名单予以公示，公示期：2026年9月14日—2026年9月23日（10日）",
        "请于2026年9月23日前提出异议。",
    ],
)
def test_the_end_of_a_public_display(sentence: str) -> None:
    window = {"comment_from": "2026-09-14"} if "至" in sentence or "—" in sentence else {}
    assert told("关于拟公告企业名单的公示", sentence) == window | {"comment_deadline": "2026-09-23"}


@pytest.mark.parametrize(
    "text",
    [
        "请于2026年9月30日前将申报材料报送我部。",
        "截至2026年8月底，全国已有148家企业。",
        "根据《关于加强管理的指导意见》，请于2026年9月30日前报送实施方案。",
        "公示期为7个工作日。",
        "《暂行办法》自2018年8月1日起施行以来，取得成效。",
        "2026年1月至8月，全国共回收废旧动力电池20万吨。",
        "按照公告2026年第20号和工信部联节〔2018〕43号执行。",
    ],
)
def test_dates_that_are_none_of_the_notice(text: str) -> None:
    assert told("关于组织申报的通知", text) == {}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("本办法自2026年11月1日起施行。", {"effective": "2026-11-01"}),
        ("本办法自2026年11月1日起施行，有效期五年。", {"effective": "2026-11-01", "expires": "2031-10-31"}),
        ("本规定自2026年11月1日起施行，有效期至2031年12月31日。", {"effective": "2026-11-01", "expires": "2031-12-31"}),
        ("有效期为2026年9月1日至2028年8月31日。", {"effective": "2026-09-01", "expires": "2028-08-31"}),
        ("本通知自印发之日起施行。\n2026年9月10日", {"signed": "2026-09-10", "effective": "2026-09-10"}),
        ("本公告自发布之日起施行。\n2026年9月10日", {"signed": "2026-09-10", "effective": "2026-09-14"}),
        ("本公告自发布之日起30日后施行。", {"effective": "2026-10-14"}),
        ("本通知执行至2027年12月31日。", {"expires": "2027-12-31"}),
        (
            "（2025年12月31日工业和信息化部令第73号公布 自2026年4月1日起施行）",
            {"signed": "2025-12-31", "effective": "2026-04-01"},
        ),
        (
            "第五十条 本规定自2026年11月1日起施行。《暂行办法》（工信部联节〔2018〕43号）同时废止。",
            {"effective": "2026-11-01"},
        ),
    ],
)
def test_force_and_expiry(text: str, expected: dict[str, str]) -> None:
    assert told("办法", text) == expected


def test_the_window_of_a_campaign_by_months() -> None:
    text = "五部门\n4月至6月底，开展联合执法专项行动。\n工业和信息化部办公厅\n二〇二六年四月二十七日"
    dates = dates_of("关于开展联合执法专项行动的通知", text, {}, date(2026, 4, 28))
    assert {kind: str(day) for kind, day in summary(dates).items()} == {
        "signed": "2026-04-27",
        "published": "2026-04-28",
        "window_from": "2026-04-01",
        "window_until": "2026-06-30",
    }
    assert {one.precision for one in dates if one.kind.startswith("window")} == {"month"}
    assert all("联合执法" in one.sentence for one in dates if one.kind.startswith("window"))


def test_a_reprint_months_later_keeps_the_window_of_the_original() -> None:
    text = "4月至6月底，集中开展专项行动。\n2026年4月27日"
    days = told("关于开展专项行动的通知", text, date(2027, 2, 1))
    assert (days["window_from"], days["window_until"]) == ("2026-04-01", "2026-06-30")


def test_stages_make_up_the_window() -> None:
    text = "（一）自查阶段（9月1日至9月30日）。\n（二）抽查阶段（10月1日至11月30日）。\n请于12月10日前报送总结。"
    assert told("关于开展专项整治行动的通知", text) == {"window_from": "2026-09-01", "window_until": "2026-11-30"}


def test_fields_beside_the_body_come_before_the_body() -> None:
    days = told("公告", "正文。\n2026年9月9日", 成文日期="2026年09月10日", 施行日期="2026-12-01")
    assert days == {"signed": "2026-09-10", "effective": "2026-12-01"}


def test_the_last_signature_before_publication_is_taken() -> None:
    text = "第一条 内容。\n工业和信息化部\n2026年9月9日\n附件\n办法\n2030年1月1日"
    assert told("公告", text) == {"signed": "2026-09-09"}


@given(st.text(), st.text(), st.none() | st.dates(date(1990, 1, 1), date(2098, 1, 1)))
def test_any_text_is_read_without_fault(title: str, text: str, published: date | None) -> None:
    dates_of(title, text, {"成文日期": text, "发布日期": title}, published)


fragments = st.sampled_from(
    [
        "自",
        "2026年4月1日",
        "4月",
        "至",
        "6月底",
        "起施行",
        "有效期",
        "五年",
        "公示",
        "征求意见",
        "反馈",
        "。",
        "\n",
        "专项行动",
        "印发之日",
        "起",
        "30日",
        "内",
    ]
)


@given(st.lists(fragments, max_size=30).map("".join))
def test_texts_made_of_the_words_of_dates_are_read_without_fault(text: str) -> None:
    for one in dates_of("关于公开征求意见的通知", text, {}, PUBLISHED):
        assert one.precision in ("day", "month", "year")


@pytest.mark.parametrize(
    "sentence",
    [
        "第十四条 排污许可证有效期为5年。",
        "危险废物综合经营许可证有效期为5年；危险废物收集经营许可证有效期为3年。",
        "认证证书有效期至2029年5月8日。",
        "列入公告的企业公告有效期三年。",
        "持有效期至2028年12月31日的检验报告有效期内的产品除外，资质证书的有效期为两年。",
    ],
)
def test_how_long_a_permit_holds_is_not_how_long_the_regulation_does(sentence: str) -> None:
    """As 排污许可管理条例 has it, whose own end was told as five years after its first day."""
    days = told("排污许可管理条例", f"{sentence}\n第五十一条 本条例自2021年3月1日起施行。")
    assert days == {"effective": "2021-03-01"}


def test_a_term_of_its_own_is_told() -> None:
    days = told("行政处罚自由裁量权规定", "本办法自2022年1月1日起施行，有效期5年。")
    assert days == {"effective": "2022-01-01", "expires": "2026-12-31"}
    days = told("关于延长措施的公告", "本公告自2022年1月1日起施行，本公告有效期5年。")
    assert days == {"effective": "2022-01-01", "expires": "2026-12-31"}


def test_dates_in_brackets_behind_another_acts_name_are_its_own() -> None:
    text = "修订前的《环境保护管理条例》（自1998年11月29日起施行，2017年10月1日废止，下称旧条例）规定处罚。"
    assert told("关于新旧法律规范衔接适用问题的意见", text, None) == {}
