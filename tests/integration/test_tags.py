"""Words that the staff find a question by: few, short, the same however they are typed."""

import pytest
from relay_post import ALICE, BOB, NOW, asked, says
from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.language import Languages
from handlers.staff.queue import read_queue
from handlers.staff.views.lookup import queue
from hopdrinks.questions import asking, tags
from storage import members
from storage import questions as stored
from storage.database import Database


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("#Accès", "accès"),
        ("PRIX", "prix"),
        ("mobilité-réduite", "mobilité_réduite"),
        ("ACCE\N{COMBINING GRAVE ACCENT}S", "accès"),
        ("a" * 20, "a" * 20),
        ("a" * 21, None),
        ("a b", None),
        ("%", None),
        ("#", None),
        ("-", None),
    ],
)
def test_a_word_is_kept_in_one_form(typed: str, kept: str | None) -> None:
    assert tags.normalise(typed) == kept


async def test_a_question_has_three_words_at_most_and_its_card_follows(database: Database) -> None:
    async with database.writing() as connection:
        post, question = await asked(connection)
        assert await tags.retag(connection, question, ["accès", "prix", "prix"], [], NOW) == ["accès", "prix"]
        assert await post.all_arrive() == ["QuestionCardRefresh"]
        assert "#accès #prix" in post.told("QuestionCardRefresh")[-1]["text"]
        assert await tags.retag(connection, question, ["lieu", "heure"], [], NOW) is None
        assert (await stored.get_question(connection, question.id)).tags == "accès prix", "nothing by halves"
        after = await tags.retag(connection, question, ["lieu", "heure"], ["prix"], NOW)
        assert after == ["accès", "lieu", "heure"]
        await post.all_arrive()
        assert await tags.retag(connection, question, ["lieu"], ["prix"], NOW) == after
        assert await post.all_arrive() == [], "nothing changed"


async def test_the_queue_of_a_word_lists_what_waits_with_that_whole_word(database: Database) -> None:
    async with database.writing() as connection:
        _, question = await asked(connection)
        await members.update_member_reach(connection, BOB, "reachable", NOW)
        other = await asking.ask(connection, BOB, None, says(21, "How much?"), NOW)
        await tags.retag(connection, question, ["accès", "p_ix"], [], NOW)
        await tags.retag(connection, other, ["prix_libre", "prix"], [], NOW)
        assert await listed(connection, "") == [ALICE, BOB]
        assert await listed(connection, "accès") == [ALICE]
        assert await listed(connection, "prix") == [BOB]
        assert await listed(connection, "p_ix") == [ALICE], "no wildcard"
        assert await listed(connection, "libre") == []
        assert await stored.count_waiting_for_staff(connection, "prix") == 1
        language = Languages("fr").get("en")
        shown = queue(language, await read_queue(connection, language, NOW, "prix"), NOW).text
        assert "#prix_libre #prix" in shown
        assert "Alice" not in shown


async def listed(connection: AsyncConnection, tag: str) -> list[int]:
    return [one.member_id for one in await stored.list_waiting_for_staff(connection, 9, tag)]
