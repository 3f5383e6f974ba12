"""What a date in a sentence is for, told by the words around it.

The wordings are those of the ministries' notices of 2016 to 2026: 自…起施行, 有效期至, 请于…前反馈,
征求意见截止时间为, 征求意见时间为X至Y, 公示时间, and campaign windows such as 2026年4月至6月底. Application deadlines,
statistics (截至…) and the dates of other documents are none of these.
"""

import re
from dataclasses import dataclass
from datetime import date

from crawler.facts.dates import FoundDate

_BEFORE = re.compile(
    r" {0,3}(?:[（(][^（）()\n]{1,12}[）)])?(?:[上下]午)? {0,3}(?:\d{1,2}(?:[:：]\d\d|[时点])? {0,3}(?:\d{1,2}分)?)?"
    r"(?:之前|以前|前|止|截止|截至|为止|期间)"
)
_OPINION = re.compile(r"(?<!指导)(?<!实施)(?<!若干)(?<!审核)(?<!审查)意见|异议|征求|征集|公示")
_ANSWER = re.compile(r"反馈|回复|函告|函复|提出|发送|寄|传真|邮件|电子邮箱|报送|提交")
_CLOSING = re.compile(
    r"(?:截止|(?<=时间)截至|(?<=日期)截至|(?<=期限)截至)(?:时间|日期|日|期限|期)?(?:为|是|至|到|于|在)?[:：]? {0,3}\Z"
)
_COMMENT_RANGE = re.compile(
    r"(?:公示|征求意见|征集意见|意见征集|意见征求|意见反馈|反馈意见|征集|反馈)(?:稿)?(?:的)?(?:起止)?(?:时间|期限|日期|期|时限)?"
    r"(?:[（(][^（）()\n]{1,14}[）)])?(?:为|是|自|从|于|:|：| ){0,4}"
    r"(?:(?:\d{1,3}|[一二三四五六七八九十]{1,3})个?(?:工作|自然)?[日天][，,]? ?(?:即|从|自)?)?\Z"
)
_COMMENT_UNTIL = re.compile(
    r"(?:公示|征求意见|征集意见|意见征集|意见征求|意见反馈|反馈|征集)(?:时间|期限|日期|期|时限)?[为是自从：: ]{0,3}"
    r"(?:即日|今日|发布之日|公告之日|公示之日)(?:起)?[，, ]{0,2}(?:至|到) {0,3}\Z"
)
_PROLONGED = re.compile(r"(?:延长|延期|顺延|延续)(?:至|到) {0,3}\Z")
_COMMENT_AFTER = re.compile(
    r"(?:向社会|面向社会|在[^，。]{1,30}|予以|进行|公开|对外){0,3}(?:公示|公开征求|征求意见|征集)"
)
_APPLICATION = re.compile(r"申报|报名|投标|推荐材料|总结|评审|验收|缴费|报告")

_EFFECT = re.compile(
    r" {0,3}(?:起|开始)?[，,]? {0,3}(?:正式)?(?:施行|实施|执行|生效|试行|实行)(?!情况|方案|以来|后|的|过程|期间|细则)"
)
_EFFECT_LABEL = re.compile(r"(?:施行|实施|生效|执行)(?:日期|时间)(?:为|是|:|：| ){0,3}\Z")
_EXPIRY = re.compile(
    r"(?:有效期|有效期限|有效期间|试行期|执行期|实施期)(?:限)?(?:延长|截止|截至)?(?:为|至|到|止于|:|：| ){0,4}\Z"
)
_EXPIRY_END = re.compile(r"(?:有效期|施行|实施|执行|试行|生效)[^。；]{0,12}(?:至|到) {0,3}\Z")
# 排污许可证有效期为5年 is how long a permit holds and not the regulation that says so.
_OF_A_PAPER = re.compile(
    r"(?:持|许可证?|证书|[^论验见保]证|批准书|执照|资质|资格|批[文件复]|合同|协议|报告|牌照|凭证|专利|称号|编码|标[志识]|授权|认证"
    r"|(?<!本)(?<!本批)(?:公告|目录|名单|备案|登记|认定))(?:的?(?:使用|登记)?)\Z"
)
_EXPIRED = re.compile(r" {0,3}(?:自动)?(?:废止|失效|终止)")

