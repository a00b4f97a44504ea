"""Giving a question to a colleague: who is one, whose it is after that, and what is written down."""

from datetime import timedelta

from relay_post import ALICE, BOB, NOW, OWNER, ROBIN, SACHA, STAFF, answered, asked
from sqlalchemy.ext.asyncio import AsyncConnection
from waiting import grant

from hopdrinks.questions import answers, claims, closing
from hopdrinks.questions.contents import Content, Written
from hopdrinks.staff import colleagues
from storage import members, roles
from storage import questions as stored
from storage.database import Database

NOON = NOW + timedelta(hours=3)


async def holder(connection: AsyncConnection, question_id: int) -> int | None:
    return (await stored.get_question(connection, question_id)).assignee_id


async def ids(connection: AsyncConnection) -> list[int]:
    return [one.id for one in await colleagues.list_colleagues(connection, NOON)]


async def test_who_is_given_a_question_holds_it_and_is_mentioned_beneath_the_card(database: Database) -> None:
    async with database.writing() as connection:
        post, question = await asked(connection, forum=True)
        given = await claims.assign(connection, question.id, SACHA, ROBIN, NOON, held_by=None)
        assert given == "given"
        await post.all_arrive()
        told = post.told("QuestionGiven", STAFF)[0]
        assert f"tg://user?id={SACHA}" in told["text"]
        assert "Robin" in told["text"]
        assert told["reply_parameters"]["message_id"] == question.card_message_id
        assert told.get("disable_notification") is None
        assert "Sacha" in post.told("QuestionCardRefresh")[-1]["text"]
        entry = (await roles.list_audit(connection, skip=0, limit=1))[0]
        assert (entry.actor_id, entry.action, entry.subject) == (ROBIN, "question.assign", f"member:{SACHA}")


async def test_a_colleague_who_may_not_be_there_is_told_in_private_too(database: Database) -> None:
    async with database.writing() as connection:
        post, question = await asked(connection)
        await answered(post, question)
        for member_id in (ROBIN, SACHA):
            await members.update_member_reach(connection, member_id, "reachable", NOW)
        await claims.assign(connection, question.id, ROBIN, OWNER, NOON, held_by=ROBIN)
        question = await stored.get_question(connection, question.id)
        held_by = question.assignee_id
        await claims.assign(connection, question.id, SACHA, OWNER, NOON, held_by=held_by)
        await post.all_arrive()
        (apart,) = post.told("QuestionGiven", SACHA)
        assert "Alice" in apart["text"]
        await claims.assign(connection, question.id, ROBIN, OWNER, NOON, held_by=SACHA)
        await claims.assign(connection, question.id, SACHA, OWNER, NOON, held_by=ROBIN)
        await post.all_arrive()
        assert post.told("QuestionGiven", ROBIN) == [], "they wrote there"
        assert len(post.told("QuestionGiven", SACHA)) == 2, "what they were given is nothing they wrote"


async def test_a_question_is_given_from_whoever_was_seen_to_hold_it_alone(database: Database) -> None:
    async with database.writing() as connection:
        _, question = await asked(connection)
        await claims.take(connection, question, ROBIN, NOON)
        assert await claims.assign(connection, question.id, SACHA, OWNER, NOON, held_by=None) == "moved"
        assert await holder(connection, question.id) == ROBIN
        assert await claims.assign(connection, question.id, ROBIN, OWNER, NOON, held_by=None) == "theirs"
        assert await claims.assign(connection, question.id, SACHA, OWNER, NOON, held_by=ROBIN) == "given"
        assert await holder(connection, question.id) == SACHA
        assert await roles.count_audit(connection, OWNER, "question.assign", NOW) == 1
        await closing.close(connection, question, ROBIN, NOON)
        assert await claims.assign(connection, question.id, ROBIN, OWNER, NOON, held_by=SACHA) == "closed"


async def test_who_was_given_a_question_and_has_not_begun_holds_up_nobodys_answer(database: Database) -> None:
    async with database.writing() as connection:
        post, question = await asked(connection)
        await claims.assign(connection, question.id, SACHA, ROBIN, NOON, held_by=None)
        fresh = await stored.get_question(connection, question.id)
        assert claims.is_busy_with(fresh, NOON) is None
        written = Written(message_id=901, author_id=ROBIN, content=Content(kind="text", text="Here."))
        await answers.answer(connection, fresh, STAFF, written, NOON)
        assert "HeldAnswer" not in await post.all_arrive()


async def test_a_word_to_somebody_given_a_question_that_moved_on_is_not_said(database: Database) -> None:
    async with database.writing() as connection:
        post, question = await asked(connection)
        await claims.assign(connection, question.id, SACHA, OWNER, NOON, held_by=None)
        await claims.assign(connection, question.id, ROBIN, OWNER, NOON, held_by=SACHA)
        await post.all_arrive()
        assert len(post.told("QuestionGiven")) == 1
        assert f"tg://user?id={ROBIN}" in post.told("QuestionGiven")[0]["text"]


async def test_colleagues_are_representatives_and_whoever_did_something_where_the_staff_are(
    database: Database,
) -> None:
    async with database.writing() as connection:
        post, question = await asked(connection)
        assert await ids(connection) == []
        await grant(connection, SACHA, "representative")
        assert await ids(connection) == [SACHA]
        await answered(post, question)
        assert await ids(connection) == [ROBIN, SACHA]
        later = NOW + timedelta(days=91)
        assert [one.id for one in await colleagues.list_colleagues(connection, later)] == [SACHA]
        assert await colleagues.find_colleague(connection, ALICE, NOON) is None
        owner = await colleagues.find_colleague(connection, OWNER, NOON)
        assert owner is not None, "the owner may do everything"


async def test_a_colleague_is_named_by_username_or_by_a_name_that_nobody_else_has(database: Database) -> None:
    async with database.writing() as connection:
        await asked(connection)
        for member_id in (ROBIN, SACHA):
            await grant(connection, member_id, "representative")
        for member_id, name, username in ((ROBIN, "Robin Blanc", "Robin_B"), (SACHA, "Sacha", None)):
            await members.update_member_profile(
                connection, member_id, name=name, username=username, language_code="fr"
            )

        async def named(words: str) -> int | None:
            found = await colleagues.find_named(connection, words, NOON)
            return None if found is None else found.id

        assert await named("@robin_b") == ROBIN
        assert await named("robin blanc") == ROBIN
        assert await named("Sacha") == SACHA
        assert await named("@bob") is None, "who asks is no colleague"
        await grant(connection, BOB, "representative")
        await members.update_member_profile(
            connection, BOB, name="Sacha Noir", username=None, language_code="fr"
        )
        assert await named("sacha noir") == BOB
        assert await named("Sacha") == SACHA, "the whole name comes first"
        await members.update_member_profile(connection, BOB, name="Sacha", username=None, language_code="fr")
        assert await named("Sacha") is None
