"""Kinds of document that ministries, provinces, cities and the press publish around the subject, each told as it is."""

import pytest

from crawler.facts.descriptions import describe
from crawler.facts.title_core import title_core


@pytest.mark.parametrize(
    ("title", "issuer", "topic"),
    [
        ("某市2026年度重点排污单位名录", "某市生态环境局", "list_publication"),
        ("环境监管重点单位名录管理办法", "MEE", "policy_measure"),
        ("排除管理清单（2026年版）", "MEE", "list_publication"),
        ("关于综合利用行业规范企业名称变更的公告", "MIIT", "list_publication"),
        ("某某新污染物治理行动方案", "国务院办公厅", "policy_measure"),
        ("电动自行车安全隐患整治行动方案", "国务院办公厅", "enforcement_campaign"),
        ("水泥碳足迹核算标准", "MIIT", "standard"),
        ("某某局政府信息公开指南", "MIIT", "other"),
        ("关于做好2026年春运工作的通知", "MIIT", "other"),
        ("关于进一步加强固体废物环境管理信息化工作的通知", "MEE", "policy_measure"),
        ("关于开展2026年世界环境日活动的通知", "MEE", "other"),
        ("关于对某某产品实施强制性认证管理的公告", "SAMR", "policy_measure"),
        ("某省土地管理条例", "山西人大", "policy_measure"),
        ("某某产品召回管理办法", "NMPA", "policy_measure"),
        ("教育部关于印发《某某考核办法》的通知", "教育部", "other"),
        ("关于某某项目未验收如何处罚的复函", "MEE", "interpretation"),
        ("严重失信名单管理办法", "SAMR", "policy_measure"),
        ("生产者责任延伸制度推行方案", "国务院办公厅", "policy_measure"),
        ("突发环境事件风险分级方法", "MEE", "standard"),
        ("某省审批的建设项目名录（2026年本）", "山西省生态环境厅", "list_publication"),
        ("动力电池国家标准公开征求意见 涉及拆解", "media", "standard"),
        ("新规速览丨动力电池回收管理办法", "media", "interpretation"),
        ("某区开展电池经营户大排查大整治", "大同市市场监督管理局", "enforcement_campaign"),
        ("关于召开裁量基准修订座谈会的通知", "大同市生态环境局", "other"),
        ("重污染天气消除攻坚行动方案", "MEE", "policy_measure"),
        ("某流域污染防治监督帮扶启动", "MEE", "enforcement_campaign"),
        ("关于开展散乱污企业整治的通知", "MIIT", "enforcement_campaign"),
        ("关于印发某市质量强市实施方案的通知", "大同市人民政府", "other"),
        ("某市市场监管领域轻微违法行为免处罚清单", "大同市市场监督管理局", "penalty_benchmark"),
        ("生态环境领域柔性执法事项清单", "大同市生态环境局", "penalty_benchmark"),
        ("招标投标领域公平竞争审查规则", "NDRC", "policy_measure"),
        ("某市道路交通安全条例（修订草案）", "大同市人大常委会", "policy_measure"),
        ("关于《某市噪声污染防治条例（修订草案）》的说明", "大同市司法局", "interpretation"),
        ("山西省加快推动工业资源综合利用实施方案", "山西省工业和信息化厅", "provincial_rollout"),
        ("关于印发《山西省固体废物环境违法行为专项整治方案》的通知", "山西省生态环境厅", "provincial_rollout"),
        ("五部门严查退役电池流入市场", "media", "enforcement_campaign"),
        ("动力电池管理办法公开征求意见 拟设溯源平台", "media", "policy_measure"),
        ("工信部：公开征求《动力电池管理办法（征求意见稿）》意见", "media", "policy_measure"),
        ("China Publishes Draft Rules on Battery Recycling", "media", "policy_measure"),
        ("Beijing Tightens Rules on Retired Batteries", "media", "interpretation"),
        ("新电池法生效对出口企业有何影响", "media", "interpretation"),
        ("汽车工厂能耗限额标准（2026年版）", "MIIT", "standard"),
        ("制造业项目环评文件审批原则", "MEE", "standard"),
        ("生态环境行政处罚案卷评查指南", "MEE", "other"),
        ("关于开展动力电池企业环境执法检查的通知", "山西省生态环境厅", "enforcement_campaign"),
        ("关于确定第二批试点地区和企业的通知", "MIIT", "list_publication"),
        ("山西省人民政府关于公布文物保护单位的通知", "山西省人民政府", "other"),
        ("关于终止部分企业规范公告资格的公告", "MIIT", "list_publication"),
        ("关于轻微违法行为不予行政处罚的指导意见", "山西省生态环境厅", "penalty_benchmark"),
    ],
)
def test_kinds_of_document(title: str, issuer: str, topic: str) -> None:
    assert topic in describe(title, issuer).topics


