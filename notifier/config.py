"""The `[mail]` table of regwatch.toml."""

from typing import Annotated
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, field_validator

from notifier.addresses import Address, clean_address, clean_sender
from notifier.channels.config import ChannelSettings
from notifier.channels.targets import is_channel
from notifier.mail_options import BounceSettings, DkimSettings
from notifier.routes import parse_transport
from notifier.translation.config import TranslationSettings

DEFAULT_SENDER = "Regwatch <regwatch@localhost>"
_NOT_ALLOWED = "not on {}, so never sent from here"


class MailSettings(BaseModel):
    """How mail leaves. Everything is optional; an unknown key is an error.

    `transport` is `smtp://user:pass@host:587?tls=starttls`, `smtps://…` or `maildir:FOLDER` (empty: nothing can be
    sent); `base_url` is what links in mails point to (empty: mails say what to run instead of linking);
    `templates` is a folder whose templates take the place of ours. `operator` is
    who hears when a channel goes blind or the service itself is unwell (empty: nobody does).

    Outside production `only_to` names the addresses (or `@domain`) that may be written to; mail to all others is never
    sent (channels have `channels.only_to`). `per_domain_per_minute` bounds how many mails one mail domain gets a minute
    (0: no bound). `canary` is an address whose daily mail has to arrive in `canary_maildir` within `canary_late_h`
    hours.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    transport: str = ""
    sender: str = DEFAULT_SENDER
    base_url: str = ""
    templates: str = ""
    operator: str = ""
    only_to: tuple[str, ...] = ()
    per_domain_per_minute: Annotated[float, Field(ge=0)] = 0
    canary: str = ""
    canary_maildir: str = ""
    canary_late_h: Annotated[float, Field(gt=0)] = 2
    bounces: BounceSettings = BounceSettings()
    dkim: DkimSettings | None = None
    channels: ChannelSettings = ChannelSettings()
    translation: TranslationSettings = TranslationSettings()

    def barred(self, shown: str) -> str:
        """Why nothing is sent to this address (as it is shown: a mailbox or a channel) from here; '' when it may be."""
        if is_channel(shown):
            return "" if self.channels.allows(shown) else _NOT_ALLOWED.format("mail.channels.only_to")
        return "" if self._allows(shown.casefold()) else _NOT_ALLOWED.format("mail.only_to")

    def _allows(self, wanted: str) -> bool:
        return not self.only_to or any(
            wanted.endswith(one.casefold()) if one.startswith("@") else wanted == one.casefold() for one in self.only_to
        )

    @field_validator("only_to")
    @classmethod
    def _only_to_are_addresses(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for one in value:
            clean_address(f"anyone{one}" if one.startswith("@") else one)
        return value

    @field_validator("canary", "operator")
    @classmethod
    def _single_addresses(cls, value: str) -> str:
        return str(clean_address(value)) if value.strip() else ""

    @field_validator("sender")
    @classmethod
    def _sender_is_an_address(cls, value: str) -> str:
        clean_sender(value)
        return value

    @field_validator("base_url")
    @classmethod
    def _base_url_is_a_web_address(cls, value: str) -> str:
        value = value.strip().rstrip("/")
        if not value:
            return ""
        parts = urlsplit(value)
        bad = any(ord(char) <= 0x20 or char in '"<>\\' for char in value)
        if bad or parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
            raise ValueError(f"base_url '{value}' is not a web address; write one such as https://regwatch.example.org")
        return value

    @field_validator("transport")
    @classmethod
    def _transport_is_known(cls, value: str) -> str:
        if value.strip():
            parse_transport(value)
        return value.strip()

    @property
    def sender_name(self) -> str:
        return clean_sender(self.sender)[0]

    @property
    def sender_address(self) -> Address:
        return clean_sender(self.sender)[1]
