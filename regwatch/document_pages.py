"""One local document as a person reads it in a terminal."""

from typing import Any

from rich.console import Console

from storage.penalties import fine_in_words
from storage.vocabulary import english_body, english_province, english_stage, english_topic

_ROWS_SHOWN = 12
_RULES_SHOWN = 12
_TEXT_SHOWN = 4_000


class _Screen:
    """Prints what came out of a document: nothing in it may steer the terminal."""

    def __init__(self) -> None:
        self._console = Console(width=None, highlight=False, markup=False)

    def print(self, text: str = "", style: str | None = None) -> None:
        plain = "".join(char if char == "\n" or char.isprintable() else " " for char in text)
        self._console.print(plain, style=style)


def print_document(answer: dict[str, Any]) -> None:
    console = _Screen()
    console.print(answer["title"] or "(no title was found)", style="bold")
    for label, value in _facts(answer):
        if value:
            console.print(f"{label + ':':<18} {value}")
    for link in answer["links"]:
        console.print(f"{'attachment:':<18} {link['name']} {link['url']}")
    for warning in answer["warnings"]:
        console.print(f"{'warning:':<18} {warning}")
    _print_text(console, answer["text"])
    for table in answer["tables"]:
        console.print(f"\n[table in {table['where']}, {len(table['rows'])} rows] {table['name']}")
        _print_some(console, [" | ".join(row) for row in table["rows"]], _ROWS_SHOWN)
    if answer["entries"]:
        console.print(f"\n[{len(answer['entries'])} enterprises on lists]")
        _print_some(console, [_entry(entry) for entry in answer["entries"]], _RULES_SHOWN)
    if answer["penalties"]:
        console.print(f"\n[{len(answer['penalties'])} penalty rules]")
        _print_some(console, [_rule(rule) for rule in answer["penalties"]], _RULES_SHOWN)


def _facts(answer: dict[str, Any]) -> list[tuple[str, str]]:
    bodies = [f"{name} ({english})" if (english := english_body(name)) else name for name in answer["issuers"]]
    return [
        ("file", f"{answer['file']} ({answer['media_type'] or 'not read'})"),
        ("files in it", "; ".join(file["name"] for file in answer["files"])),
        ("title taken from", answer["title_from"]),
        ("issued by", "; ".join(bodies)),
        ("document number", answer["doc_number"]),
        ("stage", english_stage(answer["stage"]) if answer["stage"] else ""),
        ("topics", "; ".join(english_topic(topic) for topic in answer["topics"])),
        ("on subject", "yes" if answer["on_subject"] else "no"),
        ("province", answer["province"] and f"{answer['province']} ({english_province(answer['province'])})"),
        ("published", answer["published_on"] or ""),
        ("signed", answer["signed_on"] or ""),
        ("in force from", answer["effective_on"] or ""),
        ("expires", answer["expires_on"] or ""),
        ("comments until", answer["comment_deadline"] or ""),
    ]


def _print_text(console: _Screen, text: str) -> None:
    if text:
        console.print()
        console.print(text[:_TEXT_SHOWN])
    if len(text) > _TEXT_SHOWN:
        console.print(f"… {len(text) - _TEXT_SHOWN} more characters; --format json prints all")


def _print_some(console: _Screen, lines: list[str], shown: int) -> None:
    for line in lines[:shown]:
        console.print(" ".join(line.split()))
    if len(lines) > shown:
        console.print(f"… {len(lines) - shown} more; --format json prints all")


def _entry(entry: dict[str, Any]) -> str:
    return " | ".join(filter(None, (entry["action"], entry["company"], entry["entry_type"], entry["province"])))


def _rule(rule: dict[str, Any]) -> str:
    named = rule["offence"] or rule["basis"] or rule["text"]
    parts = (rule["item"], named[:60], rule["tier"], rule["circumstance"][:60], fine_in_words(rule["fine"]))
    return " | ".join(filter(None, (*parts, ", ".join(rule["flags"]))))
