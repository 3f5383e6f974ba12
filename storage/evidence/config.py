"""The `[evidence]` table of regwatch.toml."""

from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, field_validator


class EvidenceSettings(BaseModel):
    """`timestamp_url` is an RFC 3161 authority that countersigns each day's root; empty: no countersigning."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    timestamp_url: str = ""

    @field_validator("timestamp_url")
    @classmethod
    def _web_address(cls, value: str) -> str:
        value = value.strip()
        if not value:
            return ""
        try:
            parts = urlsplit(value)
            good = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
        except ValueError:
            good = False
        if not good or parts.username is not None or any(ord(char) <= 0x20 or ord(char) > 0x7E for char in value):
            raise ValueError("must be the web address of a timestamp authority, like https://tsa.example.org/tsr")
        return value
