"""The one command. `--config`, `--data` and `--format` may stand before or after the subcommand."""

import os
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer

from crawler.lifeline import end_with_parent
from notifier.errors import NotifierError
from regwatch import commands
from regwatch.errors import ARCHIVE, DONE, IN_PART, USAGE, DoneInPart, UsageFault
from regwatch.output import Format
from regwatch.state import State
from storage.clock import NotAMoment
from storage.errors import NotFound, StorageError

# Typer brings a Click of its own and exports the leaves of its faults alone; this is their common root.
_WrongUsage: type[Exception] = next(kind for kind in typer.BadParameter.__mro__ if kind.__name__ == "ClickException")

_ANYWHERE = ("--config", "--data", "--format")
_DIFF_FORMATS = ("text", "html")


def app_for(wanted: str = "") -> typer.Typer:
    """The command with the subcommands of `wanted`'s file, or with all when it is none."""
    made = typer.Typer(
        name="regwatch",
        help="Watch China's used-power-battery rules: crawl, compare, search, check suppliers, mail digests.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
    )
    made.callback()(_options)
    commands.add_to(made, wanted)
    groups = [group.typer_instance for group in made.registered_groups]
    for command in [
        *made.registered_commands,
        *(one for group in groups if group for one in group.registered_commands),
    ]:
        command.epilog = (
            "Beside these: --data DIR, --config FILE and --format (table, json or csv; diff: text, html or json)."
        )
    return made


def _release(asked: bool) -> None:
    if asked:
        typer.echo(f"regwatch {version('regwatch')}")
        raise typer.Exit


def _options(
    context: typer.Context,
    config: Annotated[
        Path | None, typer.Option(help="Settings file (default: $REGWATCH_CONFIG, ./regwatch.toml).")
    ] = None,
    data: Annotated[Path | None, typer.Option(help="Folder of archive.db and subscribers.db.")] = None,
    form: Annotated[str, typer.Option("--format", help="table, json or csv; diff takes text, html or json.")] = "",
    release: Annotated[
        bool, typer.Option("--version", callback=_release, is_eager=True, help="Say which release this is.")
    ] = False,
) -> None:
    if form and form not in (*Format, *_DIFF_FORMATS):
        raise UsageFault(f"--format {form} is not known here; write table, json or csv (diff: text, html or json)")
    context.obj = State(config, data, form)


def __getattr__(name: str) -> typer.Typer:
    """`app`, the command with every subcommand, made when it is asked for."""
    if name != "app":
        raise AttributeError(name)
    return app_for()


def main(arguments: list[str] | None = None) -> None:
    """Run the command and end with its status: 0 done, 1 in part, 2 usage or settings, 3 archive."""
    end_with_parent()
    sys.exit(run(_hoist(sys.argv[1:] if arguments is None else arguments)))


def run(arguments: list[str]) -> int:
    try:
        app_for(_subcommand(arguments))(arguments, standalone_mode=False)
    except _WrongUsage as fault:
        return _say(_in_one_sentence(fault), USAGE)
    except (UsageFault, NotFound, NotAMoment, NotifierError) as fault:
        return _say(str(fault), USAGE)
    except StorageError as fault:
        return _say(str(fault), ARCHIVE)
    except DoneInPart as fault:
        return _say(str(fault), IN_PART)
    except typer.Abort:
        return _say("stopped before it was done", IN_PART)
    except KeyboardInterrupt:
        return _say("stopped before it was done; what was stored so far is kept", IN_PART)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    return DONE


def _subcommand(arguments: list[str]) -> str:
    """The first word that is neither an option nor the value of one that holds for every command."""
    waiting = iter(arguments)
    for argument in waiting:
        if argument in _ANYWHERE:
            next(waiting, None)
        elif not argument.startswith("-"):
            return argument
    return ""


def _in_one_sentence(fault: Exception) -> str:
    """What Click says of wrong usage, with where to look; the help text itself when no command was given."""
    said = str(getattr(fault, "format_message", lambda: fault)())
    context = getattr(fault, "ctx", None)
    # However it was started (`python -m regwatch`), it is told by its name.
    path = " ".join(["regwatch", *context.command_path.split()[_words_of_root(context) :]]) if context else "regwatch"
    if type(fault).__name__ == "NoArgsIsHelpError":
        return f"no command was given; `{path} --help` lists them"
    return f"{said.rstrip('.')}; see `{path} --help`"


def _words_of_root(context: typer.Context) -> int:
    return len(context.find_root().command_path.split())


def _say(sentence: str, status: int) -> int:
    sys.stderr.write(f"regwatch: {' '.join(sentence.split())}\n")
    return status


def _hoist(arguments: list[str]) -> list[str]:
    """Move the options that hold for every command to the front, wherever they stand; one without its value stands
    alone, lest it take the command for it."""
    front: list[str] = []
    rest: list[str] = []
    waiting = iter(arguments)
    for argument in waiting:
        name = argument.split("=", 1)[0]
        if argument == "--":
            return [*front, *rest, argument, *waiting]
        if name in _ANYWHERE:
            front.append(argument)
            if "=" not in argument:
                value = next(waiting, None)
                if value is None:
                    return [argument]
                front.append(value)
        else:
            rest.append(argument)
    return front + rest


if __name__ == "__main__":
    main()
