"""What stands around every page, about 12 KB of it: the sites' names and menus, and the templates of the pages."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import DictLoader, Environment, StrictUndefined

from regwatch.demo.replica.noise import slot

_HERE = files("regwatch.demo.replica")


@dataclass(frozen=True, slots=True)
class Site:
    """A ministry's site as its pages name it. `menu` holds (name, path, entries)."""

    source: str
    name: str
    host: str
    code: str
    address: str
    menu: tuple[tuple[str, str, tuple[str, ...]], ...]


@cache
def _names() -> dict[str, Any]:
    return tomllib.loads((_HERE / "furniture.toml").read_text("utf-8"))


def hot() -> list[str]:
    """The themes that the side box rotates through."""
    themes: list[str] = _names()["hot"]
    return themes


def _site(source: str) -> Site:
    raw = _names()["sites"][source]
    menu = tuple((name, path, tuple(entries)) for name, path, entries in raw["menu"])
    return Site(source, raw["name"], raw["host"], raw["code"], raw["address"], menu)


MIIT, SAMR, MEE = _site("miit"), _site("samr"), _site("mee")


@cache
def _templates() -> Environment:
    texts = {
        file.name: file.read_text("utf-8") for file in (_HERE / "templates").iterdir() if file.name.endswith(".html")
    }
    environment = Environment(
        loader=DictLoader(texts), autoescape=True, undefined=StrictUndefined, keep_trailing_newline=True
    )
    names = _names()
    environment.globals.update(
        slot=slot,
        styled=names["styled"],
        provinces=names["provinces"],
        departments=names["departments"],
    )
    return environment


def page(template: str, site: Site, title: str, metas: Sequence[tuple[str, str]], **values: Any) -> str:
    """A whole page with its noise slots still open."""
    return _templates().get_template(template).render(site=site, title=title, metas=metas, **values)


def plain(template: str, **values: Any) -> str:
    """A page without furniture: block pages, jumps, errors."""
    return _templates().get_template(template).render(**values)
