"""Where links in mails point to: the one place that knows the paths of the pages. Pure."""

from urllib.parse import quote


def confirm_link(base_url: str, token: str) -> str:
    """A page with a button; only the button's POST confirms, because scanners follow links."""
    return f"{base_url}/confirm/{quote(token, safe='')}"


def unsubscribe_link(base_url: str, token: str) -> str:
    """GET shows a page, POST (one-click, RFC 8058) stops."""
    return f"{base_url}/unsubscribe/{quote(token, safe='')}"


def manage_link(base_url: str, token: str) -> str:
    """The reader's own page: what they asked for, to change, pause, take away or erase."""
    return f"{base_url}/manage/{quote(token, safe='')}"


def feed_link(base_url: str, token: str) -> str:
    """The Atom feed of one subscription."""
    return f"{base_url}/feeds/own/{quote(token, safe='')}.atom"


def notice_link(base_url: str, notice: str) -> str:
    return f"{base_url}/notices/{quote(notice, safe='')}"


def changes_link(base_url: str, since: str, until: str) -> str:
    return f"{base_url}/changes?since={quote(since, safe='')}&until={quote(until, safe='')}"


def file_link(base_url: str, notice: str, sha256: str) -> str:
    """What was captured, byte for byte."""
    return f"{base_url}/api/notices/{quote(notice, safe='')}/files/{quote(sha256, safe='')}"


def pack_link(base_url: str, notice: str) -> str:
    """All that was captured of a notice, in a pack that anyone can check offline."""
    return f"{base_url}/api/notices/{quote(notice, safe='')}/evidence.zip"
