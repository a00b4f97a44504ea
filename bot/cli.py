"""The command `hopdrinks`. What the operator has to mend ends it with one sentence per mistake and a code.

Exit codes: 0 well, also after a signal; 1 `check` found something, or an error of the program's own; 2 a
setting or an argument; 3 the token; 4 the database; 5 already running; 6 the port; 7 a file to back up to or
to restore from.
"""

import asyncio
import os
import sys
from datetime import UTC, datetime
from importlib.metadata import version as version_of
from pathlib import Path
from typing import Annotated

import typer

from bot.logs import configure_logs
from bot.mistakes import ExitCode, Mistake
from bot.settings import Settings, SettingsError, load_settings

app = typer.Typer(
    name="hopdrinks",
    help="A Telegram bot that organises Hopdrinks.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    epilog="Exit codes: 0 well, also after Ctrl-C or SIGTERM; 1 check found something, or an error of the"
    " program itself; 2 a setting or argument; 3 the token; 4 the database; 5 already running; 6 the port;"
    " 7 a file to back up to or to restore from.",
)


def main() -> None:
    """Run the command line; the entry point."""
    os.umask(0o077)  # the database and its copies hold members' names: they are their owner's alone
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a terminal without ✓ must not end a command
    try:
        app()
    except SettingsError as error:
        typer.echo(str(error), err=True)
        sys.exit(ExitCode.SETTINGS)
    except Mistake as mistake:
        typer.echo(str(mistake), err=True)
        sys.exit(mistake.code)


# Each command imports what it needs itself: `version` and a mistyped setting need not wait for the program.


@app.command()
def demo(
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="Port on 127.0.0.1; 0 takes a free one.")
    ] = 8080,
    no_open: Annotated[bool, typer.Option("--no-open", help="Do not open the browser.")] = False,
    keep: Annotated[bool, typer.Option("--keep", help="Keep the database in ./hopdrinks-demo.db.")] = False,
    empty: Annotated[bool, typer.Option("--empty", help="Begin with nothing but the people.")] = False,
    verbose: Annotated[bool, typer.Option("--verbose", help="Show what the bot logs.")] = False,
    second_ok_from: Annotated[
        int,
        typer.Option(
            min=1,
            envvar="HOPDRINKS_SECOND_OK_FROM",
            help="A broadcast to so many needs a second person's OK.",
        ),
    ] = 1_000,
) -> None:
    """Play everybody in a browser, without Telegram.

    An organiser, two members and a representative, side by side; the page's clock can be moved.
    """
    from bot.demo import DemoOptions
    from bot.demo import demo as play

    configure_logs("INFO" if verbose else "WARNING", "console")
    options = DemoOptions(
        port=port, open_browser=not no_open, keep=keep, empty=empty, second_ok_from=second_ok_from
    )
    asyncio.run(play(options))


@app.command()
def run() -> None:
    """Run the bot until it is stopped."""
    settings = _settings()
    from bot.start_up import run as run_bot

    asyncio.run(run_bot(settings))


@app.command()
def migrate() -> None:
    """Bring the database up to date; run does so itself."""
    settings = _settings()
    from bot.ready_database import migrate_now

    typer.echo(asyncio.run(migrate_now(settings)))


@app.command()
def backup(
    file: Annotated[Path, typer.Argument(help="The copy to write; it must not be there yet.")],
) -> None:
    """Copy the SQLite database; the bot may run.

    The copy is verified before it counts, and readable by its owner alone.
    """
    settings = _settings()
    from bot.backup import back_up

    back_up(settings, file)
    typer.echo(
        f"The copy is in {file}, verified. It holds members' names: keep it as carefully as the original."
    )


@app.command()
def restore(file: Annotated[Path, typer.Argument(help="A copy that `backup` or a migration wrote.")]) -> None:
    """Put a copy in the database's place; stop the bot first.

    The copy is verified, and what it replaces is kept beside it.
    """
    settings = _settings()
    from bot.backup import restore as put_in_place

    kept = asyncio.run(put_in_place(settings, file, datetime.now(UTC)))
    typer.echo(f"{file} is in place.")
    if kept is not None:
        typer.echo(f"What was there is kept in {kept}.")


@app.command()
def check() -> None:
    """Try what the bot needs, and say what to mend.

    Settings, database, time zone, token, and the bot's rights in its chats; the bot may run meanwhile.
    """
    settings = _settings()
    from bot.check import check_all

    found = asyncio.run(check_all(settings))
    for finding in found:
        typer.echo(str(finding))
    if not all(finding.well for finding in found):
        raise typer.Exit(ExitCode.FAILED)


@app.command()
def version() -> None:
    """Say which version this is."""
    typer.echo(version_of("hopdrinks-concierge"))


def _settings() -> Settings:
    settings = load_settings()
    configure_logs(settings.log_level, settings.log_format, settings.secrets())
    return settings
