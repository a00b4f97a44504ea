"""What follows a broadcast: those who join its evening later, and what came of it the day after."""

from datetime import timedelta

import pytest
from casting import (
    AUTHOR,
    LEAVES,
    ORGANISER,
    a_draft,
    add_followers,
    as_it_is,
    ends,
    get,
    post,
    run_out,
    send,
    sweep,
)
from evenings import NOW, START, add_chapter, add_members, announce_event, say, tap
from sqlalchemy import func, select, update

from handlers.broadcasts.facts import gather
from handlers.broadcasts.views.screens import screen
from handlers.facts import Facts
from handlers.language import Languages
from hopdrinks.broadcasts import afterwards, run
from hopdrinks.broadcasts import life as rules
from storage import event_mutes, members
from storage.broadcast_records import Broadcast, Content, Part
from storage.database import Database
from storage.records import Event
from storage.tables import deliveries, recipients

LATER = LEAVES + timedelta(hours=2)
DAY = timedelta(days=1)
NEW_FACE = 50


async def a_sent_one(database: Database, *, for_later: bool = True) -> tuple[Broadcast, Event]:
    """Have a broadcast about an evening that 1, 2, 3 and the author have got."""
    async with database.writing() as connection:
        chapter = await add_chapter(connection)
        await add_followers(connection, chapter, [1, 2, 3, AUTHOR])
        await add_members(connection, [NEW_FACE])
        event = await announce_event(connection, chapter)
        draft = await a_draft(connection, chapter, event_id=event.id)
        if for_later:
            assert await afterwards.include_late_joiners(connection, draft, wanted=True)
    await send(database, draft)
    assert sorted(await run_out(database, LEAVES)) == [1, 2, 3, AUTHOR]
    return await as_it_is(database, draft.id), event


async def test_who_says_later_that_they_come_gets_it_once(database: Database) -> None:
    broadcast, event = await a_sent_one(database)
    await say(database, event, NEW_FACE, "going", LATER)
    await say(database, event, 1, "going", LATER)
    assert await run_out(database, LATER) == [NEW_FACE]
    assert (await as_it_is(database, broadcast.id)).state == "done"
    await say(database, event, NEW_FACE, "declined", LATER + DAY)
    await say(database, event, NEW_FACE, "going", LATER + DAY)
    assert await run_out(database, LATER + DAY) == []
    assert await ends(database, broadcast.id) == {"sent": 5}


async def test_without_the_option_nobody_gets_it_later(database: Database) -> None:
    _, event = await a_sent_one(database, for_later=False)
    await say(database, event, NEW_FACE, "going", LATER)
    assert await run_out(database, LATER) == []


@pytest.mark.parametrize("why", ["maybe", "muted", "muted the evening", "blocked", "stopped", "begun"])
async def test_who_does_not_come_does_not_want_it_or_is_too_late_does_not_get_it(
    database: Database, why: str
) -> None:
    broadcast, event = await a_sent_one(database)
    await say(database, event, NEW_FACE, "maybe" if why == "maybe" else "going", LATER)
    async with database.writing() as connection:
        if why == "muted":
            await rules.mute(connection, NEW_FACE, broadcast, LATER)
        elif why == "muted the evening":
            await event_mutes.add_mute(connection, event.id, NEW_FACE, LATER)
        elif why == "blocked":
            await members.update_member_reach(connection, NEW_FACE, "blocked", LATER)
        elif why == "stopped":
            await members.update_member_stopped(connection, NEW_FACE, LATER)
    assert await run_out(database, START if why == "begun" else LATER) == []


async def test_who_was_left_out_at_first_gets_it_once_they_come(database: Database) -> None:
    broadcast, event = await a_sent_one(database)
    async with database.writing() as connection:
        row = {"broadcast_id": broadcast.id, "chat_id": NEW_FACE, "state": "skipped", "reason": "cap"}
        await connection.execute(recipients.insert().values(row | {"settled_at": LEAVES}))
    assert await run_out(database, LEAVES) == []
    await say(database, event, NEW_FACE, "going", LATER)
    assert await run_out(database, LATER) == [NEW_FACE]


