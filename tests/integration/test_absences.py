"""Representatives who are away: nobody counts on them, and their questions are in other hands."""

from relay_post import ALICE, BOB, OWNER, STAFF, Post
from sqlalchemy.ext.asyncio import AsyncConnection
from waiting import ROBIN, SACHA, answered, asks, at, fresh, grant, moves_to, says, staffed

from hopdrinks.questions import asking, claims, closing
from hopdrinks.staff import absences, surface
from storage import absences as stored
from storage import roles
from storage.database import Database


async def leaves(
    post: Post, local: str, until: str, stand_in_id: int | None = None, *, told_in: int = STAFF
) -> int:
    """Have Robin be away."""
    post.now = at(local)
    return await absences.leave(post.connection, ROBIN, at(until), stand_in_id, post.now, told_in=told_in)


async def team_of_two(connection: AsyncConnection) -> Post:
    post = await staffed(connection)
    await grant(connection, SACHA, "representative")
    return post


async def test_whoever_is_away_is_not_asked_for_what_is_late_until_they_are_back(database: Database) -> None:
    async with database.writing() as connection:
        post = await team_of_two(connection)
        await leaves(post, "mon 09:30", "tue 09:30")
        question = await asks(post, "mon 10:00")
        await claims.take(connection, question, ROBIN, post.now)
        await moves_to(post, "mon 12:00")
        assert "tg://user" not in post.told("AnswerDue")[0]["text"]
        await moves_to(post, "mon 14:00")
        assert len(post.told("AnswerOverdue", SACHA)) == 1
        assert post.told("AnswerOverdue", ROBIN) == []
        await moves_to(post, "tue 09:31")
        assert await stored.list_absent(connection) == set()
        assert len(post.told("AnswerOverdue", ROBIN)) == 1


async def test_where_every_representative_is_away_the_owner_is_asked(database: Database) -> None:
    async with database.writing() as connection:
        post = await staffed(connection)
        await leaves(post, "mon 09:30", "fri 09:30")
        await asks(post, "mon 10:00")
        await moves_to(post, "mon 14:00")
        assert len(post.told("AnswerOverdue", OWNER)) == 1


async def test_what_somebody_away_held_goes_to_whoever_they_named_and_what_is_closed_stays(
    database: Database,
) -> None:
    async with database.writing() as connection:
        post = await team_of_two(connection)
        question, other = await asks(post, "mon 10:00"), await asks(post, "mon 10:01", 21, member_id=BOB)
        for one in (question, other):
            await claims.take(connection, one, ROBIN, post.now)
        await closing.close(connection, await fresh(post, other), ROBIN, post.now)
        assert await leaves(post, "mon 11:00", "fri 09:00", SACHA) == 1
        passed_on = await fresh(post, question)
        assert passed_on.assignee_id == SACHA
        assert claims.is_busy_with(passed_on, post.now) is None
        assert (await fresh(post, other)).assignee_id == ROBIN
        await post.all_arrive()
        assert any("🙋 Sacha" in card["text"] for card in post.told("QuestionCardRefresh"))
        await moves_to(post, "mon 12:00")
        assert f"tg://user?id={SACHA}" in post.told("AnswerDue")[0]["text"]
        assert await absences.come_back(connection, ROBIN, post.now)
        assert not await absences.come_back(connection, ROBIN, post.now)
        assert (await fresh(post, question)).assignee_id == SACHA, "what others took over stays theirs"


async def test_what_somebody_away_held_is_free_where_they_named_nobody(database: Database) -> None:
    async with database.writing() as connection:
        post = await team_of_two(connection)
        question = await asks(post, "mon 10:00")
        await claims.take(connection, question, ROBIN, post.now)
        await answered(post, question, "mon 10:30")
        assert await leaves(post, "mon 11:00", "fri 09:00") == 1
        assert (await fresh(post, question)).assignee_id is None, "an answered one goes on too"
        entry = (await roles.list_audit(connection, skip=0, limit=1))[0]
        assert (entry.actor_id, entry.action) == (ROBIN, "staff.away")


async def test_nobody_is_given_their_own_question_as_a_stand_in(database: Database) -> None:
    async with database.writing() as connection:
        post = await team_of_two(connection)
        question = await asks(post, "mon 10:00")
        await claims.take(connection, question, ROBIN, post.now)
        await leaves(post, "mon 11:00", "fri 09:00", ALICE)
        assert (await fresh(post, question)).assignee_id is None


async def test_what_a_member_adds_while_the_holder_is_away_goes_to_the_team(database: Database) -> None:
    async with database.writing() as connection:
        post = await team_of_two(connection)
        question = await asks(post, "mon 10:00")
        await answered(post, question, "mon 10:30")
        await closing.close(connection, await fresh(post, question), ROBIN, post.now)
        await leaves(post, "mon 11:00", "fri 09:00")
        assert (await fresh(post, question)).assignee_id == ROBIN
        await asking.add_to(connection, await fresh(post, question), says(12, "And the lift?"), post.now)
        assert (await fresh(post, question)).assignee_id is None
        await answered(post, question, "mon 11:30", 901)
        assert (await fresh(post, question)).assignee_id == ROBIN
        await closing.close(connection, await fresh(post, question), ROBIN, post.now)
        assert await closing.reopen(connection, question, 0, post.now)
        assert (await fresh(post, question)).assignee_id is None


async def test_the_group_hears_of_an_absence_that_was_said_in_private(database: Database) -> None:
    async with database.writing() as connection:
        post = await team_of_two(connection)
        await leaves(post, "mon 11:00", "fri 09:00", SACHA, told_in=ROBIN)
        await post.all_arrive()
        told = post.told("AwayWord", STAFF)[0]
        assert "Robin" in told["text"]
        assert f"tg://user?id={SACHA}" in told["text"]
        await leaves(post, "mon 11:00", "fri 10:00", told_in=ROBIN)
        await absences.come_back(connection, ROBIN, post.now)
        assert "AwayWord" not in await post.all_arrive(), "they are back"
        await leaves(post, "mon 11:00", "fri 10:00")
        assert "AwayWord" not in await post.all_arrive(), "it was said there"


async def test_without_a_group_questions_go_to_a_representative_who_is_there(database: Database) -> None:
    async with database.writing() as connection:
        post = await team_of_two(connection)
        await surface.set_staff_chat_id(connection, None)
        question = await asks(post, "mon 10:00")
        assert question.card_chat_id == ROBIN
        await leaves(post, "mon 11:00", "tue 09:00", told_in=ROBIN)
        await post.all_arrive()
        assert (await fresh(post, question)).card_chat_id == SACHA, "what is unanswered moves along"
        await moves_to(post, "tue 09:00")
        assert (await fresh(post, question)).card_chat_id == ROBIN
        await absences.leave(connection, SACHA, at("fri 09:00"), None, post.now, told_in=SACHA)
        await leaves(post, "tue 09:30", "fri 09:00", told_in=ROBIN)
        assert await surface.find_place_id(connection) == ROBIN, "somebody must have them"
