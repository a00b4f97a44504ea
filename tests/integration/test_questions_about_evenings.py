"""The card of a question about an evening follows what becomes of that evening."""

from datetime import date, time

from evenings import ORGANISER
from relay_post import BOB, STAFF, Post
from waiting import an_evening, answered, asks, at, staffed

from hopdrinks.evenings import event_edits, events
from hopdrinks.evenings.event_edits import EventEdit
from hopdrinks.questions import closing
from storage.database import Database


def refreshed(post: Post) -> list[str]:
    return [str(card["text"]) for card in post.told("QuestionCardRefresh", STAFF)]


async def test_an_evening_that_moves_is_on_the_card_as_it_is_now_once_for_many_changes(
    database: Database,
) -> None:
    async with database.writing() as connection:
        post = await staffed(connection)
        event = await an_evening(post)
        waits = await asks(post, "mon 10:00", event=event)
        done = await asks(post, "mon 10:05", 12, event=event, member_id=BOB)
        await asks(post, "mon 10:10", 13)
        await answered(post, done, "mon 10:20")
        post.sent.clear()
        for hour in (20, 21):
            change = EventEdit(local_date=date(2026, 12, 1), local_time=time(hour))
            assert await event_edits.edit(connection, ORGANISER, event.id, change, post.now)
        await post.all_arrive()
        cards = refreshed(post)
        assert len(cards) == 2, "of what goes on about this evening, what is answered included"
        assert all("mardi 1er décembre à 21\N{NO-BREAK SPACE}h" in card for card in cards)
        await closing.close(connection, waits, None, post.now)
        await post.all_arrive()
        post.sent.clear()
        assert await event_edits.edit(connection, ORGANISER, event.id, EventEdit(capacity=9), post.now)
        assert await events.cancel(connection, ORGANISER, event.id, at("mon 11:00"))
        await post.all_arrive()
        assert ["annulé" in card for card in refreshed(post)] == [True]
