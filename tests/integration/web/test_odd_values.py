"""A small fuzz over the description: every parameter of every GET with odd values; nothing is ever our fault."""

import random
from urllib.parse import quote

import pytest
from asgi_client import Client
from web_archive import Made

ODD = (
    "", " ", "0", "-1", "1e9", "99999999999999999999", "NaN", "null", "true", "\u0000", "\x1b[31m", "\u202e",
    "\U0001f600", "\ufffe", "'", '"', "\\", "%", "%s%n", "../../etc/passwd", "' OR 1=1 --", "a" * 399, "名" * 399,
    "a" * 5000, "((((((", "OR", "NOT", "-", "*", "名 OR", "NEAR(", "title:", "{}", "[]", "<script>", "2026-02-30",
    "2026-05-01", "2026-05-01T25:00", "0000-00-00", "9999-12-31", "0001-01-01T00:00:00+23:59",
    "9999-12-31T23:59:59-23:59", "20260501", "2026-W20-1", "v0", "v1", "v99999999999", "V1", "v-1", "http://",
    "http://[", "https://x/" + "y" * 300, "//", "/", "miit", "广东", "Guangdong", "44", "list_publication", "edited",
    "csv", "json", "１２", "²",
)  # fmt: skip
PAGES = {
    "/": ["lang"],
    "/changes": ["since", "until", "kind", "topic", "province", "source", "query", "after", "any_subject", "lang"],
    "/notices": ["url"],
    "/notices/{notice}": ["as_of"],
    "/notices/{notice}/diff": ["from", "to", "view", "with"],
    "/registers": ["register", "from", "to", "as_of"],
    "/registers/{key}": ["as_of", "q", "status", "from", "to"],
    "/check": ["names", "as_of", "register"],
    "/penalties": ["query", "as_of"],
    "/rollouts": ["campaign"],
    "/coverage": ["until", "days"],
    "/search": ["q", "as_of"],
}
# Reads its parameters by the code of /reports/weekly.html, and then takes a second to make a PDF of each.
MADE_SLOWLY = frozenset({"/reports/weekly.pdf"})
NAMED = (
    "/notices/{}", "/notices/{}/diff", "/registers/{}", "/api/notices/{}", "/api/registers/{}/events", "/confirm/{}",
    "/unsubscribe/{}",
)  # fmt: skip


@pytest.mark.timeout(400)
def test_every_parameter_takes_odd_values(ask: Client, made: Made) -> None:
    paths = ask.get("/api/openapi.json").json()["paths"]
    asked = [
        (path, [one["name"] for one in told["get"]["parameters"] if one["in"] == "query"])
        for path, told in paths.items()
        if "get" in told and path not in MADE_SLOWLY
    ]
    chance = random.Random(20260520)
    seen: dict[int, int] = {}
    for path, names in [*asked, *PAGES.items()]:
        real = path.replace("{notice}", made.ids["list"]).replace("{key}", "nev-battery-recycling")
        for name in names:
            for value in ODD:
                told = ask.get(real, params={name: value})
                seen[told.status_code] = seen.get(told.status_code, 0) + 1
                assert told.status_code < 500, (path, name, value)
        for _ in range(15):
            many = {name: chance.choice(ODD) for name in chance.sample(names, min(3, len(names)))}
            assert ask.get(real, params=many).status_code < 500, (path, many)
    assert set(seen) <= {200, 303, 400, 404}


def test_odd_names_in_paths(ask: Client) -> None:
    for value in ODD:
        if value in ("", "/", "//") or "\u0000" in value:
            continue
        for path in NAMED:
            told = ask.get(path.format(quote(value, safe="")))
            assert told.status_code < 500, (path, value)
