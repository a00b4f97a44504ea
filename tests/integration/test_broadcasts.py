"""A broadcast's life: undone, tried on few, paused, scheduled, changed, taken back; totals add up."""

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
    words_to_author,
)
from evenings import NOW, START, add_chapter, announce_event, get_event
from sqlalchemy import select

from handlers.composing import COMPOSING
from handlers.language import Languages
from handlers.notices import Composer, Void
from hopdrinks.broadcasts import life as rules
from hopdrinks.broadcasts import run
from hopdrinks.broadcasts.scheduled import find_due_at
from hopdrinks.evenings import event_edits, events
from hopdrinks.evenings.event_edits import EventEdit
from storage import deliveries as stored_deliveries
from storage.broadcast_records import Broadcast, Content, Part
from storage.database import Database
from storage.records import Delivery
from storage.tables import deliveries, recipients

HOUR = timedelta(hours=1)


async def a_broadcast(database: Database, number: int) -> Broadcast:
    async with database.writing() as connection:
        chapter = await add_chapter(connection)
        await add_followers(connection, chapter, [*range(1, number + 1), AUTHOR])
        return await a_draft(connection, chapter)


async def act(database: Database, broadcast: Broadcast, what: str, now=LEAVES):  # noqa: ANN001, ANN201
    async with database.writing() as connection:
        current = await get(connection, broadcast.id)
        if what == "pause":
            return await rules.pause(connection, ORGANISER, current, "asked", now)
        return await getattr(rules, what)(connection, ORGANISER, current, now)


async def state(database: Database, broadcast: Broadcast) -> tuple[str, str]:
    current = await as_it_is(database, broadcast.id)
    return current.state, current.pause_reason


async def test_everybody_gets_it_once_and_the_totals_add_up(database: Database) -> None:
    draft = await a_broadcast(database, 1_205)
    await send(database, draft)
    reached = await run_out(database, LEAVES)
    assert sorted(reached) == sorted([*range(1, 1_206), AUTHOR])
    assert await ends(database, draft.id) == {"sent": 1_206}
    assert await state(database, draft) == ("done", "")


async def test_within_a_minute_it_is_undone_without_a_trace(database: Database) -> None:
    draft = await a_broadcast(database, 3)
    await send(database, draft)
    await sweep(database, NOW + timedelta(seconds=59))
    assert await post(database, NOW) == []
    assert await act(database, draft, "put_back", NOW + timedelta(seconds=59))
    assert await ends(database, draft.id) == {}
    assert await state(database, draft) == ("draft", "")
    await send(database, draft, NOW + HOUR)
    assert not await act(database, draft, "put_back", NOW + HOUR + timedelta(seconds=61))
    assert len(await run_out(database, NOW + 2 * HOUR)) == 4


async def test_it_is_sent_once_however_often_it_is_tapped(database: Database) -> None:
    draft = await a_broadcast(database, 3)
    await send(database, draft)
    async with database.writing() as connection:
        assert not await rules.send(connection, ORGANISER, draft, NOW, card_message_id=8)


async def test_the_author_and_five_others_get_it_before_the_rest(database: Database) -> None:
    draft = await a_broadcast(database, 20)
    await send(database, draft)
    await sweep(database, LEAVES)
    assert await post(database, LEAVES) == [AUTHOR]
    await sweep(database, LEAVES)
    assert await post(database, LEAVES) == [1, 2, 3, 4, 5]
    await sweep(database, LEAVES)
    assert len(await post(database, LEAVES)) == 15


@pytest.mark.parametrize("refused", [AUTHOR, 3])
async def test_what_telegram_refuses_at_first_goes_to_nobody_else(database: Database, refused: int) -> None:
    draft = await a_broadcast(database, 20)
    await send(database, draft)
    reached = await run_out(database, LEAVES, failing=[refused])
    assert len(reached) == (1 if refused == AUTHOR else 6)
    assert await state(database, draft) == ("paused", "content")
    assert await words_to_author(database) == ["content"]
    later = LEAVES + timedelta(minutes=1)
    assert await act(database, draft, "resume", later)
    await run_out(database, later)
    assert await ends(database, draft.id) == {"sent": 20, "failed": 1}


async def test_many_failures_among_the_latest_pause_it_but_a_kill_does_not(database: Database) -> None:
    draft = await a_broadcast(database, 200)
    await send(database, draft)
    for _ in range(2):
        await sweep(database, LEAVES)
        await post(database, LEAVES)
    await sweep(database, LEAVES)
    await post(database, LEAVES, uncertain=range(1, 150), reason=stored_deliveries.INTERRUPTED)
    await sweep(database, LEAVES)
    assert await state(database, draft) == ("done", "")
    assert await act(database, draft, "resend_uncertain")
    later = LEAVES + timedelta(minutes=1)
    await run_out(database, later, uncertain=range(40, 150))
    assert await state(database, draft) == ("paused", "failing")


