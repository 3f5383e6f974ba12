"""The title at the head of a document's own text."""

import time

import pytest

from crawler.facts.headings import heading_of


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("关于开展联合执法专项行动的通知\n各有关单位：\n正文。", "关于开展联合执法专项行动的通知"),
        (
            "工业和信息化部文件\n工信部联节〔2018〕43号\n工业和信息化部 科技部\n交通运输部\n关于印发《新能源汽车动力"
            "蓄电池回收利用\n管理暂行办法》的通知\n各省、自治区、直辖市：\n",
            "工业和信息化部 科技部 交通运输部关于印发《新能源汽车动力蓄电池回收利用管理暂行办法》的通知",
        ),
        (
            "中华人民共和国工业和信息化部\n公　告\n2024年 第42号\n根据规定。",
            "中华人民共和国工业和信息化部公告2024年第42号",
        ),
        ("附件1\n综合利用行业规范条件\n(2024年本)\n为加强管理，制定。", "综合利用行业规范条件(2024年本)"),
        ("附件：企业名单（第六批）\n序号 企业", "企业名单（第六批）"),
        ("关于开展废旧动力电池联合执法\n专项行动的通知\n各省：", "关于开展废旧动力电池联合执法专项行动的通知"),
        ("生态环境行政处罚裁量基准\n一、适用范围。\n", "生态环境行政处罚裁量基准"),
        ("Notice on used batteries\nAll provinces,\n", "Notice on used batteries"),
        ("各有关单位：\n正文。", ""),
        ("为加强管理，制定本办法。", ""),
        ("一、《中华人民共和国环境影响评价法》\n二、其他", ""),
        ("- 1 -\n2026年4月27日\n关于废旧电池的公告\n", "关于废旧电池的公告"),
        ("", ""),
    ],
)
def test_titles(text: str, title: str) -> None:
    assert heading_of(text).title == title


def test_labelled_lines_above_and_below_the_title_are_fields() -> None:
    found = heading_of(
        "索 引 号：0001/2026-1\n关于专项行动的通知\n文号：环办〔2026〕12号\n成文日期：2026年4月27日\n各省：\n"
    )
    assert found.title == "关于专项行动的通知"
    assert found.fields == {"索引号": "0001/2026-1", "发文字号": "环办〔2026〕12号", "成文日期": "2026年4月27日"}


@pytest.mark.parametrize("unit", ["关于", "《", "附 件", "公 告 ", "一、", "（", "年月日", "工业和信息化部 ", "文 "])
def test_hostile_heads_cost_little(unit: str) -> None:
    start = time.process_time()
    heading_of(unit * 20_000)
    heading_of((unit * 20 + "\n") * 2_000)
    assert time.process_time() - start < 1.0
