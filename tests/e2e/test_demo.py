"""`hopdrinks demo` as somebody meets it: one command, one address, people ready, and gone without a trace."""

import asyncio
import re
import signal
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, closing
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import aiohttp
from command import line_with, run_command, start_command

SECONDS = 30


class Demo:
    """A demo that runs, as the page sees it over HTTP."""

    def __init__(
        self, process: asyncio.subprocess.Process, address: str, page: aiohttp.ClientSession
    ) -> None:
        self.process = process
        self.address = address
        self._page = page

    async def read(self, path: str) -> Any:
        async with self._page.get(path) as answer:
            assert answer.status == 200, await answer.text()
            return await answer.json()

    async def do(self, path: str, body: Mapping[str, object]) -> Any:
        async with self._page.post(path, json=body, headers={"X-Sandbox": "1"}) as answer:
            assert answer.status == 200, await answer.text()
            return await answer.json()

    async def english_member(self) -> int:
        people = (await self.read("/people/state"))["people"]
        return int(next(person["id"] for person in people if person["language_code"] == "en"))

    async def until(self, done: Callable[[], Awaitable[bool]]) -> None:
        """Wait until `done` is true, asked now and after each of the page's events."""
        async with asyncio.timeout(SECONDS), self._page.get("/people/events") as events:
            while not await done():
                assert await events.content.readline(), "the demo ended"

    async def stop(self) -> tuple[int, str]:
        """Press Ctrl-C; give the exit code and what was complained about."""
        self.process.send_signal(signal.SIGINT)
        _, errors = await asyncio.wait_for(self.process.communicate(), 8)
        assert self.process.returncode is not None
        return self.process.returncode, errors.decode()


@asynccontextmanager
async def playing(directory: Path, *options: str, **settings: str) -> AsyncIterator[Demo]:
    process = await start_command(
        directory, "demo", "--no-open", "--port", "0", *options, TMPDIR=str(directory), **settings
    )
    try:
        line = await line_with(process.stdout, "http://", SECONDS)
        address = re.search(r"http://127\.0\.0\.1:\d+", line)
        assert address is not None
        async with aiohttp.ClientSession(address[0]) as page:
            yield Demo(process, address[0], page)
    finally:
        if process.returncode is None:
            process.kill()
            await process.communicate()


async def test_a_stranger_starts_the_bot_over_http_and_ctrl_c_leaves_nothing_behind(tmp_path: Path) -> None:
    async with playing(tmp_path) as demo:
        state = await demo.read("/people/state")
        assert [person["note"] for person in state["people"]] == [
            {"fr": "organisatrice", "en": "organiser"},
            {"fr": "représentant", "en": "representative"},
            {"fr": "membre", "en": "member"},
            {"fr": "membre", "en": "member"},
            {"fr": "représentante", "en": "representative"},
        ]
        assert {chat["title"]: chat["bot"] for chat in state["chats"]} == {
            "Freelances de Tours": "administrator",
            "Équipe Hopwork": "administrator",
        }
        member = await demo.english_member()
        await demo.do(f"/people/{member}/start", {"payload": ""})

        await demo.until(lambda: bot_wrote(demo, member))
        code, errors = await demo.stop()
    assert code == 0
    assert errors == ""
    assert names_in(tmp_path) == [], "the temporary database is gone"


async def test_the_clock_moves_by_an_hour_and_to_thursday_afternoon(tmp_path: Path) -> None:
    async with playing(tmp_path) as demo:
        clock = (await demo.read("/people/state"))["clock"]
        hour, *_, thursday = clock["moves"]  # and what is said next, once somebody has asked something
        assert (hour["id"], thursday["id"]) == ("hour", "thursday")
        assert thursday["label"]["fr"].startswith("À jeudi")
        assert thursday["label"]["en"].startswith("To Thursday")
        later = (await demo.do("/people/clock", {"move": "hour"}))["now"]
        assert 3600 <= seconds_between(clock["now"], later) < 3700
        there = local((await demo.do("/people/clock", {"move": "thursday"}))["now"])
        assert (there.weekday(), there.hour, there.minute) == (3, 16, 0)


async def test_an_empty_demo_has_people_and_no_rooms(tmp_path: Path) -> None:
    async with playing(tmp_path, "--empty") as demo:
        state = await demo.read("/people/state")
        assert len(state["people"]) == 4
        assert state["chats"] == []
        assert state["people"][0]["note"] == {"fr": "propriétaire", "en": "owner"}
        assert (await demo.stop())[0] == 0


async def test_a_kept_demo_goes_on_where_it_was(tmp_path: Path) -> None:
    async with playing(tmp_path, "--keep") as demo:
        member = await demo.english_member()
        await demo.do(f"/people/{member}/start", {"payload": ""})
        await demo.until(lambda: bot_wrote(demo, member))
        assert await demo.stop() == (0, "")
    followers = follower_ids(tmp_path)
    assert member in followers
    async with playing(tmp_path, "--keep") as demo:
        # Not started again: what was said before is forgotten by the page, not by the bot.
        await demo.do(f"/people/{member}/send", {"chat_id": member, "text": "/settings"})
        await demo.until(lambda: bot_wrote(demo, member))
        assert await demo.stop() == (0, "")
    assert follower_ids(tmp_path) == followers


def test_a_kept_demo_that_is_damaged_can_be_removed(tmp_path: Path) -> None:
    (tmp_path / "hopdrinks-demo.db").write_text("a letter of some length")
    ended = run_command(tmp_path, "demo", "--no-open", "--keep", "--port", "0")
    assert ended.returncode == 4
    assert "--keep: hopdrinks-demo.db is not a SQLite database. Remove hopdrinks-demo.db" in ended.stderr
    assert "Traceback" not in ended.stderr


def local(iso: str) -> datetime:
    return datetime.fromisoformat(iso).astimezone(ZoneInfo("Europe/Paris"))


def seconds_between(earlier: str, later: str) -> float:
    return (datetime.fromisoformat(later) - datetime.fromisoformat(earlier)).total_seconds()


async def bot_wrote(demo: Demo, person: int) -> bool:
    messages = await demo.read(f"/people/{person}/chats/{person}/messages")
    return any(message["from"] and message["from"]["is_bot"] for message in messages)


def follower_ids(directory: Path) -> list[int]:
    with closing(sqlite3.connect(directory / "hopdrinks-demo.db")) as connection:
        return [row[0] for row in connection.execute("SELECT member_id FROM follows")]


def names_in(directory: Path) -> list[str]:
    return sorted(path.name for path in directory.iterdir())


async def test_a_demo_asks_for_a_second_persons_ok_from_the_size_that_is_set(tmp_path: Path) -> None:
    async with playing(tmp_path, "--keep", HOPDRINKS_SECOND_OK_FROM="3") as demo:
        await demo.stop()
    with closing(sqlite3.connect(tmp_path / "hopdrinks-demo.db")) as database:
        found = database.execute(
            "SELECT value FROM facts WHERE name = 'broadcasts.second_ok_from'"
        ).fetchone()
    assert found == ("3",)
