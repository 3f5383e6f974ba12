"""A stand-in for the reader, so that a digest is composed and rendered once for all who ask for the same.

What is personal (the address, the numbers of subscriptions, the links) is put in as marks that no page can know, and
the marks are replaced for each reader afterwards. Pure.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from notifier.audience import Reader, StopLinks

Personal = Mapping[str, str]  # mark -> what stands in its place


def content_key(reader: Reader) -> object:
    """Equal for readers whose mails differ in nothing but what is personal."""
    return tuple((asked.wish, asked.urgent_only) for asked in reader.asked), reader.told, reader.soon


@dataclass(frozen=True, slots=True)
class StandIn:
    reader: Reader
    stops: StopLinks
    nonce: str

    def personal(self, reader: Reader, stops: StopLinks) -> dict[str, str]:
        """What this reader's mail says in place of each mark."""
        given = {self.reader.email: reader.email}
        for mine, theirs in zip(self.reader.asked, reader.asked, strict=True):
            given[str(mine.subscription)] = str(theirs.subscription)
        given.update(zip(_links(self.stops), _links(stops), strict=True))
        given.pop("", None)
        return given


def stand_in(reader: Reader, stops: StopLinks, nonce: str) -> StandIn:
    """`nonce`: some digits that nobody can foresee, new for each run."""
    asked = tuple(replace(one, subscription=_number(nonce, place)) for place, one in enumerate(reader.asked))
    numbers = {mine.subscription: theirs.subscription for mine, theirs in zip(reader.asked, asked, strict=True)}
    links: dict[str, Any] = {}
    count = 0
    for field in fields(StopLinks):
        value = getattr(stops, field.name)
        if isinstance(value, str):
            links[field.name] = _link(nonce, count, value)
            count += 1
        else:
            pairs = []
            for subscription, link in value:
                pairs.append((numbers[subscription], _link(nonce, count, link)))
                count += 1
            links[field.name] = tuple(pairs)
    known = replace(reader, id=0, email=f"reader@m{nonce}.invalid", address_key="", asked=asked)
    return StandIn(known, StopLinks(**links), nonce)


def _number(nonce: str, place: int) -> int:
    return int(f"9{place:03d}{nonce}")


def _link(nonce: str, count: int, link: str) -> str:
    """As long as the link it stands for, so that a size measured with it holds."""
    return f"https://l{count}x{nonce}.invalid/".ljust(len(link), "x") + "e" if link else ""


def _links(stops: StopLinks) -> list[str]:
    found: list[str] = []
    for field in fields(StopLinks):
        value = getattr(stops, field.name)
        found += [value] if isinstance(value, str) else [link for _, link in value]
    return found


class Mould:
    """A rendered text cut at its marks. Raises ValueError when a mark stands there in another shape (inside a link, in
    capitals): then the text cannot be shared."""

    def __init__(self, text: str, stand: StandIn) -> None:
        marks = [mark for mark in (stand.reader.email, *_links(stand.stops)) if mark]
        marks += [str(asked.subscription) for asked in stand.reader.asked]
        self._pieces = re.split("(" + "|".join(map(re.escape, sorted(marks, key=len, reverse=True))) + ")", text)
        if any(stand.nonce in piece for piece in self._pieces[::2]):
            raise ValueError("a personal mark was changed by the template")

    def filled(self, personal: Personal, escaped: Callable[[str], str] = str) -> str:
        """The text for one reader."""
        return "".join(escaped(personal[piece]) if place % 2 else piece for place, piece in enumerate(self._pieces))
