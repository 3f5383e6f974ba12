"""The subcommands, one file per kind of question or deed. A command that is known by its name is imported alone: the
readers of files, pages and mails that others need take a second to load."""

import importlib

import typer

HOMES: dict[str, tuple[str, ...]] = {
    "crawling": ("crawl", "sources"),
    "findings": ("findings",),
    "asking": ("changes", "show", "search"),
    "comparing": ("diff",),
    "reading": ("registers", "register", "check", "penalties", "rollouts"),
    "reporting": ("report",),
    "documents": ("read", "explain"),
    "mailing": ("subscribe", "subscriptions", "unsubscribe", "digest"),
    "posting": ("deliveries", "bounces", "barred"),
    "feeding": ("feed",),
    "evidence": ("evidence",),
    "keeping": ("backup", "doctor"),
    "upkeep": ("reread",),
    "serving": ("serve", "run"),
    "exploring": ("explore",),
    "demonstrating": ("demo",),
}
"""The commands of each file, in the order of the help."""


def add_to(app: typer.Typer, wanted: str = "") -> None:
    """Add the commands of the file that holds `wanted`; every command when no file does."""
    homes = [home for home, names in HOMES.items() if wanted in names] or list(HOMES)
    for home in homes:
        importlib.import_module(f"{__name__}.{home}").add_to(app)
