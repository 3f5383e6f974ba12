"""The tables below `[mail]`: mail that comes back, and the signature of the domain."""

from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, field_validator

from notifier.addresses import clean_address


class BounceSettings(BaseModel):
    """`[mail.bounces]`. With `address` each mail leaves under an envelope sender of its own, `address` with the
    delivery's token after `delimiter` in it, so what comes back says whose it is.

    `maildir` is a folder to which the mail server delivers what comes back (empty: fed by `regwatch bounces` alone).
    `soft_limit` soft bounces within `soft_days` hold a reader's mail back for `pause_days`.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    address: str = ""
    delimiter: str = "+"
    maildir: str = ""
    soft_limit: Annotated[int, Field(ge=1, le=100)] = 3
    soft_days: Annotated[int, Field(ge=1, le=365)] = 14
    pause_days: Annotated[int, Field(ge=1, le=90)] = 7

    @field_validator("address")
    @classmethod
    def _address_is_one(cls, value: str) -> str:
        return str(clean_address(value)) if value.strip() else ""

    @field_validator("delimiter")
    @classmethod
    def _delimiter_is_one_sign(cls, value: str) -> str:
        if value not in ("+", "-", "=", "_", "."):
            raise ValueError(f"delimiter '{value[:10]}' is none that mail servers use; write one of + - = _ .")
        return value


class DkimSettings(BaseModel):
    """`[mail.dkim]`: sign every mail ourselves. `key_file` holds an RSA private key in PEM; its public half stands in
    DNS under `selector._domainkey.domain`. Needs the extra `[dkim]`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    domain: str
    selector: str
    key_file: Path
