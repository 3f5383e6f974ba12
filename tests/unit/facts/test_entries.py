"""What a notice lists, strikes off, renames or drops, told from its tables and its text."""

import csv
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.facts.entries import EntriesReading, read_entries
from storage.model import Table

DATA = Path(__file__).parents[2] / "fixtures" / "lists_data"
NEV = "符合《新能源汽车废旧动力蓄电池综合利用行业规范条件》企业名单"
CODE = "91330800575349959F"


def grid(*rows: tuple[str, ...], header: int = 1, name: str = "") -> Table:
    width = max(map(len, rows))
    return Table(tuple((*row, *[""] * (width - len(row))) for row in rows), header, name)


def told(reading: EntriesReading) -> list[tuple[str, str, str]]:
    return [(entry.action, entry.company, entry.entry_type) for entry in reading.entries]


def records(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_the_first_batch_as_a_numbered_list_under_a_title_that_is_only_a_number() -> None:
    names = [record["company_name"] for record in records("whitelist_batch1_announcement_2018-40.csv")]
    text = f"经审核及公示，现将{NEV}（第一批）予以公告，共5家企业：\n" + "\n".join(
        f"{i}.{n}" for i, n in enumerate(names, 1)
    )
    reading = read_entries(
        "中华人民共和国工业和信息化部公告2018年第40号", f"{text}\n联系单位：工业和信息化部节能司", [], "issued"
    )
    assert told(reading) == [("listed", name, "") for name in names]
    assert {(e.register, e.batch) for e in reading.entries} == {("nev-battery-recycling", "第一批")}
    assert [(total.count, total.scope) for total in reading.totals] == [(5, "第一批")]
    assert reading.warnings == ()


def test_names_in_one_sentence() -> None:
    names = [record["company_name"] for record in records("whitelist_batch1_announcement_2018-40.csv")]
    text = f"以下5家企业符合规范条件：{'、'.join(names)}。现予以公告。请与中国电子信息产业发展研究院有限公司联系。"
    reading = read_entries(f"关于公布第一批{NEV}的公告", text, [], "issued")
    assert [entry.company for entry in reading.entries] == names


def test_the_steel_public_notice_with_two_actions_in_running_text() -> None:
    rows = records("other_steel_removal_gongshi.csv")
    groups = {action: [r["company_name"] for r in rows if r["action"] == action] for action in ("拟撤销", "拟整改")}
    text = "一、拟撤销钢铁行业规范公告企业名单\n河北省\n" + "\n".join(groups["拟撤销"])
    text += "\n二、拟整改钢铁行业规范企业名单\n河北省\n" + "、".join(groups["拟整改"])
    reading = read_entries("关于钢铁行业规范企业动态调整名单的公示", text, [], "proposal")
    wanted = [("proposed_removal", n, "") for n in groups["拟撤销"]] + [
        ("rectification", n, "") for n in groups["拟整改"]
    ]
    assert told(reading) == wanted
    assert {(entry.register, entry.province) for entry in reading.entries} == {("steel", "河北")}


def test_one_public_notice_with_four_annexes() -> None:
    annexes = ("拟列入符合钢铁行业规范条件企业名单", "拟撤销规范公告企业名单", "拟整改企业名单", "拟变更名称企业名单")
    text = "现将名单予以公示。\n附件：" + "\n".join(f"{number}.{annex}" for number, annex in enumerate(annexes, 1))
    tables = [
        ("attachment:附件1.docx", grid(("序号", "省份", "企业名称"), ("1", "河北", "甲钢铁有限公司"))),
        ("attachment:附件2.docx", grid(("序号", "企业名称", "撤销原因"), ("1", "唐山安泰钢铁有限公司", "主动退出"))),
        ("attachment:附件3.docx", grid(("序号", "企业名称"), ("1", "邢台钢铁有限责任公司"))),
        (
            "attachment:附件4.docx",
            grid(("序号", "原企业名称", "变更后企业名称"), ("1", "乙钢铁有限公司", "丙钢铁有限公司")),
        ),
    ]
    title = "钢铁行业规范企业动态调整名单公示（拟列入1家、拟撤销1家、拟整改1家、拟变更）"
    reading = read_entries(title, text, tables, "proposal")
    assert told(reading) == [
        ("proposed", "甲钢铁有限公司", ""),
        ("proposed_removal", "唐山安泰钢铁有限公司", ""),
        ("rectification", "邢台钢铁有限责任公司", ""),
        ("renamed", "丙钢铁有限公司", ""),
    ]
    assert reading.entries[3].former == "乙钢铁有限公司"
    assert reading.entries[1].detail["reason"] == "主动退出"


def test_an_issued_notice_lists_in_one_annex_and_strikes_off_in_the_next() -> None:
    text = f"予以公告。\n附件：1.{NEV}（第三批）\n2.撤销规范公告资格的企业名单"
    tables = [
        ("attachment:附件1.xlsx", grid(("序号", "企业名称", "类型"), ("1", "甲科技有限公司", "梯次利用、再生利用"))),
        ("attachment:附件2.xlsx", grid(("序号", "企业名称"), ("1", "乙科技有限公司"))),
    ]
    reading = read_entries("工业和信息化部公告2021年第38号", text, tables, "issued")
    assert told(reading) == [
        ("listed", "甲科技有限公司", "梯次利用"),
        ("listed", "甲科技有限公司", "再生利用"),
        ("removed", "乙科技有限公司", ""),
    ]
    assert [entry.batch for entry in reading.entries] == ["第三批", "第三批", ""]


def test_section_rows_title_rows_codes_and_repeated_headers_inside_a_table() -> None:
    head = ("序号", "企业名称", "统一社会信用代码", "生产地址")
    table = grid(
        (f"{NEV}（第四批）",) * 4, head, ("一、梯次利用",) * 4, ("1", "甲科技有限公司", CODE, "浙江省衢州市"), head,
        ("二、再生利用",) * 4, ("1", "乙科技有限公司", CODE[:-1] + "X", "江西省赣州市"), ("合计", "2家", "", ""),
        header=0,
    )  # fmt: skip
    reading = read_entries(f"{NEV}（第四批）公示", "公示如下", [("attachment:第四批.xlsx", table)], "proposal")
    assert told(reading) == [("proposed", "甲科技有限公司", "梯次利用"), ("proposed", "乙科技有限公司", "再生利用")]
    assert [(e.uscc, e.province, e.row) for e in reading.entries] == [(CODE, "浙江", "row 4"), ("", "江西", "row 7")]
    assert any("no valid unified social credit code" in warning for warning in reading.warnings)


def test_rows_with_several_firms_branches_and_brackets() -> None:
    pilots = records("other_jingjinji_2019_pilot_projects.csv")
    rows = [(p["no"], p["applicant(s)"], p["project"]) for p in pilots]
    title = "京津冀地区新能源汽车动力蓄电池回收利用试点示范项目名单"
    reading = read_entries(title, "", [("body", grid(("序号", "申报单位", "项目名称"), *rows))], "issued")
    names = [entry.company for entry in reading.entries]
    assert names == [name for pilot in pilots for name in pilot["applicant(s)"].split("/")]
    assert "中国铁塔股份有限公司北京市分公司" in names
    assert {entry.register for entry in reading.entries} != {"nev-battery-recycling"}
    assert any("jumps from 9 to 11" in warning for warning in reading.warnings) is (
        "10" not in [p["no"] for p in pilots]
    )


def test_ticked_columns_and_a_former_name_in_brackets() -> None:
    table = grid(
        ("序号", "企业名称", "梯次利用", "再生利用"),
        ("1", "甲科技有限公司", "√", "√"),
        ("2", "乙科技有限公司（原丙科技有限公司）", "", "√"),
    )
    reading = read_entries(NEV, "", [("body", table)], "issued")
    assert told(reading) == [
        ("listed", "甲科技有限公司", "梯次利用"),
        ("listed", "甲科技有限公司", "再生利用"),
        ("renamed", "乙科技有限公司", ""),
        ("listed", "乙科技有限公司", "再生利用"),
    ]
    assert reading.entries[2].former == "丙科技有限公司"


def test_再生_in_a_company_name_is_no_capacity() -> None:
    table = grid(("序号", "企业名称"), ("1", "广州广汽商贸再生资源有限公司"))
    assert told(read_entries(NEV, "", [("body", table)], "issued")) == [("listed", "广州广汽商贸再生资源有限公司", "")]


def test_the_repeal_of_a_whole_capacity() -> None:
    text = (
        "《新能源汽车废旧动力电池综合利用行业规范条件（2024年本）》中梯次利用相关条款自公布之日起废止，100家梯次利用企业"
        "不再列入符合规范条件企业名单，再生利用企业名单继续有效。"
    )
    reading = read_entries("工业和信息化部公告2026年第20号", text, [], "issued")
    assert told(reading) == [("type_dropped", "", "梯次利用")]
    assert reading.entries[0].register == "nev-battery-recycling"
    assert [(total.count, total.scope) for total in reading.totals] == [(100, "梯次利用")]


@pytest.mark.parametrize(
    "sentence",
    [
        "梯次利用企业名单继续有效。",
        "企业不再从事梯次利用的，应当申请撤销公告。",
        "撤销甲科技有限公司的梯次利用企业公告资格。",
        "撤销等3家梯次利用企业公告资格。",
        "修改或者废止梯次利用、再生利用相关规定。",
    ],
)
def test_what_drops_no_capacity(sentence: str) -> None:
    reading = read_entries(f"关于{NEV}的公告", sentence, [], "issued")
    assert "type_dropped" not in {entry.action for entry in reading.entries}


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        (
            "同意原赣州市豪鹏科技有限公司更名为“赣州豪鹏循环科技有限公司”。",
            [("renamed", "赣州豪鹏循环科技有限公司", "赣州市豪鹏科技有限公司")],
        ),
        (
            "企业名称由“甲科技有限公司”变更为“甲科技股份有限公司”。",
            [("renamed", "甲科技股份有限公司", "甲科技有限公司")],
        ),
        (
            "撤销太原甲科技有限公司和河南乙电源有限公司的公告资格。",
            [("removed", "太原甲科技有限公司", ""), ("removed", "河南乙电源有限公司", "")],
        ),
        ("将和平县甲科技有限公司移出名单。", [("removed", "和平县甲科技有限公司", "")]),
        ("甲科技有限公司逾期未整改到位，予以撤销。", [("removed", "甲科技有限公司", "")]),
        ("甲科技有限公司重新列入名单。", [("readmitted", "甲科技有限公司", "")]),
    ],
)
def test_sentences_that_act(sentence: str, wanted: list[tuple[str, str, str]]) -> None:
    reading = read_entries(f"关于调整{NEV}的公告", sentence, [], "issued")
    assert [(e.action, e.company, e.former) for e in reading.entries] == wanted