async def test_a_run_that_goes_wrong_is_paused(database: Database) -> None:
    draft = await a_broadcast(database, 1_200)
    await send(database, draft)
    await run_out(database, LEAVES, failing=range(50, 1_200, 3))
    assert await state(database, draft) == ("paused", "failing")
    assert await words_to_author(database) == ["failing"]
    counted = await ends(database, draft.id)
    assert counted["queued"] > 0
    assert sum(counted.values()) == 1_201


async def test_a_pause_takes_out_of_the_outbox_what_has_not_left(database: Database) -> None:
    draft = await a_broadcast(database, 30)
    await send(database, draft)
    for _ in range(2):
        await sweep(database, LEAVES)
        await post(database, LEAVES)
    await sweep(database, LEAVES)
    assert await act(database, draft, "pause")
    assert not await act(database, draft, "pause")
    assert await post(database, LEAVES) == []
    assert await ends(database, draft.id) == {"sent": 6, "queued": 25}
    assert await act(database, draft, "resume", LEAVES + HOUR)
    assert len(await run_out(database, LEAVES + HOUR)) == 25
    assert await ends(database, draft.id) == {"sent": 31}


async def test_ending_it_leaves_out_who_waits_and_says_so(database: Database) -> None:
    draft = await a_broadcast(database, 30)
    await send(database, draft)
    for _ in range(2):
        await sweep(database, LEAVES)
        await post(database, LEAVES)
    await sweep(database, LEAVES)
    assert await act(database, draft, "cancel")
    await sweep(database, LEAVES)
    assert await post(database, LEAVES) == []
    assert await ends(database, draft.id) == {"sent": 6, "skipped": 25}
    assert await state(database, draft) == ("cancelled", "")
    async with database.reading() as connection:
        said = select(recipients.c.reason).where(recipients.c.state == "skipped").distinct()
        assert list((await connection.execute(said)).scalars()) == ["cancelled"]


async def test_the_uncertain_are_sent_again_by_one_tap_and_nobody_else(database: Database) -> None:
    draft = await a_broadcast(database, 10)
    await send(database, draft)
    await run_out(database, LEAVES, uncertain=[7, 9])
    assert await ends(database, draft.id) == {"sent": 9, "uncertain": 2}
    assert await act(database, draft, "resend_uncertain") == 2
    assert await act(database, draft, "resend_uncertain") == 0
    assert await run_out(database, LEAVES + HOUR) == [7, 9]
    assert await ends(database, draft.id) == {"sent": 11}


async def test_after_a_gap_of_more_than_six_hours_it_asks(database: Database) -> None:
    draft = await a_broadcast(database, 30)
    await send(database, draft)
    await sweep(database, LEAVES)
    await post(database, LEAVES)
    await sweep(database, LEAVES + 7 * HOUR)
    assert await state(database, draft) == ("paused", "gap")
    assert await act(database, draft, "resume", LEAVES + 7 * HOUR)
    await run_out(database, LEAVES + 7 * HOUR)
    assert await ends(database, draft.id) == {"sent": 31}


async def test_after_a_short_gap_it_goes_on_by_itself(database: Database) -> None:
    draft = await a_broadcast(database, 30)
    await send(database, draft)
    await sweep(database, LEAVES)
    await post(database, LEAVES)
    await run_out(database, LEAVES + 5 * HOUR)
    assert await ends(database, draft.id) == {"sent": 31}


async def test_a_change_reaches_who_has_it_and_who_waits(database: Database) -> None:
    draft = await a_broadcast(database, 10)
    await send(database, draft)
    for _ in range(2):
        await sweep(database, LEAVES)
        await post(database, LEAVES)
    new = Content(parts=(Part(kind="text", text="Hello again"),))
    photo = Content(parts=(Part(kind="photo", file_id="x"),))
    async with database.writing() as connection:
        current = await get(connection, draft.id)
        assert not await rules.rewrite(connection, ORGANISER, current, "fr", photo, LEAVES)
        assert await rules.rewrite(connection, ORGANISER, current, "fr", new, LEAVES)
    await run_out(database, LEAVES)
    async with database.reading() as connection:
        edits = select(deliveries.c.chat_id).where(deliveries.c.notice == "BroadcastEdit")
        told = sorted((await connection.execute(edits)).scalars())
        versions = select(recipients.c.version).distinct()
        assert set((await connection.execute(versions)).scalars()) == {current.version + 1}
    assert told == [1, 2, 3, 4, 5, AUTHOR]


