"""What a redline may not cut in two: numbers, amounts, dates, clause and document numbers, codes, words.

Everything else is compared character by character, with a character's combining marks and variation selectors kept
beside it. `"".join(tokens_of(text)) == text` holds for every text.
"""

import re

_DIGIT = "0-9０-９"
_LATIN = "A-Za-zＡ-Ｚａ-ｚ"
_YEAR_NUMERAL = "〇○Ｏ零一二三四五六七八九"
_NUMERAL = _YEAR_NUMERAL + "两壹贰叁肆伍陆柒捌玖拾佰仟十百千万亿廿卅"
_GAP = "[ \\u3000\\u00a0]{0,2}"
_MARKS = (
    "[\\u0300-\\u036f\\u1ab0-\\u1aff\\u20d0-\\u20ff\\u3099\\u309a\\ufe00-\\ufe0f\\u200d\\U000e0100-\\U000e01ef"
    "\\U0001f3fb-\\U0001f3ff]"
)

# A document number's agency part (机关代字) is not set apart from the words before it by any mark, so it has to begin
# like one and may not hold the words that lead up to a citation.
_AGENCY = (
    "(?:工信|国|市监|环|财|发改|科|交|公|商|司|人社|自然资|住建|建|农|水|卫|应急|审|中|海关|税|银|证|能|林|教|民|"
    "[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼])[^\\W\\d_据照按于的和及与以至〇○]{0,11}"
)

_WHOLE = "|".join(
    (
        r"https?://[!-~]{1,2000}",
        r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}",
        # 公告2026年第20号, 令第73号, （2025年 第39号）
        rf"(?:[{_DIGIT}]{{4}}{_GAP}年{_GAP})?第{_GAP}[{_DIGIT}]{{1,6}}{_GAP}号",
        rf"(?:{_AGENCY})?[〔［\[【（(]{_GAP}[{_DIGIT}]{{4}}{_GAP}[〕］\]】）)]{_GAP}第?[{_DIGIT}]{{1,6}}{_GAP}号",
        # dates
        rf"[{_DIGIT}]{{4}}{_GAP}年{_GAP}[{_DIGIT}]{{1,2}}{_GAP}月(?:{_GAP}[{_DIGIT}]{{1,2}}(?![{_DIGIT}]){_GAP}日?)?",
        rf"[{_DIGIT}]{{1,2}}{_GAP}月{_GAP}[{_DIGIT}]{{1,2}}{_GAP}日",
        rf"[{_DIGIT}]{{4}}{_GAP}年",
        *(
            rf"[{_DIGIT}]{{4}}{mark}[{_DIGIT}]{{1,2}}{mark}[{_DIGIT}]{{1,2}}(?![{_DIGIT}])"
            for mark in ("-", "/", r"\.")
        ),
        rf"[{_YEAR_NUMERAL}]{{4}}年(?:[{_NUMERAL}元正]{{1,3}}月(?:[{_NUMERAL}]{{1,3}}日)?)?",
        rf"[{_NUMERAL}]{{1,3}}月[{_NUMERAL}]{{1,3}}日",
        # clauses
        rf"第{_GAP}(?:[{_NUMERAL}]{{1,9}}|[{_DIGIT}]{{1,6}}){_GAP}[条款项章节编部批次届期页目类号](?:之[{_NUMERAL}]{{1,3}})?",
        rf"[（(](?:[{_NUMERAL}]{{1,5}}|[{_DIGIT}]{{1,3}})[）)]",
        # times and telephone numbers, then standards (GB/T 34015-2017), codes and words
        rf"[{_DIGIT}]{{1,2}}[:：][{_DIGIT}]{{2}}(?:[:：][{_DIGIT}]{{2}})?(?![{_DIGIT}])",
        rf"[0０][{_DIGIT}]{{2,3}}[-－—][{_DIGIT}]{{7,8}}(?![{_DIGIT}])",
        rf"[A-Z]{{1,5}}(?:/[A-Z]{{1,2}})? ?[{_DIGIT}]{{1,6}}(?:\.[{_DIGIT}]{{1,4}})*[-—–][{_DIGIT}]{{4}}(?![{_DIGIT}])",
        rf"(?=[{_DIGIT}]{{0,40}}[{_LATIN}])[{_DIGIT}{_LATIN}]+(?:[-_./'’&][{_DIGIT}{_LATIN}]+)*",
        # numbers and amounts
        rf"[{_DIGIT}]+(?:,[{_DIGIT}]{{3}}(?![{_DIGIT}]))*(?:[.．][{_DIGIT}]+)*"
        rf"(?:{_GAP}(?:[%％‰]|[十百千万亿]{{1,3}}(?:余|多)?(?:[美欧日港]?元)?|[美欧日港]?元|倍))?",
        rf"[百千]分之[{_NUMERAL}点]+",
        rf"[{_NUMERAL}]+(?:点[{_NUMERAL}]+)?(?:[美欧日港]?元|倍)?",
    )
)
# Tried first because nine characters in ten are plain; a plain character begins none of the above.
_PLAIN = rf"[^{_DIGIT}{_LATIN}{_NUMERAL}百千第〔［\[【（(工国市环财发科交公商司人自住建农水卫应审中海税银证能林教民"
_PLAIN += r"京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼._%+\-\ud800-\udfff]"
_TOKEN = re.compile(
    rf"{_PLAIN}(?!{_MARKS})|{_WHOLE}|[\ud800-\udbff][\udc00-\udfff]|.{_MARKS}*(?:(?<=\u200d).{_MARKS}*)*", re.DOTALL
)


def tokens_of(text: str) -> list[str]:
    """The text cut into the smallest pieces that a redline may mark. Linear in the text's length."""
    return _TOKEN.findall(text)  # no group captures, so these are the whole matches
