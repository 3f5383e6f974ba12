"""Titles told whole: issuers, stage, topics, subject and province, with the domain's hard negatives."""

import pytest

from crawler.facts.descriptions import describe
from crawler.facts.issuers import from_name, from_signature, issuers_of
from crawler.facts.provinces import province_of
from crawler.facts.relevance import on_subject
from crawler.facts.subjects import NotAProfile, profile_from
from crawler.facts.title_core import title_core


def test_every_joint_issuer_of_a_head() -> None:
    title = "工业和信息化部办公厅 国家发展改革委、市场监管总局关于印发《某某办法》的通知"
    assert describe(title).issuers == ("工业和信息化部", "国家发展和改革委员会", "国家市场监督管理总局")
    assert describe("财政部国家税务总局民政部关于某事的通知").issuers == ("财政部", "国家税务总局", "民政部")
    assert describe("云南省工信厅 昆明市市场监管局关于某事的通知").issuers == (
        "云南省工业和信息化厅",
        "昆明市市场监督管理局",
    )
    assert describe("公安部等七部门关于某事的通知").issuers == ("公安部",)
    assert describe("关于开展某事的通知").issuers == ()


def test_signature_outranks_the_head_and_names_all() -> None:
    text = (
        "请认真执行。\n附件：方案\n工业和信息化部　　公安部\n生态环境部 交通运输部"
        "\n市场监管总局\n2026年4月27日\n（此件公开发布）"
    )
    signed = ("工业和信息化部", "公安部", "生态环境部", "交通运输部", "国家市场监督管理总局")
    assert from_signature(text) == signed
    assert issuers_of("工业和信息化部等五部门关于开展行动的通知", text) == signed
    assert from_signature("工业和信息化部将于下列日期开会\n2026年4月27日") == ()


def test_a_province_completes_its_departments_names() -> None:
    assert issuers_of("省工业和信息化厅关于某事的通知", source_name="江苏省工业和信息化厅") == ("江苏省工业和信息化厅",)
    assert issuers_of("关于某事的通知", fields={"发布机构": "省生态环境厅"}, province="江西") == ("江西省生态环境厅",)
    assert from_name("MIIT (joint, five departments)") == ("工业和信息化部",)
    assert from_name("media") == from_name("other") == ()


@pytest.mark.parametrize(
    ("title", "issuer", "province"),
    [
        ("关于公布河北省10家企业名单的公告", "工业和信息化部", ""),
        ("市场监管总局关于撤销四川某某检测有限公司资质的公告", "", ""),
        ("关于印发裁量基准的通知", "佛山市生态环境局", "广东"),
        ("关于印发方案的通知", "昆山市人民政府", "江苏"),
        ("关于印发方案的通知", "新疆生产建设兵团工业和信息化局", "新疆兵团"),
        ("河北省10家企业入选全国名单", "", ""),
        ("湖南邦普循环科技有限公司入选名单", "", ""),
        ("吉林市生态环境局关于某事的通告", "", "吉林"),
        ("海南藏族自治州生态环境局关于某事的通告", "", "青海"),
        ("关于中山路改造的通告", "other", ""),
        ("呼伦贝尔市某某方案", "other", "内蒙古"),
    ],
)
def test_province_is_the_issuers(title: str, issuer: str, province: str) -> None:
    assert province_of(title, issuer)[0] == province


@pytest.mark.parametrize(
    ("title", "stage"),
    [
        ("关于公开征求《动力电池回收网点管理细则（征求意见稿）》意见的通知", "consultation"),
        ("关于对某某规定（草案）公开征集意见的公告", "consultation"),
        ("关于某某办法公开征求意见情况的反馈", ""),
        ("某某办法征求意见采纳情况说明", ""),
        ("关于拟列入第六批企业名单的公示", "proposal"),
        ("市场监督管理严重违法失信名单信息公示规定", "issued"),
        ("关于修改《某某办法》的决定", "revised"),
        ("关于废止部分规范性文件的公告", "repealed"),
        ("关于修改或者废止部分规章的公告", "issued"),
        ("《某某管理办法》政策解读", "interpretation"),
        ("2025年汽车产销情况", ""),
    ],
)
def test_stages(title: str, stage: str) -> None:
    assert describe(title).stage == stage


def test_a_call_for_comments_in_the_text_decides_a_silent_title() -> None:
    call = "现将《细则》向社会公开征求意见。请于2026年5月1日前将意见反馈至电子邮箱 a@b.cn。"
    assert describe("动力电池回收管理细则", text=call).stage == "consultation"
    assert (
        describe("关于印发动力电池回收管理细则的通知", text="本细则曾向社会公开征求意见，现予印发。").stage == "issued"
    )


