"""Where pages of other government sites hold their bodies, files and details; see `generic`."""

BODIES = (
    "#UCAP-CONTENT", ".news_content_style", "div.art-con", "#zoom", "div.zoom", "#ivs_content", ".Article_content",
    "#Article_content", "div.article_component", "div.zwxl-content", "div.tys-main-zt", "div.main_content",
    "div.message-box", "div.details-main", "div.zfwjwzcontent", ".article_zoom", "div.scroll_main", ".TRS_Editor",
    ".TRS_UEDITOR",
)  # fmt: skip
LISTS = "#isShowFile, .appendix_file, .appendix, .attachment, .fujian"
DETAILS = ".sT span, .pages-date, .pages-date span, .info span, .article-info span, .xxgk-info span"
