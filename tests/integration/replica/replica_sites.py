"""Asking a replica as a client would, without any of the crawler's code."""

import gzip
import json
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from bs4 import BeautifulSoup

UNIT = "/api-gateway/jpaas-publish-server/front/page/build/unit"
SEARCH = "/search-front-server/api/search/info"


@dataclass
class Answer:
    status: int
    headers: Any
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def soup(self) -> BeautifulSoup:
        return BeautifulSoup(self.text, "lxml")


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        return None


_OPENER = urllib.request.build_opener(_NoRedirects)


def ask(origin: str, path: str, *, method: str = "GET", timeout: float = 10, **headers: str) -> Answer:
    """One request; redirects and error statuses are answers too. Header names are written with underscores."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    data = b"a=b" if method == "POST" else None
    request = urllib.request.Request(origin + quote(path, safe="/:?&=%+"), data=data, headers=named, method=method)
    try:
        with _OPENER.open(request, timeout=timeout) as reply:
            return Answer(reply.status, reply.headers, reply.read())
    except urllib.error.HTTPError as error:
        with error:
            return Answer(error.code, error.headers, error.read())


def query_data(origin: str, column: str) -> list[dict[str, str]]:
    """The parameters of every unit script of a column page, as the site's own script reads them."""
    scripts = ask(origin, column).soup.select("script[querydata]")
    return [json.loads(str(script["querydata"]).replace("'", '"')) for script in scripts]


def unit(origin: str, parameters: dict[str, str], page: dict[str, int] | None = None, **more: str) -> Answer:
    query = {**parameters, **({"paramJson": json.dumps(page)} if page else {}), **more}
    return ask(origin, f"{UNIT}?{urlencode(query)}")


def rows(origin: str, column: str, tag: str) -> BeautifulSoup:
    parameters = next(item for item in query_data(origin, column) if item["tagId"] == tag)
    return BeautifulSoup(unit(origin, parameters).json["data"]["html"], "lxml")


def search(origin: str, **query: str) -> Any:
    given = {
        "websiteid": "110000000000000",
        "searchid": "51",
        "category": "51",
        "pg": "10",
        "group": "distinct",
        "p": "1",
    }
    return ask(origin, f"{SEARCH}?{urlencode({**given, 'selectFields': 'title,deploytime,url', **query})}").json


def gunzip(body: bytes) -> bytes:
    return gzip.decompress(body)
