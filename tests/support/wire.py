"""A TCP connection to a server, which a test can cut and mend."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit


class Wire:
    """Passes bytes on between whoever connects and a server on loopback.

    Attributes:
        port: where to connect to instead of to the server; the same after mending.
    """

    def __init__(self, port: int) -> None:
        self._target = port
        self._server: asyncio.Server | None = None
        self._ends: set[asyncio.Transport] = set()
        self.port = 0

    async def mend(self) -> None:
        """Take connections (again)."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(lambda: _Incoming(self), "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    def cut(self) -> None:
        """Break what is connected, and refuse everybody from now on."""
        if self._server is not None:
            self._server.close()
            self._server = None
        for end in list(self._ends):
            end.abort()

    async def reach(self, protocol: asyncio.Protocol) -> asyncio.Transport:
        """Connect to the server."""
        transport, _ = await asyncio.get_running_loop().create_connection(
            lambda: protocol, "127.0.0.1", self._target
        )
        return transport

    def add(self, end: asyncio.Transport) -> None:
        """Know of an open connection."""
        self._ends.add(end)

    def drop(self, end: asyncio.Transport) -> None:
        """Forget a closed one."""
        self._ends.discard(end)


class _End(asyncio.Protocol):
    """One end of a connection: what comes in goes out at the other."""

    def __init__(self, wire: Wire) -> None:
        self.wire = wire
        self.other: asyncio.Transport | None = None
        self.own: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if isinstance(transport, asyncio.Transport):
            self.own = transport
            self.wire.add(transport)

    def data_received(self, data: bytes) -> None:
        if self.other is not None:
            self.other.write(data)

    def connection_lost(self, _exc: Exception | None) -> None:
        if self.own is not None:
            self.wire.drop(self.own)
        if self.other is not None:
            self.other.close()


class _Incoming(_End):
    """The end of whoever connects; silent until the server is reached."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        if self.own is not None:
            self.own.pause_reading()
            self._reaching = asyncio.ensure_future(self._reach(self.own))

    async def _reach(self, own: asyncio.Transport) -> None:
        far = _End(self.wire)
        far.other = own
        try:
            self.other = await self.wire.reach(far)
        except OSError:
            own.abort()
            return
        if own.is_closing():
            self.other.abort()
        else:
            own.resume_reading()


@asynccontextmanager
async def wire_to(url: str) -> AsyncIterator[tuple[Wire, str]]:
    """Give a whole wire to the server of an address, and the address to use instead."""
    port = urlsplit(url).port
    if port is None:
        raise ValueError(f"{url} has no port")
    wire = Wire(port)
    await wire.mend()
    try:
        yield wire, url.replace(f":{port}", f":{wire.port}")
    finally:
        wire.cut()
