"""Words about what is kept, what is compared, and what belongs together, in English and Chinese."""

KEPT_WORDS: dict[str, tuple[str, str]] = {
    "kept_title": ("Kept captures", "留存的抓取内容"),
    "kept_lead": (
        "The page byte for byte, each state once. A download is named .txt, so that opening it runs nothing.",
        "页面原始字节，每种状态留存一份。下载文件以 .txt 命名，打开时不会运行任何内容。",
    ),
    "kept_first_seen": ("First seen", "首次发现"),
    "kept_status": ("Answer", "应答"),
    "kept_get": ("Download", "下载"),
    "kept_get_page": ("Download the page as captured on {when}", "下载 {when} 抓取的页面"),
    "kept_get_file": ("Download the kept copy", "下载留存副本"),
    "pack_get": ("Download the evidence pack (zip)", "下载证据包（zip）"),
    "pack_how": (
        "It holds every capture, its headers and the chain; anyone can check it offline with this command:",
        "内含全部抓取内容、应答头与哈希链，任何人可用以下命令离线验证：",
    ),
    "related": ("The same instrument elsewhere", "同一文件的其他文本"),
    "related_lead": (
        "Draft, final text, interpretation and reposts of one instrument, oldest first.",
        "同一文件的征求意见稿、正式文本、解读与转载，按时间先后。",
    ),
    "compare_with": ("Compare with this notice", "与本公文对照"),
    "compare_other": ("Or with another notice (its id or official address)", "或与另一公文对照（编号或官方网址）"),
    "two_title": ("Two notices compared", "两份公文对照"),
    "rl_unchanged": ("{} unchanged characters", "{} 字未变"),
    "rl_left_out": ("{} more characters, the same in both", "另有 {} 字，两者相同"),
    "rl_too_long": (
        "The redline is cut off here: {} more lines with changes. The list of edits (JSON) has all of them.",
        "对照内容过长，此处截断：另有 {} 行有修改，JSON 中为全部。",
    ),
    "rl_moved_from": ("moved away from here", "自此移走"),
    "rl_moved_to": ("moved here", "移至此处"),
    "rl_before": ("before", "原文"),
    "rl_after": ("after", "现文"),
    "known_at": ("Told from what had been seen by", "仅依据此日（含）以前收录的内容"),
    "known_at_more": ("By what was known at an earlier time", "按更早时点所知"),
    "known_at_note": (
        "Told from what Regwatch had seen by {when}; what it learnt later is left out.",
        "仅依据 {when} 以前收录的内容，其后所知不计。",
    ),
    "next_page": ("Next page", "下一页"),
    "first_page": ("First page", "第一页"),
    "list_page": (
        "{shown} of {found} on this page; CSV and JSON have all.",
        "共 {found} 条，本页 {shown} 条；CSV 与 JSON 中为全部。",
    ),
    "search_many": ("More than {n} notices hold “{query}”", "含“{query}”的公文超过 {n} 件"),
    "search_counts": ("How many by source, topic, province and year (JSON)", "按来源、主题、省份、年份计数（JSON）"),
    "this_notice": ("this notice", "本公文"),
}
