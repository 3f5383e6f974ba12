"""The JSON body that each service wants; signatures are added when it is sent. Pure."""

import json
from collections.abc import Sequence
from typing import Any

from notifier.channels.chat_texts import chat_text
from notifier.channels.dialects import DIALECTS
from notifier.filters import Findable
from notifier.texts import shorten
from notifier.views import DigestView
from storage.shapes import Change

# Receivers of webhooks commonly take a megabyte; half of it leaves room for whatever wraps the body.
WEBHOOK_ROOM = 500_000
_SLACK_SECTION = 2_900


def payload(kind: str, view: DigestView, found: Sequence[Findable], key: str, window: dict[str, str]) -> bytes:
    """One message as bytes; `key` is its number, the same for every copy."""
    if kind == "webhook":
        return _webhook(view, found, key, window)
    text = chat_text(view, DIALECTS[kind], key)
    return as_json(_FORMS[kind](shorten(view.subject, 140), text))


def as_json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def _webhook(view: DigestView, found: Sequence[Findable], key: str, window: dict[str, str]) -> bytes:
    """The changes as `regwatch changes --format json` prints them, the weightiest first, as many as fit in full; the
    others by number."""
    by_id = {one.change["id"]: one.change for one in found}
    changes: list[Change] = []
    left: list[int] = []
    room = WEBHOOK_ROOM
    for ident in view.changes:
        size = len(as_json(by_id[ident])) if ident in by_id else room
        if size < room:
            changes.append(by_id[ident])
            room -= size
        else:
            left.append(ident)
    told = {change["id"] for change in changes}
    machine = {
        str(one.change["id"]): one.machine_title for one in found if one.machine_title and one.change["id"] in told
    }
    return as_json(
        {
            "type": "regwatch.digest",
            "id": key,
            "frequency": view.frequency,
            "window": window,
            "language": view.language,
            "subject": view.subject,
            "summary": list(view.summary),
            "alarm": view.alarm,
            "quiet": view.quiet,
            "changes": changes,
            "left_out": left,
            "machine_translations": machine,
            "coverage": {
                "good": view.coverage.good,
                "sentence": view.coverage.sentence,
                "problems": [{"channel": name, "fault": fault} for name, fault in view.coverage.problems],
            },
            "see_all": view.see_all_url,
        }
    )


def _wecom(_title: str, text: str) -> dict[str, Any]:
    return {"msgtype": "markdown", "markdown": {"content": text}}


def _dingtalk(title: str, text: str) -> dict[str, Any]:
    return {"msgtype": "markdown", "markdown": {"title": title, "text": text}, "at": {"isAtAll": False}}


def _feishu(title: str, text: str) -> dict[str, Any]:
    header = {"title": {"tag": "plain_text", "content": title}}
    return {"msg_type": "interactive", "card": {"header": header, "elements": [{"tag": "markdown", "content": text}]}}


def _slack(title: str, text: str) -> dict[str, Any]:
    blocks = [
        {"type": "section", "text": {"type": "mrkdwn", "text": piece}} for piece in pieces_of(text, _SLACK_SECTION)
    ]
    return {"text": title.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"), "blocks": blocks[:50]}


def _teams(title: str, text: str) -> dict[str, Any]:
    body = [
        {"type": "TextBlock", "text": title, "weight": "Bolder", "size": "Medium", "wrap": True},
        {"type": "TextBlock", "text": text, "wrap": True},
    ]
    card = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": body,
    }
    attachment = {"contentType": "application/vnd.microsoft.card.adaptive", "content": card}
    return {"type": "message", "attachments": [attachment]}


def pieces_of(text: str, most: int) -> list[str]:
    """The text in pieces of at most `most` characters, cut between lines; a longer line is cut where it must be."""
    pieces: list[str] = []
    for line in text.split("\n"):
        while len(line) > most:
            pieces.append(line[:most])
            line = line[most:]
        if pieces and len(pieces[-1]) + 1 + len(line) <= most:
            pieces[-1] += f"\n{line}"
        else:
            pieces.append(line)
    return [piece for piece in pieces if piece.strip()]


_FORMS = {
    "wecom": _wecom,
    "dingtalk": _dingtalk,
    "feishu": _feishu,
    "lark": _feishu,
    "slack": _slack,
    "teams": _teams,
}
