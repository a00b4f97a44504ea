"""The outbox, on both databases: who may leave next, and what became of the others."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from hopdrinks.notices.base import Lane
from storage import deliveries, tables
from storage.database import Database
from storage.records import Delivery, Reliability

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
EVERY_CLASS: list[Reliability] = ["repeatable", "must_arrive", "must_not_double"]


def row(
    chat_id: int,
    lane: Lane = Lane.PERSONAL,
    *,
    key: str | None = None,
    reliability: Reliability = "must_arrive",
    payload: str = "{}",
) -> dict[str, object]:
    return {
        "chat_id": chat_id,
        "lane": int(lane),
        "reliability": reliability,
        "notice": "Call",
        "payload": payload,
        "coalesce_key": key,
        "event_id": 1,
        "expires_at": None,
        "queued_at": NOW,
    }


async def queue(database: Database, *rows: dict[str, object]) -> None:
    async with database.writing() as connection:
        await deliveries.add_deliveries(connection, rows)


async def due(
    database: Database,
    *,
    limit: int = 100,
    lanes: Sequence[Lane] = tuple(Lane),
    reliabilities: list[Reliability] = EVERY_CLASS,
    except_chats: Sequence[int] = (),
) -> list[Delivery]:
    async with database.reading() as connection:
        return await deliveries.list_deliverable(
            connection, limit=limit, lanes=lanes, reliabilities=reliabilities, except_chats=except_chats
        )


async def ids_due(database: Database, except_chats: Sequence[int] = ()) -> list[int]:
    return [delivery.id for delivery in await due(database, except_chats=except_chats)]


async def send(database: Database, *delivery_ids: int) -> None:
    async with database.writing() as connection:
        await deliveries.claim_deliveries(connection, delivery_ids)


async def settle(database: Database, delivery_id: int, state: str, at: datetime = NOW) -> None:
    outcome = {
        "delivery_id": delivery_id,
        "state": state,
        "message_id": None,
        "reason": None,
        "settled_at": at,
    }
    async with database.writing() as connection:
        await deliveries.settle_deliveries(connection, [outcome])


async def requeue(database: Database, delivery: Delivery) -> None:
    async with database.writing() as connection:
        await deliveries.requeue_delivery(connection, delivery, NOW, tries=1, reason="No answer in time")


async def all_rows(database: Database) -> list[tuple[int, str, str | None]]:
    async with database.reading() as connection:
        rows = await connection.execute(select(tables.deliveries).order_by(tables.deliveries.c.id))
        return [(found.id, found.state, found.reason) for found in rows]


async def test_urgent_lanes_come_first_and_within_a_lane_who_was_queued_first(database: Database) -> None:
    await queue(database, row(1, Lane.COSMETIC), row(2, Lane.BULK), row(3, Lane.PERSONAL))
    await queue(database, row(4, Lane.REPLY), row(5, Lane.PERSONAL))
    assert [delivery.chat_id for delivery in await due(database)] == [4, 3, 5, 2, 1]


async def test_of_each_chat_and_lane_only_the_first_in_line_may_leave(database: Database) -> None:
    await queue(database, row(1), row(1), row(1, Lane.REPLY), row(2))
    assert await ids_due(database) == [3, 1, 4]


async def test_the_first_in_line_holds_back_the_second_even_where_it_may_not_leave_itself(
    database: Database,
) -> None:
    await queue(database, row(1, reliability="must_not_double"), row(1, reliability="must_arrive"))
    assert await due(database, reliabilities=["must_arrive", "repeatable"]) == []


async def test_a_chat_with_a_call_in_flight_gets_no_other_in_any_lane(database: Database) -> None:
    await queue(database, row(1), row(1, Lane.REPLY), row(2))
    assert await ids_due(database, except_chats=[1]) == [3]


async def test_lanes_and_numbers_can_be_limited(database: Database) -> None:
    await queue(database, row(1), row(2, Lane.BULK), row(3), row(4))
    found = await due(database, limit=2, lanes=[Lane.PERSONAL])
    assert [delivery.chat_id for delivery in found] == [1, 3]


async def test_what_leaves_is_not_handed_out_again_and_is_found_after_a_stop(database: Database) -> None:
    await queue(database, row(1), row(2), row(3))
    await send(database, 1, 3)
    assert await ids_due(database) == [2]
    async with database.reading() as connection:
        assert [found.id for found in await deliveries.list_interrupted(connection)] == [1, 3]


async def test_a_second_refresh_joins_the_one_that_waits_and_the_more_urgent_lane_wins(
    database: Database,
) -> None:
    await queue(database, row(1, Lane.COSMETIC, key="card:1"))
    await queue(database, row(1, Lane.REPLY, key="card:1"), row(1, Lane.COSMETIC, key="card:1"))
    (waiting,) = await due(database)
    assert (waiting.id, waiting.lane) == (1, Lane.REPLY)


async def test_what_has_no_key_is_owed_each_time(database: Database) -> None:
    await queue(database, row(1), row(1), row(1))
    assert len(await all_rows(database)) == 3


async def test_a_refresh_behind_one_that_is_leaving_waits_for_itself(database: Database) -> None:
    """What left was composed before: only one more refresh shows the newest state."""
    await queue(database, row(1, key="card:1"))
    await send(database, 1)
    await queue(database, row(1, key="card:1"))
    assert [state for _, state, _ in await all_rows(database)] == ["sending", "queued"]


async def test_a_refresh_that_failed_gives_way_to_the_newer_one(database: Database) -> None:
    await queue(database, row(1, key="card:1"))
    (leaving,) = await due(database)
    await send(database, leaving.id)
    await queue(database, row(1, key="card:1"))
    await requeue(database, leaving)
    assert [(state, reason) for _, state, reason in await all_rows(database)] == [
        ("skipped", "superseded"),
        ("queued", None),
    ]


async def test_a_delivery_put_back_keeps_its_place_in_line(database: Database) -> None:
    await queue(database, row(1), row(1))
    (leaving,) = await due(database)
    await send(database, leaving.id)
    await requeue(database, leaving)
    (again,) = await due(database)
    assert (again.id, again.tries) == (leaving.id, 1)


async def test_only_one_of_two_taps_on_resend_resends(database: Database) -> None:
    await queue(database, row(1), row(2), row(3))
    for number, state in ((1, "uncertain"), (2, "failed"), (3, "sent")):
        await settle(database, number, state)
    won: list[bool] = []
    for number in (1, 1, 2, 2, 3):
        async with database.writing() as connection:
            won.append(await deliveries.claim_resend(connection, number))
    assert won == [True, False, True, False, False]
    assert await ids_due(database) == [1, 2]


async def test_nothing_more_is_sent_to_a_chat_that_cannot_be_written_to(database: Database) -> None:
    await queue(database, row(1), row(1, Lane.BULK), row(2))
    await send(database, 1)
    async with database.writing() as connection:
        await deliveries.skip_queued(connection, NOW, chat_id=1, reason="blocked")
    assert [(state, reason) for _, state, reason in await all_rows(database)] == [
        ("sending", None),
        ("skipped", "blocked"),
        ("queued", None),
    ]


async def test_trouble_is_found_by_event_and_notice(database: Database) -> None:
    await queue(database, row(1), row(2), row(3))
    await settle(database, 1, "uncertain")
    await settle(database, 2, "sent")
    async with database.reading() as connection:
        found = await deliveries.list_troubled(connection, 1, ["Call"])
        assert [delivery.id for delivery in found] == [1]
        assert await deliveries.list_troubled(connection, 1, ["Announcement"]) == []
        assert await deliveries.list_troubled(connection, 2, ["Call"]) == []
        assert await deliveries.count_by_state(connection) == {"uncertain": 1, "sent": 1, "queued": 1}


async def test_what_was_settled_is_forgotten_after_a_month_and_what_waits_never(database: Database) -> None:
    await queue(database, row(1), row(2), row(3) | {"notice": "Announcement"}, row(4))
    await settle(database, 1, "sent")
    await settle(database, 3, "sent")
    await settle(database, 4, "failed")
    # What was answered word by word may repeat what others wrote: it goes as soon as nobody can need it.
    for days, left in ((1, [1, 2, 3, 4]), (3, [2, 3, 4]), (29, [2, 3, 4]), (31, [2])):
        async with database.writing() as connection:
            await deliveries.delete_old_deliveries(connection, NOW + timedelta(days=days))
        assert [number for number, _, _ in await all_rows(database)] == left


async def test_what_waits_leaves_or_left_lately_was_owed_under_its_key(database: Database) -> None:
    async def was_owed(key: str, since: datetime = NOW) -> bool:
        async with database.reading() as connection:
            return await deliveries.was_owed(connection, key, since)

    await queue(database, row(1, key="a"))
    assert await was_owed("a")
    assert not await was_owed("b")
    (delivery_id,) = await ids_due(database)
    await send(database, delivery_id)
    assert await was_owed("a")
    await settle(database, delivery_id, "sent")
    assert await was_owed("a")
    assert not await was_owed("a", NOW + timedelta(minutes=1))
