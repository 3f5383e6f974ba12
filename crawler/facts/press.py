"""Headlines: a title without a known issuer that is worded as the press words it, and no government does."""

import re

_HEADLINE = re.compile(
    r"[!！?？]|[0-9日]电[:：]|新闻发布会|吹风会|本报|记者|我省|我市|又一批|重磅|困境|出路|是指|来了|新规|揭秘|盘点"
    r"|^[^《》关]{2,16}[:：](?!.{0,4}关于)"
    r"|^(?:工信部|发改委|环保部|市监总局)(?!联|令|关于|办公厅)|^[一二三四五六七八九十]{1,2}部(?:门|委)(?!关于|令)"
    r"|部(?:门|委)(?:联合印发|联手|介绍|回应)|建言|协会成立|扎实推进"
    r"|(?i:^china(?:'s)? (?!national standard)|\b(?:agencies|ministry|ministries) (?:launch|battery|crack|unveil))"
)
_DOCUMENT = re.compile(r"的(?:通知|公告|通告|函|批复|意见|公示|告知书)(?:[（(〔].{0,40})?$")


def reads_as_press(title: str) -> str:
    """The words that give a headline away, or "". A title that closes as documents do (的通知) is none."""
    if _DOCUMENT.search(title):
        return ""
    match = _HEADLINE.search(title)
    return match.group() if match else ""
