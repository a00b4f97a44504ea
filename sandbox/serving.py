"""Runs the sandbox's app on a loopback port, in the caller's event loop."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

App = Callable[[Any, Any, Any], Awaitable[None]]


class DroppableProtocol(H11Protocol):
    """HTTP/1.1 that lets the app cut the connection, as `scope["extensions"]["sandbox.abort"]`."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # uvicorn says the same
        """Gives every request of this connection the means to cut it."""
        super().connection_made(transport)
        inner = self.app

        async def app(scope: Any, receive: Any, send: Any) -> None:  # noqa: ANN401  ASGI's own types
            scope["extensions"] = {"sandbox.abort": transport.abort}
            await inner(scope, receive, send)

        self.app = app
        self.ended = self.loop.create_future()

    def connection_lost(self, exc: Exception | None) -> None:
        """Says that nothing is open any more."""
        super().connection_lost(exc)
        if not self.ended.done():
            self.ended.set_result(None)


@asynccontextmanager
async def serve(app: App, port: int, stop: Callable[[], None]) -> AsyncIterator[str]:
    """Serves the app on 127.0.0.1 and gives its address, such as "http://127.0.0.1:43217".

    Port 0 takes a free one; `stop` is called before the server waits for open answers, to end those
    that never would.

    Raises:
        OSError: the port is in use.
    """
    listener = _listen(port)
    config = uvicorn.Config(
        app,
        http=DroppableProtocol,
        ws="none",
        lifespan="off",
        log_config=None,
        log_level="warning",
        access_log=False,
        proxy_headers=False,
        timeout_keep_alive=75,
        timeout_graceful_shutdown=2,
        date_header=False,
        server_header=False,
    )
    server = _Server(config)
    running = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        await server.wait_started(running)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        stop()
        server.stop()
        await running
        with suppress(OSError):
            listener.close()


def _listen(port: int) -> socket.socket:
    # asyncio switches Nagle's delay off only for sockets that say they are TCP; without that every
    # answer, written in two parts, would wait 40 ms for the client's acknowledgement of the first.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", port))
        listener.listen(1024)
    except OSError:
        listener.close()
        raise
    listener.setblocking(False)
    return listener


class _Server(uvicorn.Server):
    """A uvicorn server that says when it listens, stops at once and leaves signals to its host.

    Uvicorn looks every tenth of a second whether it is to stop and what is still open, which would be most of
    the time of many a test.
    """

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self._listening = asyncio.Event()
        self._stopping = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        self._listening.set()

    async def serve(self, sockets: list[socket.socket] | None = None) -> None:
        # Without uvicorn's own handlers, Ctrl-C reaches the program that hosts the sandbox.
        await self._serve(sockets)

    async def wait_started(self, running: asyncio.Task[None]) -> None:
        """Returns when it listens; raises what kept it from it."""
        listening = asyncio.create_task(self._listening.wait())
        await asyncio.wait({running, listening}, return_when=asyncio.FIRST_COMPLETED)
        listening.cancel()
        if running.done():
            await running

    async def main_loop(self) -> None:
        await self._stopping.wait()

    def stop(self) -> None:
        """Has it take nothing more and end when what is open has ended."""
        self._stopping.set()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for server in self.servers:
            server.close()
        for listener in sockets or []:
            listener.close()
        connections = [c for c in self.server_state.connections if isinstance(c, DroppableProtocol)]
        for connection in connections:
            connection.shutdown()
        open_ = {connection.ended for connection in connections} | self.server_state.tasks
        if open_:
            await asyncio.wait(open_, timeout=self.config.timeout_graceful_shutdown)
        for task in self.server_state.tasks:
            task.cancel()
