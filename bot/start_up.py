"""From the settings to a running program, and to its end."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog
from sqlalchemy.exc import DBAPIError

from bot.mistakes import ExitCode, Mistake
from bot.preparation import TokenRefusedError
from bot.program import Program
from bot.ready_database import ready_database, reason_of, unusable
from bot.settings import Settings
from bot.signals import stop_signals, until_asked

log = structlog.get_logger()

#: The whole of a graceful stop; what is under way gets most of it.
_STOP_SECONDS = 7.5


async def run(settings: Settings) -> None:
    """Run the bot until SIGTERM or SIGINT; returns after a graceful stop.

    Raises:
        Mistake: the database cannot be used, or Telegram does not know the token.
        SettingsError: there is no token.
    """
    settings.token()
    async with ready_database(settings):
        await serve(Program(settings))


async def serve(program: Program, beside: Callable[[Program], Awaitable[None]] | None = None) -> None:
    """Start a program, wait for a signal or for its end, and stop it within eight seconds.

    Args:
        program: not started yet.
        beside: what else to do while it runs, once it is ready.

    Raises:
        Mistake: Telegram does not know the token.
    """
    with stop_signals() as asked:
        try:
            await until_asked(asked, _live(program, beside))
            if asked.is_set():
                log.info("stopping once what is under way is done; a second signal stops it at once")
        except TokenRefusedError as error:
            raise refused_token(error) from None
        except DBAPIError as error:
            # The loops wait for a database that refuses them; at the start nothing is there yet to wait.
            raise unusable(
                f"it cannot be written ({reason_of(error)}).", "See its disk and its rights."
            ) from None
        finally:
            await _stop(program)


async def _stop(program: Program) -> None:
    try:
        async with asyncio.timeout(_STOP_SECONDS):
            await program.stop()
    except TimeoutError:
        log.warning("not everything under way could be finished; the next start looks after it")
    except DBAPIError as error:
        log.error(
            "what was under way could not be recorded; the next start looks after it", error=str(error.orig)
        )


async def _live(program: Program, beside: Callable[[Program], Awaitable[None]] | None) -> None:
    await program.start()
    if beside is None:
        await program.wait()
    else:
        await asyncio.gather(program.wait(), beside(program))


def refused_token(error: TokenRefusedError) -> Mistake:
    """Say what a refused token means to whoever runs the bot."""
    return Mistake(
        "HOPDRINKS_BOT_TOKEN",
        f"Telegram does not accept it ({error}).",
        "Copy it anew from @BotFather (/mybots, then API Token), and check HOPDRINKS_BOT_API_URL.",
        ExitCode.TOKEN,
    )
