"""The words with which a notice begins, without what every notice begins with. Pure."""

import re

from notifier.texts import plain, shorten

LONGEST = 150
# 粤工信节能函〔2026〕31号 over the text; 各地级以上市工业和信息化、生态环境主管部门：, those it is written to.
_NUMBER = re.compile(r"\A[^\s。：:]{2,24}[〔\[（(]\d{4}[〕\]）)]\s?第?\s?\d{1,5}\s?号\s*")
_ADDRESSEES = re.compile(r"\A[^。；：:\n]{2,160}[：:]\s*(?=\S)")
_SPOKEN_TO = re.compile(r"各|局|厅|部门|委|机关|科室|单位|企业|公司|中心")
_ATTACHED = re.compile(r"(?:\A|(?<=[\n。]))\s*附\s?件\s?\d{0,2}\s?[：:]")
# 工业和信息化部 / 2026年6月9日 under the text: who signed it, and the day.
_SIGNED = re.compile(r"\n[^\n。]{0,60}\n?[^\n。]{0,20}\d{4}\s?年\s?\d{1,2}\s?月\s?\d{1,2}\s?日\s*(?=\n|\Z)")
_SENTENCE = re.compile(r"[^。！？]*[。！？]")


def opening(text: str) -> str:
    """Whole sentences while they fit, else the first one cut off: one line."""
    said = text.strip()
    if attached := _ATTACHED.search(said):
        said = said[: attached.start()] if attached.start() else said
    if (signed := _SIGNED.search(said)) and "。" in said[: signed.start()]:
        said = said[: signed.start()]
    said = _NUMBER.sub("", said, count=1)
    spoken = _ADDRESSEES.match(said)
    if spoken and _SPOKEN_TO.search(spoken.group()):
        said = said[spoken.end() :]
    words = plain(said)
    # No further: over a text without a full stop the pattern would look on to its end from every character.
    whole = "".join(_SENTENCE.findall(words[:LONGEST]))
    return whole.strip() or shorten(words, LONGEST)
