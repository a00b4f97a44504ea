"""The concierge itself, with one event announced, everything stored on SQLite with `synchronous=FULL`.

Usage: python -m benchmarks.programs.concierge ROOT TOKEN DATABASE_FILE MESSAGES_PER_SECOND FOLLOWERS FIRST_ID
"""

import asyncio
import os
import signal
import sys
from datetime import timedelta

from pydantic import SecretStr
from sqlalchemy import insert, make_url

from bot.clock import Clock
from bot.logs import configure_logs
from bot.program import Program
from bot.settings import Settings
from hopdrinks.evenings import events
from hopdrinks.evenings.events import EventPlan, VenuePlan
from hopdrinks.people.roles import Actor
from hopdrinks.wall_time import to_local
from storage import chapters
from storage.database import Database
from storage.migrate import migrate
from storage.tables import follows, members


async def prepare(database: Database, followers: int, first_id: int) -> None:
    """Create a chapter with an event that was just announced, and followers who are to hear of it."""
    now = Clock().now()
    async with database.writing() as connection:
        chapter = await chapters.add_chapter(
            connection, name="Tours", slug="tours", time_zone="Europe/Paris", locale="fr", now=now
        )
        start = to_local(now, chapter.time_zone) + timedelta(days=10)
        plan = EventPlan(
            local_date=start.date(),
            local_time=start.time().replace(microsecond=0),
            venue=VenuePlan(name="Le Cellier", address="3 rue du Commerce"),
            capacity=10_000,
        )
        nobody = Actor(member_id=0)
        event = await events.add_draft(connection, nobody, chapter, plan, now)
        await events.announce(connection, nobody, event.id, now)
        ids = range(first_id, first_id + followers)
        if not followers:
            return
        await connection.execute(
            insert(members),
            [
                {"id": i, "name": "Member", "reach": "reachable", "reach_since": now, "created_at": now}
                for i in ids
            ],
        )
        await connection.execute(
            insert(follows), [{"chapter_id": chapter.id, "member_id": i, "followed_at": now} for i in ids]
        )


async def run() -> None:
    """Run until told to stop."""
    root, token, file, pace, followers, first_id = sys.argv[1:]
    url = f"sqlite+aiosqlite:///{file}"
    configure_logs("WARNING", "console")
    await migrate(make_url(url))
    settings = Settings(
        bot_token=SecretStr(token), bot_api_url=root, database_url=url, messages_per_second=int(pace)
    )
    program = Program(settings)
    await prepare(program.database, int(followers), int(first_id))
    await program.start()
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    await stop.wait()
    await program.stop()


if __name__ == "__main__":
    if profile := os.environ.get("BENCH_PROFILE"):
        import cProfile

        cProfile.run("asyncio.run(run())", profile)
    else:
        asyncio.run(run())
