"""Which stage of a document's life a title shows: consultation, proposal, issued, revised, repealed, interpretation.

Feedback on a consultation (公开征求意见情况的反馈, 意见采纳情况) is neither the rule nor its consultation: no stage,
unless it names the draft (征求意见稿), for then the instrument it speaks of still stands at its consultation.
"""

import re

from crawler.facts.reasons import Reason
from crawler.facts.title_core import flat, without_mark

_FEEDBACK = re.compile(
    r"征求.{0,12}意见.{0,6}(?:情况|结果|反馈|采纳)|征求《[^《》]{2,60}》意见.{0,4}(?:情况|结果|采纳)|意见.{0,4}(?:采纳|反馈|征集)情况|(?:的|情况)反馈$"
)
_DRAFT_NAMED = re.compile(r"[（(《][^）)》]{0,12}征求意见稿")
_CONSULTING = re.compile(
    r"征求意见|公开听取.{0,12}意见|意见征求|征求.{0,60}意见|征集.{0,60}意见|公开征求|公开征集.{0,20}(?:意见|建议)|意见征集|送审稿"
    r"|[（(《「“][^）)》」”]{0,40}草案|草案.{0,10}(?:征求|公开|说明|意见)|草案[）)]|草案$"
    r"|(?<![a-z])(?:draft for comments?|exposure draft|consultation draft)"
    r"|(?<![a-z])draft (?:\w+ )?(?:rules|measures|regulations?|provisions|standards?)"
    r"|(?<![a-z])(?:solicit|seek|invite|call)(?:s|ing)? (?:for )?(?:public )?(?:comments?|opinions?|feedback)(?![a-z])"
    r"|(?<![a-z])(?:public|open(?:s|ed|ing)?) consultation",
    re.IGNORECASE,
)
_EXPLAINING = re.compile(
    r"解读|一[图文](?:读懂|看懂|了解)|图解|图说|答记者问|问答|释义|吹风会|新闻发布会|政策说明|编制说明|起草说明|的说明$"
    r"|(?<![a-z])(?:interpretation of|explained|Q&A)",
    re.IGNORECASE,
)
_REPEALING = re.compile(
    r"(?:关于|决定|宣布|公布).{0,6}(?:废止|失效)|(?:予以|同时)?废止.{0,60}(?:的(?:通知|公告|决定|令|通告)|等.{0,12}文件|文件)|废止$"
    r"|(?<![a-z])(?:repeal|abolish)",
    re.IGNORECASE,
)
_ONLY_REVIEWED = re.compile(r"修改(?:或者?|和)废止|清理.{0,20}目录|废止和修改")
_REVISING = re.compile(
    r"关于(?:修改|修订|修正|调整(?:《|.{0,20}(?:目录|名录)))|(?:修改|修订)(?:部分|《)|[（(](?:\d{4}年?)?(?:修订|修正)(?:版|本)?[）)]|修订后的"
    r"|修订版|修正案|勘误|更正"
    r"|(?<![a-z])(?:amend(?:ed|ment)|revised)",
    re.IGNORECASE,
)
_PROPOSING = re.compile(r"公示|拟(?:推荐|列入|撤销|公告|认定|入选|移出).{0,30}名单")
_NOT_A_PROPOSAL = re.compile(
    r"(?:状况|质量|数据)公示$|信息公示(?:规定|办法|条例|暂行|制度|系统|管理)|公示(?:规定|办法|制度|系统|管理)|执法公示|信用.{0,6}公示系统"
)
_ISSUED = re.compile(
    r"印发|发布|公布|颁布|转发|批转|施行|公告|通告|通知|函(?:[（〔]|$)|[令号](?:[）)]|$)|批复|决定|意见|告知书|纪要|的通报$"
    r"|(?:办法|条例|规定|细则|规则|措施|方案|规划|计划|指南|规范|标准|基准|条件|目录|名录|名单|清单|法典|导则|要求|法|安排|预案)"
    r"(?:[（〔(].{0,40}[）〕)]|等目录|汇总表)*$|(?<![A-Za-z])(?:GB|GBT|HJ|QC|YS|HG|DB)[ /T]{0,3}\d{3,}|名单|目录"
    r"|(?<![a-z])(?:measures|notice|announcement|regulations?|provisions|rules|order no|standard)(?![a-z])",
    re.IGNORECASE,
)
_NEWS = re.compile(
    r"(?:名单|目录|标准|规划|办法|方案)(?:正式)?(?:发布|公布|出台)$|(?:公布|发布|通报).{0,40}典型案例(?:[（(].{1,8}[）)])?$"
)
_CALLS_FOR_COMMENTS = re.compile(
    r"(?:现|予以|面?向社会|向社会公众?)[^。]{0,20}公开征求[^。]{0,10}意见|征求意见稿[^。]{0,40}(?:征求|反馈)"
)
_COMMENTS_TO = re.compile(
    r"请[^。]{0,60}(?:反馈|前将|电子邮[件箱]|书面)|意见反馈|征求意见(?:截止|时间)|反馈(?:时间|意见)|截止日期"
)


def stage_of(title: str, text: str = "", *, press: bool = False) -> tuple[str, Reason]:
    """The stage, or "" where the title shows none (news, statistics, tenders). The text is asked only about a
    consultation that the title leaves out; `press` marks a report by media, which explains and never issues."""
    line, mark = without_mark(flat(title))
    if "失效" in mark or "废止" in mark:
        return _answer("repealed", "the publisher marks the document as no longer in force", mark)
    feedback = _FEEDBACK.search(line)
    if feedback and not _DRAFT_NAMED.search(line):
        return _answer("", "feedback on a consultation is neither the draft nor the rule", feedback.group())
    for stage, rule, pattern, unless in (
        ("consultation", "the title asks for comments or holds a draft", _CONSULTING, None),
        ("interpretation", "the title explains another document", _EXPLAINING, None),
        ("repealed", "the title repeals", _REPEALING, _ONLY_REVIEWED),
        ("proposal", "the title puts a proposal before the public", _PROPOSING, _NOT_A_PROPOSAL),
        ("revised", "the title revises", _REVISING, _ONLY_REVIEWED),
    ):
        match = pattern.search(line)
        if match and not (unless and unless.search(line)):
            if stage in ("proposal", "revised") and _drafted_in(text):
                return _answer("consultation", "the text calls for comments", _drafted_in(text))
            return _answer(stage, rule, match.group())
    if _drafted_in(text):
        return _answer("consultation", "the text calls for comments", _drafted_in(text))
    if press:
        return _answer("", "a report by media issues nothing")
    news = _NEWS.search(line)
    if news and not line.startswith("关于"):
        return _answer("", "the title reports that something was published", news.group())
    issued = _ISSUED.search(line)
    if issued:
        return _answer("issued", "the title has the form of an issued document", issued.group())
    return _answer("", "no word of the title shows a stage")


def _answer(stage: str, rule: str, words: str = "") -> tuple[str, Reason]:
    return stage, Reason(f"stage: {stage or 'none'}", rule, words)


def _drafted_in(text: str) -> str:
    """The opening of the text calls for comments and says where to send them (an issued rule only reports that it
    once did)."""
    opening = text[:1500]
    call = _CALLS_FOR_COMMENTS.search(opening)
    return call.group() if call and _COMMENTS_TO.search(text[:6000]) else ""
