"""What changed between two contents of one notice, told apart by where: title, metadata, body, tables, attachments."""

import re
from collections.abc import Mapping, Sequence

from rapidfuzz.distance import Indel

from storage.archive.contents import Content
from storage.diffs.tables import diff_tables
from storage.diffs.text import diff_text
from storage.model import Attachment
from storage.normal import attachment_digest, compare_key
from storage.shapes import Edit

_ALIKE = 0.5
_NAME_NOISE = re.compile(
    r"^附件[0-9一二三四五六七八九十]{0,3}[:：.、-]?|[(（](?:征求意见稿|送审稿|公示稿|修订稿)[)）]|\.[A-Za-z]{2,5}$|[《》]"
)


def edits_between(
    before: Content,
    after: Content,
    *,
    across: bool = False,
) -> list[Edit]:
    """Every edit, title first. Two contents of one digest give none. `across`: the two are of different notices, so
    their files are also paired by likeness of name."""
    edits: list[Edit] = []
    if compare_key(before.title) != compare_key(after.title):
        edits += _title_edit(before.title, after.title)
    edits += field_edits(before.fields, after.fields)
    edits += diff_text(before.text, after.text, "body")
    edits += diff_tables(before.tables, after.tables, "table")
    edits += _attachment_edits(before.attachments, after.attachments, across)
    return edits


def _title_edit(before: str, after: str) -> list[Edit]:
    edits = diff_text(before, after, "title")
    if len(edits) == 1 and edits[0]["op"] == "replace":
        return edits
    return [{"where": "title", "op": "replace", "before": before, "after": after}]


def field_edits(before: Mapping[str, str], after: Mapping[str, str]) -> list[Edit]:
    edits: list[Edit] = []
    for label in sorted(before.keys() | after.keys()):
        old, new = before.get(label, ""), after.get(label, "")
        if compare_key(old) == compare_key(new):
            continue
        op = "insert" if not old else "delete" if not new else "replace"
        edits.append({"where": f"metadata:{label}", "op": op, "before": old, "after": new})  # type: ignore[typeddict-item]
    return edits


def _attachment_edits(before: Sequence[Attachment], after: Sequence[Attachment], across: bool) -> list[Edit]:
    """What is left over when the files are paired was added or removed."""
    edits: list[Edit] = []
    pairs = paired_attachments(before, after, across=across)
    for old, new in pairs:
        edits += _replaced(old, new)
    for old in _without(before, [old for old, _ in pairs]):
        edits.append({"where": f"attachment:{old.name}", "op": "delete", "before": _label(old), "after": ""})
    for new in _without(after, [new for _, new in pairs]):
        edits.append({"where": f"attachment:{new.name}", "op": "insert", "before": "", "after": _label(new)})
    return edits


def paired_attachments(
    before: Sequence[Attachment], after: Sequence[Attachment], *, across: bool = False
) -> list[tuple[Attachment, Attachment]]:
    """Which file became which: by address and name, by address alone, then by name; `across` notices also by what
    their names share once annex number, stage and format are left out, the most alike first."""
    old_left, new_left = list(before), list(after)
    pairs: list[tuple[Attachment, Attachment]] = []
    for same in (_same_both, _same_url, _same_name):
        for new in list(new_left):
            old = next((candidate for candidate in old_left if same(candidate, new)), None)
            if old is not None:
                old_left.remove(old)
                new_left.remove(new)
                pairs.append((old, new))
    return pairs + (_alike(old_left, new_left) if across else [])


def _alike(before: Sequence[Attachment], after: Sequence[Attachment]) -> list[tuple[Attachment, Attachment]]:
    scored = [
        (-likeness, i, j)
        for i, old in enumerate(before)
        for j, new in enumerate(after)
        if (likeness := Indel.normalized_similarity(_core(old), _core(new), score_cutoff=_ALIKE)) >= _ALIKE
    ]
    taken: dict[int, int] = {}
    for _, i, j in sorted(scored):
        if i not in taken and j not in taken.values():
            taken[i] = j
    return [(before[i], after[j]) for i, j in taken.items()]


def _core(file: Attachment) -> str:
    return _NAME_NOISE.sub("", compare_key(file.name))


def _without(files: Sequence[Attachment], taken: Sequence[Attachment]) -> list[Attachment]:
    left = list(files)
    for file in taken:
        left.remove(file)
    return left


def _same_both(old: Attachment, new: Attachment) -> bool:
    return _same_url(old, new) and _same_name(old, new)


def _same_url(old: Attachment, new: Attachment) -> bool:
    return old.url == new.url


def _same_name(old: Attachment, new: Attachment) -> bool:
    return compare_key(old.name) == compare_key(new.name)


def _replaced(old: Attachment, new: Attachment) -> list[Edit]:
    """Nothing when one side's bytes are not known, or both are the same: those we may only have read differently."""
    if attachment_digest(old) == attachment_digest(new) or not old.sha256 or not new.sha256:
        return []
    if old.sha256 == new.sha256 and _same_name(old, new):
        return []
    where = f"attachment:{new.name}"
    edits: list[Edit] = [{"where": where, "op": "replace", "before": _label(old), "after": _label(new)}]
    if old.readable and new.readable:
        edits += diff_text(old.text, new.text, where)
        edits += diff_tables(old.tables, new.tables, where)
    return edits


def _label(attachment: Attachment) -> str:
    return f"{attachment.name} sha256:{attachment.sha256}" if attachment.sha256 else attachment.name
