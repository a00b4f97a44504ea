"""What goes to very many is looked at by a second person before it leaves."""

from datetime import datetime, timedelta

from casting import AUTHOR, LEAVES, ORGANISER, a_draft, add_followers, as_it_is, get, post, run_out, sweep
from casting import words_to_author as alerts
from evenings import NOW, add_chapter
from sqlalchemy import select, update

from hopdrinks.broadcasts import life, second_look
from hopdrinks.people.roles import Actor
from storage import roles
from storage.broadcast_records import Broadcast, Content, Part
from storage.database import Database
from storage.tables import deliveries, members

COLLEAGUE, OTHER, OWNER = Actor(member_id=21), Actor(member_id=22), Actor(member_id=23)
OTHERWISE = Content(parts=(Part(kind="text", text="Otherwise"),))


async def a_big_draft(database: Database, *, organisers: tuple[int, ...] = (21, 22)) -> Broadcast:
    """Have a draft to five, where five are very many, and an owner."""
    async with database.writing() as connection:
        chapter = await add_chapter(connection)
        await add_followers(connection, chapter, [1, 2, 3, 4, 5, AUTHOR, 21, 22, 23])
        for one in (AUTHOR, *organisers):
            await roles.add_role(
                connection, member_id=one, role="organiser", chapter_id=chapter.id, granted_by=None, now=NOW
            )
        await roles.add_role(
            connection, member_id=23, role="owner", chapter_id=None, granted_by=None, now=NOW
        )
        await second_look.keep_size(connection, 5)
        return await a_draft(connection, chapter)


async def ask(database: Database, draft: Broadcast, now: datetime = NOW) -> list[int]:
    async with database.writing() as connection:
        return await second_look.ask(connection, ORGANISER, await get(connection, draft.id), now)


async def agree(database: Database, draft: Broadcast, actor: Actor = COLLEAGUE, now: datetime = NOW) -> bool:
    async with database.writing() as connection:
        current = await get(connection, draft.id)
        return await second_look.approve(connection, actor, current, draft.looked_at, now)


async def owed(database: Database, notice: str) -> list[int]:
    async with database.reading() as connection:
        rows = select(deliveries.c.chat_id).where(deliveries.c.notice == notice).order_by(deliveries.c.id)
        return list((await connection.execute(rows)).scalars())


async def test_it_is_needed_from_the_size_on_and_not_below(database: Database) -> None:
    draft = await a_big_draft(database)
    async with database.reading() as connection:
        assert not await second_look.is_missing(connection, draft, 4)
        assert await second_look.is_missing(connection, draft, 5)


async def test_the_colleagues_see_what_is_sent_and_the_first_yes_sends_it(database: Database) -> None:
    draft = await a_big_draft(database)
    assert await ask(database, draft) == [21, 22]
    assert await ask(database, draft) == [21, 22]
    assert await owed(database, "BroadcastPreview") == [21, 22]
    assert await owed(database, "BroadcastLook") == [21, 22]
    shown = await as_it_is(database, draft.id)
    assert await agree(database, shown)
    assert not await agree(database, shown, OTHER)
    assert (await as_it_is(database, draft.id)).state == "sending"
    assert await owed(database, "BroadcastVerdict") == [AUTHOR]
    assert await owed(database, "BroadcastScreen") == [AUTHOR]
    assert len(await run_out(database, LEAVES)) == 9


async def test_nobody_agrees_to_what_they_asked_about(database: Database) -> None:
    draft = await a_big_draft(database)
    await ask(database, draft)
    assert not await agree(database, await as_it_is(database, draft.id), ORGANISER)
    assert (await as_it_is(database, draft.id)).state == "draft"


async def test_what_was_changed_since_or_a_day_ago_cannot_be_agreed_to(database: Database) -> None:
    draft = await a_big_draft(database)
    await ask(database, draft)
    shown = await as_it_is(database, draft.id)
    assert not await agree(database, shown, now=NOW + timedelta(hours=24))
    async with database.writing() as connection:
        assert await life.rewrite(connection, ORGANISER, shown, "fr", OTHERWISE, NOW)
    assert not await agree(database, shown)
    assert (await as_it_is(database, draft.id)).state == "draft"
    assert await ask(database, draft) == [21, 22]
    assert not await agree(database, shown), "the button beneath the old words"
    assert await agree(database, await as_it_is(database, draft.id))


