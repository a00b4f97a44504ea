"""Starting and stopping the server."""

import asyncio
import socket
from typing import Any

import httpx
import pytest

from sandbox import Sandbox
from sandbox.serving import serve


async def test_a_port_in_use_is_said_at_once(sandbox: Sandbox, address: str) -> None:
    port = int(address.rsplit(":", 1)[1])
    with pytest.raises(OSError, match="in use"):
        async with Sandbox().serve(port):
            raise AssertionError("served twice")


async def test_a_sandbox_can_be_served_again_after_it_stopped(sandbox: Sandbox) -> None:
    async with sandbox.serve() as first:
        pass
    async with sandbox.serve(int(first.rsplit(":", 1)[1])) as second:
        assert second == first


async def test_answers_do_not_wait_for_acknowledgements_of_their_first_half() -> None:
    delays: list[int] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        transport = scope["extensions"]["sandbox.abort"].__self__
        connection = transport.get_extra_info("socket")
        delays.append(connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"0")]})
        await send({"type": "http.response.body", "body": b""})

    async with serve(app, 0, lambda: None) as address, httpx.AsyncClient() as client:
        await client.get(address)
    assert delays
    assert delays[0] != 0


async def test_what_is_being_answered_is_answered_before_the_server_has_stopped() -> None:
    asked, stopping = asyncio.Event(), asyncio.Event()

    async def app(scope: Any, receive: Any, send: Any) -> None:
        asked.set()
        await stopping.wait()
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"4")]})
        await send({"type": "http.response.body", "body": b"done"})

    async with httpx.AsyncClient() as client:
        async with serve(app, 0, stopping.set) as address:
            answer = asyncio.create_task(client.get(address))
            await asked.wait()
        assert (await answer).text == "done"
