"""An organiser who writes to many, and people who get it, in a whole program."""

from collections.abc import Callable
from datetime import timedelta

from stage import Stage
from talk import Talk

from sandbox import Message, Person
from storage import tables


async def follow(stage: Stage, *people: Person) -> None:
    """Have people start the bot."""
    for person in people:
        person.start()
        await person.wait_message()


async def add_followers(stage: Stage, number: int, language_code: str = "fr") -> list[Person]:
    """Have people who follow the chapter, without a /start each."""
    people = [stage.sandbox.add_person(f"Member {n}", language_code=language_code) for n in range(number)]
    stage.sandbox.world.started.update(person.id for person in people)
    chapter, now = await stage.chapter(), stage.clock.now()
    async with stage.database.writing() as connection:
        known = {"reach": "reachable", "reach_since": now, "created_at": now, "language_code": language_code}
        await connection.execute(
            tables.members.insert(), [{"id": one.id, "name": one.first_name, **known} for one in people]
        )
        await connection.execute(
            tables.follows.insert(),
            [{"chapter_id": chapter.id, "member_id": one.id, "followed_at": now} for one in people],
        )
    return people


async def write(stage: Stage, words: str) -> Talk:
    """Have the organiser write a broadcast, and look at its screen."""
    camille = Talk(stage, stage.organiser)
    await camille.say("/broadcast")
    if "🌐" not in str(camille.now.labels) and any(label.startswith("✏️") for label in camille.now.labels):
        await camille.tap("✏️ ")
    sent = stage.organiser.send(words)
    camille.now = await stage.organiser.wait_message(containing="📬", after=sent)
    return camille


async def leave(stage: Stage) -> None:
    """Let the minute pass in which a broadcast can be undone."""
    stage.clock.move_by(timedelta(seconds=61))


async def becomes(stage: Stage, message: Message, words: str) -> None:
    """Wait until a message has changed and says something."""
    said: Callable[[], bool] = lambda: words in message.words  # noqa: E731
    await stage.sandbox.wait_until(said)
