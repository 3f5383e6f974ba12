"""The `[mail.channels]` table of regwatch.toml."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, field_validator

from notifier.channels.addresses import KINDS
from notifier.posting import Rules


class ChannelSettings(BaseModel):
    """`allow_private`: channels may lead to this machine and to private networks, also without TLS. `timeout_s` is what
    one message may take from connecting to the last byte of the answer. Outside production `only_to` names the kinds
    (`feishu`) or the channels (`feishu:open.feishu.cn#3fa9c1`) that may be posted to; nothing goes to the others."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    allow_private: bool = False
    timeout_s: Annotated[float, Field(gt=0, le=300)] = 20.0
    only_to: tuple[str, ...] = ()

    @field_validator("only_to")
    @classmethod
    def _only_to_are_channels(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for one in value:
            if one.partition(":")[0] not in KINDS:
                raise ValueError(
                    f"mail.channels.only_to holds '{one}', which is no channel; write a kind ({', '.join(KINDS)}) or a "
                    "channel as `regwatch subscriptions` shows it"
                )
        return value

    def allows(self, shown: str) -> bool:
        """Whether the channel of this shown address may be posted to: always, without `only_to`."""
        return not self.only_to or any(one in (shown, shown.partition(":")[0]) for one in self.only_to)

    @property
    def rules(self) -> Rules:
        return Rules(private=self.allow_private, timeout_s=self.timeout_s)
