"""Amounts and reasons in Chinese say what their English says."""

import re

import pytest

from regwatch.web.amounts import FLAGS, fine_in_chinese
from regwatch.web.reasons import reason_in_chinese
from storage import name_likeness, suppliers


def fine(kind: str, low: float | None, high: float | None, unit: str = "yuan", **more: str) -> dict[str, object]:
    return {"kind": kind, "min": low, "max": high, "unit": unit, "base": "", "party": "unit", **more}


@pytest.mark.parametrize(
    ("fines", "told"),
    [
        ([fine("yuan_range", 50_000, 500_000)], "50,000–500,000元"),
        ([fine("yuan_max", None, 5_000, party="individual")], "个人：不超过5,000元"),
        ([fine("yuan_range", 10_000, None)], "10,000元以上"),
        ([fine("yuan_exact", 200, 200)], "200元"),
        ([fine("multiple_range", 1, 3, "times", base="违法所得")], "违法所得的1–3倍"),
        ([fine("percent_max", None, 20, "percent", base="设备费用")], "不超过设备费用的20%"),
        ([fine("yuan_cap", None, 100_000)], "合计不超过100,000元"),
        ([fine("closure_only", None, None)], "关闭，无罚款"),
        ([fine("yuan_range", 1, 2), fine("yuan_max", None, 0.5)], "1–2元；不超过0.5元"),
        ([], "无金额"),
    ],
)
def test_fines(fines: list[dict[str, object]], told: str) -> None:
    assert fine_in_chinese(fines) == told


def test_reasons_of_a_likeness_are_known() -> None:
    pairs = [
        ("格林美（天津）城市矿产循环产业发展有限公司", "格林美(天津)城市矿产循环产业发展有限公司"),
        ("蜂巢能源科技股份有限公司", "蜂巢能源科技有限公司"),
        ("衢州华友钴新材料有限公司杭州分公司", "衢州华友钴新材料有限公司"),
        ("浙江华友循环科技有限公司", "衢州华友资源再生科技有限公司"),
    ]
    found = [name_likeness.likeness(one, other) for one, other in pairs]
    told = [reason_in_chinese(one[1]) for one in found if one]
    assert told and not [one for one in told if re.search("[a-z]{2}", one)]


def test_every_sentence_of_the_sources_is_known() -> None:
    for reason in (suppliers.SAME, "a former name of 甲乙有限公司", "the same credit code 91330000000000000X"):
        assert not re.search(r"[a-z]{2}", reason_in_chinese(reason))
    whole = "the same name; it was proposed, but the announcement miit-0123456789ab does not list it"
    assert reason_in_chinese(whole) == "名称相同；曾公示，但公告 miit-0123456789ab 未列入"
    assert reason_in_chinese("something new") == "something new"
    assert all(re.fullmatch(r"[\u4e00-\u9fff]+", chinese) for chinese in FLAGS.values())
