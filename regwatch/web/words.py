"""The pages' own words in English and Chinese. What a publisher wrote is never among them."""

from collections.abc import Callable

from regwatch.web.language import Language
from regwatch.web.words_forms import FORM_WORDS
from regwatch.web.words_kept import KEPT_WORDS
from regwatch.web.words_manage import MANAGE_WORDS

Say = Callable[..., str]

WORDS: dict[str, tuple[str, str]] = {
    "tagline": ("China's used-power-battery rules, watched", "中国废旧动力电池监管动态监测"),
    "skip": ("Skip to the content", "跳到正文"),
    "menu": ("Main", "主导航"),
    "language": ("Language", "语言"),
    "nav_home": ("This week", "本周"),
    "nav_changes": ("Changes", "变动"),
    "nav_registers": ("Lists", "名单"),
    "nav_check": ("Check suppliers", "供应商核查"),
    "nav_penalties": ("Penalties", "处罚"),
    "nav_rollouts": ("Provinces", "各省"),
    "nav_coverage": ("Coverage", "监测"),
    "nav_search": ("Search", "检索"),
    "nav_subscribe": ("Subscribe", "订阅"),
    "nav_api": ("HTTP API", "接口"),
    "footer": (
        "Titles and quotations are the publisher's own words. English lines are put together by Regwatch from the "
        "notice's facts and are no translation. Only the official page counts. All times are Beijing time (UTC+8).",
        "标题与引文为发布机关原文；英文说明由 Regwatch 根据公文要素生成，并非译文。以官方页面为准。时间均为北京时间。",
    ),
    "published": ("Published", "新发布"),
    "edited": ("Edited after publication", "发布后修改"),
    "withdrawn": ("Withdrawn", "撤下"),
    "restored": ("Restored", "恢复"),
    "home_title": ("What changed in the last seven days", "近七天变动"),
    "home_window": ("{since} to {until}", "{since} 至 {until}"),
    "seen_all": ("All {all} channels are being read", "{all} 个栏目均可正常读取"),
    "seen_all_more": (
        "No news from a channel means that it published nothing new. Last look {when}.",
        "没有消息即没有新发布。最近一次检查：{when}。",
    ),
    "blind": ("{n} of {all} channels are not being seen", "{all} 个栏目中有 {n} 个目前无法监测"),
    "blind_more": (
        "Something may have been published there that Regwatch does not know of. Last look at anything: {when}.",
        "其间发布的内容可能未被收录。最近一次检查：{when}。",
    ),
    "no_channels": (
        "No channel is watched yet, so silence here means nothing. Run `regwatch crawl` first.",
        "尚未监测任何栏目，没有消息并不说明没有变动。请先运行 `regwatch crawl`。",
    ),
    "never": ("never", "从未"),
    "see_coverage": ("See what was watched, channel by channel", "查看各栏目监测情况"),
    "latest": ("Latest changes", "最近变动"),
    "quiet_week": ("Nothing on the subject changed in these seven days.", "近七天没有与主题有关的变动。"),
    "all_changes": ("All changes", "全部变动"),
    "dates_ahead": ("Dates ahead", "临近日期"),
    "no_dates": ("No notice names a day ahead.", "没有临近的日期。"),
    "comment_deadline": ("Comments close", "征求意见截止"),
    "effective_on": ("Takes effect", "施行"),
    "expires_on": ("Expires", "失效"),
    "in_days": ("in {n} days", "{n} 天后"),
    "today": ("today", "今天"),
    "calendar_feed": ("Calendar (iCalendar)", "日历订阅"),
    "atom": ("Atom feed", "Atom 订阅源"),
    "jsonfeed": ("JSON feed", "JSON 订阅源"),
    "as_csv": ("CSV", "CSV"),
    "as_json": ("JSON", "JSON"),
    "changes_title": ("Changes", "变动"),
    "changes_lead": (
        "Every difference the publishers made, newest first. The address of this page is your filter: keep it or send "
        "it on.",
        "发布机关所作的每一处变动，最新在前。本页地址即筛选条件，可收藏或转发。",
    ),
    "older": ("Older changes", "更早的变动"),
    "newest": ("Back to the newest", "回到最新"),
    "none_found": ("Nothing matches. Try fewer filters or a wider window.", "没有符合条件的内容，请放宽条件。"),
    "cut": (
        "The search stopped after {n} changes; go on with the older ones or narrow the filter.",
        "已查看 {n} 项变动，请继续查看更早内容或缩小范围。",
    ),
    "n_edits": ("{n} edits", "{n} 处修改"),
    "n_edit": ("1 edit", "1 处修改"),
    "see_redline": ("Compare", "对照"),
    "n_more": ("and {n} more", "另有 {n} 处"),
    "register_news": ("On the lists: {text}", "名单：{text}"),
    "fines_changed": ("Fines that changed", "罚款变动"),
    "backlog": ("Published earlier, found now", "此前发布，现收录"),
    "off_subject": ("off the subject", "非本主题"),
    "title": ("Title", "标题"),
    "body": ("Text", "正文"),
    "table": ("Table", "表格"),
    "attachment": ("Attachment {name}", "附件 {name}"),
    "metadata": ("Fact: {name}", "要素：{name}"),
    "facts": ("Facts", "要素"),
    "text": ("Text", "正文"),
    "no_text": ("The page holds no text of its own.", "页面无正文。"),
    "tables": ("Tables", "表格"),
    "table_n": ("Table {n}: {rows} rows", "表 {n}：{rows} 行"),
    "rows_cut": ("The first {n} rows are shown; JSON has all.", "仅显示前 {n} 行，JSON 中为全部。"),
    "attachments": ("Attachments", "附件"),
    "no_attachments": ("The notice has no attachments.", "无附件。"),
    "file": ("File", "文件"),
    "kind": ("Kind", "类别"),
    "size": ("Size", "大小"),
    "readable": ("Read", "读取"),
    "yes": ("yes", "是"),
    "no": ("no", "否"),
    "unreadable": ("not readable, kept as evidence", "无法读取，已留存"),
    "versions": ("Versions", "版本"),
    "version": ("Version", "版本"),
    "observed_at": ("Seen by Regwatch", "发现时间"),
    "cause": ("Made by", "来由"),
    "cause_publisher": ("the publisher", "发布机关"),
    "cause_technical": ("a newer reader of ours", "本系统升级"),
    "cause_completed": ("completed by us (a file came in later)", "本系统补全（附件后到）"),
    "compare": ("Compare two versions", "版本对照"),
    "from": ("From", "自"),
    "to": ("To", "至"),
    "inline": ("inline", "合并显示"),
    "side": ("side by side", "并排显示"),
    "show_as": ("Show", "显示方式"),
    "compare_do": ("Compare", "对照"),
    "one_version": ("Only one version was ever seen, so there is nothing to compare.", "仅有一个版本，无可对照。"),
    "no_difference": ("No difference between these versions.", "两版本无差异。"),
    "redline_title": ("Version {a} to version {b}", "第 {a} 版至第 {b} 版"),
    "redline_key": (
        "Removed text is struck through, added text is underlined, what moved has a dotted line.",
        "删除线为删除，下划线为新增，点线为移动。",
    ),
    "n_places": ("{n} edits.", "共 {n} 处修改。"),
    "one_place": ("1 edit.", "共 1 处修改。"),
    "evidence": ("Evidence", "证据"),
    "evidence_lead": (
        "Each version rests on bytes that are kept unaltered. With these SHA-256 hashes anyone can check a copy.",
        "每个版本均有原始字节留存，可用下列 SHA-256 校验。",
    ),
    "official": ("Open the official page", "打开官方页面"),
    "issuers": ("Issued by", "发布机关"),
    "doc_number": ("Document number", "文号"),
    "stage": ("Stage", "阶段"),
    "topics": ("Topics", "主题"),
    "province": ("Province", "省份"),
    "published_on": ("Published on", "发布日期"),
    "signed_on": ("Signed on", "成文日期"),
    "channels": ("Stands in", "所在栏目"),
    "state": ("State", "状态"),
    "live": ("online", "在线"),
    "withdrawn_state": ("withdrawn by the publisher", "已被撤下"),
    "on_subject": ("On the subject", "与主题有关"),
    "names": ("Refers to", "引用"),
    "named_by": ("Named by", "被引用"),
    "warnings": ("Take care", "注意"),
    "as_of_shown": ("As it was at {when}", "截至 {when} 的内容"),
    "to_newest": ("See it as it is now", "查看现行内容"),
    "history": ("History", "变动记录"),
    "error_title": ("That did not work", "操作未成功"),
    "go_home": ("Go to the start page", "返回首页"),
    "unknown_page": ("There is no such page.", "没有此页面。"),
    **FORM_WORDS,
    **KEPT_WORDS,
    **MANAGE_WORDS,
}


def speaker(language: Language) -> Say:
    """A function from a word's key, with values to fill in, to that word in the language."""
    place = 1 if language == "zh" else 0

    def say(key: str, **values: object) -> str:
        word = WORDS[key][place]
        return word.format(**values) if values else word

    return say