def test_beside_a_table_the_text_only_adds_what_it_acts_on() -> None:
    table = grid(("序号", "企业名称"), ("1", "甲科技有限公司"))
    text = "乙科技有限公司参加了评审。甲科技有限公司等1家企业符合条件。撤销丙科技有限公司的公告资格。"
    reading = read_entries(f"{NEV}（第二批）公告", text, [("body", table)], "issued")
    assert told(reading) == [("listed", "甲科技有限公司", ""), ("removed", "丙科技有限公司", "")]


@pytest.mark.parametrize(
    ("title", "stage"),
    [
        ("市场监督管理局行政处罚信息公示", "proposal"),
        ("免罚清单和企业名单解读", "interpretation"),
        (f"{NEV}解读", "interpretation"),
        ("2026年产品质量监督抽查不合格企业名单", "issued"),
        ("新能源汽车推广应用推荐车型目录", "issued"),
        ("关于开展节能监察工作的通知", "issued"),
    ],
)
def test_tables_of_firms_that_are_no_list_of_qualified_enterprises(title: str, stage: str) -> None:
    table = grid(("序号", "企业名称"), ("1", "甲科技有限公司"))
    assert read_entries(title, "", [("body", table)], stage).entries == ()


def test_a_table_of_duties_under_a_column_for_enterprises_is_no_list() -> None:
    rows = [(str(n), f"第{n}类记录表格的填写与保存", "应当") for n in range(1, 9)]
    table = grid(("序号", "企业", "要求"), *rows)
    title = "关于发布《新能源汽车废旧动力电池综合利用企业现场核查规程》的公告"
    assert read_entries(title, "", [("attachment:规程.pdf", table)], "issued").entries == ()
    assert read_entries(f"{NEV}（第二批）", "", [("attachment:规程.pdf", table)], "issued").entries == ()


