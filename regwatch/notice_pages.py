"""A notice and its differences as a person reads them: in a terminal, or as one HTML page."""

from typing import Any

from jinja2 import Environment
from markupsafe import Markup
from rich.console import Console

from storage.diffs.rendering import to_html
from storage.vocabulary import english_body, english_province, english_stage, english_topic

_DIFF_PAGE = """<!doctype html>
<html lang="zh"><head><meta charset="utf-8"><title>{{ title }}</title>
<style>body{font:16px/1.6 sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}ins{background:#d7f5dd}
del{background:#fbd9d7}table{border-collapse:collapse}td,th{border:1px solid #999;padding:.2rem .5rem}</style></head>
<body><h1>{{ title }}</h1>
<p>Version {{ before.version }} ({{ before.observed_at }}) to version {{ after.version }} ({{ after.observed_at }}),
notice {{ notice }}</p>
{% if edits %}{{ edits }}{% else %}<p>No difference.</p>{% endif %}</body></html>
"""


def html_diff(answer: dict[str, Any]) -> str:
    """One page that stands alone; everything out of the notice is escaped."""
    template = Environment(autoescape=True).from_string(_DIFF_PAGE)
    edits = Markup(to_html(answer["edits"])) if answer["edits"] else ""  # noqa: S704 (escaped by to_html)
    return template.render(
        title=answer["title"], before=answer["from"], after=answer["to"], notice=answer["notice"], edits=edits
    )


def print_notice(notice: dict[str, Any]) -> None:
    console = Console(width=None, highlight=False, markup=False)
    console.print(notice["title"], style="bold")
    for label, value in _facts(notice):
        if value:
            console.print(f"{label + ':':<18} {value}")
    for attachment in notice["attachments"]:
        read = "" if attachment["readable"] else f"  [not read: {attachment.get('fault', '')}]"
        size, digest = attachment["bytes"], attachment["sha256"][:12]
        console.print(f"{'attachment:':<18} {attachment['name']} ({size} bytes, sha256 {digest}…){read}")
    for version in notice["versions"]:
        console.print(
            f"{'version:':<18} v{version['version']} {version['observed_at']} sha256 {version['sha256'][:12]}…"
        )
    for warning in notice["warnings"]:
        console.print(f"{'warning:':<18} {warning}")
    console.print()
    console.print(notice["text"])
    for table in notice["tables"]:
        console.print(f"\n[table, {len(table['rows'])} rows] {table['name']}")
        for row in table["rows"][:20]:
            console.print(" | ".join(row))


def _facts(notice: dict[str, Any]) -> list[tuple[str, str]]:
    return [
        ("id", notice["id"]),
        ("address", notice["url"]),
        (
            "issued by",
            "; ".join(f"{name} ({english_body(name) or 'no English name known'})" for name in notice["issuers"]),
        ),
        ("document number", notice["doc_number"]),
        ("stage", english_stage(notice["stage"])),
        ("topics", "; ".join(english_topic(topic) for topic in notice["topics"])),
        ("on subject", "yes" if notice["on_subject"] else "no"),
        ("province", notice["province"] and f"{notice['province']} ({english_province(notice['province'])})"),
        ("published", notice["published_on"] or ""),
        ("signed", notice["signed_on"] or ""),
        ("in force from", notice["effective_on"] or ""),
        ("expires", notice["expires_on"] or ""),
        ("comments until", notice["comment_deadline"] or ""),
        ("state", notice["state"]),
        ("channels", "; ".join(notice["channels"])),
    ]
