"""A broadcast in trouble: what went wrong once must not keep it from those it is for, nor reach others."""

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
from evenings import NOW, add_chapter, announce_event, get_event
from sqlalchemy import select, update

from handlers.composing import COMPOSING
from handlers.language import Languages
from handlers.notices import Composer, Void
from hopdrinks.broadcasts import life as rules
from hopdrinks.evenings import events
from hopdrinks.notices.broadcasts import Broadcast as BroadcastNotice
from storage import deliveries as stored_deliveries
from storage.broadcast_records import Broadcast, Content, Part
from storage.database import Database
from storage.records import Delivery
from storage.tables import deliveries

HOUR = timedelta(hours=1)


async def under_way(database: Database, number: int = 30, *, about_evening: bool = False) -> Broadcast:
    """Have a broadcast that its author and five others have got."""
    async with database.writing() as connection:
        chapter = await add_chapter(connection)
        await add_followers(connection, chapter, [*range(1, number + 1), AUTHOR])
        event = await announce_event(connection, chapter) if about_evening else None
        draft = await a_draft(connection, chapter, event_id=None if event is None else event.id)
    await send(database, draft)
    for _ in range(2):
        await sweep(database, LEAVES)
        await post(database, LEAVES)
    return await as_it_is(database, draft.id)


async def resume(database: Database, broadcast: Broadcast, now=LEAVES) -> None:  # noqa: ANN001
    async with database.writing() as connection:
        assert await rules.resume(connection, ORGANISER, await get(connection, broadcast.id), now)


@pytest.mark.parametrize("what", ["called off", "over"])
async def test_told_to_go_on_it_is_not_paused_for_the_same_evening_again(
    database: Database, what: str
) -> None:
    broadcast = await under_way(database, about_evening=True)
    now = LEAVES + HOUR
    async with database.writing() as connection:
        event = await get_event(connection, broadcast.event_id or 0)
        if what == "called off":
            assert await events.cancel(connection, ORGANISER, event.id, now)
        else:
            now = event.ends_at
            await rules.broadcasts.update_broadcast(connection, broadcast.id, {"alive_at": now})
    await sweep(database, now)
    paused = await as_it_is(database, broadcast.id)
    assert (paused.state, paused.pause_reason) == (
        "paused",
        "event_cancelled" if what == "called off" else "past",
    )
    await resume(database, broadcast, now + HOUR)
    assert len(await run_out(database, now + HOUR)) == 25
    assert (await as_it_is(database, broadcast.id)).state == "done"


async def test_whom_telegram_put_off_while_it_was_paused_gets_it_once_it_goes_on(database: Database) -> None:
    broadcast = await put_off_while_paused(database)
    await sweep(database, LEAVES)
    assert await ends(database, broadcast.id) == {"sent": 6, "queued": 7}
    await resume(database, broadcast)
    assert 9 in await run_out(database, LEAVES)
    assert await ends(database, broadcast.id) == {"sent": 13}


async def test_whom_telegram_put_off_is_left_out_where_it_is_ended_during_the_pause(
    database: Database,
) -> None:
    broadcast = await put_off_while_paused(database)
    async with database.writing() as connection:
        assert await rules.cancel(connection, ORGANISER, await get(connection, broadcast.id), LEAVES)
    await run_out(database, LEAVES)
    assert await ends(database, broadcast.id) == {"sent": 6, "skipped": 7}


async def put_off_while_paused(database: Database) -> Broadcast:
    """Have a broadcast paused while a copy was leaving that Telegram put off, and that does not leave now."""
    broadcast = await under_way(database, 12)
    await sweep(database, LEAVES)
    async with database.writing() as connection:
        queued = select(deliveries.c.id).where(deliveries.c.chat_id == 9, deliveries.c.state == "queued")
        delivery_id = (await connection.execute(queued)).scalar_one()
        await stored_deliveries.claim_deliveries(connection, [delivery_id])
        assert await rules.pause(connection, ORGANISER, broadcast, "asked", LEAVES)
        leaving = await stored_deliveries.find_delivery(connection, delivery_id)
        assert leaving is not None
        await stored_deliveries.requeue_delivery(connection, leaving, LEAVES, tries=0, reason="429")
    await compose_and_settle(database, leaving)
    return broadcast


async def compose_and_settle(database: Database, delivery: Delivery) -> None:
    """Let the courier find that it need not leave."""
    async with database.writing() as connection:
        (void,) = await Composer(Languages("fr"), COMPOSING).compose(connection, [delivery], LEAVES)
        assert isinstance(void, Void)
        row = {"delivery_id": delivery.id, "state": "skipped", "message_id": None, "reason": void.reason}
        await stored_deliveries.settle_deliveries(connection, [row | {"settled_at": LEAVES}])


async def test_who_was_refused_the_faulty_words_gets_the_corrected_ones(database: Database) -> None:
    async with database.writing() as connection:
        chapter = await add_chapter(connection)
        await add_followers(connection, chapter, [*range(1, 21), AUTHOR])
        draft = await a_draft(connection, chapter)
    await send(database, draft)
    await run_out(database, LEAVES, failing=[3])
    assert (await as_it_is(database, draft.id)).pause_reason == "content"
    mended = Content(parts=(Part(kind="text", text="Hello again"),))
    async with database.writing() as connection:
        current = await get(connection, draft.id)
        assert await rules.rewrite(connection, ORGANISER, current, "fr", mended, LEAVES)
    await resume(database, draft, LEAVES + HOUR)
    assert 3 in await run_out(database, LEAVES + HOUR)
    assert await ends(database, draft.id) == {"sent": 21}