def test_short_names_as_the_press_prints_them_are_kept_as_printed() -> None:
    names = [record["name_as_printed_in_press"] for record in records("whitelist_batch4_and_5_press_names.csv")]
    table = grid(("序号", "企业名称"), *[(str(n), name) for n, name in enumerate(names, 1)])
    reading = read_entries(f"{NEV}（第四批）公示", "", [("body", table)], "proposal")
    assert [entry.company for entry in reading.entries] == names


def test_a_list_in_the_body_and_again_in_the_annex_is_one_list_with_the_fuller_rows() -> None:
    body = ("body", grid(("序号", "企业名称"), ("1", "甲科技有限公司")))
    annex = ("attachment:附件.xls", grid(("序号", "企业名称", "所属地区"), ("1", "甲科技有限公司", "浙江")))
    reading = read_entries(f"{NEV}（第二批）", "", [body, annex], "issued")
    assert [(e.company, e.province, e.where) for e in reading.entries] == [("甲科技有限公司", "浙江", annex[0])]
    assert reading.warnings == ()


def test_a_new_name_that_only_the_remark_tells() -> None:
    head = ("序号", "企业名称", "处理意见", "说明")
    table = grid(
        head,
        ("1", "甲科技有限公司", "拟变更", "企业名称变更为乙科技股份有限公司"),
        ("2", "丙科技有限公司", "拟变更", "产能变更"),
    )
    reading = read_entries("钢铁行业规范企业动态调整名单公示", "", [("body", table)], "proposal")
    assert [(e.action, e.company, e.former) for e in reading.entries] == [
        ("renamed", "乙科技股份有限公司", "甲科技有限公司"),
        ("changed", "丙科技有限公司", ""),
    ]


