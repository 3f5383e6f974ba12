"""Where in a template something is wrong, so that an error can name the line. Pure."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

from jinja2 import Environment, meta, nodes

_VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"})
_MJML = frozenset(
    {
        "mjml", "mj-head", "mj-body", "mj-include", "mj-title", "mj-preview", "mj-raw", "mj-attributes", "mj-all",
        "mj-class", "mj-style", "mj-font", "mj-breakpoint", "mj-wrapper", "mj-section", "mj-group", "mj-column",
        "mj-text", "mj-table", "mj-button", "mj-divider", "mj-spacer", "mj-image", "mj-hero", "mj-navbar",
        "mj-navbar-link", "mj-social", "mj-social-element", "mj-accordion", "mj-accordion-element",
        "mj-accordion-title", "mj-accordion-text", "mj-carousel", "mj-carousel-image",
    }
)  # fmt: skip
_JINJA = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_MISSING = re.compile(r"has no (?:attribute|element) '([^']+)'|'([^']+)' is undefined")


def markup_fault(source: str) -> tuple[int, str] | None:
    """The first tag that is not closed, closes nothing or is unknown to MJML: its line and a clause; None when all fit.

    Jinja's marks are blanked out first, so what they hold does not count as markup.
    """
    reader = _Balance()
    reader.feed(_JINJA.sub(lambda found: re.sub(r"[^\n]", " ", found.group()), source))
    reader.close()
    if reader.fault is None and reader.open:
        tag, line = reader.open[-1]
        return line, f"<{tag}> is not closed"
    return reader.fault


class _Balance(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.open: list[tuple[str, int]] = []
        self.fault: tuple[int, str] | None = None

    def _note(self, clause: str) -> None:
        if self.fault is None:
            self.fault = (self.getpos()[0], clause)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._known(tag)
        if tag not in _VOID:
            self.open.append((tag, self.getpos()[0]))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._known(tag)

    def _known(self, tag: str) -> None:
        if tag.startswith("mj-") and tag not in _MJML:
            self._note(f"<{tag}> is not a tag of MJML")

    def handle_endtag(self, tag: str) -> None:
        if tag in _VOID:
            return
        if self.open and self.open[-1][0] == tag:
            self.open.pop()
            return
        opened = f"; <{self.open[-1][0]}> of line {self.open[-1][1]} is still open" if self.open else ""
        self._note(f"</{tag}> closes nothing{opened}")


def undeclared(environment: Environment, source: str, given: frozenset[str]) -> Iterator[tuple[int, str]]:
    """Names a template uses and is not given, with the line of their first use."""
    tree = environment.parse(source)
    for name in sorted(meta.find_undeclared_variables(tree) - given):
        uses = [node.lineno for node in tree.find_all(nodes.Name) if node.name == name]
        yield min(uses, default=1), name


def line_of_undefined(source: str, said: str) -> int:
    """The line that holds the name which Jinja says is not there; 0 when it cannot be told."""
    found = _MISSING.search(said)
    if not found:
        return 0
    name = re.compile(rf"(?:\.|\[['\"]|\b){re.escape(found[1] or found[2])}\b")
    for number, line in enumerate(source.splitlines(), 1):
        if "{" in line and name.search(line):
            return number
    return 0
