"""The bells that wake the program's loops."""

import asyncio

from bot.rings import Bell


async def test_the_last_ring_ends_the_rest_between_two_turns() -> None:
    bell = Bell(rest=3600)
    bell.ring()
    await bell.wait()
    bell.ring()
    resting = asyncio.create_task(bell.wait())
    bell.ring_last()
    await resting
