"""`read` and `explain`: what Regwatch understands of local documents and titles, and why."""

import json
import sys
from typing import Annotated, Any

import typer

from crawler.attachments import kinds
from regwatch.commands.arguments import state_of
from regwatch.document_facts import Understood
from regwatch.document_pages import print_document
from regwatch.document_shapes import document_shape
from regwatch.documents import understand, unreadable
from regwatch.errors import DoneInPart, UsageFault
from regwatch.explaining import explain_notice, explain_title, names_notice
from regwatch.lines import read_lines
from regwatch.local_files import MOST_BYTES, NotRead, bytes_of, check_names, shown_name
from regwatch.output import Format, print_json, print_records
from regwatch.progress import say
from storage.penalties import fine_in_words

_FILE_COLUMNS = ("file", "title", "doc_number", "issuers", "stage", "topics", "on_subject", "province", "readable")
_LINE_COLUMNS = ("line", "title", "doc_number", "issuers", "stage", "topics", "on_subject", "province", "fines")
_REASON_COLUMNS = ("answer", "rule", "words", "profile")
_NO_LINES = frozenset({kinds.TEXT, kinds.EMPTY, kinds.HTML, kinds.XML, kinds.MHTML})


def add_to(app: typer.Typer) -> None:
    app.command()(read)
    app.command()(explain)


def read(
    context: typer.Context,
    files: Annotated[
        list[str] | None, typer.Argument(metavar="FILE…|-", help="Files, or - for standard input.")
    ] = None,
    lines: Annotated[
        bool, typer.Option("--lines", help="Each line of the file is a title, or a title, a tab and its issuer.")
    ] = False,
) -> None:
    """What Regwatch understands of local documents (pages, pdf, Word, Excel, OFD, zip …) or of single titles.

    JSON is one object for one file, and a list for several files or for --lines. Status 1 when a file was not read.
    """
    state = state_of(context)
    _ = state.settings  # which subjects are watched
    names = files or []
    check_names(names)
    form = state.format
    if lines:
        _read_titles(names, form)
    else:
        _read_documents(names, form)


def _read_documents(names: list[str], form: Format) -> None:
    answers: list[dict[str, Any]] = []
    for number, name in enumerate(names, 1):
        if len(names) > 1:
            say(f"reading {number} of {len(names)}: {shown_name(name)}")
        answers.append(document_shape(_understood(name), shown_name(name)))
    if form is Format.json:
        print_json(answers[0] if len(answers) == 1 else answers)
    elif form is Format.csv or len(answers) > 1:
        print_records(answers, _FILE_COLUMNS, form, empty="")
    else:
        print_document(answers[0])
    faults = [_fault(answer) for answer in answers if not answer["readable"]]
    if faults:
        raise DoneInPart(f"{len(faults)} of {len(answers)} files could not be read: {'; '.join(faults[:5])}")


def _understood(name: str) -> Understood:
    shown = shown_name(name)
    try:
        data = bytes_of(name)
    except NotRead as fault:
        return unreadable(shown, str(fault))
    return understand(data, shown)


def _fault(answer: dict[str, Any]) -> str:
    return answer["warnings"][0] if answer["warnings"] else f"{answer['file']} is unreadable"


def _read_titles(names: list[str], form: Format) -> None:
    answers: list[dict[str, Any]] = []
    faults: list[str] = []
    for name in names:
        try:
            found = _titles_of(name)
        except NotRead as fault:
            faults.append(f"{shown_name(name)} {fault}")
            continue
        answers += [{**answer, "file": shown_name(name)} for answer in found] if len(names) > 1 else found
    if form is Format.json:
        _print_list(answers)
    else:
        rows = [{**answer, "fines": _fines(answer)} for answer in answers]
        print_records(rows, _LINE_COLUMNS, form, empty="there is no line in it")
    if faults:
        raise DoneInPart(f"{len(faults)} of {len(names)} files could not be read: {'; '.join(faults[:5])}")


def _print_list(answers: list[dict[str, Any]]) -> None:
    """One JSON list with one answer on each line, so that it can be laid beside the lines that were read."""
    inside = ",\n".join(json.dumps(answer, ensure_ascii=False) for answer in answers)
    sys.stdout.write(f"[\n{inside}\n]\n" if answers else "[]\n")
    sys.stdout.flush()


def _titles_of(name: str) -> list[dict[str, Any]]:
    """Raises NotRead, also for what is no text."""
    data = bytes_of(name)
    if len(data) > MOST_BYTES:
        raise NotRead(f"is larger than {MOST_BYTES >> 20} MB and was not read; split it")
    kind = kinds.kind_of(data)
    if kind not in _NO_LINES:
        raise NotRead(f"holds no lines of text ({kinds.NAMES.get(kind, kind)}); leave out --lines to read it whole")
    return list(read_lines(data))


def _fines(answer: dict[str, Any]) -> str:
    return "; ".join(fine_in_words(rule["fine"]) for rule in answer["penalties"])


def explain(
    context: typer.Context,
    what: Annotated[str, typer.Argument(metavar="TITLE|NOTICE", help="A title, or a notice's id or address.")],
    issuer: Annotated[str, typer.Option(help="Who issued it, where the title does not say.")] = "",
) -> None:
    """Which rule gave each answer about a title or a stored notice, and on which words."""
    state = state_of(context)
    text = what.strip()
    if not text:
        raise UsageFault("the title is empty; write it in quotes, as in regwatch explain '关于…的通知'")
    if names_notice(text):
        if issuer:
            raise UsageFault("--issuer goes with a title; a stored notice has its own issuers")
        answer = explain_notice(state.archive(), text)
    else:
        _ = state.settings  # which subjects are watched
        answer = explain_title(text, issuer)
    if state.format is Format.json:
        print_json(answer)
        return
    if state.format is Format.table:
        typer.echo(answer["title"])
    print_records(answer["reasons"], _REASON_COLUMNS, state.format, empty="nothing was decided")
