"""Pages from templates. What comes out of the archive is escaped, and loses control and direction characters."""

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from regwatch.web.amounts import FLAGS, fine_said, is_english
from regwatch.web.language import COOKIE, Language, asked_language, language_of
from regwatch.web.reasons import reason_in_chinese
from regwatch.web.site import site_of
from regwatch.web.words import speaker
from storage.vocabulary import (
    chinese_stage,
    chinese_topic,
    english_body,
    english_entry_type,
    english_province,
    english_stage,
    english_topic,
)
from storage.vocabulary.links import EVENTS_OF_A_TEXT, RELATIONS, RELATIONS_BACK
from storage.vocabulary.titles import gloss_title

_UNSAFE = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
NAV = ("changes", "registers", "check", "penalties", "rollouts", "coverage", "reports", "search", "subscribe")
_YEAR = 365 * 24 * 3600


def clean(value: Any) -> Any:
    """Text without what could steer a reader's screen; markup of our own as it is."""
    if value is None:
        return ""
    return _UNSAFE.sub("\ufffd", value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _environment() -> Environment:
    env = Environment(
        loader=PackageLoader("regwatch.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=clean,
    )
    env.tests["not_a_day"] = lambda text: bool(text) and not _DAY.fullmatch(text)
    filters: dict[str, Callable[..., Any]] = {
        "when": lambda text: (text or "")[:16].replace("T", " "),
        "day": lambda text: (text or "")[:10],
        "web": web_address,
        "size": size,
        "seg": lambda text: quote(str(text), safe=""),
        "query": lambda values: urlencode({key: value for key, value in values.items() if value not in ("", None)}),
        "said": said,
    }
    env.filters |= filters
    return env


def web_address(url: str) -> str:
    """The address if it is one of the web, else nothing: no other may become a link."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return url if parts.scheme in ("http", "https") and parts.netloc else ""


def size(count: int) -> str:
    return f"{count / 1_000_000:.1f} MB" if count >= 1_000_000 else f"{max(1, round(count / 1000))} kB" if count else ""


def said(sentence: str | None) -> Markup:
    """A sentence of ours that may be in English on a Chinese page: marked, so that it is read out as what it is."""
    sentence = sentence or ""
    shown = clean(sentence)
    return Markup('<span lang="en">{}</span>').format(shown) if is_english(sentence) else escape(shown)


@cache
def stylesheet() -> tuple[str, bytes]:
    """The path of the style sheet (with its hash, so that it can be kept for ever) and its bytes."""
    data = (files("regwatch.web") / "static" / "site.css").read_bytes()
    return f"/static/site-{hashlib.sha256(data).hexdigest()[:12]}.css", data


class Names:
    """Names in the reader's language, with the original beside the English one."""

    def __init__(self, language: Language) -> None:
        self._zh = language == "zh"

    def body(self, name: str) -> Markup:
        return self._both(name, english_body(name))

    def province(self, name: str) -> Markup:
        return self._both(name, english_province(name))

    def capacity(self, name: str) -> Markup:
        return self._both(name, english_entry_type(name))

    def topic(self, key: str) -> Markup:
        return self._both(chinese_topic(key) or key, english_topic(key))

    def stage(self, key: str) -> Markup:
        return self._both(chinese_stage(key) or key, english_stage(key))

    def relation(self, key: str) -> str:
        return RELATIONS[key][self._zh]

    def relation_back(self, key: str) -> str:
        return RELATIONS_BACK[key][self._zh]

    def text_event(self, key: str) -> str:
        return EVENTS_OF_A_TEXT[key][self._zh]

    def original(self, text: str) -> Markup:
        return Markup('<span lang="zh">{}</span>').format(clean(text))

    def fine(self, fines: Sequence[Mapping[str, Any]]) -> str:
        return fine_said(fines, chinese=self._zh)

    def flag(self, key: str) -> str:
        return FLAGS.get(key, key) if self._zh else key.replace("_", " ")

    def reason(self, why: str) -> Markup:
        return said(reason_in_chinese(why) if self._zh else why)

    @property
    def chinese(self) -> bool:
        """Whether the reader reads Chinese."""
        return self._zh

    def gloss(self, title: str) -> str:
        """A title in English as far as the glossary reaches; nothing for a reader of Chinese."""
        found = None if self._zh else gloss_title(title)
        return found.english if found else ""

    def both(self, chinese: str, english: str) -> Markup:
        return self._both(chinese, english)

    def plain(self, chinese: str, english: str) -> str:
        return str(clean(chinese if self._zh or not english else f"{english} {chinese}"))

    def _both(self, chinese: str, english: str) -> Markup:
        original = Markup('<span lang="zh">{}</span>').format(clean(chinese)) if chinese else Markup("")
        if self._zh or not english:
            return original
        return Markup("{} {}").format(clean(english), original)


def render(
    request: Request,
    template: str,
    *,
    section: str = "",
    status: int = 200,
    private: bool = False,
    with_form: bool = False,
    **context: Any,
) -> Response:
    """One page. `private` pages are never kept; `with_form` gives the page a token for its form (and is private)."""
    language = language_of(request)
    forms = site_of(request).forms
    cookie = forms.cookie_of(request) if with_form else ""
    html = _ENV.get_template(template).render(
        say=speaker(language),
        name=Names(language),
        lang=language,
        section=section,
        nav=NAV,
        css=stylesheet()[0],
        other_language=_other_language(request, language),
        form_token=forms.token(cookie) if with_form else "",
        **context,
    )
    response = HTMLResponse(html, status_code=status, headers={"vary": "Accept-Language, Cookie"})
    if private or with_form or status != 200:
        response.headers["cache-control"] = "no-store"
    if with_form:
        forms.remember(request, response, cookie)
    if asked_language(request):
        response.set_cookie(COOKIE, language, max_age=_YEAR, samesite="lax", httponly=True)
    return response


def _other_language(request: Request, language: Language) -> str:
    kept = [(key, value) for key, value in request.query_params.multi_items() if key != "lang"]
    path = quote(request.url.path) if request.method == "GET" else "/"
    return f"{path}?{urlencode([*kept, ('lang', 'en' if language == 'zh' else 'zh')])}"


_ENV = _environment()

__all__ = ["Names", "clean", "escape", "render", "size", "stylesheet", "web_address"]