async def test_two_at_once_are_not_more_for_anybody_than_one_after_the_other(database: Database) -> None:
    async with database.writing() as connection:
        chapter = await add_chapter(connection)
        await add_followers(connection, chapter, [1, 2, AUTHOR])
        drafts = [await a_draft(connection, chapter) for _ in range(3)]
    for draft in drafts:
        await send(database, draft)
    await sweep(database, LEAVES)
    async with database.writing() as connection:
        given = {"state": "sent", "settled_at": LEAVES, "notice": "Broadcast", "lane": 2}
        for draft in drafts[:2]:
            row = {"chat_id": 1, "reliability": "must_not_double", "queued_at": LEAVES}
            payload = BroadcastNotice(broadcast_id=draft.id).model_dump_json()
            await connection.execute(deliveries.insert().values(given | row | {"payload": payload}))
    voids = [await reason_for(database, draft, 1) for draft in drafts]
    assert voids == ["", "", "cap"], "what it counted itself is no reason to be sent again by 🔁"
    assert await reason_for(database, drafts[2], 2) == ""


async def reason_for(database: Database, broadcast: Broadcast, chat_id: int) -> str:
    """Give why somebody would not get a broadcast that is about to leave for them; "" where they do."""
    delivery = Delivery(
        id=1, chat_id=chat_id, lane=2, reliability="must_not_double", notice="Broadcast",
        payload=f'{{"broadcast_id": {broadcast.id}}}', event_id=None, tries=0, expires_at=None, queued_at=NOW,
    )  # fmt: skip
    async with database.writing() as connection:
        (call,) = await Composer(Languages("fr"), COMPOSING).compose(connection, [delivery], LEAVES)
    return call.reason if isinstance(call, Void) else ""


async def test_who_is_refused_for_good_does_not_keep_it_from_the_others(database: Database) -> None:
    broadcast = await under_way(database)
    async with database.writing() as connection:
        await connection.execute(update(deliveries).values(state="skipped", reason="blocked"))
    await run_out(database, LEAVES)
    assert (await as_it_is(database, broadcast.id)).state == "done"


@pytest.mark.parametrize("what", ["taken back", "reworded", "ended"])
async def test_what_was_leaving_when_it_was_taken_back_or_reworded_follows_once_it_arrived(
    database: Database, what: str
) -> None:
    broadcast = await under_way(database, 12)
    await sweep(database, LEAVES)
    async with database.writing() as connection:
        leaving = select(deliveries.c.id).where(deliveries.c.chat_id == 9, deliveries.c.state == "queued")
        delivery_id = (await connection.execute(leaving)).scalar_one()
        await stored_deliveries.claim_deliveries(connection, [delivery_id])
        if what == "taken back":
            assert await rules.recall(connection, ORGANISER, broadcast, LEAVES)
        elif what == "ended":
            assert await rules.cancel(connection, ORGANISER, broadcast, LEAVES)
        else:
            other = Content(parts=(Part(kind="text", text="Hello again"),))
            assert await rules.rewrite(connection, ORGANISER, broadcast, "fr", other, LEAVES)
    await sweep(database, LEAVES)
    async with database.writing() as connection:
        row = {"delivery_id": delivery_id, "state": "sent", "message_id": 77, "reason": None}
        await stored_deliveries.settle_deliveries(connection, [row | {"settled_at": LEAVES}])
    await run_out(database, LEAVES)
    await sweep(database, LEAVES)
    notice = {"taken back": "BroadcastWithdrawal", "reworded": "BroadcastEdit", "ended": "none"}[what]
    async with database.reading() as connection:
        followed = select(deliveries.c.id).where(deliveries.c.notice == notice, deliveries.c.chat_id == 9)
        assert len((await connection.execute(followed)).all()) == (0 if what == "ended" else 1)
    counted = await ends(database, broadcast.id)
    assert counted == ({"sent": 13} if what == "reworded" else {"sent": 7, "skipped": 6})
    async with database.reading() as connection:
        assert await rules.broadcasts.list_active_ids(connection) == [], "it rests"


async def test_its_screen_changes_no_more_often_than_every_five_seconds(database: Database) -> None:
    broadcast = await under_way(database)
    shown = 0
    for second in range(1, 31):
        now = LEAVES + timedelta(seconds=second)
        await sweep(database, now)
        await post_one(database, now)
        shown += await settle_screens(database, now)
    assert (await as_it_is(database, broadcast.id)).state == "sending"
    assert 5 <= shown <= 7


async def post_one(database: Database, now) -> None:  # noqa: ANN001
    """Deliver one copy alone, so that it takes a while."""
    async with database.writing() as connection:
        waiting = select(deliveries.c.id).where(
            deliveries.c.state == "queued", deliveries.c.notice == "Broadcast"
        )
        first = (await connection.execute(waiting.order_by(deliveries.c.id).limit(1))).scalar()
        if first is not None and now.second % 2:
            row = {"delivery_id": first, "state": "sent", "message_id": first, "reason": None}
            await stored_deliveries.settle_deliveries(connection, [row | {"settled_at": now}])


async def settle_screens(database: Database, now) -> int:  # noqa: ANN001
    """Have what changes the screen leave, and count it."""
    async with database.writing() as connection:
        waiting = (deliveries.c.notice == "BroadcastScreen") & (deliveries.c.state == "queued")
        sent = update(deliveries).where(waiting).values(state="sent", settled_at=now)
        return (await connection.execute(sent)).rowcount
