"""Who answers: said once before the first answer, and again when somebody else goes on."""

from datetime import timedelta

from relay_post import ALICE, MINUTE, NOW, ROBIN, SACHA, STAFF, Post, answered, asked, part, says

from hopdrinks.people import members as member_rules
from hopdrinks.questions import answers, collecting
from hopdrinks.staff import names
from storage import members
from storage import questions as stored
from storage.database import Database
from storage.question_records import Question


async def answered_by(post: Post, question: Question, staff_id: int | None, message_id: int) -> None:
    post.now += timedelta(minutes=5)
    fresh = await stored.get_question(post.connection, question.id)
    await answers.answer(post.connection, fresh, STAFF, says(message_id, author_id=staff_id), post.now)
    await post.all_arrive()


def introductions(post: Post) -> list[str]:
    return [one["text"] for one in post.told("Introduction", ALICE)]


async def test_whoever_answers_is_named_once_and_so_is_whoever_goes_on(database: Database) -> None:
    async with database.writing() as connection:
        post, question = await asked(connection)
        await answered(post, question)
        assert introductions(post) == ["🧑‍💼 <b>Robin</b>, de l’équipe de la plateforme"]
        to_alice = [notice for chat, notice, _ in post.sent if chat == ALICE]
        assert to_alice.index("Introduction") < to_alice.index("AnswerCopy")
        await answered_by(post, question, ROBIN, 901)
        assert len(introductions(post)) == 1
        await answered_by(post, question, SACHA, 902)
        assert introductions(post)[1:] == ["🧑‍💼 <b>Sacha</b>, de l’équipe de la plateforme"]


async def test_an_administrator_without_a_name_is_the_team(database: Database) -> None:
    async with database.writing() as connection:
        post, question = await asked(connection)
        await answered_by(post, question, None, 901)
        assert introductions(post) == ["🧑‍💼 L’équipe de la plateforme"]


async def test_a_team_that_gives_no_names_is_introduced_once_whoever_answers(database: Database) -> None:
    async with database.writing() as connection:
        post, question = await asked(connection)
        await names.set_naming(connection, "team")
        await answered(post, question)
        await answered_by(post, question, SACHA, 902)
        assert introductions(post) == ["🧑‍💼 L’équipe de la plateforme"]


async def test_a_team_may_answer_without_a_word(database: Database) -> None:
    async with database.writing() as connection:
        post, question = await asked(connection)
        await names.set_naming(connection, "nothing")
        await answered(post, question)
        assert introductions(post) == []
        assert len(post.told("AnswerCopy", ALICE)) == 1


async def test_an_album_is_introduced_too(database: Database) -> None:
    async with database.writing() as connection:
        post, question = await asked(connection)
        for message_id in (901, 902):
            written = part(message_id, "b", author_id=ROBIN)
            await answers.answer(connection, question, STAFF, written, post.now)
        await collecting.flush_due(connection, post.now + 5 * MINUTE)
        await post.all_arrive()
        assert len(introductions(post)) == 1


async def test_who_was_introduced_to_somebody_unreachable_is_so_again_with_the_answer(
    database: Database,
) -> None:
    async with database.writing() as connection:
        post, question = await asked(connection)
        await answers.answer(connection, question, STAFF, says(900, author_id=ROBIN), post.now)
        await post.fail("Introduction", "unreachable")
        await members.update_member_reach(connection, ALICE, "blocked", post.now)
        await post.fail("AnswerCopy", "unreachable")
        await members.update_member_reach(connection, ALICE, "reachable", post.now)
        assert await answers.deliver_now(connection, question, post.now) == 1
        await post.all_arrive()
        assert len(introductions(post)) == 1


async def test_who_answers_is_named_before_an_answer_that_waited_for_a_reader_to_come_back(
    database: Database,
) -> None:
    async with database.writing() as connection:
        post, question = await asked(connection)
        await answers.answer(connection, question, STAFF, says(900, author_id=ROBIN), NOW)
        await member_rules.lose(connection, ALICE, "blocked", NOW)
        await post.fail("Introduction", "unreachable")
        await post.fail("AnswerCopy", "unreachable")
        await post.all_arrive()
        await members.update_member_reach(connection, ALICE, "reachable", NOW)
        fresh = await stored.get_question(connection, question.id)
        assert await answers.deliver_now(connection, fresh, NOW) == 1
        await post.all_arrive()
        assert len(introductions(post)) == 1
