"""The real command as a process, in a directory and with settings of its own."""

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from stage import TOKEN

COMMAND = Path(sys.executable).with_name("hopdrinks")


def run_command(directory: Path, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run the command until it ends by itself."""
    return subprocess.run(  # noqa: S603 - our own command
        [COMMAND, *arguments],
        cwd=directory,
        env=environment(settings),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


async def start_command(directory: Path, *arguments: str, **settings: str) -> asyncio.subprocess.Process:
    """Start the command; its output is read by the test."""
    return await asyncio.create_subprocess_exec(
        COMMAND,
        *arguments,
        cwd=directory,
        env=environment(settings),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


@asynccontextmanager
async def running_bot(
    directory: Path, api_root: str, **settings: str
) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run the bot until the block ends, where it does not end it itself."""
    process = await start_command(
        directory, "run", HOPDRINKS_BOT_TOKEN=TOKEN, HOPDRINKS_BOT_API_URL=api_root, **settings
    )
    try:
        await line_with(process.stderr, "the concierge is ready")
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def line_with(stream: asyncio.StreamReader | None, words: str, seconds: float = 30) -> str:
    """Read a process's lines until one holds the words; tells what it said instead when none does."""
    assert stream is not None
    said: list[str] = []
    async with asyncio.timeout(seconds):
        async for line in stream:
            said.append(line.decode())
            if words in said[-1]:
                return said[-1]
    raise AssertionError(f"it ended without saying {words!r}:\n{''.join(said)}")


def environment(settings: dict[str, str]) -> dict[str, str]:
    """Give the machine's environment with these settings and no others."""
    kept = {name: value for name, value in os.environ.items() if not name.upper().startswith("HOPDRINKS_")}
    return kept | settings
