"""Each content made once: readers who ask for the same get one composed and rendered digest, filled in for each."""

import secrets
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from markupsafe import escape
from sqlite_utils import Database

from notifier.audience import Reader, StopLinks, stop_links_of
from notifier.channels.composing import compose_message
from notifier.channels.targets import is_channel
from notifier.config import MailSettings
from notifier.digest_mail import Content, Mail, Material, addressed, compose_content
from notifier.filters import Findable
from notifier.standins import Mould, StandIn, content_key, stand_in
from notifier.watching import NameIndex

_KEPT = 64
_NONCE_DIGITS = 12


@dataclass(frozen=True, slots=True)
class _Compiled:
    """`content` is None when nothing is due; `moulds` is None when the text cannot be shared."""

    stand: StandIn
    content: Content | None
    moulds: tuple[Mould, Mould, Mould] | None


class Press:
    """Makes the mails of one run. Give it the readers in the order of `in_order`, so that each content is made once
    and need not be kept for long."""

    def __init__(self, db: Database, material: Material, settings: MailSettings, now: datetime) -> None:
        self._db = db
        self._material = material
        self._settings = settings
        self._now = now
        self._nonce = "".join(secrets.choice("0123456789") for _ in range(_NONCE_DIGITS))
        self._kept: OrderedDict[object, _Compiled] = OrderedDict()
        self._stops: dict[int, StopLinks] = {}
        self.compiled = 0

    def in_order(self, readers: Iterable[Reader]) -> list[Reader]:
        """Readers of one content side by side, contents in the order of their first reader. What they watch is looked
        for at once from now on."""
        readers = list(readers)
        look_for_watched(readers, self._material.found)
        together: dict[object, list[Reader]] = {}
        for reader in readers:
            together.setdefault(content_key(reader), []).append(reader)
        return [reader for group in together.values() for reader in group]

    def prepare(self, batch: Sequence[Reader]) -> None:
        """Read at once what the mails to these readers need."""
        mailed = [reader for reader in batch if not is_channel(reader.email)]
        self._stops = stop_links_of(self._db, mailed, self._settings.base_url, self._now)

    def mail(self, reader: Reader, message_key: str) -> Mail | None:
        """None when nothing is due to the reader. Raises BadAddress, and ValueError, TypeError or LookupError for odd
        data in what the mail says."""
        if is_channel(reader.email):
            return compose_message(reader, self._material, self._settings, message_key)
        if reader.id not in self._stops:
            self.prepare([reader])
        stops = self._stops[reader.id]
        content = self._content(reader, stops)
        if content is None:
            return None
        return addressed(content, reader, stops, self._material, self._settings, message_key, self._now)

    def _content(self, reader: Reader, stops: StopLinks) -> Content | None:
        key = content_key(reader)
        known = self._kept.get(key)
        if known is None:
            known = self._kept[key] = self._compile(reader, stops)
            if len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        else:
            self._kept.move_to_end(key)
        if known.content is None:
            return None
        if known.moulds is None:
            return compose_content(reader, stops, self._material, self._settings)
        personal = known.stand.personal(reader, stops)
        subject, text, html = known.moulds
        return replace(
            known.content,
            subject=subject.filled(personal),
            text=text.filled(personal),
            html=html.filled(personal, _escaped),
        )

    def _compile(self, reader: Reader, stops: StopLinks) -> _Compiled:
        stand = stand_in(reader, stops, self._nonce)
        content = compose_content(stand.reader, stand.stops, self._material, self._settings)
        self.compiled += 1
        if content is None:
            return _Compiled(stand, None, None)
        try:
            moulds = Mould(content.subject, stand), Mould(content.text, stand), Mould(content.html, stand)
        except ValueError:
            return _Compiled(stand, content, None)
        return _Compiled(stand, content, moulds)


def look_for_watched(readers: Iterable[Reader], found: Iterable[Findable]) -> None:
    """Let each change look for all that these readers watch in one go."""
    index = NameIndex(asked.wish.watch for reader in readers for asked in reader.asked if asked.wish.watch)
    for one in found:
        one.look_for(index)


def _escaped(text: str) -> str:
    return str(escape(text))
