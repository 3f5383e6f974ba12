"""In which language the pages speak: ?lang=, else the cookie, else what the browser prefers, else English."""

from typing import Literal

from starlette.requests import Request

Language = Literal["en", "zh"]
COOKIE = "regwatch_lang"


def asked_language(request: Request) -> Language | None:
    """What this request asks for with ?lang=; kept in a cookie."""
    return _known(request.query_params.get("lang", ""))


def language_of(request: Request) -> Language:
    preferred = request.headers.get("accept-language", "")[:200].split(",")[0].strip().casefold()
    return (
        asked_language(request)
        or _known(request.cookies.get(COOKIE, ""))
        or ("zh" if preferred.startswith("zh") else "en")
    )


def _known(text: str) -> Language | None:
    return "zh" if text == "zh" else "en" if text == "en" else None
