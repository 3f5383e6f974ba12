"""A body for a real title whose text is not known: plain sentences of the kind, the same every time."""

from datetime import date
from hashlib import sha256

_OPENINGS = {
    "consultation": "为进一步完善管理制度，我们组织起草了{core}，现向社会公开征求意见。请将意见反馈至联系人邮箱，并注明联系方式。",
    "proposal": "根据有关工作安排，经企业申报、地方推荐、专家评审等程序，现将{core}有关情况予以公示。公示期间如有异议，请以书面形式反馈。",
    "interpretation": "为便于社会各方面准确理解和贯彻落实，现就{core}的出台背景、主要内容和工作要求解读如下。",
    "rule": "为加强管理，规范相关活动，根据有关法律法规，制定{core}，现予公布。",
    "notice": "各省、自治区、直辖市及计划单列市、新疆生产建设兵团有关主管部门：现就{core}有关事项通知如下，请结合实际认真贯彻执行。",
    "news": "近日，{core}有关工作取得新进展。有关负责同志介绍了总体情况，并就下一步重点任务提出了要求。",
}
_MIDDLES = (
    "一、提高思想认识。各有关单位要充分认识此项工作的重要意义，加强组织领导，明确责任分工，细化工作措施。",
    "二、突出工作重点。坚持问题导向，聚焦关键环节，做到底数清、情况明、措施实，及时研究解决工作中遇到的问题。",
    "三、加强协同配合。建立信息共享和会商机制，推动形成工作合力，避免多头重复检查，切实减轻基层和企业负担。",
    "四、强化宣传引导。通过多种形式开展政策宣讲，回应社会关切，营造良好氛围。",
    "有关单位应当按照职责分工做好指导服务，定期调度工作进展，遇有重大情况及时报告。",
    "企业应当落实主体责任，建立健全内部管理制度，如实记录并妥善保存有关资料，保存期限不少于五年。",
    "行业协会、科研机构和检测机构应当发挥专业优势，提供技术咨询、标准宣贯和人才培训等服务。",
    "对工作中形成的典型经验做法，要及时总结提炼，具备条件的在更大范围推广应用。",
    "要统筹发展和安全，严格遵守安全生产、消防、环境保护、交通运输等方面的法律法规和标准要求。",
    "本次工作不收取任何费用，任何单位和个人不得借机开展收费培训、有偿咨询等活动。",
)


def kind(title: str) -> str:
    if "征求意见" in title or "征求" in title:
        return "consultation"
    if "公示" in title:
        return "proposal"
    if "解读" in title or "一图读懂" in title:
        return "interpretation"
    if "通知" in title or "公告" in title or "函" in title:
        return "notice"
    if title.endswith(("办法", "规定", "规则", "名录", "条例", "目录", "指南", "清单")):
        return "rule"
    return "news"


def filler(key: str, title: str, issuer: str, signed: date | None) -> str:
    """A body of five to eight paragraphs; the key alone decides which."""
    digest = sha256(f"filler {key}".encode()).digest()
    core = title if title.startswith("《") or "《" in title else f"《{title}》"
    chosen = sorted(range(len(_MIDDLES)), key=lambda n: digest[n])[: 3 + digest[20] % 4]
    lines = [_OPENINGS[kind(title)].format(core=core), *(_MIDDLES[n] for n in sorted(chosen))]
    if issuer:
        lines.append(f"> {issuer}")
    if signed:
        lines.append(f"> {signed.year}年{signed.month}月{signed.day}日")
    return "\n".join(lines)
