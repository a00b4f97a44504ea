"""SIGTERM and SIGINT: the first asks for a graceful stop, the second ends the process at once."""

import asyncio
import signal
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager, suppress
from typing import Any

_SIGNALS = (signal.SIGTERM, signal.SIGINT)


@contextmanager
def stop_signals() -> Iterator[asyncio.Event]:
    """Give an event that the first signal sets; from then on the operating system's own way holds."""
    loop = asyncio.get_running_loop()
    asked = asyncio.Event()

    def ask() -> None:
        asked.set()
        for number in _SIGNALS:
            loop.remove_signal_handler(number)
            signal.signal(number, signal.SIG_DFL)

    for number in _SIGNALS:
        loop.add_signal_handler(number, ask)
    try:
        yield asked
    finally:
        for number in _SIGNALS:
            loop.remove_signal_handler(number)


async def until_asked(asked: asyncio.Event, work: Coroutine[Any, Any, None]) -> None:
    """Do `work` until it ends, or `asked` is set, which cancels it; raises what work raises."""
    working = asyncio.ensure_future(work)
    asking = asyncio.ensure_future(asked.wait())
    try:
        await asyncio.wait({working, asking}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        asking.cancel()
        if not working.done():
            working.cancel()
    with suppress(asyncio.CancelledError):
        await working