async def test_taken_back_it_is_withdrawn_from_all_who_got_it(database: Database) -> None:
    draft = await a_broadcast(database, 10)
    await send(database, draft)
    for _ in range(2):
        await sweep(database, LEAVES)
        await post(database, LEAVES)
    await sweep(database, LEAVES)
    assert await act(database, draft, "recall")
    await sweep(database, LEAVES)
    await sweep(database, LEAVES)
    assert await post(database, LEAVES) == []
    async with database.reading() as connection:
        gone = select(deliveries.c.chat_id).where(deliveries.c.notice == "BroadcastWithdrawal")
        assert sorted((await connection.execute(gone)).scalars()) == [1, 2, 3, 4, 5, AUTHOR]
    assert await ends(database, draft.id) == {"sent": 6, "skipped": 5}


async def scheduled(database: Database, minutes: int = -24 * 60) -> Broadcast:
    """Schedule a broadcast relative to the start of an evening."""
    async with database.writing() as connection:
        chapter = await add_chapter(connection)
        await add_followers(connection, chapter, [1, 2])
        event = await announce_event(connection, chapter)
        draft = await a_draft(connection, chapter, event_id=event.id)
        assert await rules.schedule(connection, ORGANISER, draft, NOW, anchor="start", offset_minutes=minutes)
        return await get(connection, draft.id)


async def test_a_scheduled_one_follows_its_evening_warns_and_leaves(database: Database) -> None:
    broadcast = await scheduled(database)
    due = START - timedelta(days=1)
    async with database.writing() as connection:
        assert await find_due_at(connection, broadcast) == due
        moved = EventEdit(local_date=START.date() + timedelta(days=7))
        await event_edits.edit(connection, ORGANISER, broadcast.event_id or 0, moved, NOW, tell=False)
        assert await find_due_at(connection, broadcast) == due + timedelta(days=7)
        due += timedelta(days=7)
        assert await run.find_next_due_at(connection, NOW) == due - timedelta(minutes=5)
    await sweep(database, due - timedelta(minutes=6))
    assert await words_to_author(database) == []
    await sweep(database, due - timedelta(minutes=4))
    await sweep(database, due - timedelta(minutes=3))
    assert await words_to_author(database) == ["soon"]
    assert sorted(await run_out(database, due)) == [1, 2, AUTHOR]


async def test_a_scheduled_one_that_is_late_asks_and_one_whose_evening_is_called_off_ends(
    database: Database,
) -> None:
    broadcast = await scheduled(database)
    due = START - timedelta(days=1)
    await sweep(database, due + timedelta(minutes=20))
    assert await state(database, broadcast) == ("paused", "late")
    assert await act(database, broadcast, "resume", due + timedelta(minutes=21))
    assert sorted(await run_out(database, due + timedelta(minutes=22))) == [1, 2, AUTHOR]


async def test_a_scheduled_one_ends_when_its_evening_is_called_off(database: Database) -> None:
    broadcast = await scheduled(database)
    async with database.writing() as connection:
        event = await get_event(connection, broadcast.event_id or 0)
        assert await events.cancel(connection, ORGANISER, event.id, NOW)
    await sweep(database, NOW)
    assert await state(database, broadcast) == ("cancelled", "")
    assert await words_to_author(database) == ["event_cancelled"]


async def test_what_waits_for_the_morning_leaves_at_eight(database: Database) -> None:
    night, morning = NOW.replace(hour=22), NOW.replace(day=24, hour=7)
    draft = await a_broadcast(database, 3)
    async with database.writing() as connection:
        await rules.broadcasts.update_broadcast(connection, draft.id, {"waits_for_morning": True})
    await send(database, draft, night)
    assert await run_out(database, night + HOUR) == []
    async with database.reading() as connection:
        assert await run.find_next_due_at(connection, night + HOUR) == morning
    await sweep(database, night + 5 * HOUR)
    assert len(await run_out(database, morning)) == 4


async def test_who_mutes_it_between_the_evening_and_the_morning_gets_nothing(database: Database) -> None:
    draft = await a_broadcast(database, 3)
    await send(database, draft, NOW)
    await sweep(database, NOW + HOUR)
    async with database.writing() as connection:
        await rules.mute(connection, 2, draft, NOW)
        waiting = Delivery(
            id=1,
            chat_id=2,
            lane=2,
            reliability="must_not_double",
            notice="Broadcast",
            payload=f'{{"broadcast_id": {draft.id}}}',
            event_id=None,
            tries=0,
            expires_at=None,
            queued_at=NOW,
        )
        composer = Composer(Languages("fr"), COMPOSING)
        composed = (await composer.compose(connection, [waiting], NOW + HOUR))[0]
    assert isinstance(composed, Void)
    assert composed.reason == "opted_out"


async def test_only_so_many_stand_in_the_outbox_at_once(database: Database) -> None:
    draft = await a_broadcast(database, 3_000)
    await send(database, draft)
    for _ in range(2):
        await sweep(database, LEAVES)
        await post(database, LEAVES)
    await sweep(database, LEAVES)
    await sweep(database, LEAVES)
    assert (await ends(database, draft.id))["sending"] == run.WINDOW
