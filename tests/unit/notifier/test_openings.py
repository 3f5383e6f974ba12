"""The first words of a notice, without numbers, addressees and lists of files."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier.openings import LONGEST, opening


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "粤工信节能函〔2026〕31号\n各地级以上市工业和信息化、生态环境主管部门：\n现将通知转发你们，请一并贯彻执行。\n一、各市应当制定方案。",
            "现将通知转发你们，请一并贯彻执行。 一、各市应当制定方案。",
        ),
        ("根据有关规定，现予以公告，共14家。\n附件：企业名单.xls\n序号 企业名称", "根据有关规定，现予以公告，共14家。"),
        ("附件：企业名单.xls", "附件：企业名单.xls"),
        ("现予以公告，共14家。\n工业和信息化部\n2026年6月9日\n以下为解读。", "现予以公告，共14家。"),
        ("自\n2026年6月9日\n起施行。", "自 2026年6月9日 起施行。"),
        ("第十二条 情节严重的，处50万元以上罚款。", "第十二条 情节严重的，处50万元以上罚款。"),
        ("本次公示时间：2026年5月1日至5日。", "本次公示时间：2026年5月1日至5日。"),
        ("", ""),
        ("没有句号的一行", "没有句号的一行"),
    ],
)
def test_what_every_notice_begins_with_is_left_out(text: str, said: str) -> None:
    assert opening(text) == said


def test_whole_sentences_stand_there_while_they_fit() -> None:
    assert opening("短句。" * 200) == "短句。" * (LONGEST // 3)
    assert opening("长" * 400 + "。") == "长" * (LONGEST - 1) + "…"


@pytest.mark.parametrize("filler", ["动力电池", "附件", "\n1", "各局 "])
def test_a_long_text_without_a_full_stop_is_looked_at_once(filler: str) -> None:
    """Time that grows with the square of the length would take minutes here."""
    assert len(opening(filler * 100_000)) == LONGEST


@given(st.text(st.sampled_from("各局：。附件1号〔2026〕\n 发a"), max_size=300))
def test_no_text_breaks_it(text: str) -> None:
    said = opening(text)
    assert len(said) <= LONGEST and "\n" not in said
