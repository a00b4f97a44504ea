"""The concierge with a broadcast under way: as `concierge`, but what goes out is an organiser's own words.

Usage: python -m benchmarks.programs.broadcast ROOT TOKEN FOLDER MESSAGES_PER_SECOND FOLLOWERS FIRST_ID START

START is `now`, or `told`: the broadcast begins when a file `go` appears in the folder. A second start on the
same folder goes on with what it finds there.
"""

import asyncio
import signal
import sys
from datetime import timedelta
from pathlib import Path

from pydantic import SecretStr
from sqlalchemy import delete, make_url

from benchmarks.programs.concierge import prepare
from bot.logs import configure_logs
from bot.program import Program
from bot.settings import Settings
from hopdrinks.broadcasts import life as rules
from hopdrinks.people.roles import Actor
from storage import chapters
from storage.broadcast_records import Content, Part
from storage.migrate import migrate
from storage.tables import fanouts

_WORDS = "On Thursday we meet at the usual place. Bring a friend, and a card or two."
_LOOK_EVERY = 0.1


async def begin_broadcast(program: Program, author_id: int) -> None:
    """Send to all followers; the minute for second thoughts is over already."""
    now = program.clock.now() - timedelta(seconds=61)
    actor = Actor(member_id=author_id)
    content = Content(parts=(Part(kind="text", text=_WORDS),))
    async with program.database.writing() as connection:
        chapter = (await chapters.list_chapters(connection))[0]
        draft = await rules.write(connection, actor, chapter.id, "fr", content, now, default_locale="fr")
        await rules.send(connection, actor, draft, now, card_message_id=1)
    program.rings.ring()


async def run() -> None:
    """Run until told to stop."""
    root, token, folder, pace, followers, first_id, start = sys.argv[1:]
    file = Path(folder) / "bench.db"
    is_new, url = not file.exists(), f"sqlite+aiosqlite:///{file}"
    configure_logs("WARNING", "console")
    await migrate(make_url(url))
    settings = Settings(
        bot_token=SecretStr(token), bot_api_url=root, database_url=url, messages_per_second=int(pace)
    )
    program = Program(settings)
    if is_new:
        await prepare(program.database, int(followers), int(first_id))
        async with program.database.writing() as connection:  # nobody hears of the evening here
            await connection.execute(delete(fanouts))
    await program.start()
    if is_new:
        while start == "told" and not (Path(folder) / "go").exists():  # noqa: ASYNC110 - another process's
            await asyncio.sleep(_LOOK_EVERY)
        await begin_broadcast(program, int(first_id))
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    await stop.wait()
    await program.stop()


if __name__ == "__main__":
    asyncio.run(run())
