"""What whoever asks is told to expect: how soon, or when the team is back; never twice."""

from datetime import timedelta

import pytest
from relay_post import ALICE, BOB, STAFF, Post
from waiting import ROBIN, an_evening, answered, asks, at, fresh, moves_to, says, staffed

from hopdrinks.questions import asking, claims
from hopdrinks.questions.expectations import kindly
from hopdrinks.staff import digest
from storage.database import Database
from storage.question_records import Question

MINUTE = timedelta(minutes=1)


async def adds(post: Post, question: Question, local: str, message_id: int) -> list[str]:
    post.now = at(local)
    await asking.add_to(post.connection, await fresh(post, question), says(message_id), post.now)
    return [name for name in await post.all_arrive() if name == "AwayLine"]


def receipt(post: Post) -> str:
    return str(post.told("QuestionReceipt")[-1]["text"])


@pytest.mark.parametrize(
    ("minutes", "said"),
    [(0, 5), (5, 5), (6, 10), (28, 30), (31, 40), (38, 40), (60, 60), (61, 120), (48 * 60 + 1, 72 * 60)],
)
def test_lengths_are_rounded_up_to_what_people_say(minutes: int, said: int) -> None:
    assert kindly(minutes * MINUTE) == said * MINUTE


async def test_the_receipt_says_how_soon_answers_usually_come_once_five_tell(database: Database) -> None:
    async with database.writing() as connection:
        post = await staffed(connection)
        for number, minute in enumerate((5, 38, 38, 59)):
            question = await asks(
                post, f"mon 1{number}:00", 20 + number, member_id=BOB if number % 2 else ALICE
            )
            await answered(post, question, f"mon 1{number}:{minute:02}", 900 + number)
            assert "40 minutes" not in receipt(post)
        question = await asks(post, "mon 22:00", 30)
        await answered(post, question, "tue 09:10", 930)
        await asks(post, "tue 10:00", 31, member_id=BOB)
        assert "40 minutes" in receipt(post), "counted from when the team is there"


async def test_after_hours_the_receipt_says_when_the_team_is_back_and_no_later_message_does(
    database: Database,
) -> None:
    async with database.writing() as connection:
        post = await staffed(connection)
        question = await asks(post, "fri 18:00")
        assert "lundi 30 novembre à 9\N{NO-BREAK SPACE}h" in receipt(post)
        assert await adds(post, question, "sat 12:00", 12) == []
        assert await adds(post, question, "MON 08:59", 13) == []
        assert await adds(post, question, "MON 09:00", 14) == []
        assert await adds(post, question, "MON 18:00", 15) == ["AwayLine"], "another time they are away"
        assert "mardi 1er décembre" in post.told("AwayLine", ALICE)[0]["text"]
        assert await adds(post, question, "TUE 07:00", 16) == []


async def test_a_message_after_hours_is_told_so_once_unless_the_staff_are_there(database: Database) -> None:
    async with database.writing() as connection:
        post = await staffed(connection)
        question = await asks(post, "mon 17:00")
        assert "absente" not in receipt(post)
        await answered(post, question, "mon 18:10")
        assert await adds(post, question, "mon 18:24", 12) == []
        assert await adds(post, question, "mon 18:25", 13) == ["AwayLine"]
        assert await adds(post, question, "mon 23:00", 14) == []
        await claims.take(connection, await fresh(post, question), ROBIN, at("tue 18:30"))
        assert await adds(post, question, "tue 18:40", 15) == []


async def test_on_an_evenings_day_nobody_is_told_that_the_team_is_away(database: Database) -> None:
    async with database.writing() as connection:
        post = await staffed(connection)
        event = await an_evening(post)
        await asks(post, "thu 18:30", event=event)
        assert "absente" not in receipt(post)
        await moves_to(post, "thu 18:31")


async def test_each_working_morning_lists_what_waits_once_and_says_nothing_of_nothing(
    database: Database,
) -> None:
    async with database.writing() as connection:
        post = await staffed(connection)
        question = await asks(post, "fri 17:30")
        assert await moves_to(post, "sat 09:30") == []
        assert await digest.find_next_due_at(connection, post.now) == at("MON 09:30")
        assert await moves_to(post, "MON 09:29") == []
        assert await moves_to(post, "MON 09:30") == ["StaffDigest"]
        told = post.told("StaffDigest", STAFF)[0]["text"]
        assert "Alice" in told
        assert "2 jours" in told, "its age"
        assert f'<a href="https://t.me/c/1/{question.card_message_id}">' in told, "one tap away"
        assert await moves_to(post, "MON 09:31") == [], "once, as is written down"
        await answered(post, question, "MON 10:00")
        assert await moves_to(post, "TUE 09:30") == []
        await asks(post, "TUE 09:40", 12, member_id=BOB)
        assert await moves_to(post, "TUE 09:45") == [], "today's was empty"
        assert "StaffDigest" not in await moves_to(post, "WED 11:30"), "it is no morning any more"
