"""diff.html: what changed from each version of a notice to the next, as one page that stands alone."""

from itertools import pairwise
from typing import Any

from jinja2 import Environment
from markupsafe import Markup

from storage.database import Database
from storage.diffs.rendering import to_html
from storage.queries.diffs import diff

_CAUSES = {
    "publisher": "changed by the publisher",
    "technical": "not a change of the publisher's: the same bytes, read by a newer reader of ours or in another try",
    "completed": "not a change of the publisher's: a file that could not be fetched before was read",
}
_PAGE = Environment(autoescape=True).from_string("""<!doctype html>
<html lang="zh"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{{ title }}</title>
<style>body{font:16px/1.6 sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}ins{background:#d7f5dd}
del{background:#fbd9d7}table{border-collapse:collapse}td,th{border:1px solid #999;padding:.2rem .5rem}</style></head>
<body><h1>{{ title }}</h1>
<p lang="en">Notice {{ notice }}. Removed text is struck through on red, new text underlined on green.</p>
{% for step in steps %}<section>
<h2 lang="en">Version {{ step.older.version }} ({{ step.older.observed_at }}) to version {{ step.newer.version }}
({{ step.newer.observed_at }})</h2>
<p lang="en">{{ step.cause }}</p>
{{ step.edits }}
</section>
{% else %}<p lang="en">The notice has one version; nothing has changed since it was first captured.</p>
{% endfor %}</body></html>
""")


def diff_page(db: Database, notice: str, title: str, versions: list[dict[str, Any]]) -> bytes:
    """The page for a notice's `versions` (oldest first); everything out of the notice is escaped."""
    steps = [_step(db, notice, older, newer) for older, newer in pairwise(versions)]
    return _PAGE.render(title=title, notice=notice, steps=steps).encode("utf-8", "replace")


def _step(db: Database, notice: str, older: dict[str, Any], newer: dict[str, Any]) -> dict[str, Any]:
    edits = diff(db, notice, f"v{older['version']}", f"v{newer['version']}")["edits"]
    cause = _CAUSES.get(newer["cause"], newer["cause"])
    return {"older": older, "newer": newer, "cause": cause, "edits": Markup(to_html(edits))}  # noqa: S704 (escaped there)
