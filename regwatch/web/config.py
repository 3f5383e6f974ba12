"""The `[serve]` table of regwatch.toml: who may read the pages, and how much may be asked at once."""

import ipaddress
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

SHORTEST_TOKEN = 16


class ServeSettings(BaseModel):
    """Everything is optional; an unknown key is an error.

    `token` is what readers show (as a bearer token, or as the password of HTTP Basic under any name); it is required
    when the pages are served beyond this machine. `operator_token` opens beside them what is for operators alone:
    findings, deliveries and metrics; where a readers' token is set and no operators', nobody sees these. `hosts` are
    further names under which the pages may be asked for without a token, beside the loopback names and the host of
    mail.base_url. `upload_mb` bounds a supplier file, `most_names` how many suppliers one check takes, `query_s` how
    long one question may keep the archive busy, `per_minute` what one address beyond this machine may ask for.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    token: str = ""
    operator_token: str = ""
    hosts: tuple[str, ...] = ()
    upload_mb: Annotated[int, Field(ge=1, le=64)] = 8
    most_names: Annotated[int, Field(ge=1, le=100_000)] = 5_000
    query_s: Annotated[float, Field(gt=0, le=600)] = 20.0
    per_minute: Annotated[int, Field(ge=10, le=1_000_000)] = 600

    @field_validator("token", "operator_token")
    @classmethod
    def _long_enough(cls, value: str) -> str:
        if value and (len(value) < SHORTEST_TOKEN or not value.isascii() or not value.isprintable() or " " in value):
            raise ValueError(
                f"must be {SHORTEST_TOKEN} or more ASCII characters without blanks; "
                "`python -c 'import secrets; print(secrets.token_urlsafe(24))'` makes one"
            )
        return value

    @model_validator(mode="after")
    def _two_tokens(self) -> Self:
        if self.token and self.token == self.operator_token:
            raise ValueError("operator_token must be another than token; readers would be operators")
        return self


def is_loopback(host: str) -> bool:
    """Whether an address or name to listen on, or to be asked by, means this machine alone."""
    name = host.strip().rstrip(".").casefold().removeprefix("[").removesuffix("]")
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False
