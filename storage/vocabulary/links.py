"""What one notice does with another, and what a copy of an instrument is, in English and Chinese."""

RELATIONS = {
    "basis": ("rests on", "依据"),
    "revises": ("revises", "修订"),
    "repeals": ("repeals", "废止"),
    "forwards": ("forwards", "转发"),
}
RELATIONS_BACK = {
    "basis": ("basis of", "为其依据"),
    "revises": ("revised by", "被其修订"),
    "repeals": ("repealed by", "被其废止"),
    "forwards": ("forwarded by", "被其转发"),
}
EVENTS_OF_A_TEXT = {
    "draft": ("draft for comment", "征求意见稿"),
    "proposal": ("public notice", "公示"),
    "final": ("final text", "正式文本"),
    "revision": ("revision", "修订"),
    "repeal": ("repeal", "废止"),
    "reprint": ("reprint", "重刊"),
    "forward": ("forwarded", "转发"),
    "repost": ("repost", "转载"),
    "interpretation": ("interpretation", "解读"),
}
