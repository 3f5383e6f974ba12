"""Why a page was not read."""


class NotANotice(ValueError):
    """The page fits no template, or its body is empty. `reason` says what was expected and what is there instead."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class WrongCharset(ValueError):
    """The bytes are no text in any encoding that was declared or could be detected."""
