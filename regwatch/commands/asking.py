"""`changes`, `show`, `search`: on-demand questions to the archive."""

from typing import Annotated, Any

import typer

from regwatch.commands.arguments import (
    in_order,
    known_channel,
    known_province,
    known_source,
    known_subject,
    known_topic,
    moment_or_none,
    or_in_chinese,
    state_of,
)
from regwatch.errors import UsageFault
from regwatch.notice_pages import print_notice
from regwatch.output import Format, print_json, print_records
from regwatch.translations import added, english_of, with_english
from storage.queries import changes as change_queries
from storage.queries import notices
from storage.queries.search import facets, reading_of
from storage.queries.search import search as search_notices
from storage.vocabulary import STAGES

KINDS = ("published", "edited", "withdrawn", "restored")
_CHANGE_COLUMNS = ("id", "observed_at", "kind", "source", "channel", "title", "topics", "notice", "edits")
_SEARCH_COLUMNS = ("id", "published_on", "title", "passage")


def add_to(app: typer.Typer) -> None:
    app.command()(changes)
    app.command()(show)
    app.command()(search)


def changes(
    context: typer.Context,
    since: Annotated[str, typer.Option(help="From this moment on (a date or a time).")] = "",
    until: Annotated[str, typer.Option(help="Up to, and without, this moment.")] = "",
    source: Annotated[str, typer.Option(help="One source: miit, samr, mee.")] = "",
    channel: Annotated[str, typer.Option(help="One channel: wjfb or miit/wjfb.")] = "",
    topic: Annotated[str, typer.Option(help="One topic, as in list_publication.")] = "",
    province: Annotated[str, typer.Option(help="One province: 广东, Guangdong or 44.")] = "",
    kind: Annotated[str, typer.Option(help="published, edited, withdrawn or restored.")] = "",
    query: Annotated[str, typer.Option(help="Words that the title or the edits must hold.")] = "",
    any_subject: Annotated[bool, typer.Option("--any-subject", help="Also what is not on the subject.")] = False,
    subject: Annotated[str, typer.Option(help="One of the subjects that the settings watch, by its key.")] = "",
) -> None:
    """What changed, oldest first. A window takes its first moment and leaves out its last."""
    state = state_of(context)
    db = state.archive()
    if kind and kind not in KINDS:
        raise UsageFault(f"there is no kind of change '{kind}'; the kinds are {', '.join(KINDS)}")
    first, last = in_order(moment_or_none(since), moment_or_none(until))
    wanted = change_queries.ChangeFilter(
        since=first,
        until=last,
        source=known_source(source),
        channel=known_channel(channel),
        topic=known_topic(topic),
        province=known_province(province),
        kind=kind,
        query=query,
        any_subject=any_subject,
        subject=known_subject(subject),
    )
    found = change_queries.changes(db, wanted)
    if state.format is Format.json:
        print_json(with_english(found, state.settings))
        return
    rows = [
        {
            "id": change["id"],
            "observed_at": change["observed_at"],
            "kind": change["kind"],
            "source": change["notice"]["source"],
            "channel": change["notice"]["channel"],
            "title": change["notice"]["title"],
            "topics": change["notice"]["topics"],
            "notice": change["notice"]["id"],
            "edits": "\n".join(_short(edit["where"], edit["before"], edit["after"]) for edit in change["edits"][:6]),
            "url": change["notice"]["url"],
        }
        for change in found
    ]
    nothing = f"no change matches; try --any-subject or a wider window{or_in_chinese(query)}"
    print_records(rows, _CHANGE_COLUMNS, state.format, empty=nothing)


def _short(where: str, before: str, after: str) -> str:
    return f"{where}: {before[:60]} → {after[:60]}"


def show(
    context: typer.Context,
    notice: Annotated[str, typer.Argument(help="A notice's id or any of its addresses.")],
    as_of: Annotated[str, typer.Option("--as-of", help="As it was at this moment.")] = "",
) -> None:
    """One notice whole: facts, text, tables, attachments, versions."""
    state = state_of(context)
    shown = notices.show(state.archive(), notice, moment_or_none(as_of, end_of_day=True))
    if state.format is Format.json:
        print_json(added(shown, english_of(shown["title"], (), state.settings)))
    elif state.format is Format.csv:
        print_records([shown], tuple(shown), Format.csv, empty="")
    else:
        print_notice(shown)


def search(
    context: typer.Context,
    query: Annotated[
        str,
        typer.Argument(
            help='Words (all must stand there), "phrases", OR, NOT or -word (after --), parentheses; filters as '
            "source:miit topic:standard province:Guangdong stage:issued since:2026-04 until:2026-07."
        ),
    ],
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many at most.")] = 50,
    as_of: Annotated[str, typer.Option("--as-of", help="As the archive knew them at this moment.")] = "",
    source: Annotated[str, typer.Option(help="One source: miit, samr, mee.")] = "",
    topic: Annotated[str, typer.Option(help="One topic, as in list_publication.")] = "",
    province: Annotated[str, typer.Option(help="One province: 广东, Guangdong or 44.")] = "",
    stage: Annotated[str, typer.Option(help="One stage, as in consultation.")] = "",
    since: Annotated[str, typer.Option(help="Published on this day or later.")] = "",
    until: Annotated[str, typer.Option(help="Published before this day.")] = "",
    counts: Annotated[bool, typer.Option("--facets", help="Count the hits by source, topic, province, year.")] = False,
) -> None:
    """Notices that the query finds, titles before texts and the newest first, with the matching passage."""
    state = state_of(context)
    if not query.strip():
        raise UsageFault("there is nothing to search for; write the words, as in `regwatch search 梯次利用`")
    in_order(moment_or_none(since), moment_or_none(until))
    wanted = reading_of(
        query,
        source=known_source(source),
        topic=known_topic(topic),
        province=known_province(province),
        stage=_known_stage(stage),
        since=_day(since),
        until=_day(until),
    )
    for note in wanted.notes:
        typer.echo(f"regwatch: {note}", err=True)
    moment = moment_or_none(as_of, end_of_day=True)
    if counts:
        _print_facets(dict(facets(state.archive(searching=True), wanted, moment)), state.format, query)
        return
    found = search_notices(state.archive(searching=True), wanted, limit, moment)
    print_records(found, _SEARCH_COLUMNS, state.format, empty=_nothing(query))


def _nothing(query: str) -> str:
    return f"nothing in the archive holds '{query}'{or_in_chinese(query)}"


def _print_facets(counts: dict[str, Any], form: Format, query: str) -> None:
    """As JSON what `/api/search/facets` answers; else a row for each value, the commonest first."""
    if form is Format.json:
        print_json(counts)
        return
    by = [(kind, values) for kind, values in counts.items() if isinstance(values, dict)]
    rows = [{"by": kind, "value": value, "hits": hits} for kind, values in by for value, hits in values.items()]
    print_records(rows, ("by", "value", "hits"), form, empty=_nothing(query))


def _known_stage(key: str) -> str:
    if key and key not in STAGES:
        raise UsageFault(f"there is no stage '{key}'; the stages are {', '.join(STAGES)}")
    return key


def _day(text: str) -> str:
    moment = moment_or_none(text)
    return moment.date().isoformat() if moment else ""
