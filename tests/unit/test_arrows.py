"""Imports run regwatch → notifier → storage and regwatch → crawler → storage, and the pure rooms touch no I/O.

The rule of docs/decisions/0001-the-frame.md, held by reading every module's syntax tree.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MAY_IMPORT = {
    "storage": {"storage"},
    "crawler": {"crawler", "storage"},
    "notifier": {"notifier", "storage"},
    "regwatch": {"regwatch", "crawler", "notifier", "storage"},
}
PURE = (
    "crawler/facts",
    "crawler/pages",
    "crawler/platforms",
    "crawler/attachments",
    "storage/diffs",
    "storage/registers",
    "storage/model.py",
    "storage/normal.py",
    "storage/penalties.py",
    "storage/rollouts.py",
)
IMPURE_MODULES = (
    *("aiohttp", "asyncio", "ctypes", "fcntl", "ftplib", "glob", "http", "httpx", "multiprocessing", "os", "pathlib"),
    *("pysqlite3", "random", "requests", "resource", "scrapy", "secrets", "select", "shutil", "signal", "smtplib"),
    *("socket", "sqlite3", "sqlite_utils", "ssl", "subprocess", "tempfile", "threading", "time", "twisted"),
    *("urllib.request", "urllib3"),
)
IMPURE_NAMES = frozenset({"open", "input", "print", "exec", "eval", "breakpoint"})
IMPURE_CALLS = frozenset({"now", "utcnow", "today", "getenv", "read_text", "read_bytes", "write_text", "write_bytes"})
IMPURE_ATTRIBUTES = frozenset({"environ", "argv", "stdin", "stdout", "stderr"})
# The one place where files from outside are opened in a process of their own, and the plumbing that needs the system.
EXCEPTIONS = {
    "crawler/attachments/sandbox.py": "starts and limits the reading process",
    "crawler/attachments/child.py": "is the reading process",
}
ALLOWED = {
    # The converter takes a file and gives a file; it runs in the reading process.
    "crawler/attachments/doc.py": [
        "calls .read_bytes()",
        "calls .write_bytes()",
        "imports pathlib",
        "imports tempfile",
    ],
    # What pdfium gives back lies in memory of its own.
    "crawler/attachments/pdfium_pages.py": ["imports ctypes"],
}


def imports_of(tree: ast.AST, package: str) -> Iterator[str]:
    """Every module named by an import, also inside functions and under TYPE_CHECKING; relative ones made absolute."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            module = ".".join([*base, *filter(None, [node.module])])
            yield module
            yield from (f"{module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Call) and _called(node) in ("import_module", "__import__") and node.args:
            yield from (str(word.value) for word in node.args[:1] if isinstance(word, ast.Constant))


def _called(node: ast.Call) -> str:
    return (
        node.func.id
        if isinstance(node.func, ast.Name)
        else node.func.attr
        if isinstance(node.func, ast.Attribute)
        else ""
    )


def wrong_arrows(source: str, path: str) -> list[str]:
    """The imports of a module, given by its path in the repository, that go against the arrows."""
    room = path.split("/")[0]
    package = ".".join(path.split("/")[:-1])
    named = {name.split(".")[0] for name in imports_of(ast.parse(source), package)}
    return sorted((named & MAY_IMPORT.keys()) - MAY_IMPORT[room])


def impurities(source: str, path: str) -> list[str]:
    """What a module of a pure room does that reaches for files, clock, environment, network or chance."""
    tree = ast.parse(source)
    package = ".".join(path.split("/")[:-1])
    found = []
    for name in imports_of(tree, package):
        for module in IMPURE_MODULES:
            if name == module or name.startswith(f"{module}."):
                found.append(f"imports {module}")
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in IMPURE_NAMES:
            found.append(f"calls {node.func.id}()")
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in IMPURE_CALLS:
            found.append(f"calls .{node.func.attr}()")
        elif isinstance(node, ast.Attribute) and node.attr in IMPURE_ATTRIBUTES:
            found.append(f"uses .{node.attr}")
    return sorted(set(found))


def modules(*folders: str) -> Iterator[str]:
    for folder in folders:
        place = ROOT / folder
        files = [place] if place.is_file() else sorted(place.rglob("*.py"))
        assert files, f"{folder} is gone; say in this test where it went"
        yield from (str(file.relative_to(ROOT)) for file in files)


@pytest.mark.parametrize("room", sorted(MAY_IMPORT))
def test_no_import_goes_against_the_arrows(room: str) -> None:
    wrong = {path: found for path in modules(room) if (found := wrong_arrows((ROOT / path).read_text(), path))}
    assert wrong == {}


def test_the_pure_rooms_reach_for_nothing() -> None:
    told = {
        path: found
        for path in modules(*PURE)
        if path not in EXCEPTIONS and (found := impurities((ROOT / path).read_text(), path))
    }
    assert told == ALLOWED, "what is allowed and no longer needed comes off the list"


def test_every_exception_is_still_needed() -> None:
    for path in EXCEPTIONS:
        assert impurities((ROOT / path).read_text(), path), f"{path} is pure now; take it off the list"


@pytest.mark.parametrize(
    ("path", "source", "wrong"),
    [
        ("storage/x.py", "from crawler.pages import read_page", ["crawler"]),
        ("storage/x.py", "def f():\n    import notifier.digests", ["notifier"]),
        ("storage/x.py", "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import regwatch", ["regwatch"]),
        ("storage/x.py", "import importlib\nimportlib.import_module('crawler.lists')", ["crawler"]),
        ("crawler/x.py", "import notifier", ["notifier"]),
        ("crawler/facts/x.py", "from ...notifier import digests", ["notifier"]),
        ("notifier/x.py", "from crawler import config\nimport regwatch.cli", ["crawler", "regwatch"]),
        ("crawler/x.py", "import storage.model\nfrom crawler import lists", []),
        ("crawler/facts/x.py", "from . import dates\nfrom ..pages import tree", []),
        ("regwatch/x.py", "import crawler, notifier, storage", []),
    ],
)
def test_a_made_bad_module_is_found(path: str, source: str, wrong: list[str]) -> None:
    assert wrong_arrows(source, path) == wrong


@pytest.mark.parametrize(
    "source",
    [
        "import socket",
        "from urllib.request import urlopen",
        "from urllib import request",
        "import os.path",
        "def f():\n    from sqlite3 import connect",
        "text = open('list.html').read()",
        "from datetime import datetime\nday = datetime.now()",
        "from datetime import date\nday = date.today()",
        "import storage.model as m\nm.Path('x').read_text()",
        "import sys\nname = sys.argv[1]",
    ],
)
def test_a_made_impure_module_is_found(source: str) -> None:
    assert impurities(source, "crawler/facts/x.py")


def test_a_pure_module_is_left_alone() -> None:
    source = "import re\nfrom urllib.parse import urlsplit\nfrom datetime import date\nx = date(2026, 4, 27)"
    assert impurities(source, "crawler/facts/x.py") == []
