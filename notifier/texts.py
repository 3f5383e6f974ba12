"""Text that comes from outside, made safe to show and easy to compare. Pure."""

import re
import unicodedata

# Direction overrides and invisible marks can make a title read as something else; they carry no meaning in a notice.
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\u00ad\u2028\u2029]+")
_SPACES = re.compile(r"\s+")
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


def plain(text: str) -> str:
    """One line without control, direction and zero-width characters and without halves of surrogate pairs."""
    return flowing(text).strip()


def flowing(text: str) -> str:
    """As `plain`, but spaces at both ends stay: for the pieces of a redline."""
    return _SPACES.sub(" ", _INVISIBLE.sub("", _CONTROLS.sub(" ", text)))


def squash(text: str) -> str:
    """What two spellings of one text have in common: width, case and whitespace do not count."""
    folded = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).casefold()
    return _SPACES.sub("", folded)


def shorten(text: str, limit: int) -> str:
    """At most `limit` characters, the last one an ellipsis where something was cut."""
    return text if len(text) <= limit else text[: max(limit - 1, 0)].rstrip() + "…"


def web_link(url: str) -> str:
    """The address if it is a plain http(s) one, else nothing: never a script, a file or a credential trick."""
    url = url.strip()
    lowered = url.lower()
    if not lowered.startswith(("http://", "https://")) or len(url) > 1000:
        return ""
    if any(ord(char) <= 0x20 or char in '"<>\\^`{|}' or ord(char) == 0x7F for char in url):
        return ""
    host = lowered.split("://", 1)[1].split("/", 1)[0].split("?", 1)[0].split("#", 1)[0]
    return url if host and "@" not in host else ""
