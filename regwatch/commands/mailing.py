"""`subscribe`, `subscriptions`, `unsubscribe`, `digest`: who hears of what, and the mails themselves."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from crawler.sources import SOURCES
from notifier.addresses import clean_address
from notifier.archive_source import archive_of
from notifier.channels.targets import any_channel
from notifier.digests import DigestResult, run_digest
from notifier.errors import BadMailSettings
from notifier.filter_previews import FilterPreview, preview_filter
from notifier.outbox import flush
from notifier.previews import preview_digest, write_digest
from notifier.run_windows import HOURS
from notifier.subscription_rows import list_subscriptions
from notifier.subscriptions import subscribe as store_subscription
from notifier.subscriptions import unsubscribe as end_subscription
from notifier.translation.cached import translated
from notifier.translation.engines import engine_name
from notifier.windows import known_frequency
from notifier.wishes import DECLARED, Subscription, wish
from regwatch.commands.arguments import known_province, moment_or_none, now_or, state_of
from regwatch.commands.recipients import recipient
from regwatch.errors import DoneInPart, UsageFault
from regwatch.mails import subscribers
from regwatch.output import Format, print_json, print_records
from regwatch.progress import say
from regwatch.settings import Settings
from storage.archive import ARCHIVE_NAME, open_archive
from storage.clock import now
from storage.database import Database
from storage.health import observe_service
from storage.queries.registers import register_keys
from storage.supplier_files import SupplierFileError, read_suppliers

_COLUMNS = (
    "id",
    "channel",
    "email",
    "frequency",
    "state",
    "topics",
    "sources",
    "provinces",
    "registers",
    "query",
    "watch",
    "language",
)

_PREVIEW_COLUMNS = ("observed_at", "kind", "title", "topics", "province", "watched")


def add_to(app: typer.Typer) -> None:
    app.command()(subscribe)
    app.command()(subscriptions)
    app.command()(unsubscribe)
    app.command()(digest)


def subscribe(
    context: typer.Context,
    frequency: Annotated[str, typer.Option(help="immediate, daily or weekly.")],
    email: Annotated[str, typer.Argument(help="Where the mail goes (not with --webhook or --channel).")] = "",
    topic: Annotated[list[str] | None, typer.Option(help="Only this topic (may be repeated).")] = None,
    source: Annotated[list[str] | None, typer.Option(help="Only this source (may be repeated).")] = None,
    province: Annotated[list[str] | None, typer.Option(help="Only this province (may be repeated).")] = None,
    register: Annotated[
        list[str] | None, typer.Option(help="Only what moves this official list (may be repeated).")
    ] = None,
    query: Annotated[str, typer.Option(help="Only what holds these words.")] = "",
    watch: Annotated[Path | None, typer.Option(help="A CSV or XLSX of suppliers to watch.")] = None,
    column: Annotated[str, typer.Option(help="The column of that file that holds the names.")] = "",
    language: Annotated[str, typer.Option(help="Labels in en, zh or both.")] = "en",
    confirmed: Annotated[
        bool, typer.Option("--confirmed", help="The reader has agreed; no confirmation mail.")
    ] = False,
    any_subject: Annotated[bool, typer.Option("--any-subject", help="Also what is not on the subject.")] = False,
    all_quiet: Annotated[
        bool, typer.Option("--all-quiet", help="Write also when nothing changed, as a proof.")
    ] = False,
    day: Annotated[str, typer.Option(help="Day of the weekly digest: monday to sunday.")] = "",
    hour: Annotated[int | None, typer.Option(help="Hour of the daily or weekly digest: 0 to 23.")] = None,
    zone: Annotated[str, typer.Option(help="Time zone of day and hours, such as Europe/Berlin.")] = "",
    quiet: Annotated[str, typer.Option(help="Hours in which nothing is sent, such as 22-7.")] = "",
    webhook: Annotated[str, typer.Option(help="Post signed JSON to this https address instead of mailing.")] = "",
    channel: Annotated[
        str,
        typer.Option(help="Write to a chat instead: wecom:KEY, dingtalk:TOKEN, feishu:TOKEN, slack:URL, teams:URL."),
    ] = "",
    secret_file: Annotated[
        Path | None, typer.Option(help="A file with the signing secret of the webhook or channel.")
    ] = None,
    preview: Annotated[
        bool, typer.Option("--preview", help="Show what the filter would have brought in 90 days; store nothing.")
    ] = False,
    at: Annotated[str, typer.Option("--now", help="The moment from which a preview looks back.")] = "",
) -> None:
    """Subscribe an address. Without --confirmed it sleeps until the mailed link is followed."""
    state = state_of(context)
    names, file_name = _watched(watch, column)
    wanted = wish(
        frequency,
        topics=topic or [],
        sources=source or [],
        provinces=[known_province(name) for name in province or []],
        registers=register or [],
        query=query,
        watch=names,
        watch_file=file_name,
        language=language,
        any_subject=any_subject,
        all_quiet=all_quiet,
        day=day,
        hour=hour,
        zone=zone,
        quiet=quiet,
        known_sources=list(SOURCES),
        known_registers=_known_registers(state.settings) if register else DECLARED,
    )
    to = recipient(email, webhook, channel, secret_file, state.settings)
    if isinstance(to, str):
        clean_address(to)
    if preview:
        found = preview_filter(archive_of(open_archive(state.settings.data)), wanted, now_or(at))
        _print_preview(found, state.format)
        return
    db = subscribers(state.settings)
    stored = store_subscription(db, to, wanted, confirmed=confirmed, now=now())
    _print_one(stored, state.format)
    if not confirmed and stored["channel"] == "mail":
        _send_confirmation(state.settings)


def _watched(file: Path | None, column: str) -> tuple[list[str], str]:
    if file is None:
        return [], ""
    try:
        return [supplier.name for supplier in read_suppliers(file, column or None).suppliers], file.name
    except SupplierFileError as fault:
        raise UsageFault(str(fault)) from None


def _send_confirmation(settings: Settings) -> None:
    if not settings.mail.transport:
        say("the confirmation mail waits: set mail.transport in regwatch.toml, or subscribe with --confirmed")
        return
    tally = flush(subscribers(settings), settings.mail, now())
    if tally.faults:
        raise DoneInPart(f"the confirmation mail waits to be sent again: {tally.faults[0]}")


def _print_one(subscription: Subscription, form: Format) -> None:
    if form is Format.json:
        print_json(subscription)
    else:
        print_records([subscription], _COLUMNS, form, empty="")


def _print_preview(found: FilterPreview, form: Format) -> None:
    if form is Format.json:
        print_json(found)
        return
    say(f"{found['count']} changes in {found['mails']} mails since {found['since'][:10]}")
    print_records(found["changes"], _PREVIEW_COLUMNS, form, empty="nothing of the last 90 days passes this filter")


def subscriptions(context: typer.Context) -> None:
    """Who is subscribed to what."""
    state = state_of(context)
    found = list_subscriptions(subscribers(state.settings))
    print_records(found, _COLUMNS, state.format, empty="nobody is subscribed yet")


def unsubscribe(
    context: typer.Context,
    who: Annotated[str, typer.Argument(metavar="EMAIL|ID", help="An address (all of its subscriptions) or one id.")],
) -> None:
    """End one subscription, or all of an address."""
    state = state_of(context)
    ended = end_subscription(subscribers(state.settings), who, now())
    print_records(ended, _COLUMNS, state.format, empty="nothing was subscribed")


def digest(
    context: typer.Context,
    frequency: Annotated[str, typer.Argument(help="immediate, daily or weekly.")],
    until: Annotated[str, typer.Option(help="Where the window ends (default: the newest completed one).")] = "",
    at: Annotated[str, typer.Option("--now", help="Stamp the mails with this time.")] = "",
    preview: Annotated[bool, typer.Option("--preview", help="Show what would go; nothing is stored or sent.")] = False,
    out: Annotated[Path | None, typer.Option("--out", help="Write one .eml a reader into this folder.")] = None,
    send: Annotated[bool, typer.Option("--send", help="Send by mail.transport; a window is sent once.")] = False,
    hours: Annotated[
        str, typer.Option(help="all; common: readers without hours of their own; own: those whose window ends then.")
    ] = "all",
) -> None:
    """Make the digests of one window: show them, write them to files, or send them."""
    state = state_of(context)
    if sum([preview, out is not None, send]) != 1:
        raise UsageFault("say what to do with the digests: one of --preview, --out DIR or --send")
    chosen = next((known for known in HOURS if known == hours), None)
    if chosen is None:
        raise UsageFault(f"--hours {hours[:20]} is not known; write one of {', '.join(HOURS)}")
    settings = state.settings
    moment = now_or(at)
    if at and not until and known_frequency(frequency) != "immediate":
        say(f"window: the newest completed one at {moment.isoformat()}")
    public = open_archive(settings.data)
    archive = replace(
        archive_of(public),
        translate=translating(settings, public, moment),
        engine=engine_name(settings.mail.translation),
    )
    db = subscribers(settings)
    wanted = known_frequency(frequency)
    end = moment_or_none(until)
    mail = settings.mail
    if send:
        if not settings.mail.transport and not any_channel(db):
            raise BadMailSettings("mail.transport is not set; add it to regwatch.toml, or write files with --out DIR")
        result = run_digest(db, wanted, archive=archive, settings=mail, now=moment, until=end, hours=chosen)
    elif out is not None:
        try:
            result = write_digest(db, wanted, out, archive=archive, settings=mail, now=moment, until=end)
        except OSError as error:
            raise UsageFault(f"{out} cannot be written ({error.strerror or error}); name a writable folder") from None
    else:
        result, previews = preview_digest(db, wanted, archive=archive, settings=mail, now=moment, until=end)
        if state.format is not Format.json:
            for one in previews:
                typer.echo(f"To: {one.email}\nSubject: {one.subject}\n\n{one.text}\n{'─' * 72}")
    _print_result(result, state.format)


def _known_registers(settings: Settings) -> list[str]:
    """The declared ones, and those that the archive has met under another name."""
    if not (settings.data / ARCHIVE_NAME).exists():
        return list(DECLARED)
    db = open_archive(settings.data, readonly=True)
    try:
        return sorted({*DECLARED, *register_keys(db)})
    finally:
        db.close()


def translating(
    settings: Settings, archive: Database, at: datetime
) -> Callable[[Sequence[str]], Mapping[str, str]] | None:
    """What digests ask for a machine's English. A fault of the engine holds nothing up; it is told here and stays among
    the findings until the engine answers again."""
    if settings.mail.translation.engine == "none":
        return None

    def english(texts: Sequence[str]) -> Mapping[str, str]:
        made = translated(texts, settings.mail.translation, settings.data, at)
        if made.warning:
            say(f"translation: {made.warning}")
        if made.fault or made.answered:
            observe_service(archive, "translation", made.fault, at)
        return made.texts

    return english


def _print_result(result: DigestResult, form: Format) -> None:
    faults = result.get("faults", [])
    if form is Format.json:
        print_json(result)
    else:
        window = result["window"]
        row = {
            "from": window["from"],
            **{key: value for key, value in result.items() if key not in ("window", "windows", "faults")},
        }
        row["until"] = window["until"]
        columns = ("from", "until", "due", "sent", "skipped_empty", "deferred", "failed")
        print_records([row], columns, form, empty="")
    waiting = result["deferred"] - result.get("held", 0)
    if result["failed"] or waiting:
        raise DoneInPart(f"{waiting} mails wait, {result['failed']} failed: {'; '.join(faults[:3])}")
