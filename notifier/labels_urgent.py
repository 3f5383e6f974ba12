"""Words of urgent news, of what was told before, and of the reader's own page: (English, Chinese)."""

URGENT_WORDS: dict[str, tuple[str, str]] = {
    "manage_here": ("Change what you get, go away for a while, or stop", "更改订阅、暂停或退订"),
    "told_before": ("Already told", "此前已告知"),
    "evidence": ("Evidence", "依据"),
    "evidence_row": ("row {row} of {place}", "{place} 第 {row} 行"),
    "evidence_page": ("the notice itself", "公文正文"),
    "renamed_hit": ("New name of a watched company: {names}", "您关注的企业更名：{names}"),
    "band_hit": ("New penalty amounts: {title}", "罚款幅度变动：{title}"),
    "deadline_hit": ("In {n} days: {what}, {title}", "{n} 天后：{what}，{title}"),
    "deadline_hit_one": ("Tomorrow: {what}, {title}", "明天：{what}，{title}"),
    "deadline_hit_today": ("Today: {what}, {title}", "今天：{what}，{title}"),
}
