"""A notice and its differences as a person reads them: in a terminal, or as one HTML page."""

from typing import Any

from jinja2 import Environment
from markupsafe import Markup
from rich.console import Console

from storage.database import Database
from storage.diffs.rendering import safe as clean
from storage.queries.diffs import Comparison
from storage.vocabulary import english_body, english_province, english_stage, english_topic
from storage.vocabulary.links import EVENTS_OF_A_TEXT, RELATIONS, RELATIONS_BACK

_DIFF_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{{ answer.title }}</title>
<style>body{font:16px/1.6 sans-serif;max-width:{{ "100rem" if side else "60rem" }};margin:2rem auto;padding:0 1rem}
ins{background:#d7f5dd}del{background:#fbd9d7}.moved{background:#e4e2f7}table{border-collapse:collapse}
td,th{border:1px solid #999;padding:.2rem .5rem;vertical-align:top;text-align:left}
.redline{table-layout:fixed;width:100%}details.fold,span.fold{color:#444;background:#f4f4f4;padding:0 .4rem}
td{overflow-wrap:anywhere}</style></head>
<body><h1 lang="zh">{{ answer.title }}</h1>
<p>{% for end in (answer.from, answer.to) %}{{ "from" if loop.first else "to" }} version {{ end.version }}
({{ end.observed_at }}) of notice {{ end.notice }}{% if two %}, <span lang="zh">{{ end.title }}</span>{% endif %}
{{ "" if loop.last else "<br>" | safe }}{% endfor %}</p>
<p>Removed text is struck through on red, new text underlined on green, what changed its place is on violet.</p>
{% for place in places %}<section class="diff" lang="zh"><h2>{{ place.where }}</h2>
{{ place.html }}
</section>
{% else %}<p>No difference.</p>{% endfor %}</body></html>
"""


def html_diff(db: Database, found: Comparison, *, side_by_side: bool = False) -> str:
    """One page that stands alone, without scripts; everything out of the notice is escaped."""
    template = Environment(autoescape=True).from_string(_DIFF_PAGE)
    places = [
        {"where": clean(place.where), "html": Markup(place.html)}  # noqa: S704 (escaped where it is made)
        for place in found.places(db, side_by_side=side_by_side)
    ]
    return template.render(answer=found.answer(), places=places, side=side_by_side, two=found.older != found.newer)


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
    for kind, line in _links(notice):
        console.print(f"{kind:<18} {line}")
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


def _links(notice: dict[str, Any]) -> list[tuple[str, str]]:
    """What the notice names, what names it, and the other texts of its instrument, one line each."""
    lines = []
    for one in notice["references"]:
        title = " ".join(filter(None, (one["title"], one["doc_number"] and f"({one['doc_number']})")))
        lines.append((f"{RELATIONS[one['relation']][0]}:", f"{title} {_where(one['notice'])}"))
    for one in notice["named_by"]:
        line = f"{one['published_on'] or ''} {one['title']} {_where(one['notice'])}"
        lines.append((f"{RELATIONS_BACK[one['relation']][0]}:", line))
    for one in notice["instrument"]:
        here = "(this notice)" if one["notice"] == notice["id"] else _where(one["notice"])
        lines.append((f"{EVENTS_OF_A_TEXT[one['event']][0]}:", f"{one['published_on'] or ''} {one['title']} {here}"))
    return [(kind, line.strip()) for kind, line in lines]


def _where(notice: str | None) -> str:
    return f"→ {notice}" if notice else "(not in the archive)"


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
