"""Attachments: static files that answer conditional requests."""

import mimetypes

from regwatch.demo.replica.view import View
from regwatch.demo.replica.wire import Reply

_KINDS = {"wps": "application/vnd.ms-works", "et": "application/octet-stream", "ofd": "application/ofd"}


def file(view: View, where: str) -> Reply | None:
    """The attachment at a path; None when there is none."""
    if where not in view.files:
        return None
    shown, annex = view.files[where]
    kind = _KINDS.get(annex.extension) or mimetypes.guess_type(f"x.{annex.extension}")[0] or "application/octet-stream"
    return Reply(200, annex.make(), kind, modified=shown.changed)
