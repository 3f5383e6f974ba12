"""The mail's own words in English and Chinese. Pure.

English is the language of a mail unless its reader asked for Chinese (`zh`) or both.
"""

from notifier.labels_digest import DIGEST_WORDS
from notifier.labels_urgent import URGENT_WORDS
from notifier.wishes import Language

WORDS: dict[str, tuple[str, str]] = {
    **DIGEST_WORDS,
    "weekly": ("Weekly digest", "每周摘要"),
    "daily": ("Daily digest", "每日摘要"),
    "immediate": ("Alert", "即时提醒"),
    "window": ("{since} to {until} (Beijing time, UTC+8)", "{since} 至 {until}（北京时间）"),
    "subject": ("What changed in China's used-power-battery rules", "中国废旧动力电池监管动态"),
    "summary": ("In short", "概要"),
    "change_one": ("1 change for you", "1 项变动与您有关"),
    "change_many": ("{n} changes for you", "{n} 项变动与您有关"),
    "change_none": ("No change for you in this window", "本期没有与您有关的变动"),
    "published": ("Published", "新发布"),
    "edited": ("Edited after publication", "发布后修改"),
    "withdrawn": ("Withdrawn", "撤下"),
    "restored": ("Restored", "恢复"),
    "n_published": ("{n} published", "新发布 {n} 项"),
    "n_edited": ("{n} edited after publication", "发布后修改 {n} 项"),
    "n_withdrawn": ("{n} withdrawn", "撤下 {n} 项"),
    "n_restored": ("{n} restored", "恢复 {n} 项"),
    "n_backlog": (
        "{n} older notices found as a channel was read for the first time (at the end)",
        "首次读取栏目时发现较早发布的公文 {n} 项（列于文末）",
    ),
    "n_backlog_one": (
        "1 older notice found as a channel was read for the first time (at the end)",
        "首次读取栏目时发现较早发布的公文 1 项（列于文末）",
    ),
    "backlog": ("Older notices, found as a channel was read for the first time", "首次读取栏目时发现的较早公文"),
    "found_old": ("Published earlier, found now", "此前发布，现收录"),
    "n_deadlines": ("{n} dates within 30 days", "30 天内到期 {n} 项"),
    "n_deadline": ("1 date within 30 days", "30 天内到期 1 项"),
    "watched_none": ("None of your {n} watched companies is named", "您关注的 {n} 家企业均未被提及"),
    "watched_hit": ("Watched companies named: {names}", "提及您关注的企业：{names}"),
    "struck_hit": ("Losing a place on a list, or about to: {names}", "被移出或拟移出名单：{names}"),
    "blind_count": (
        "{n} of {all} channels could not be checked, or not fully (named below)",
        "{all} 个栏目中有 {n} 个未能检查或检查不全（见下）",
    ),
    "all_seen": ("All {all} channels were checked", "{all} 个栏目均已检查"),
    "no_channels": (
        "No channel is watched yet, so silence here means nothing",
        "尚未监测任何栏目，没有消息并不说明没有变动",
    ),
    "penalty_changes": ("What it costs: old and new amounts", "罚款幅度：原与新"),
    "offence": ("Offence and circumstance", "违法行为与情节"),
    "old_amount": ("Before", "原幅度"),
    "new_amount": ("Now", "现幅度"),
    "rule_changed": ("Changed", "变更"),
    "rule_added": ("Added", "新增"),
    "rule_removed": ("Removed", "删除"),
    "deadlines": ("Dates ahead", "临近日期"),
    "comment_deadline": ("Comments close", "征求意见截止"),
    "effective_on": ("Takes effect", "施行"),
    "expires_on": ("Expires", "失效"),
    "today": ("today", "今天"),
    "in_day": ("in 1 day", "1 天后"),
    "in_days": ("in {n} days", "{n} 天后"),
    "issued_by": ("Issued by", "发布机关"),
    "number": ("Document number", "文号"),
    "where": ("Where", "栏目"),
    "province": ("Province", "省份"),
    "published_on": ("Published", "发布日期"),
    "observed_at": ("Seen by Regwatch", "发现时间"),
    "effective": ("In force from", "施行日期"),
    "also": ("Also", "另属"),
    "names_watched": ("Names your watched companies", "提及您关注的企业"),
    "excerpt": ("Opening words, in Chinese", "开头"),
    "what_changed": ("What changed", "修改内容"),
    "attachments": ("Attachments", "附件"),
    "unreadable": ("content not readable, kept as evidence", "内容无法读取，已留存"),
    "unreadable_because": ("content not readable ({why}), kept as evidence", "内容无法读取（{why}），已留存"),
    "not_fetched": ("could not be fetched: {why}", "未能下载：{why}"),
    "was": ("Before", "原"),
    "now": ("Now", "现"),
    "in_title": ("Title", "标题"),
    "in_body": ("Text", "正文"),
    "in_table": ("Table", "表格"),
    "in_attachment": ("Attachment {name}", "附件 {name}"),
    "in_metadata": ("{name}", "{name}"),
    "row_added": ("Row added", "新增行"),
    "row_removed": ("Row removed", "删除行"),
    "row_before": ("Row before", "原行"),
    "row_now": ("Row now", "现行"),
    "more_edits": ("{n} more edits: open the notice to see them", "另有 {n} 处修改，请打开原文查看"),
    "more_edits_one": ("1 more edit: open the notice to see it", "另有 1 处修改，请打开原文查看"),
    "legend": (
        "Removed text stands in [-brackets-], added text in {+braces+}.",
        "删除的文字写作 [-…-]，新增的写作 {+…+}。",
    ),
    "registers": ("Official lists: who came, who went", "名单变动"),
    "event": ("Event", "事项"),
    "company": ("Company (registered name)", "企业名称"),
    "capacity": ("Capacity", "类型"),
    "detail": ("Details", "详情"),
    "more_rows": ("{n} more rows: open the notice to see them", "另有 {n} 行，请打开原文查看"),
    "ev_added": ("Added", "列入"),
    "ev_removed": ("Removed", "移出"),
    "ev_renamed": ("Renamed", "更名"),
    "ev_changed": ("Changed", "变更"),
    "ev_type_dropped": ("Capacity dropped", "取消类型"),
    "ev_proposed": ("Proposed", "拟列入"),
    "ev_removal_proposed": ("Removal proposed", "拟移出"),
    "ev_proposed_removal": ("Removal proposed", "拟移出"),
    "ev_rectification": ("Ordered to rectify", "责令整改"),
    "ev_readmitted": ("Readmitted", "重新列入"),
    "formerly": ("formerly {name}", "原名 {name}"),
    "open_official": ("Official page", "官方页面"),
    "open_regwatch": ("Full text and history", "全文与历史"),
    "listed_only": ("Further changes, titles only", "其他变动（仅列标题）"),
    "left_out": ("{n} more changes did not fit into this mail", "另有 {n} 项变动未列入本邮件"),
    "see_all": ("See all changes of this window", "查看本期全部变动"),
    "see_all_command": (
        "Where this Regwatch runs, `regwatch changes --since {since} --until {until}` lists all of them.",
        "在运行 Regwatch 的机器上，`regwatch changes --since {since} --until {until}` 列出全部变动。",
    ),
    "coverage": ("What was watched", "监测情况"),
    "coverage_good": (
        "All {all} channels were checked in this window and every one could be read. No news from a channel means that "
        "it published nothing new.",
        "本期 {all} 个栏目均已检查并可读取。没有消息即没有新发布。",
    ),
    "coverage_late": (
        "All {all} channels were checked in this window and every one could be read, {n} of them last at {when} or "
        "before: what was published there since is not in this mail.",
        "本期 {all} 个栏目均已检查并可读取，其中 {n} 个最后一次检查不晚于 {when}：此后发布的内容不在本邮件中。",
    ),
    "late_rest": (
        "Of these, {n} were last checked at {when} or before: what was published there since is not in this mail.",
        "其中 {n} 个最后一次检查不晚于 {when}：此后发布的内容不在本邮件中。",
    ),
    "coverage_bad": (
        "{n} of {all} channels could not be checked, or not fully. Something may have been published there that this "
        "mail does not know of.",
        "{all} 个栏目中有 {n} 个未能检查或检查不全，其间发布的内容本邮件可能未包含。",
    ),
    "never_checked": ("not checked at all in this window", "本期未检查"),
    "not_readable_since": ("not readable since {since}", "自 {since} 起无法读取"),
    "not_readable": ("not readable in this window", "本期无法读取"),
    "read_in_part": ("read, and not seen whole", "已读取，但未能看到全部内容"),
    "fewer_rows": ("far fewer rows than usual", "行数远少于平时"),
    "skipped_rows": ("rows that cannot be used", "有无法使用的行"),
    "fields_missing": ("details that are usually stated are missing", "缺少平时都有的信息"),
    "pages_unread": ("listed pages that could not be read", "有列出但无法读取的页面"),
    "attachments_unread": ("files that could not be fetched or read", "有无法取得或读取的附件"),
    "rechecks_overdue": ("known pages were not looked at again in time", "已知页面未按时复查"),
    "partly": ("read {ok} of {checks} times", "{checks} 次检查中成功 {ok} 次"),
    "seldom": ("Checked less often than planned ({n}): {names}.", "检查次数少于计划（{n}）：{names}。"),
    "last_read": ("last read {when}", "上次成功读取 {when}"),
    "never_read": ("never read so far", "从未成功读取"),
    "challenged": ("the site answered with a block page", "网站返回拦截页面"),
    "drifted": ("the page's layout is no longer as known", "页面结构已改变"),
    "unreachable": ("the site could not be reached", "网站无法访问"),
    "failed": ("the check failed", "检查失败"),
    "and_fine": ("The other {n} channels were checked and read.", "其余 {n} 个栏目检查正常。"),
    "and_fine_one": ("The other channel was checked and read.", "其余 1 个栏目检查正常。"),
    "why_you": ("Why you get this", "为何收到此邮件"),
    "you_asked": ("{email} asked Regwatch for:", "{email} 在 Regwatch 订阅了："),
    "all_changes": ("every change on the subject", "与主题有关的全部变动"),
    "all_changes_any": ("every change, on the subject or not", "全部变动（不限主题）"),
    "wish_topics": ("topics: {names}", "主题：{names}"),
    "wish_sources": ("sources: {names}", "来源：{names}"),
    "wish_provinces": ("provinces: {names}", "省份：{names}"),
    "wish_registers": ("official lists: {names}", "名单：{names}"),
    "wish_query": ("with the words: {names}", "包含：{names}"),
    "wish_watch": ("watch list of {n} companies", "关注 {n} 家企业"),
    "wish_watch_file": ("watch list {file} ({n} companies)", "关注名单 {file}（{n} 家）"),
    "wish_urgent": ("urgent news of your watch list", "关注名单的紧急消息"),
    "stop_one": ("stop this one", "停止此项"),
    "stop_all": ("Stop all mails to this address", "停止向此地址发送"),
    "stop_how": (
        "To change or stop these mails, write to {sender} (its operator runs `regwatch unsubscribe {email}`).",
        "如需更改或停止，请写信至 {sender}（管理员运行 `regwatch unsubscribe {email}`）。",
    ),
    "disclaimer": (
        "Titles and quotations are the publisher's own words. English titles marked “glossary” are put together from "
        "Regwatch's glossary of official terms, other English lines from the notice's facts; neither is a translation. "
        "Only the official page counts.",
        "标题与引文为发布机关原文；英文说明由 Regwatch 根据词汇表和公文要素生成，并非译文。以官方页面为准。",
    ),
    "confirm_subject": ("Please confirm your Regwatch subscription", "请确认您的 Regwatch 订阅"),
    "confirm_intro": (
        "Somebody, probably you, asked Regwatch to send this address news of China's used-power-battery rules:",
        "有人（可能是您）请 Regwatch 向此地址发送中国废旧动力电池监管动态：",
    ),
    "confirm_do": ("Confirm the subscription", "确认订阅"),
    "confirm_no_link": (
        "To confirm, hand this code to your Regwatch operator:",
        "请将此确认码交给 Regwatch 管理员：",
    ),
    "confirm_ignore": (
        "The link is good for 14 days. If it was not you, do nothing: nothing will be sent.",
        "链接 14 天内有效。如非本人操作，请忽略，不会再发送任何邮件。",
    ),
    **URGENT_WORDS,
}


class Say:
    """A word by its key, with values to fill in, in one language (both: `English / 中文`)."""

    __slots__ = ("language",)

    def __init__(self, language: Language) -> None:
        self.language = language

    def __call__(self, key: str, **values: object) -> str:
        english, chinese = WORDS[key]
        if self.language == "en":
            return english.format(**values) if values else english
        if self.language == "zh":
            return chinese.format(**values) if values else chinese
        spoken = [word.format(**values) if values else word for word in (english, chinese)]
        return spoken[0] if spoken[0] == spoken[1] else " / ".join(spoken)

    def named(self, english: str, chinese: str) -> str:
        """A name: the English with the Chinese beside it, or the Chinese alone to a Chinese reader."""
        if self.language == "zh" or not english:
            return chinese or english
        return f"{english} {chinese}" if chinese else english


def speaker(language: Language) -> Say:
    return Say(language)
