"""The `[mail.channels]` table of regwatch.toml."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from notifier.posting import Rules


class ChannelSettings(BaseModel):
    """`allow_private`: channels may lead to this machine and to private networks, also without TLS. `timeout_s` is what
    one message may take from connecting to the last byte of the answer."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    allow_private: bool = False
    timeout_s: Annotated[float, Field(gt=0, le=300)] = 20.0

    @property
    def rules(self) -> Rules:
        return Rules(private=self.allow_private, timeout_s=self.timeout_s)