async def test_who_comes_but_was_left_out_since_is_not_tried_again_and_again(database: Database) -> None:
    broadcast, event = await a_sent_one(database)
    await say(database, event, NEW_FACE, "going", LATER)
    async with database.writing() as connection:
        row = {"broadcast_id": broadcast.id, "chat_id": NEW_FACE, "state": "skipped", "reason": "?"}
        await connection.execute(recipients.insert().values(row | {"settled_at": LATER + DAY}))
    assert await run_out(database, LATER + DAY) == []


async def test_late_joiners_see_corrections_and_the_withdrawal_like_the_others(database: Database) -> None:
    broadcast, event = await a_sent_one(database)
    await say(database, event, NEW_FACE, "going", LATER)
    await run_out(database, LATER)
    async with database.writing() as connection:
        current = await get(connection, broadcast.id)
        new = Content(parts=(Part(kind="text", text="Hello again"),))
        assert await rules.rewrite(connection, ORGANISER, current, "fr", new, LATER)
    await sweep(database, LATER)
    async with database.writing() as connection:
        assert await rules.recall(connection, ORGANISER, await get(connection, broadcast.id), LATER)
    await sweep(database, LATER)
    for notice in ("BroadcastEdit", "BroadcastWithdrawal"):
        async with database.reading() as connection:
            told = select(func.count()).where(deliveries.c.notice == notice, deliveries.c.chat_id == NEW_FACE)
            assert (await connection.execute(told)).scalar_one() == 1
    await say(database, event, 3, "going", LATER)
    assert await run_out(database, LATER) == []


async def test_another_evening_takes_the_option_back(database: Database) -> None:
    async with database.writing() as connection:
        chapter = await add_chapter(connection)
        await add_followers(connection, chapter, [1, AUTHOR])
        event = await announce_event(connection, chapter)
        draft = await a_draft(connection, chapter, event_id=event.id)
        assert await afterwards.include_late_joiners(connection, draft, wanted=True)
        ticked = await get(connection, draft.id)
        assert rules.seal(ticked) != rules.seal(draft)
        await rules.aim(connection, ticked, ticked.audience, None)
        assert not (await get(connection, draft.id)).for_later
        assert not await afterwards.include_late_joiners(
            connection, await get(connection, draft.id), wanted=True
        )


async def test_the_day_after_its_author_sees_what_came_of_it(database: Database) -> None:
    broadcast, event = await a_sent_one(database, for_later=False)
    begun = broadcast.begun_at
    assert begun is not None
    async with database.writing() as connection:
        await tap(connection, event.id, 1, "going", LATER)
        await tap(connection, event.id, NEW_FACE, "going", LATER)
        await rules.mute(connection, 2, broadcast, LATER)
        await members.update_member_reach(connection, 3, "blocked", LATER)
        await connection.execute(update(deliveries).values(state="sent", settled_at=LEAVES))
    await sweep(database, begun + DAY - timedelta(minutes=1))
    assert await screens(database) == 0
    async with database.reading() as connection:
        assert await run.find_next_due_at(connection, LATER) == begun + DAY
        early = await gather(Facts(connection, LATER), broadcast)
        assert early.effects is None
    await sweep(database, begun + DAY)
    await sweep(database, begun + DAY)
    assert await screens(database) == 1
    async with database.reading() as connection:
        shown = await gather(Facts(connection, begun + DAY), broadcast)
    said = screen(Languages("en").get("en"), shown).text
    assert "Answers to the evening since: ✅ 1" in said
    assert "🔕 1 wants fewer of these" in said
    assert "⛔ 1 has blocked me within a day" in said


async def test_what_happens_days_later_is_not_its_doing(database: Database) -> None:
    broadcast, _ = await a_sent_one(database)
    async with database.writing() as connection:
        await rules.mute(connection, 2, broadcast, LATER + 2 * DAY)
        await members.update_member_reach(connection, 3, "blocked", LATER + 2 * DAY)
        shown = await gather(Facts(connection, LATER + 3 * DAY), await get(connection, broadcast.id))
    assert shown.effects is not None
    assert (shown.effects.mutes, shown.effects.blocks) == (0, 0)


async def screens(database: Database) -> int:
    """Count the changes of the author's message that wait."""
    assert await post(database, NOW) == []
    async with database.reading() as connection:
        waiting = select(func.count()).where(
            deliveries.c.notice == "BroadcastScreen", deliveries.c.state == "queued"
        )
        return int((await connection.execute(waiting)).scalar_one())