async def test_another_audience_needs_another_ok(database: Database) -> None:
    draft = await a_big_draft(database)
    await ask(database, draft)
    shown = await as_it_is(database, draft.id)
    async with database.writing() as connection:
        audience = shown.audience.model_copy(update={"came": "never"})
        assert await life.aim(connection, shown, audience, None)
    assert not await agree(database, shown)


async def test_a_no_tells_why_and_it_can_be_asked_again(database: Database) -> None:
    draft = await a_big_draft(database)
    await ask(database, draft)
    shown = await as_it_is(database, draft.id)
    async with database.writing() as connection:
        args = (connection, COLLEAGUE, shown, shown.looked_at, "A typo", NOW)
        assert await second_look.decline(*args)
    assert not await agree(database, shown, OTHER)
    async with database.reading() as connection:
        payload = select(deliveries.c.payload).where(deliveries.c.notice == "BroadcastVerdict")
        assert "A typo" in (await connection.execute(payload)).scalar_one()
    assert await ask(database, draft) == [21, 22]


async def test_where_no_other_organiser_can_be_reached_the_owner_is_asked(database: Database) -> None:
    draft = await a_big_draft(database, organisers=(21,))
    async with database.writing() as connection:
        await connection.execute(update(members).where(members.c.id == 21).values(reach="blocked"))
    assert await ask(database, draft) == [23]
    assert await agree(database, await as_it_is(database, draft.id), OWNER)


async def test_who_is_all_alone_says_yes_twice(database: Database) -> None:
    draft = await a_big_draft(database, organisers=())
    async with database.writing() as connection:
        assert not await second_look.approve_alone(connection, ORGANISER, draft, NOW)
        await connection.execute(update(members).where(members.c.id == 23).values(reach="blocked"))
    assert await ask(database, draft) == []
    async with database.writing() as connection:
        assert await second_look.approve_alone(connection, ORGANISER, draft, NOW)
        assert not await second_look.is_missing(connection, await get(connection, draft.id), 5)


async def test_a_scheduled_one_leaves_when_due_if_somebody_has_agreed_and_asks_if_not(
    database: Database,
) -> None:
    due = NOW + timedelta(hours=3)
    draft = await a_big_draft(database)
    async with database.writing() as connection:
        assert await life.schedule(connection, ORGANISER, draft, NOW, send_at=due)
    await ask(database, draft)
    await sweep(database, due)
    paused = await as_it_is(database, draft.id)
    assert (paused.state, paused.pause_reason) == ("paused", "unseen")
    assert (await alerts(database))[-1] == "unseen"
    assert await agree(database, paused, now=due)
    async with database.writing() as connection:
        assert await life.resume(connection, ORGANISER, await get(connection, draft.id), due)
    assert len(await run_out(database, due)) == 9


async def test_a_scheduled_one_that_was_agreed_to_leaves(database: Database) -> None:
    due = NOW + timedelta(days=3)
    draft = await a_big_draft(database)
    async with database.writing() as connection:
        assert await life.schedule(connection, ORGANISER, draft, NOW, send_at=due)
    await ask(database, draft)
    assert await agree(database, await as_it_is(database, draft.id))
    assert (await as_it_is(database, draft.id)).state == "scheduled"
    assert len(await run_out(database, due)) == 9


async def test_what_goes_to_fewer_since_leaves_without_anybodys_ok(database: Database) -> None:
    due = NOW + timedelta(hours=3)
    draft = await a_big_draft(database)
    await ask(database, draft)
    async with database.writing() as connection:
        await second_look.keep_size(connection, 50)
        await second_look.ask_no_more(connection, await get(connection, draft.id))
        assert await life.schedule(connection, ORGANISER, draft, NOW, send_at=due)
    assert len(await run_out(database, due)) == 9


async def agreed_and_sent(database: Database) -> Broadcast:
    draft = await a_big_draft(database)
    await ask(database, draft)
    assert await agree(database, await as_it_is(database, draft.id))
    return await as_it_is(database, draft.id)


async def reword(database: Database, broadcast: Broadcast, now: datetime) -> Broadcast:
    async with database.writing() as connection:
        current = await get(connection, broadcast.id)
        assert await life.rewrite(connection, ORGANISER, current, "fr", OTHERWISE, now)
    return await as_it_is(database, broadcast.id)