def test_captions_in_the_text_name_the_tables_below_them() -> None:
    text = "现予公告。\n附件1 拟列入企业名单\n附件2 拟撤销企业名单"
    tables = [("body", grid(("企业名称", "省份"), (name, "河北"))) for name in ("甲钢铁有限公司", "乙钢铁有限公司")]
    reading = read_entries("钢铁行业规范企业名单公示", text, tables, "proposal")
    assert told(reading) == [("proposed", "甲钢铁有限公司", ""), ("proposed_removal", "乙钢铁有限公司", "")]


def test_a_total_that_the_rows_do_not_bear_out_is_said_and_a_double_row_too() -> None:
    table = grid(("序号", "企业名称"), ("1", "甲科技有限公司"), ("2", "甲科技有限公司"))
    text = "共41家企业，其中梯次利用27家、再生利用15家"
    reading = read_entries(f"{NEV}公示", text, [("body", table)], "proposal")
    assert len(reading.entries) == 1
    assert any("claims 41" in warning for warning in reading.warnings)
    assert any("stands twice" in warning for warning in reading.warnings)
    assert [(t.count, t.scope) for t in reading.totals] == [(41, "all"), (27, "梯次利用"), (15, "再生利用")]


CELLS = st.text(st.sampled_from("甲乙公司有限名单撤销梯次再生利用原（）()、/12√ \n"), max_size=30)


@settings(max_examples=120, deadline=None)
@given(
    st.text(max_size=80),
    st.lists(CELLS, max_size=12),
    st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=8),
    st.sampled_from(["proposal", "issued", "consultation", "repealed"]),
)
def test_no_text_or_table_makes_it_raise_and_reading_twice_gives_the_same(
    title: str, lines: list[str], rows: list[tuple[str, str, str]], stage: str
) -> None:
    tables = [("body", Table(tuple(rows), 0)), ("attachment:附件1.xls", grid(("企业名称", "类型", "原名称"), *rows))]
    once = read_entries(f"{NEV}{title}", "\n".join(lines), tables, stage)
    assert once == read_entries(f"{NEV}{title}", "\n".join(lines), tables, stage)
    assert all(entry.company or entry.action == "type_dropped" for entry in once.entries)
