"""manifest.json and chain.json as they are read back from a pack: types checked, nothing believed yet."""

import json
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
LinkText = Annotated[str, Field(pattern=r"^(?:[0-9a-f]{64})?$")]
Text = Annotated[str, Field(max_length=100_000)]
Count = Annotated[int, Field(ge=0, lt=1 << 53)]


class Unreadable(ValueError):
    """A JSON member that is not what its name promises; the message says where, in one phrase."""


class _Shape(BaseModel):
    model_config = ConfigDict(strict=True, frozen=True, extra="allow")


class File(_Shape):
    sha256: Digest
    bytes: Count


class Capture(_Shape):
    id: Count
    role: Text
    url: Text
    requested_url: Text
    fetched_at: Annotated[str, Field(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d$")]
    observed_at: Text
    status: Annotated[int, Field(ge=-1, le=100_000)]
    headers: Annotated[list[Annotated[list[str], Field(min_length=2, max_length=2)]], Field(max_length=10_000)]
    sha256: Digest
    bytes: Count
    file: Text
    tls: Text
    previous_link: LinkText
    link: Digest


class VersionAttachment(_Shape):
    name: Text
    sha256: LinkText


class Version(_Shape):
    version: Count
    capture: Count | None
    attachments: list[VersionAttachment]


class Notice(_Shape):
    id: Text
    title: Text
    url: Text


class Manifest(_Shape):
    format: Text
    notice: Notice
    versions: list[Version]
    captures: list[Capture]
    files: dict[str, File]
    digest: Digest


class Next(_Shape):
    capture: Count
    sha256: Digest
    url: Text
    fetched_at: Text
    status: int
    headers_sha256: Digest
    link: Digest


class Place(_Shape):
    capture: Count
    previous_link: LinkText
    link: Digest
    headers_sha256: Digest
    next: Next | None
    day: Text
    leaf: Count
    leaves: Count
    proof: Annotated[list[Digest], Field(max_length=64)]


class RootShape(_Shape):
    day: Annotated[str, Field(pattern=r"^\d{4}-\d\d-\d\d$")]
    first_capture: Count
    last_capture: Count
    captures: Count
    root: Digest
    link: Digest
    sealed_at: Text | None
    authority: Text
    timestamp: bool


class Chain(_Shape):
    format: Text
    roots: list[RootShape]
    captures: list[Place]


Shape = TypeVar("Shape", bound=_Shape)


def read(model: type[Shape], content: bytes) -> tuple[Shape, Any]:
    """A member as its shape, and as the plain JSON it is. Raises Unreadable."""
    try:
        plain = json.loads(content.decode("utf-8"))
    except UnicodeDecodeError:
        raise Unreadable("it is not UTF-8 text") from None
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"it is not JSON ({str(error)[:80]})") from None
    try:
        return model.model_validate(plain), plain
    except (ValidationError, RecursionError) as error:
        raise Unreadable(_where(error)) from None


def _where(error: Exception) -> str:
    if not isinstance(error, ValidationError):
        return "it is nested too deeply"
    fault = error.errors(include_url=False, include_input=False)[0]
    place = ".".join(str(part)[:60] for part in fault["loc"][:6])
    return f"{place or 'the whole'} is not as a pack has it ({fault['msg'][:80]})"