async def test_what_was_paused_and_reworded_needs_another_ok_whatever_it_was_paused_for(
    database: Database,
) -> None:
    sending = await agreed_and_sent(database)
    async with database.writing() as connection:
        assert await life.pause(connection, ORGANISER, sending, "asked", NOW)
    assert not second_look.is_wanting(await as_it_is(database, sending.id)), "the same words go on"
    assert second_look.is_wanting(await reword(database, sending, NOW))
    await ask(database, sending)
    shown = await as_it_is(database, sending.id)
    async with database.writing() as connection:
        assert await second_look.decline(connection, COLLEAGUE, shown, shown.looked_at, "A typo", NOW)
    assert not await agree(database, shown, OTHER)
    assert second_look.is_wanting(await as_it_is(database, sending.id)), "a no is no OK"
    assert await ask(database, sending) == [21, 22]
    assert await agree(database, await as_it_is(database, sending.id))
    assert not second_look.is_wanting(await as_it_is(database, sending.id))


async def test_what_was_late_and_reworded_needs_another_ok(database: Database) -> None:
    draft = await a_big_draft(database)
    async with database.writing() as connection:
        assert await life.schedule(connection, ORGANISER, draft, NOW, send_at=NOW + timedelta(hours=1))
    await ask(database, draft)
    assert await agree(database, await as_it_is(database, draft.id))
    late = NOW + timedelta(hours=3)
    await sweep(database, late)
    assert (await as_it_is(database, draft.id)).pause_reason == "late"
    assert second_look.is_wanting(await reword(database, draft, late))


async def test_what_is_reworded_before_anybody_has_it_pauses_until_somebody_has_seen_it(
    database: Database,
) -> None:
    sending = await agreed_and_sent(database)
    paused = await reword(database, sending, LEAVES)
    assert (paused.state, paused.pause_reason) == ("paused", "unseen")
    assert await run_out(database, LEAVES) == []


async def test_what_many_have_changes_only_once_somebody_has_seen_the_new_words(database: Database) -> None:
    broadcast = await agreed_and_sent(database)
    assert len(await run_out(database, LEAVES)) == 9
    await reword(database, broadcast, LEAVES)
    await ask(database, broadcast, LEAVES)
    await sweep(database, LEAVES)
    assert await owed(database, "BroadcastEdit") == []
    shown = await as_it_is(database, broadcast.id)
    async with database.writing() as connection:
        assert await second_look.decline(connection, COLLEAGUE, shown, shown.looked_at, "A typo", LEAVES)
    await sweep(database, LEAVES)
    assert await owed(database, "BroadcastEdit") == []
    assert second_look.is_wanting(await as_it_is(database, broadcast.id))
    await ask(database, broadcast, LEAVES)
    assert await agree(database, await as_it_is(database, broadcast.id), now=LEAVES)
    await sweep(database, LEAVES)
    assert len(await owed(database, "BroadcastEdit")) == 9
    assert (await as_it_is(database, broadcast.id)).state == "done"


async def test_other_words_stop_what_some_have_got_until_somebody_has_seen_them(database: Database) -> None:
    broadcast = await agreed_and_sent(database)
    for _ in range(2):
        await sweep(database, LEAVES)
        await post(database, LEAVES)
    assert (await reword(database, broadcast, LEAVES)).pause_reason == "unseen"
    await ask(database, broadcast, LEAVES)
    assert await run_out(database, LEAVES) == []
    assert await owed(database, "BroadcastEdit") == []
    assert await agree(database, await as_it_is(database, broadcast.id), now=LEAVES)
    async with database.writing() as connection:
        assert await life.resume(connection, ORGANISER, await get(connection, broadcast.id), LEAVES)
    assert len(await run_out(database, LEAVES)) == 3
    assert len(await owed(database, "BroadcastEdit")) == 6


async def test_what_nobody_has_agreed_to_can_still_be_taken_back(database: Database) -> None:
    broadcast = await agreed_and_sent(database)
    await run_out(database, LEAVES)
    await reword(database, broadcast, LEAVES)
    async with database.writing() as connection:
        assert await life.recall(connection, ORGANISER, await get(connection, broadcast.id), LEAVES)
    await sweep(database, LEAVES)
    assert len(await owed(database, "BroadcastWithdrawal")) == 9
