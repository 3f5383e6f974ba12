"""Small rules about text that list readers and page readers share."""

import re
from datetime import UTC, date, datetime

from storage.clock import ZONE

_SPACES = re.compile(r"\s+")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
_WIDE = re.compile("[\u2014\u2018-\u201d\u2026\u3000-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uffef]")
_DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)\s?[-/.年]\s?(\d{1,2})\s?[-/.月]\s?(\d{1,2})(?!\d)")
_EPOCH_MS = re.compile(r"\d{11,14}\Z")
_LABEL_END = "：:︰ "
_ELLIPSIS = "….。·"


def one_line(text: str) -> str:
    """One line with single spaces. A line break between two Chinese characters is an accident of the page's source
    and vanishes; a space between them was written and stays (recorded of SAMR's list, 2026-09-20)."""
    text = _INVISIBLE.sub("", text).strip()
    if "\n" not in text and "\r" not in text:
        return " ".join(text.split())

    def joint(run: re.Match[str]) -> str:
        before, after = text[run.start() - 1], text[run.end()]
        broken = "\n" in run[0] or "\r" in run[0]
        return "" if broken and _WIDE.match(before) and _WIDE.match(after) else " "

    return _SPACES.sub(joint, text)


def unspaced(text: str) -> str:
    return _SPACES.sub("", _INVISIBLE.sub("", text))


def label(text: str) -> str:
    """A printed label as a key: `索 引 号：` is `索引号`."""
    return unspaced(text).strip(_LABEL_END)


def fuller(text: str, title: str) -> str:
    """The whole wording of a link of which the visible text may be cut and the title attribute may be empty, broken
    over lines or a mere hint: the attribute only where it goes on where the text ends."""
    shown, hidden = unspaced(text), unspaced(title)
    stem = shown.rstrip(_ELLIPSIS)
    if not stem or (len(hidden) > len(stem) and hidden.startswith(stem)):
        return one_line(title) or one_line(text)
    return one_line(text)


def agreed(*candidates: str) -> str:
    """Of several places that state one title, the first that states any, in its wording with the fewest spaces."""
    lines = [line for line in map(one_line, candidates) if line]
    if not lines:
        return ""
    same = [line for line in lines if unspaced(line) == unspaced(lines[0])]
    return min(same, key=len)


def dates_in(text: str) -> list[date]:
    """All whole dates (`2026-09-20`, `2026/9/20`, `2026年9月20日`) in order; impossible ones left out."""
    found = []
    for year, month, day in _DATE.findall(text):
        try:
            found.append(date(int(year), int(month), int(day)))
        except ValueError:
            continue
    return found


def first_date(*texts: str) -> date | None:
    """The first whole date of the first text that holds one."""
    for text in texts:
        if found := dates_in(text):
            return found[0]
    return None


def epoch_ms_date(text: str) -> date | None:
    """The day in UTC+8 of a moment in epoch milliseconds written as text."""
    text = text.strip()
    if not _EPOCH_MS.match(text):
        return None
    return datetime.fromtimestamp(int(text) / 1000, UTC).astimezone(ZONE).date()
