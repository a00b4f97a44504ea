"""`hopdrinks demo`: the sandbox and the bot in one process, with people ready to act."""

import asyncio
import errno
import os
import socket
import sys
import tempfile
import webbrowser
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import typer
from pydantic import SecretStr

from bot.clock import Clock
from bot.demo_clock import DemoClock
from bot.demo_crowd import Crowd, come_alive, follow_city, gather_crowd
from bot.demo_people import gather, go_on, prepare_city
from bot.mistakes import ExitCode, Mistake
from bot.pacing import ChatPace
from bot.program import Program
from bot.ready_database import ready_database
from bot.settings import Settings
from bot.start_up import serve
from sandbox import Sandbox

#: The sandbox's own; it opens nothing anywhere else.
_TOKEN = "100000001:Demo-Token-Of-The-Sandbox-Not-Telegram"  # noqa: S105 - see above
_KEPT_FILE = Path("hopdrinks-demo.db")
_POLL_SECONDS = 20
#: The sandbox limits nothing, and one visitor is everybody: nobody shall wait for a busy group's turn.
_PACE = ChatPace(private=(5.0, 20.0), group=(5.0, 20.0), posting_seconds=1.0)
#: Seconds until late in 2023, when nobody had played yet; ids stay below 2^31 until 2030.
_LONG_AGO = 1_700_000_000
_IDS_PER_SECOND = 10


@dataclass(frozen=True)
class DemoOptions:
    """What the command line asks for.

    Attributes:
        port: on 127.0.0.1; 0 takes a free one.
        open_browser: open the page.
        keep: keep the database in the working directory, and go on with it next time.
        empty: begin with nothing but the people.
        second_ok_from: a broadcast to so many needs a second person's OK.
    """

    port: int = 8080
    open_browser: bool = True
    keep: bool = False
    empty: bool = False
    second_ok_from: int = 1_000


async def demo(options: DemoOptions) -> None:
    """Serve the demo until SIGINT or SIGTERM.

    Raises:
        Mistake: the port is taken, or the kept database cannot be used.
    """
    clock = Clock()
    demo_clock = DemoClock(clock, Settings().time_zone)
    sandbox = Sandbox(clock=demo_clock, first_id=_fresh_id(clock) if options.keep else 1)
    sandbox.add_bot(
        token=_TOKEN,
        first_name="Hopdrinks",
        username="hopdrinks_bot",
        supports_inline_queries=True,
        inline_feedback=True,
    )
    cast = gather(sandbox, empty=options.empty)
    crowd = gather_crowd(sandbox, cast)
    with _database_file(keep=options.keep) as file:
        async with _served(sandbox, options.port) as address:
            calendars = f"127.0.0.1:{_free_port()}"
            settings = Settings(
                bot_token=SecretStr(_TOKEN),
                bot_api_url=address,
                public_url=f"http://{calendars}",
                listen=calendars,
                webhook_secret=None,
                database_url=f"sqlite+aiosqlite:///{file}",
                owner_ids=(cast.organiser.id,) if options.empty else (),
                second_ok_from=options.second_ok_from,
                staff_chat_id=None if cast.staff is None else cast.staff.id,
            )
            async with _ready(settings, keep=options.keep):
                program = Program(settings, clock=clock, poll_seconds=_POLL_SECONDS, chat_pace=_PACE)
                is_new = await go_on(program.database, sandbox, clock)
                demo_clock.begin_by_day()
                await prepare_city(program.database, settings, cast, clock.now())
                show = partial(_show, options, address, demo_clock, sandbox, crowd if is_new else None)
                await serve(program, beside=show)


async def _show(
    options: DemoOptions,
    address: str,
    demo_clock: DemoClock,
    sandbox: Sandbox,
    crowd: Crowd | None,
    program: Program,
) -> None:
    """Say where the demo is, open it, and keep the buttons of its clock up to date."""
    first = "/start" if options.empty else "/newevent"
    typer.echo(f"Hopdrinks demo: {address}")
    typer.echo(
        f"Press Start in each column. As Camille, send {first}; answer as Inès and Sam; move the clock."
    )
    sys.stdout.flush()
    if options.open_browser and _has_screen():
        await asyncio.to_thread(webbrowser.open, address)
    if program.parts is None:
        return
    follow = partial(demo_clock.follow, sandbox, program.database, program.parts.sweeper)
    if crowd is None:
        await follow()
        return
    await follow_city(program.database, sandbox, program.settings, crowd, program.clock.now())
    await asyncio.gather(follow(), come_alive(crowd))


@asynccontextmanager
async def _ready(settings: Settings, *, keep: bool) -> AsyncIterator[None]:
    async with AsyncExitStack() as stack:
        try:
            await stack.enter_async_context(ready_database(settings))
        except Mistake as mistake:
            if not keep:
                raise
            mend = "End that demo" if mistake.code is ExitCode.RUNNING else f"Remove {_KEPT_FILE}"
            raise Mistake("--keep", mistake.wrong, f"{mend}, or leave --keep out.", mistake.code) from None
        yield


def _free_port() -> int:
    """Give a port nobody listens on, for the calendars to subscribe to."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def _fresh_id(clock: Clock) -> int:
    """Give an id above all of an earlier demo, in which fewer messages were written than there are ids.

    The crowd writes a dozen as it begins: whoever goes on a few seconds later needs several a second.
    """
    return int((clock.now().timestamp() - _LONG_AGO) * _IDS_PER_SECOND)


@contextmanager
def _database_file(*, keep: bool) -> Iterator[Path]:
    if keep:
        yield _KEPT_FILE
        return
    with tempfile.TemporaryDirectory(prefix="hopdrinks-demo-", ignore_cleanup_errors=True) as directory:
        yield Path(directory) / "hopdrinks.db"


@asynccontextmanager
async def _served(sandbox: Sandbox, port: int) -> AsyncIterator[str]:
    async with AsyncExitStack() as stack:
        try:
            address = await stack.enter_async_context(sandbox.serve(port))
        except OSError as error:
            taken = error.errno == errno.EADDRINUSE
            raise Mistake(
                "--port",
                f"port {port} is already in use."
                if taken
                else f"port {port} cannot be used ({error.strerror}).",
                "Name another one, such as --port 8081, or --port 0 for any that is free.",
                ExitCode.PORT,
            ) from None
        yield address


def _has_screen() -> bool:
    """Tell whether a browser can show itself; without a screen a text browser would take the terminal."""
    return sys.platform != "linux" or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