@pytest.mark.parametrize(
    ("title", "issuer", "topics", "on"),
    [
        ("关于开展废铅蓄电池污染专项整治行动的通知", "生态环境部", {"enforcement_campaign"}, False),
        ("某省市场监管领域轻微违法行为免罚清单", "市场监督管理局", {"penalty_benchmark"}, True),
        ("水利行政处罚裁量权基准", "水利部", {"penalty_benchmark"}, False),
        ("省级环保专项资金管理办法", "other", {"other"}, False),
        ("关于2025年污染防治专项审计结果的函", "other", {"other"}, False),
        ("专项招聘公告", "other", {"other"}, False),
        ("2025年固体废物污染环境防治信息公告", "贵阳市生态环境局", {"other"}, False),
        ("关于省政协第55号提案（动力电池回收利用）的答复", "云南省工业和信息化厅", {"other"}, False),
        ("某某锂能动力电池回收利用项目备案公示", "襄阳市", {"other"}, False),
        ("符合《新能源汽车废旧动力电池综合利用行业规范条件》企业名单（第六批）", "MIIT", {"list_publication"}, True),
        ("关于开展动力电池回收利用联合执法专项行动的通知", "MIIT", {"enforcement_campaign"}, True),
        ("市场监管行政处罚文书格式范本", "SAMR", {"other"}, False),
        ("报废机动车拆解企业技术规范", "MOFCOM", {"standard", "technical_criteria"}, True),
        ("GB/T 33598.3-2021 车用动力电池回收利用 再生利用", "SAC", {"standard"}, True),
        (
            "湖南省工业和信息化厅关于印发动力电池回收利用试点方案的通知",
            "湖南省工业和信息化厅",
            {"provincial_rollout"},
            True,
        ),
    ],
)
def test_kinds_and_subject_are_two_answers(title: str, issuer: str, topics: set[str], on: bool) -> None:
    told = describe(title, issuer)
    assert (set(told.topics), told.on_subject) == (topics, on)


def test_finer_topics_stand_beside_the_coarse_ones() -> None:
    assert "application_procedure" in describe("关于组织开展动力电池综合利用企业申报工作的通知", "MIIT").topics
    assert "inspection_protocol" in describe("动力电池回收利用监督检查工作规程", "MIIT").topics
    assert "transition_provision" in describe("关于动力电池溯源平台过渡期安排的公告", "MIIT").topics
    assert "technical_criteria" in describe("动力电池综合利用行业规范条件", "MIIT").topics


def test_press_is_about_the_subject_and_issues_nothing() -> None:
    told = describe("工信部等六部门联合印发《废旧动力电池回收利用管理办法》", "media")
    assert (told.on_subject, told.stage, told.issuers) == (False, "", ())


def test_one_core_for_draft_announcement_and_interpretation() -> None:
    core = "新能源汽车废旧动力电池综合利用行业规范条件（2024年本）"
    for title in (
        f"《{core}》解读",
        f"工业和信息化部关于发布《{core}》的公告",
        f"公开征求对《{core}（征求意见稿）》的意见",
        core.replace("（", "(").replace("）", ")"),
        f"一图读懂｜{core}",
        f"附件1：{core}（征求意见稿）.docx",
    ):
        assert title_core(title) == core
    assert title_core(core.replace("2024", "2019")) != core


def test_own_number_comes_from_field_title_or_heading_not_from_a_citation() -> None:
    cited = "根据《暂行办法》（工信部联节〔2018〕43号），现通知如下。"
    assert describe("某某通知", text=cited).doc_number == ""
    assert describe("某某通知", text=cited).doc_numbers == ("工信部联节〔2018〕43号",)
    assert describe("某某公告", text="工业和信息化部\n公告\n2026年第20号\n" + cited).doc_number == "公告2026年第20号"
    assert describe("某某通知", fields={"发文字号": "闽工信规〔2023〕10号"}).doc_number == "闽工信规〔2023〕10号"
    assert describe("某某通知", fields={"发文字号": "696785044/2026-00017"}).doc_number == ""


def test_each_answer_has_its_reason() -> None:
    told = describe("贵州省生态环境行政处罚裁量基准（征求意见稿）", "贵州省生态环境厅")
    reasons = {reason.answer.split(":")[0]: reason for reason in told.reasons}
    assert set(reasons) == {"doc_number", "issuers", "province", "stage", "topic", "on_subject"}
    assert reasons["stage"].words == "征求意见" and "生态环境" in reasons["on_subject"].words


def test_another_subject_is_another_declaration() -> None:
    tyres = profile_from(
        {
            "key": "tyres",
            "english": "Used tyres",
            "chinese": "废旧轮胎",
            "objects": ["轮胎"],
            "activities": ["综合利用"],
        }
    )
    assert on_subject("废旧轮胎综合利用行业规范条件", profile=tyres)[0]
    assert not on_subject("废旧动力电池综合利用行业规范条件", profile=tyres)[0]
    assert not describe("废旧轮胎综合利用行业规范条件").on_subject
    assert describe("废旧轮胎综合利用行业规范条件", profiles=(tyres,)).on_subject


@pytest.mark.parametrize(
    ("table", "named"),
    [
        ({"key": "a", "english": "b", "chinese": "c"}, "phrases"),
        ({"key": "a", "english": "b", "phrases": ["x"]}, "chinese"),
        ({"key": "a", "english": "b", "chinese": "c", "phrases": "x"}, "phrases"),
        ({"key": "a", "english": "b", "chinese": "c", "phrases": [""]}, "phrases"),
        ({"kee": "a"}, "kee"),
    ],
)
def test_a_bad_declaration_is_refused_by_name(table: dict[str, object], named: str) -> None:
    with pytest.raises(NotAProfile, match=named):
        profile_from(table)
