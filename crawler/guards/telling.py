"""Errors of the network in plain words."""

_WORDS = {
    "ConnectionDone": "the connection ended before the announced end of the body",
    "ResponseDataLossError": "the connection ended before the announced end of the body",
    "PartialDownloadError": "the connection ended before the announced end of the body",
    "ConnectionLost": "the connection was reset in the middle",
    "ConnectionResetError": "the connection was reset in the middle",
    "ConnectionRefusedError": "the connection was refused",
    "ConnectError": "the connection could not be made",
    "TCPTimedOutError": "the connection could not be made in time",
    "DownloadConnectionRefusedError": "the connection was refused",
    "DownloadTimeoutError": "no whole answer came in time",
    "TimeoutError": "no whole answer came in time",
    "DownloadCancelledError": "the body is larger than crawl.max_bytes or crawl.max_page_bytes allow",
}
REFUSED_NAMES: dict[str, str] = {}
"""Why the resolver refused a name (host to sentence): Twisted hands on no more than that there was no result."""

_SPEAK_FOR_THEMSELVES = ("DamagedBody",)


def plain_error(error: BaseException) -> str:
    """What happened, on one line; what stands behind a wrapper (Twisted's list of reasons, a cause) speaks for it. A
    class that nobody here has met is given with its own text."""
    reasons = getattr(error, "reasons", None) or getattr(error.__cause__, "reasons", None)
    if reasons:
        inner = getattr(reasons[0], "value", reasons[0])
        error = inner if isinstance(inner, BaseException) else error
    name, text = type(error).__name__, " ".join(str(error).split())[:200]
    refused = next((why for host, why in REFUSED_NAMES.items() if host in text), "") if "Resolv" in name else ""
    if refused:
        return refused
    if name in _WORDS:
        return _WORDS[name]
    if name in _SPEAK_FOR_THEMSELVES and text:
        return text
    return f"{name}: {text}" if text else name
