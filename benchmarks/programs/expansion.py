"""Writing down an audience among very many members, and nothing else; prints JSON.

Usage: python -m benchmarks.programs.expansion FILE MEMBERS FOLLOWERS
"""

import asyncio
import json
import resource
import sys
import time
from datetime import timedelta

from sqlalchemy import make_url, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.clock import Clock
from bot.logs import configure_logs
from hopdrinks.broadcasts import life as rules
from hopdrinks.broadcasts import run as broadcast_run
from hopdrinks.people.roles import Actor
from storage import audiences, broadcasts, chapters
from storage.broadcast_records import Content, Part
from storage.database import Database
from storage.migrate import migrate

_PEOPLE = """
    WITH RECURSIVE ids(id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM ids WHERE id < :members)
    INSERT INTO members (id, name, language_code, reach, reach_since, created_at)
    SELECT id, 'Member ' || id, CASE id % 3 WHEN 0 THEN 'en' ELSE 'fr' END, 'reachable', :now, :now FROM ids
"""
_FOLLOWS = """
    INSERT INTO follows (chapter_id, member_id, followed_at)
    SELECT CASE WHEN id % :every = 0 THEN :here ELSE :there END, id, :now FROM members
"""


async def populate(connection: AsyncConnection, members: int, followers: int) -> int:
    """Have members, some of whom follow the first chapter; give its id."""
    now = Clock().now()
    ids = []
    for slug in ("tours", "lyon"):
        chapter = await chapters.add_chapter(
            connection, name=slug, slug=slug, time_zone="Europe/Paris", locale="fr", now=now
        )
        ids.append(chapter.id)
    at = now.replace(tzinfo=None).isoformat(sep=" ")
    await connection.execute(text(_PEOPLE), {"members": members, "now": at})
    every = max(1, members // followers)
    values = {"every": every, "here": ids[0], "there": ids[1], "now": at}
    await connection.execute(text(_FOLLOWS), values)
    await connection.execute(text("ANALYZE"))
    return ids[0]


async def run() -> None:
    """Populate, count, expand; print how long each took and how memory grew."""
    file, members, followers = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    url = f"sqlite+aiosqlite:///{file}"
    configure_logs("WARNING", "console")
    await migrate(make_url(url))
    database, now = Database(url), Clock().now()
    async with database.writing() as connection:
        chapter_id = await populate(connection, members, followers)
        actor, content = Actor(member_id=members + 1), Content(parts=(Part(kind="text", text="Hello"),))
        draft = await rules.write(connection, actor, chapter_id, "fr", content, now, default_locale="fr")
    memory = _peak_mb()
    begun = time.perf_counter()
    async with database.reading() as connection:
        await audiences.count_audience(connection, draft, now)
    counted = time.perf_counter()
    longest, chunks, more = 0.0, 0, True
    async with database.writing() as connection:
        await rules.send(connection, actor, draft, now, card_message_id=1)
    while more:
        one = time.perf_counter()
        async with database.writing() as connection:
            more = await broadcast_run.run_due(connection, now + timedelta(seconds=1))
        longest, chunks = max(longest, time.perf_counter() - one), chunks + 1
    expanded = time.perf_counter()
    async with database.reading() as connection:
        found = await broadcasts.find_broadcast(connection, draft.id)
        assert found is not None
        assert found.expanded_at is not None
    figures = {
        "count": counted - begun,
        "expand": expanded - counted,
        "longest": longest,
        "chunks": chunks,
        "memory": _peak_mb() - memory,
    }
    print(json.dumps(figures))
    await database.close()


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3


if __name__ == "__main__":
    asyncio.run(run())
