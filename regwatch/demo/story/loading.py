"""From the story's readable files to its values.

A notice file holds `[[notice]]` tables: key, source, columns, at (when it appears), title, body, and optionally
number, signed, issuer, department, deadline, id, template, pointer, stage, subject, made, made_facts;
`[[notice.annex]]` name with `file` (shipped), or `table` (a CSV of `tables/`) and `title`; `[[notice.edit]]` at, note,
with `swap` pairs, and `annex` to put other bytes under an attachment's address; `[[notice.away]]` from, until.
"""

import csv
import io
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, time
from functools import cache, partial
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from regwatch.demo.story import office
from regwatch.demo.story.filler import filler
from regwatch.demo.story.model import Annex, Content, Edition, Notice
from regwatch.demo.story.places import hex_id
from storage.clock import ZONE

MADE_LINE = "本页正文由 Regwatch 演示编写，并非官方原文。"
HERE = files("regwatch.demo.story")

Raw = dict[str, Any]


class BadStory(ValueError):
    """A story file that cannot be understood; the message names the notice, the fault and the remedy."""


def moment(value: date | datetime) -> datetime:
    """A story's time in UTC+8; a bare date stands for ten in the morning, when these sites usually publish."""
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=ZONE)
    return datetime.combine(value, time(10, 0), ZONE)


def notices(folder: Traversable) -> Iterator[Notice]:
    """Every notice of a folder's TOML files, by file name, then as written."""
    for file in sorted((item for item in folder.iterdir() if item.name.endswith(".toml")), key=lambda item: item.name):
        for raw in tomllib.loads(file.read_text("utf-8")).get("notice", []):
            yield notice(raw)


def backlog(file: Traversable) -> Iterator[Notice]:
    """Notices of which only the title, number and dates are known, one row each. `facts` says what was chosen; a row
    whose facts are `made` is invented whole."""
    for row in csv.DictReader(io.StringIO(file.read_text("utf-8"))):
        given: Raw = {key: value for key, value in row.items() if value and key != "facts"}
        for key in ("at", "deadline"):
            if key in given:
                given[key] = date.fromisoformat(given[key])
        given |= {
            "columns": row["columns"].split(","),
            "subject": bool(row["subject"]),
            "made_facts": row["facts"] == "made",
        }
        yield notice(given)


def notice(raw: Raw) -> Notice:
    key = raw.get("key", "(a notice without a key)")
    try:
        return _notice(raw)
    except (KeyError, TypeError, OSError) as fault:
        raise BadStory(f"story notice {key}: {fault!r} is missing or wrong; mend it in regwatch/demo/story") from None


def _notice(raw: Raw) -> Notice:
    key, source = raw["key"], raw["source"]
    made = raw.get("made", "body" not in raw)
    posted = moment(raw["at"])
    first = Content(
        title=raw["title"],
        body=_body(raw, made),
        number=raw.get("number", ""),
        signed=raw.get("signed"),
        issuer=raw.get("issuer", ""),
        department=raw.get("department", ""),
        deadline=raw.get("deadline"),
        annexes=tuple(_annex(key, item) for item in raw.get("annex", [])),
    )
    editions = [Edition(posted, first)]
    for edit in raw.get("edit", []):
        editions.append(Edition(moment(edit["at"]), _edited(key, editions[-1].content, edit), edit.get("note", "")))
    return Notice(
        key=key,
        source=source,
        ident=raw.get("id") or (hex_id(key) if source != "mee" else str(1140000 + int(hex_id(key)[:6], 16) % 90000)),
        columns=tuple(raw["columns"]),
        editions=tuple(editions),
        template=raw.get("template", ""),
        away=tuple(
            (moment(gap["from"]), moment(gap["until"]) if "until" in gap else None) for gap in raw.get("away", [])
        ),
        pointer=raw.get("pointer", ""),
        made=made and not raw.get("pointer"),
        made_facts=raw.get("made_facts", False),
        subject=raw.get("subject", False),
        stage=raw.get("stage", ""),
    )


def _body(raw: Raw, made: bool) -> str:
    text = raw.get("body", "").strip("\n")
    if raw.get("pointer"):
        return ""
    text = text or filler(raw["key"], raw["title"], raw.get("number", ""), raw.get("issuer", ""), raw.get("signed"))
    lines = []
    for line in text.split("\n"):
        if line.startswith("@table "):
            rows = table(line[7:].strip())
            lines += ["| " + " | ".join(cell.replace("\n", "\\n") for cell in row) + " |" for row in rows]
        else:
            lines.append(line)
    return "\n".join([*lines, MADE_LINE] if made else lines)


def _annex(key: str, raw: Raw) -> Annex:
    return Annex(raw["name"], hex_id(f"{key} {raw['name']}"), _maker(raw), raw.get("style", "link"))


def _edited(key: str, before: Content, edit: Raw) -> Content:
    title, body = before.title, before.body
    for old, new in edit.get("swap", []):
        if old not in title and old not in body:
            raise KeyError(f"'{old}' (in the edit of {edit['at']}; the notice does not hold it)")
        title, body = title.replace(old, new), body.replace(old, new)
    for row in edit.get("insert_after", []):
        body = body.replace(row[0], f"{row[0]}\n{row[1]}", 1)
    annexes = list(before.annexes)
    for raw in edit.get("annex", []):
        fresh = _annex(key, raw)
        names = [annex.name for annex in annexes]
        if fresh.name in names:
            annexes[names.index(fresh.name)] = replace(fresh, style=annexes[names.index(fresh.name)].style)
        else:
            annexes.append(fresh)
    return replace(before, title=title, body=body, annexes=tuple(annexes))


def _maker(raw: Raw) -> Callable[[], bytes]:
    if "file" in raw:
        return partial(_shipped, raw["file"])
    return partial(_built, raw["name"].rsplit(".", 1)[-1].lower(), raw["table"], raw.get("title", ""))


@cache
def _shipped(name: str) -> bytes:
    return (HERE / "files" / name).read_bytes()


@cache
def _built(extension: str, name: str, title: str) -> bytes:
    rows = table(name)
    if extension == "docx":
        return office.docx(title, [], rows)
    if extension == "zip":
        return office.zipped([(f"{title}.xlsx", office.xlsx([("Sheet1", title, rows)]))])
    if extension == "xlsx":
        return office.xlsx([("Sheet1", title, rows)])
    raise KeyError(f"no writer for .{extension}")


@cache
def table(name: str) -> tuple[tuple[str, ...], ...]:
    """The rows of `tables/NAME.csv`, the first one naming the columns."""
    text = (HERE / "tables" / f"{name}.csv").read_text("utf-8")
    return tuple(tuple(row) for row in csv.reader(io.StringIO(text)) if row)