_CAMPAIGN = re.compile(
    r"专项行动|专项整治|专项检查|专项执法|专项治理|联合执法|联合整治|联合检查|联合行动|攻坚行动|百日行动|集中整治|集中行动|执法行动|整治行动|行动时间|整治时间|活动时间|检查时间"
)
_CAMPAIGN_HERE = re.compile(r"开展|组织|部署|行动|整治|检查|时间|为期|阶段|实施")
_STAGE = re.compile(r"阶段|自查|动员部署|总结|抽查|回头看")


def of_a_paper(before: str) -> bool:
    """Whether the 有效期 behind these words is that of a permit, a certificate or the like."""
    return bool(_OF_A_PAPER.search(before[-16:].rstrip()))


@dataclass(frozen=True, slots=True)
class Told:
    """One date with its use: `kind` as in storage.model.DatedSentence."""

    kind: str
    day: date
    precision: str


def told_of(
    sentence: str, found: FoundDate, about_comments: bool, about_campaign: bool, heading: str = ""
) -> list[Told]:
    """The uses of one date of a sentence, none for most. `about_comments`: the document asks for comments or is a
    公示; `about_campaign`: it orders a campaign; `heading`: the line above a sentence that holds little but the date
    (一、行动时间 / 2026年4月至6月底。)."""
    before, after = sentence[: found.span[0]], sentence[found.span[1] :]
    effect = _EFFECT.match(after)
    if effect and not found.is_range:
        return [Told("effective", found.start, found.coarse)]
    if found.is_range and (_names_validity(before) or _names_validity(before.rstrip("自从"))):
        return [Told("effective", found.start, found.coarse), Told("expires", found.last, found.coarse)]
    if _EFFECT_LABEL.search(before[-16:]):
        return [Told("effective", found.start, found.coarse)]
    if _names_validity(before) or _names_validity(before, _EXPIRY_END, 30) or _expires_after(before, after):
        return [Told("expires", found.last, found.coarse)]
    if _is_deadline(before, after, found, about_comments):
        closing = Told("comment_deadline", found.last, found.coarse)
        return [Told("comment_from", found.start, found.coarse), closing] if found.is_range else [closing]
    if not about_campaign or _OPINION.search(sentence):
        return []
    if found.is_range and _CAMPAIGN_HERE.search(sentence + heading):
        return [Told("window_from", found.start, found.coarse), Told("window_until", found.last, found.coarse)]
    if _PROLONGED.search(before[-8:]) and _CAMPAIGN_HERE.search(sentence):
        return [Told("window_until", found.last, found.coarse)]
    return []


def _names_validity(before: str, words: re.Pattern[str] = _EXPIRY, reach: int = 16) -> bool:
    """Whether the words before a date say that the notice itself holds until it."""
    match = words.search(before[-reach:])
    return match is not None and not of_a_paper(before[: max(len(before) - reach, 0) + match.start()])


def _expires_after(before: str, after: str) -> bool:
    return bool(_EXPIRED.match(after)) and ("自" not in before[-2:])


def _is_deadline(before: str, after: str, found: FoundDate, about_comments: bool) -> bool:
    clause = before[-40:] + "□" + after[:60]
    asks = bool(_OPINION.search(clause)) or (about_comments and bool(_ANSWER.search(clause)))
    if _APPLICATION.search(clause) and not _OPINION.search(clause):
        return False
    if found.is_range:
        return bool(_COMMENT_RANGE.search(before[-30:]) or _COMMENT_AFTER.match(after.lstrip("，, 止期间")))
    if _COMMENT_UNTIL.search(before[-30:]):
        return True
    if _CLOSING.search(before[-20:]):
        return asks or about_comments
    return asks and bool(_BEFORE.match(after)) and bool(_ANSWER.search(clause) or about_comments)


def is_stage(sentence: str, found: FoundDate) -> bool:
    """A stretch of a campaign, not the whole: 自查阶段（4月1日至30日）."""
    return bool(_STAGE.search(sentence[max(0, found.span[0] - 24) : found.span[1] + 12]))


def is_campaign(text: str) -> bool:
    return bool(_CAMPAIGN.search(text))


def asks_for_comments(title: str, text: str) -> bool:
    return bool(re.search(r"征求意见|意见征集|征集意见|公示|公开征集|听取意见", title)) or bool(
        re.search(r"公开征求[^。]{0,12}意见|征求意见稿|现予以?公示|予以公示|进行公示", text)
    )
