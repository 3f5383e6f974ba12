"""A machine's English beside what pages and JSON show: what digests have asked for already, never waited for here."""

from collections.abc import Mapping, Sequence
from typing import Any

from notifier.texts import plain
from notifier.translation.beside import askable, beside, sentence_of
from notifier.translation.cached import known
from regwatch.settings import Settings
from storage.shapes import Change, Edit, Translations


def with_english(changes: Sequence[Change], settings: Settings) -> list[Change]:
    """The changes, those with `machine_translation` of which something is known; without an engine as they are."""
    if settings.mail.translation.engine == "none":
        return list(changes)
    wanted = [askable(change) for change in changes]
    made = known((text for texts in wanted for text in texts), settings.mail.translation, settings.data)
    found: list[Change] = []
    for change, texts in zip(changes, wanted, strict=True):
        english = beside(texts, made.texts, made.engine)
        found.append({**change, "machine_translation": english} if english else change)
    return found


def english_of(title: str, edits: Sequence[Edit], settings: Settings) -> Translations | None:
    """Of one notice's title and of edits; None without an engine, or where nothing is known."""
    if settings.mail.translation.engine == "none":
        return None
    texts = [text for text in (plain(title), *map(sentence_of, edits)) if text]
    made = known(texts, settings.mail.translation, settings.data)
    return beside(texts, made.texts, made.engine)


def added(shown: Mapping[str, Any], english: Translations | None) -> dict[str, Any]:
    """An answer with `machine_translation`, where there is one."""
    return {**shown, "machine_translation": english} if english else dict(shown)
