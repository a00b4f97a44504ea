"""A staff that keeps members waiting: the time moves, what is due is taken, and arrives."""

from datetime import date, datetime, time, timedelta

from evenings import announce_event, take_evenings
from relay_post import ALICE, BOB, NOW, OWNER, STAFF, Post, prepare
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.sweep import STEPS
from hopdrinks.notices.waiting import WAITING
from hopdrinks.questions import answers, asking
from hopdrinks.questions.contents import Content, Written
from storage import chapters, members, roles
from storage import questions as stored
from storage.question_records import Question
from storage.records import Event, Role

ROBIN, SACHA = 31, 32
#: What is said about time; cards and copies are told elsewhere.
_WORDS = {notice.__name__ for notice in WAITING}


def at(local: str) -> datetime:
    """Read a day of the week of Monday 23 November 2026, or of the next one, and a wall time of Paris."""
    day, hour = local.split()
    ahead = ("mon", "tue", "wed", "thu", "fri", "sat", "sun", "MON", "TUE", "WED").index(day)
    return datetime.fromisoformat(f"2026-11-23T{hour}+01:00") + timedelta(days=ahead)


def says(message_id: int, text: str = "Where is it?", **fields: object) -> Written:
    content = Content(kind="text", text=text)
    return Written.model_validate({"message_id": message_id, "content": content, **fields})


async def staffed(connection: AsyncConnection, *, forum: bool = False) -> Post:
    """Have a staff chat, and Robin and Sacha who can be written to; Robin is a representative."""
    post = await prepare(connection, forum=forum)
    for member_id, name in ((ROBIN, "Robin"), (SACHA, "Sacha")):
        await members.add_member(
            connection, member_id=member_id, name=name, username=None, language_code="fr", now=NOW
        )
    for member_id in (ALICE, BOB, OWNER, ROBIN, SACHA):
        await members.update_member_reach(connection, member_id, "reachable", NOW)
    await grant(connection, ROBIN, "representative")
    return post


async def grant(
    connection: AsyncConnection, member_id: int, role: Role, chapter_id: int | None = None
) -> None:
    await roles.add_role(
        connection, member_id=member_id, role=role, chapter_id=chapter_id, granted_by=OWNER, now=NOW
    )


async def moves_to(post: Post, local: str) -> list[str]:
    """Let it be another time: what is due then is taken, and arrives; give what was said."""
    post.now = at(local)
    arrived: list[str] = []
    for _ in range(2):  # what arrives rings the sweep again
        await take_evenings(post.connection, post.now)
        for step in STEPS:
            while await step(post.connection, post.now):
                pass
        arrived += await post.all_arrive()
    return sorted(name for name in arrived if name in _WORDS)


async def asks(
    post: Post, local: str, message_id: int = 11, event: Event | None = None, member_id: int = ALICE
) -> Question:
    post.now = at(local)
    question = await asking.ask(
        post.connection, member_id, None if event is None else event.id, says(message_id), post.now
    )
    await post.all_arrive()
    await moves_to(post, local)
    return await stored.get_question(post.connection, question.id)


async def answered(post: Post, question: Question, local: str, message_id: int = 900) -> None:
    post.now = at(local)
    await answers.answer(post.connection, question, STAFF, says(message_id, author_id=ROBIN), post.now)
    await post.all_arrive()


async def fresh(post: Post, question: Question) -> Question:
    return await stored.get_question(post.connection, question.id)


async def an_evening(post: Post, day: date = date(2026, 11, 26)) -> Event:
    """Announce an evening on this Thursday at 19:00."""
    chapter = (await chapters.list_chapters(post.connection))[0]
    event = await announce_event(post.connection, chapter, local_date=day, local_time=time(19))
    await post.all_arrive()
    return event
