"""The program's own web server: health, calendars to subscribe to, and updates where a webhook is set.

It speaks plain HTTP, on loopback unless told otherwise: TLS is the business of the server in front of it.
"""

import asyncio
import errno
import socket
from collections.abc import Awaitable, Callable

import uvicorn
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.feeds import Feeds
from bot.mistakes import ExitCode, Mistake
from bot.webhook import WEBHOOK_PATH, Entrance
from storage.database import Database

HEALTH_PATH = "/healthz"
_DATABASE_SECONDS = 2.0
_LAST_ANSWERS_SECONDS = 1

Handler = Callable[[Request], Awaitable[Response]]


class Health:
    """Tells whether the program is well: what it lives on answers, and every loop runs."""

    def __init__(self, database: Database, is_live: Callable[[], bool]) -> None:
        self._database = database
        self._is_live = is_live

    async def tell(self, _: Request) -> Response:
        """Answer 200 where it is well, 503 otherwise."""
        found = {"database": await self._database_answers(), "loops": self._is_live()}
        return JSONResponse(found, 200 if all(found.values()) else 503, headers={"Cache-Control": "no-store"})

    async def _database_answers(self) -> bool:
        try:
            async with asyncio.timeout(_DATABASE_SECONDS), self._database.reading() as connection:
                await connection.execute(text("SELECT 1"))
        except (DBAPIError, TimeoutError):
            return False
        return True


def build_web_app(health: Health, feeds: Feeds, entrance: Entrance | None) -> Starlette:
    """Put everything that is answered onto one app."""
    routes = [
        Route(HEALTH_PATH, health.tell),
        Route("/feeds/{token}.ics", feeds.own),
        Route("/subscribe/{token}", feeds.open_own),
        Route("/chapters/{slug}.ics", feeds.public),
    ]
    if entrance is not None:
        routes.append(Route(WEBHOOK_PATH, entrance.receive, methods=["POST"]))
    return Starlette(routes=routes)


class WebServer:
    """Serves an app in the program's event loop."""

    def __init__(self, app: Starlette, host: str, port: int) -> None:
        self._host, self._port = host, port
        self._server = _Server(
            uvicorn.Config(
                app,
                http="h11",
                ws="none",
                lifespan="off",
                log_config=None,
                log_level="warning",
                access_log=False,  # addresses hold secret words
                proxy_headers=False,
                timeout_graceful_shutdown=_LAST_ANSWERS_SECONDS,
                server_header=False,
            )
        )
        self._serving: asyncio.Task[None] | None = None
        self._listener: socket.socket | None = None

    async def start(self) -> None:
        """Listen, and serve from now on.

        Raises:
            Mistake: the address cannot be used.
        """
        self._listener = await _listen(self._host, self._port)
        self._serving = asyncio.get_running_loop().create_task(self._server.serve([self._listener]))

    @property
    def address(self) -> tuple[str, int]:
        """Host and port it listens on."""
        return self._host, self._listener.getsockname()[1] if self._listener else self._port

    async def stop(self) -> None:
        """Take nothing more, and give what is being answered a moment."""
        self._server.should_exit = True
        if self._serving is not None:
            await self._serving
        if self._listener is not None:
            self._listener.close()


class _Server(uvicorn.Server):
    """A uvicorn server that leaves signals to the program."""

    async def serve(self, sockets: list[socket.socket] | None = None) -> None:
        await self._serve(sockets)


async def _listen(host: str, port: int) -> socket.socket:
    try:
        loop = asyncio.get_running_loop()
        (family, kind, protocol, _, address), *_ = await loop.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP
        )
        # Said to be TCP, as asyncio switches Nagle's delay off only then.
        listener = socket.socket(family, kind, protocol)
        try:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(address)
            listener.listen(256)
        except OSError:
            listener.close()
            raise
    except OSError as error:
        raise _unusable(host, port, error) from None
    listener.setblocking(False)
    return listener


def _unusable(host: str, port: int, error: OSError) -> Mistake:
    taken = error.errno == errno.EADDRINUSE
    return Mistake(
        "HOPDRINKS_LISTEN",
        f"port {port} is already in use." if taken else f"{host}:{port} cannot be used ({error.strerror}).",
        "Name another port, such as 127.0.0.1:8081, or end the program that holds it."
        if taken
        else "Name an address of this machine and a port from 1024 on, such as 127.0.0.1:8080.",
        ExitCode.PORT,
    )
