"""Two versions as redlines in HTML, place by place: title, labelled fields, text, tables, attachments."""

from collections.abc import Mapping
from itertools import groupby
from typing import NamedTuple

from storage.archive.contents import Content
from storage.archive.edits import paired_attachments
from storage.diffs.rendering import to_html
from storage.diffs.whole import WORDS, whole_text
from storage.shapes import Edit


class Place(NamedTuple):
    """`where` as edits name it; `html` is a fragment without styles or scripts, escaped, in the original's language
    but for `words`; `edits` are the edits it shows."""

    where: str
    html: str
    edits: list[Edit]


def redline_places(
    before: Content,
    after: Content,
    edits: list[Edit],
    *,
    side_by_side: bool = False,
    across: bool = False,
    words: Mapping[str, str] = WORDS,
) -> list[Place]:
    """The places with differences, in the order of `edits` (those between the two). `across`: the two are of different
    notices. A text, also an attachment's, is shown whole, its long unchanged stretches folded; titles, fields and table
    rows are shown as their edits."""
    texts = {"body": (before.text, after.text)}
    for old, new in paired_attachments(before.attachments, after.attachments, across=across):
        texts[f"attachment:{new.name}"] = (old.text, new.text)
    places: list[Place] = []
    for where, group in groupby(edits, key=lambda edit: edit["where"]):
        here = list(group)
        of_text = where in texts and any(map(_of_text, here))
        html = whole_text(*texts[where], side_by_side=side_by_side, words=words) if of_text else ""
        rest = [edit for edit in here if not html or not _of_text(edit)]
        if rest:
            html = to_html(rest, side_by_side=side_by_side) + html
        places.append(Place(where, html, here))
    return places


def _of_text(edit: Edit) -> bool:
    return not edit["op"].startswith("row_") and not edit.get("key") and ("tokens" in edit or edit["op"] != "replace")
