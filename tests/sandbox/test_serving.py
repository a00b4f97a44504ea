"""Starting and stopping the server."""

import pytest

from sandbox import Sandbox


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
