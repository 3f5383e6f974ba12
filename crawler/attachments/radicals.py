"""Radicals that stand for whole characters: some programs write ⽤ (U+2F64) and ⻓ (U+2ED3) into a PDF's text layer
where the page shows 用 and 长, because one glyph of the font serves both (seen in PDF printed by Chromium and by office
programs). Each has one character it stands for: Unicode's compatibility mapping for the Kangxi radicals, and the
equivalent unified ideograph for those of the supplement (EquivalentUnifiedIdeograph.txt of the Unicode database).
"""

import unicodedata

_SUPPLEMENT = (
    "⺁厂⺄乙⺅亻⺆冂⺇几⺈刀⺉刂⺊卜⺌小⺍小⺎兀⺒巳⺓幺⺕彐⺖忄⺘扌⺙攵⺛旡⺝月⺞歺⺟母⺠民⺡氵⺢氺⺣灬⺤爫⺦丬⺧牛⺨犭⺩王⺫目⺬示⺭礻⺮竹⺯糹⺰纟"
    "⺱罓⺲罒⺵网⺶羊⺷羊⺸羊⺹耂⺺肀⺻聿⺼月⺽臼⺾艹⺿艹⻀艹⻁虎⻂衤⻃覀⻄西⻅见⻆角⻇角⻈讠⻉贝⻊足⻋车⻌辶⻍辶⻎辶⻏阝⻐钅⻑長⻒镸⻓长⻔门"
    "⻕阝⻖阝⻗雨⻘青⻙韦⻚页⻛风⻜飞⻝食⻞食⻟飠⻠饣⻡首⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾⻫斉⻬齐⻭歯⻮齿⻯竜⻰龙⻱龜⻲亀⻳龟"
)
_WHOLE = {ord(radical): whole for radical, whole in zip(_SUPPLEMENT[::2], _SUPPLEMENT[1::2], strict=True)}
_WHOLE |= {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)}
_FIRST, _LAST = "\u2e80", "\u2fd5"


def whole_characters(text: str) -> str:
    """The text with characters for radicals, of the same length."""
    if text.isascii() or not any(_FIRST <= char <= _LAST for char in text):
        return text
    return text.translate(_WHOLE)