def test_a_forwarded_criterion_is_a_rollout_and_no_standard_of_the_province() -> None:
    told = describe("关于转发《动力电池综合利用行业规范条件》的通知", "山西省工业和信息化厅")
    assert "provincial_rollout" in told.topics and "standard" not in told.topics


@pytest.mark.parametrize(
    "title",
    [
        "某公司退役动力电池再生利用项目环境影响评价第一次公示",
        "动力电池回收项目竣工环境保护验收公示",
        "关于同意某某循环科技有限公司跨省转移废旧锂电池的复函",
    ],
)
def test_a_procedure_about_one_company_is_not_on_the_subject(title: str) -> None:
    assert not describe(title, "大同市生态环境局").on_subject


def test_feedback_that_quotes_the_act_is_no_consultation() -> None:
    assert describe("关于公开征求《某某裁量基准》意见情况的说明", "山西省生态环境厅").stage != "consultation"


def test_a_decision_that_amends_has_the_core_of_the_act() -> None:
    assert title_core("《工业和信息化部关于修改〈某某管理办法〉的决定（征求意见稿）》") == "某某管理办法"


@pytest.mark.parametrize(
    "tail", ["-中国政府网", " | 工业和信息化部", "_某某省生态环境厅", " 2026-04-28", "[2026-04-28]", " [NEW]"]
)
def test_what_a_page_sets_behind_a_title_changes_no_answer(tail: str) -> None:
    title = "新能源汽车动力电池梯次利用管理办法"
    told, plain = describe(title + tail, "MIIT"), describe(title, "MIIT")
    assert (told.topics, told.stage, told.on_subject) == (plain.topics, plain.stage, plain.on_subject)
    assert told.title_core == plain.title_core == title


def test_a_title_broken_over_lines_is_read_whole() -> None:
    told = describe("新能源汽车废旧动力\n电池综合利用行业\n规范条件", "MIIT")
    assert told.on_subject and {"standard", "policy_measure"} <= set(told.topics)


def test_a_court_applies_the_law() -> None:
    assert "interpretation" in describe("关于审理某某案件若干问题的规定（试行）", "最高人民法院").topics
    assert "interpretation" not in describe("关于审理某某案件若干问题的规定", "MEE").topics


def test_rounds_of_recognition_are_lists() -> None:
    for title in ("关于组织开展国家级设计中心认定和复核工作的通知", "关于开展服务型制造示范遴选工作的通知"):
        assert "list_publication" in describe(title, "MIIT").topics


def test_enterprises_that_meet_a_criterion_are_no_standard() -> None:
    assert "standard" not in describe("符合规范条件企业年度抽查情况的通报", "MIIT").topics


@pytest.mark.parametrize(
    ("title", "issuer", "topics"),
    [
        ("China Sets Out Measures for Spent Cells: What Makers Need to Know", "media", {"interpretation"}),
        ("What the Retired Battery Rules Mean for Importers", "media", {"interpretation"}),
        ("MIIT Solicits Comments on Battery Standards", "media", {"standard"}),
        ("Ministry Opens Consultation on Battery Regulation", "media", {"policy_measure"}),
        ("Regulator Delists Two Recyclers", "media", {"list_publication"}),
        ("City Begins Joint Inspection of Recyclers", "media", {"enforcement_campaign"}),
        ("Hunan Adopts Implementation Rules for Power Battery Recycling", "media", {"provincial_rollout"}),
        ("Discretionary Benchmarks for Environmental Penalties", "MEE", {"penalty_benchmark"}),
        ("Notice on Issuing the Interim Measures for Battery Recycling", "MIIT", {"policy_measure"}),
        ("Specification Conditions for Battery Recycling (2030 Edition)", "MIIT", {"standard", "policy_measure"}),
        ("Guidelines for Battery Collection Outlets", "MIIT", {"standard"}),
    ],
)
def test_english_titles(title: str, issuer: str, topics: set[str]) -> None:
    assert set(describe(title, issuer).topics) == topics


def test_the_province_of_an_english_headline() -> None:
    assert describe("Hunan Adopts Rules for Battery Recycling", "media").province == "湖南"
    assert describe("Beijing Tightens Rules on Retired Batteries", "media").province == ""


def test_the_press_explaining_a_benchmark_is_no_benchmark_and_reporting_one_is() -> None:
    assert "penalty_benchmark" not in describe("《某某行政处罚裁量基准》解读：哪些情形从轻", "media").topics
    assert "penalty_benchmark" in describe("某市发布生态环境轻微违法行为免罚清单", "media").topics
    assert "penalty_benchmark" in describe("《某某行政处罚裁量基准》解读", "SAMR").topics
