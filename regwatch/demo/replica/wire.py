"""What goes over the wire: requests as a site sees them, replies as it gives them, and the log of both."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from email.message import Message
from typing import Any
from urllib.parse import parse_qsl, unquote

Pairs = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Request:
    """`raw_query` is kept because a query in GBK is told apart from one in UTF-8 by its bytes alone."""

    method: str
    path: str
    raw_query: str
    headers: Message
    serial: int

    @property
    def query(self) -> dict[str, str]:
        """The query's parameters. Raises UnicodeDecodeError when it is not UTF-8."""
        return dict(parse_qsl(self.raw_query, keep_blank_values=True, errors="strict"))


@dataclass(slots=True)
class Reply:
    """`modified` set means: a static file, which answers conditional requests. `manner` is how it is sent: plainly, or
    as a fault says (`reset`, `drip`, `hang`, `lying_length`)."""

    status: int = 200
    body: bytes = b""
    media_type: str = "text/html; charset=utf-8"
    headers: Pairs = field(default_factory=list)
    modified: datetime | None = None
    manner: str = "plain"


@dataclass(frozen=True, slots=True)
class Logged:
    """One request as it was answered. `bytes` counts the body that was meant to be sent; status 0 is a reset."""

    source: str
    method: str
    host: str
    path: str
    query: str
    headers: dict[str, str]
    status: int
    bytes: int
    moment: datetime


def html(text: str, *, status: int = 200, modified: datetime | None = None, headers: Pairs | None = None) -> Reply:
    return Reply(status, text.encode(), headers=list(headers or []), modified=modified)


def as_json(value: Any, *, status: int = 200) -> Reply:
    body = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    return Reply(status, body, "application/json;charset=UTF-8")


def not_found() -> Reply:
    page = '<html><head><meta charset="utf-8"><title>404 Not Found</title></head><body><h1>404</h1>'
    page += "<p>您访问的页面不存在</p></body></html>"
    return html(page, status=404)


def decoded(path: str) -> str:
    return unquote(path, errors="replace")
