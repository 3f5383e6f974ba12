"""What of a change may be given to an engine, and where its English is kept beside it. Pure.

Only a ministry's own words: titles, the sentences of edits, the first words of a new notice.
"""

import re
from collections.abc import Iterable, Mapping, Sequence

from notifier.openings import opening
from notifier.texts import plain
from storage.shapes import Change, Edit, Translations

LONGEST = 600
MOST_EDITS = 12
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_WHERE = ("title", "body", "attachment")


def sentence_of(edit: Edit) -> str:
    """The words that an edit brought, or took away where it brought none; empty for rows, facts and long passages."""
    if edit["op"].startswith("row_") or edit["where"].partition(":")[0] not in _WHERE:
        return ""
    said = plain(edit["after"] or edit["before"])
    return said if len(said) <= LONGEST and _CHINESE.search(said) else ""


def askable(change: Change, full_text: str = "") -> list[str]:
    """The texts of a change whose English is wanted, the weightiest first."""
    found = [plain(change["notice"]["title"])]
    if change["kind"] == "edited":
        found += [said for edit in change["edits"][:MOST_EDITS] if (said := sentence_of(edit))]
    elif full_text:
        found.append(opening(full_text))
    return [text for text in dict.fromkeys(found) if text]


def in_turns(several: Sequence[Sequence[str]]) -> list[str]:
    """The first of each, then the second of each: a budget that runs out takes from all alike."""
    longest = max((len(texts) for texts in several), default=0)
    found = [texts[place] for place in range(longest) for texts in several if place < len(texts)]
    return list(dict.fromkeys(found))


def beside(texts: Iterable[str], english: Mapping[str, str], engine: str) -> Translations | None:
    """`{"engine", "texts": {original: English}}`; None where there is none."""
    known = {text: english[text] for text in texts if text in english}
    return {"engine": engine, "texts": known} if known else None
