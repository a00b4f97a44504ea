"""A question's days, on the whole program: it waits, somebody is nudged, it is answered, closed and rated."""

from datetime import timedelta

from commits import Commits
from sqlalchemy.ext.asyncio import AsyncConnection
from stage import Stage

from sandbox import Message
from storage import questions, relays


def label(message: Message, emoji: str) -> str:
    return next(one for one in message.labels if one.startswith(emoji))


async def test_a_question_waits_is_answered_closed_and_rated(stage: Stage) -> None:
    commits = Commits(stage.database)  # from here on every commit is seen
    alice, robin, staff = stage.alice, stage.representative, stage.staff
    alice.start()
    alice.send("/ask Is there a cloakroom?")
    copy = await robin.wait_message(containing="cloakroom", chat=staff)
    receipt = await alice.wait_message(containing="Je transmets")

    async def is_watched(connection: AsyncConnection) -> bool:
        question = await questions.find_latest_question(connection, alice.id)
        return question is not None and question.nudge_at is not None

    await commits.wait_until(is_watched)
    stage.clock.move_to(stage.clock.now() + timedelta(hours=2, seconds=1))
    await robin.wait_message(containing="🔴", chat=staff, after=copy)

    async def is_known(connection: AsyncConnection) -> bool:
        return await relays.find_relay_to(connection, staff.id, copy.id) is not None

    await commits.wait_until(is_known)
    robin.send("Yes, beside the bar.", staff, reply_to=copy)
    answer = await alice.wait_message(containing="beside the bar", after=receipt)

    async def is_answered(connection: AsyncConnection) -> bool:
        question = await questions.find_latest_question(connection, alice.id)
        return question is not None and question.state == "answered"

    await commits.wait_until(is_answered)
    stage.clock.move_to(stage.clock.now() + timedelta(hours=48, minutes=1))
    remains = await alice.wait_message(after=answer)
    await alice.tap(remains, label(remains, "👍"))
    await stage.sandbox.wait_until(lambda: any(one.startswith("👎") for one in remains.labels))
    await alice.tap(remains, label(remains, "👎"))
    await stage.sandbox.wait_until(lambda: any(one.startswith("⭐") for one in remains.labels))
    await alice.tap(remains, label(remains, "⭐"))
    await stage.sandbox.wait_until(lambda: any(one.startswith("✖️") for one in remains.labels))
    alice.send("There was no cloakroom after all.")
    await robin.wait_message(containing="after all", chat=staff)
    alice.send("/ask And an umbrella stand?")
    await robin.wait_message(containing="umbrella", chat=staff)


async def test_an_organiser_answers_at_the_door_where_the_team_is_silent(stage: Stage) -> None:
    commits = Commits(stage.database)
    alice, organiser = stage.alice, stage.organiser
    organiser.start()
    await organiser.wait_message(containing="Hopdrink")
    event = await stage.announce(days=0)
    stage.clock.move_to(event.starts_at - timedelta(minutes=50))
    alice.start(f"q_{event.id}")
    await stage.sandbox.wait_until(lambda: any("✖️" in one for m in alice.messages() for one in m.labels))
    alice.send("Where is the entrance?")
    await stage.representative.wait_message(containing="entrance", chat=stage.staff)

    async def is_urgent(connection: AsyncConnection) -> bool:
        question = await questions.find_latest_question(connection, alice.id)
        return question is not None and question.is_urgent and question.nudge_at is not None

    await commits.wait_until(is_urgent)
    stage.clock.move_to(stage.clock.now() + timedelta(minutes=15, seconds=1))
    told = await organiser.wait_message(containing="entrance")
    await organiser.tap(told, label(told, "💬"))
    await stage.sandbox.wait_until(lambda: any("✖️" in one for m in organiser.messages() for one in m.labels))
    sent = organiser.send("The green door.")
    await alice.wait_message(containing="green door")
    await stage.sandbox.wait_until(lambda: "👌" in sent.reactions)
