"""Errors of the network in plain words."""


def plain_error(error: BaseException) -> str:
    """Class and text on one line; what stands behind a wrapper (Twisted's list of reasons, a cause) speaks for it."""
    reasons = getattr(error, "reasons", None) or getattr(error.__cause__, "reasons", None)
    if reasons:
        inner = getattr(reasons[0], "value", reasons[0])
        error = inner if isinstance(inner, BaseException) else error
    text = " ".join(str(error).split())[:200]
    return f"{type(error).__name__}: {text}" if text else type(error).__name__
