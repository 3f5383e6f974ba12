"""Templates of mails: MJML through Jinja2, compiled once, overridable by a folder, with errors told by file and line.

MJML becomes HTML that Outlook and the others lay out alike; Jinja's marks pass through it untouched, so the compiled
template is rendered for each reader without MJML. Compiled once a process: MJML in about 1 ms a mail, Jinja in 0.1 s.
"""

from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path

from jinja2 import BaseLoader, Environment, StrictUndefined, TemplateNotFound, UndefinedError, select_autoescape
from jinja2.exceptions import TemplateError, TemplateSyntaxError
from mjml import mjml2html

from notifier.errors import BadTemplate
from notifier.template_checks import line_of_undefined, markup_fault, undeclared

OWN = Path(__file__).with_name("templates")
MAILS = ("digest", "confirm", "operator")
KNOWN = frozenset({"head.mjml", "macros.html.j2", *(f"{mail}{end}" for mail in MAILS for end in (".mjml", ".txt.j2"))})
# The operator's alarm must not hang on a template that the operator has broken.
OVERRIDABLE = frozenset(name for name in KNOWN if not name.startswith("operator."))
_FOUND_BY = {f"{mail}.html": f"{mail}.mjml" for mail in MAILS}


class Templates:
    """The mails' templates; those in `folder` take the place of our own. Raises BadTemplate."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder
        if folder is not None:
            _check_folder(folder)
        self._environment = Environment(
            loader=_Loader(self),
            autoescape=select_autoescape(disabled_extensions=("txt.j2",), default=True, default_for_string=True),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )

    def path(self, name: str) -> Path:
        own = self.folder / name if self.folder is not None else None
        return own if own is not None and own.is_file() else OWN / name

    def read(self, path: str) -> str:
        """The text of one of KNOWN."""
        file = self.path(path)
        try:
            return file.read_text(encoding="utf-8")
        except OSError as error:
            raise BadTemplate(f"{file} cannot be read ({error.strerror or error}); make it readable") from None
        except UnicodeDecodeError:
            raise BadTemplate(f"{file} is not UTF-8; save it as UTF-8") from None

    def check(self, given: Mapping[str, frozenset[str]]) -> None:
        """Compile every mail and look for names that no mail is given. `given`: the names by mail."""
        for mail, names in given.items():
            for name in (f"{mail}.txt.j2", f"{mail}.html"):
                try:
                    self._environment.get_template(name)
                except TemplateSyntaxError as error:
                    raise BadTemplate(_syntax_sentence(self, error)) from None
            for name in (f"{mail}.txt.j2", f"{mail}.mjml", *(("head.mjml",) if mail == "digest" else ())):
                for line, unknown in undeclared(self._environment, self.read(name), names):
                    raise BadTemplate(
                        f"{self.path(name)}, line {line}: '{unknown}' is not given to this mail; "
                        f"use one of {', '.join(sorted(names))}"
                    )

    def parse(self, name: str) -> None:
        """Raises TemplateSyntaxError with the line in the file."""
        self._environment.parse(self.read(name), name)

    def render(self, name: str, values: Mapping[str, object]) -> str:
        """`digest.html`, `digest.txt.j2`, …"""
        try:
            return self._environment.get_template(name).render(values)
        except TemplateSyntaxError as error:
            raise BadTemplate(_syntax_sentence(self, error)) from None
        except UndefinedError as error:
            raise BadTemplate(self._undefined_sentence(name, str(error))) from None
        except TemplateError as error:
            raise BadTemplate(f"{self.path(_FOUND_BY.get(name, name))}: {error}; correct the template") from None
        except (TypeError, ValueError, ArithmeticError, LookupError) as error:
            if self.folder is None:
                raise
            said = f"{type(error).__name__}: {error}"
            raise BadTemplate(f"{self.path(_FOUND_BY.get(name, name))}: {said}; correct the template") from None

    def _undefined_sentence(self, name: str, said: str) -> str:
        for candidate in (_FOUND_BY.get(name, name), "macros.html.j2", "head.mjml"):
            line = line_of_undefined(self.read(candidate), said)
            if line:
                return f"{self.path(candidate)}, line {line}: {said}; correct the name"
        return f"{self.path(_FOUND_BY.get(name, name))}: {said}; correct the name"


class _Loader(BaseLoader):
    def __init__(self, templates: Templates) -> None:
        self._templates = templates

    def get_source(self, environment: Environment, template: str) -> tuple[str, str | None, Callable[[], bool]]:
        name = _FOUND_BY.get(template, template)
        if name not in KNOWN:
            raise TemplateNotFound(template)
        source = self._templates.read(name)
        path = str(self._templates.path(name))
        if name.endswith(".mjml"):
            source = _compiled(name, source, self._templates)
        return source, path, lambda: True


def _compiled(name: str, source: str, templates: Templates) -> str:
    for file, text in ((name, source), ("head.mjml", templates.read("head.mjml"))):
        fault = markup_fault(text)
        if fault:
            raise BadTemplate(f"{templates.path(file)}, line {fault[0]}: {fault[1]}; correct the MJML")
    try:
        # No fonts: a mail loads nothing from anywhere.
        return mjml2html(source, include_loader=templates.read, fonts={})
    except ValueError as error:
        raise BadTemplate(f"{templates.path(name)} is not MJML ({error}); compare it with {OWN / name}") from None


def _check_folder(folder: Path) -> None:
    if not folder.is_dir():
        raise BadTemplate(
            f"mail.templates: {folder} is not a folder; name one that holds templates, or remove the setting"
        )
    unknown = sorted(
        path.name for path in folder.iterdir() if path.suffix in (".mjml", ".j2") and path.name not in OVERRIDABLE
    )
    if unknown:
        raise BadTemplate(
            f"{folder / unknown[0]} is no template of ours; the templates are {', '.join(sorted(OVERRIDABLE))}"
        )


def _syntax_sentence(templates: Templates, error: TemplateSyntaxError) -> str:
    where = error.filename or str(templates.path("digest.mjml"))
    line, said = error.lineno, error.message
    if where.endswith(".mjml"):
        try:  # the line is one of the HTML; the MJML by itself tells its own
            templates.parse(Path(where).name)
        except TemplateSyntaxError as own:
            line, said = own.lineno, own.message
    return f"{where}, line {line}: {said}; correct the template"


@lru_cache(maxsize=8)
def templates_in(folder: str) -> Templates:
    """The templates with those of `folder` ('' for none) in front. Raises BadTemplate."""
    return Templates(Path(folder).expanduser() if folder else None)
