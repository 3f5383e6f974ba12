"""The `[mail.translation]` table of regwatch.toml."""

from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, field_validator


class TranslationSettings(BaseModel):
    """`engine`: `none`; `folder`, a local model in `folder` read by fxtranslate (extra `translate`); `openai`, any
    endpoint at `url` that speaks OpenAI's chat completions, with `model`. Its key stands in `key`, or in the
    environment variable that `key_variable` names. One run spends at most `budget_s` seconds on it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    engine: Literal["none", "folder", "openai"] = "none"
    folder: str = ""
    url: str = ""
    model: str = ""
    key: str = Field(default="", repr=False)
    key_variable: str = ""
    budget_s: Annotated[float, Field(gt=0, le=600)] = 20.0
    timeout_s: Annotated[float, Field(gt=0, le=120)] = 10.0

    @field_validator("url")
    @classmethod
    def _https_or_this_machine(cls, value: str) -> str:
        parts = urlsplit(value)
        here = parts.hostname in ("localhost", "127.0.0.1", "::1")
        if value and (parts.scheme != "https" and not (parts.scheme == "http" and here)):
            raise ValueError("is neither https nor http on this machine; write https://host/v1/chat/completions")
        return value
