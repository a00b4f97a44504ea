"""The whole program with a webhook: Telegram brings updates, and nothing is lost or done twice."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import aiohttp
from program_process import Lives
from sqlalchemy import make_url, select
from stage import TOKEN, raise_stage, web_settings
from strict_calendar import read_strictly
from talk import Talk

from bot.check import check_all
from bot.webhook import WEBHOOK_PATH
from sandbox import Sandbox
from storage.database import Database
from storage.migrate import migrate
from storage.tables import inbox

SECRET = "s-E_cret"


async def get(url: str, **headers: str) -> tuple[int, bytes]:
    async with aiohttp.ClientSession() as http, http.get(url, headers=headers) as answer:
        return answer.status, await answer.read()


async def test_taps_are_brought_and_a_calendar_subscribes(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path}/stage.db"
    web = web_settings(webhook_secret=SECRET)
    async with raise_stage(url, web=web) as stage:
        await stage.announce()
        bob = Talk(stage, stage.bob)
        await bob.after(stage.bob.start())
        await bob.tap("✅")
        assert "You are coming" in bob.now.words
        assert stage.sandbox.world.updates.webhook_url == f"{web['public_url']}{WEBHOOK_PATH}"
        assert not stage.sandbox.world.updates.is_polled
        assert (await get(f"{web['public_url']}/healthz"))[0] == 200
        said = [str(finding) for finding in await check_all(stage.program.settings)]
        assert f"✓ web server: {web['public_url']} leads to the bot, which is well" in said
        assert f"✓ updates: brought to {web['public_url']}{WEBHOOK_PATH}, 0 waiting" in said
        allowed = stage.sandbox.world.updates.allowed
        assert allowed is not None
        assert "chat_member" in allowed

        ways = await bob.tap("📅")
        address = next(line for line in ways.words.splitlines() if line.startswith("webcal://"))
        status, feed = await get(address.replace("webcal://", "http://"))
        assert status == 200
        (entry,) = [part for part in read_strictly(feed).parts if part.kind == "VEVENT"]
        assert entry.value("STATUS") == "CONFIRMED"
        renewed = await bob.tap("🔁")
        assert bob.toast.show_alert
        assert address not in renewed.words
        assert (await get(address.replace("webcal://", "http://")))[0] == 404


@asynccontextmanager
async def lives_beside(tmp_path: Path) -> AsyncIterator[tuple[Sandbox, Lives, dict[str, object]]]:
    """Give a sandbox, the program as processes beside it, and the settings of one that polls."""
    url = f"sqlite+aiosqlite:///{tmp_path}/hop.db"
    await migrate(make_url(url))
    sandbox = Sandbox()
    sandbox.world.webhook.first_pause = 0.05
    sandbox.add_bot(TOKEN, "Concierge", "hopdrinks_bot")
    lives = await Lives.load(tmp_path / "log")
    try:
        async with sandbox.serve() as root:
            yield sandbox, lives, {"database_url": url, "bot_api_url": root}
    finally:
        await lives.close()


async def test_the_way_updates_come_can_be_changed_with_every_start(tmp_path: Path) -> None:
    async with lives_beside(tmp_path) as (sandbox, lives, polling):
        guest = sandbox.add_person("Guest", language_code="en")
        webhook = polling | web_settings(webhook_secret=SECRET)
        for settings in (webhook, polling):
            life = await lives.begin(token=TOKEN, ahead=timedelta(0), settings=settings)
            await guest.wait_message(containing="/", after=guest.send("/help"))
            assert bool(sandbox.world.updates.webhook_url) == (settings is webhook)
            assert await life.stop() == 0


async def test_killed_at_any_moment_it_loses_nothing_that_is_brought(tmp_path: Path) -> None:
    async with lives_beside(tmp_path) as (sandbox, lives, polling):
        people = [sandbox.add_person(f"Guest {number}", language_code="en") for number in range(4)]
        settings = polling | web_settings(webhook_secret=SECRET)
        for first in (0, 2):
            life = await lives.begin(token=TOKEN, ahead=timedelta(0), settings=settings)
            await sandbox.wait_until(lambda: bool(sandbox.world.updates.webhook_url))
            waiting = len(sandbox.world.updates)
            people[first].start()
            people[first + 1].start()
            await sandbox.wait_until(lambda before=waiting: len(sandbox.world.updates) < before + 2)
            await life.kill()
            people[first].send("/help")
        life = await lives.begin(token=TOKEN, ahead=timedelta(0), settings=settings)
        for person in people:
            await person.wait_message(containing="/settings", after=person.send("/help"))
        await sandbox.wait_until(lambda: not len(sandbox.world.updates))
        assert await life.stop() == 0
        database = Database(str(polling["database_url"]))
        async with database.reading() as connection:
            rows = (await connection.execute(select(inbox.c.update_id, inbox.c.state))).all()
        await database.close()
    assert {state for _, state in rows} == {"done"}
    assert len({number for number, _ in rows}) == len(rows) == 4 + 2 + 4
