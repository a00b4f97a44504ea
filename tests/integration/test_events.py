"""The life of an event on both databases: announced once, changed with notice, cancelled for good."""

import asyncio
from datetime import date, datetime, time, timedelta

import pytest
from evenings import (
    CELLAR,
    NOW,
    ORGANISER,
    START,
    add_chapter,
    add_members,
    an_evening,
    announce_event,
    come,
    get_event,
    owed,
    plan_event,
    rsvps_of,
    say,
    standing,
    standings,
    told,
    told_in,
)
from sqlalchemy import select

from hopdrinks import outbox
from hopdrinks.evenings import event_edits, event_news, events
from hopdrinks.evenings.event_edits import EventEdit
from hopdrinks.evenings.events import EventPlan, VenuePlan
from hopdrinks.notices.evenings import EventCancellation, EventChange
from hopdrinks.people import members
from hopdrinks.people.roles import Actor
from hopdrinks.wall_time import NonexistentTimeError
from storage import chapters, postings, roles, rooms
from storage import events as stored_events
from storage.database import Database
from storage.fanouts import list_fanouts
from storage.records import Event
from storage.tables import audit, deliveries

ALICE, BOB, CAROL, DAVE = 1, 2, 3, 4
ALL = [ALICE, BOB, CAROL, DAVE]
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
EDITOR = ORGANISER.member_id


async def a_draft(database: Database, *, group: int | None = None) -> Event:
    async with database.writing() as connection:
        await add_members(connection, ALL)
        chapter = await add_chapter(connection)
        for member_id in (ALICE, BOB):
            await chapters.add_follow(connection, chapter.id, member_id, NOW)
        if group is not None:
            await rooms.add_room(connection, chapter.id, group, added_by=None, now=NOW)
        return await plan_event(connection, chapter)


async def expand_all(database: Database) -> None:
    more = True
    while more:
        async with database.writing() as connection:
            more = await outbox.expand(connection, NOW)


async def edit(database: Database, event: Event, change: EventEdit) -> Event | None:
    async with database.writing() as connection:
        return await event_edits.edit(connection, ORGANISER, event.id, change, NOW)


async def tell_changes(database: Database, now: datetime = NOW + 5 * MINUTE) -> None:
    """Have told what is to be told by then."""
    async with database.writing() as connection:
        for event_id in await event_news.list_due(connection, now):
            await event_news.tell_due(connection, event_id, now)
    await expand_all(database)


async def audience_size(database: Database) -> int:
    async with database.reading() as connection:
        return len(await list_fanouts(connection))


async def state_of(database: Database, event: Event) -> str:
    async with database.reading() as connection:
        return (await get_event(connection, event.id)).state


async def test_a_draft_is_nobodys_business(database: Database) -> None:
    event = await a_draft(database, group=-100)
    await edit(database, event, EventEdit(local_date=date(2026, 12, 10)))
    await expand_all(database)
    assert event.starts_at == START
    assert await told(database, "Announcement") == await told(database, "EventChange") == {}
    assert await told(database, "GroupCard") == {}


async def test_an_announcement_goes_to_the_followers_and_the_group(database: Database) -> None:
    event = await a_draft(database, group=-100)
    async with database.writing() as connection:
        assert await events.announce(connection, ORGANISER, event.id, NOW)
    await expand_all(database)
    assert await told(database, "Announcement") == {ALICE: 1, BOB: 1}
    assert await told(database, "GroupCard") == {-100: 1}


async def test_ten_taps_at_once_on_announce_announce_once(database: Database) -> None:
    event = await a_draft(database, group=-100)

    async def announce() -> bool:
        async with database.writing() as connection:
            return await events.announce(connection, ORGANISER, event.id, NOW)

    assert sorted(await asyncio.gather(*(announce() for _ in range(10)))) == [False] * 9 + [True]
    await expand_all(database)
    assert await told(database, "Announcement") == {ALICE: 1, BOB: 1}
    assert await told(database, "GroupCard") == {-100: 1}
    async with database.reading() as connection:
        written = (await connection.execute(select(audit.c.action))).scalars()
        assert list(written).count("event.announce") == 1


async def test_an_evening_that_is_over_is_announced_to_nobody(database: Database) -> None:
    event = await a_draft(database)
    async with database.writing() as connection:
        assert not await events.announce(connection, ORGANISER, event.id, event.ends_at)
        assert not await events.announce(connection, ORGANISER, 2**62, NOW)
        assert await events.announce(connection, ORGANISER, event.id, event.ends_at - MINUTE)


async def test_a_scheduled_announcement_is_made_when_it_is_due_and_once(database: Database) -> None:
    event = await a_draft(database)
    due = NOW + 24 * HOUR
    async with database.writing() as connection:
        assert await events.schedule(connection, ORGANISER, event.id, due, NOW)
        assert await stored_events.find_next_announcement_at(connection) == due
        await events.announce_due(connection, due - MINUTE)
        assert (await get_event(connection, event.id)).state == "scheduled"
        for now in (due, due + MINUTE):
            await events.announce_due(connection, now)
        announced = await get_event(connection, event.id)
        assert await stored_events.find_next_announcement_at(connection) is None
    assert (announced.state, announced.announced_at, announced.announce_at) == ("announced", due, None)
    await expand_all(database)
    assert await told(database, "Announcement") == {ALICE: 1, BOB: 1}


@pytest.mark.parametrize(("after_start", "state"), [(-MINUTE, "announced"), (0 * MINUTE, "draft")])
async def test_an_announcement_that_is_late_is_made_until_the_start_and_then_becomes_a_draft(
    database: Database, after_start: timedelta, state: str
) -> None:
    event = await a_draft(database)
    async with database.writing() as connection:
        await roles.add_role(
            connection, member_id=ORGANISER.member_id, role="organiser", chapter_id=event.chapter_id,
            granted_by=None, now=NOW,
        )  # fmt: skip
        await events.schedule(connection, ORGANISER, event.id, NOW + HOUR, NOW)
        await events.announce_due(connection, START + after_start)
    assert await state_of(database, event) == state
    assert await audience_size(database) == (1 if state == "announced" else 0)
    missed = await told(database, "AnnouncementMissed")
    assert missed == ({} if state == "announced" else {ORGANISER.member_id: 1})


async def test_what_is_announced_or_cancelled_cannot_be_scheduled(database: Database) -> None:
    event = await an_evening(database, ALL)
    async with database.writing() as connection:
        assert not await events.schedule(connection, ORGANISER, event.id, NOW + HOUR, NOW)
        await events.cancel(connection, ORGANISER, event.id, NOW)
        assert not await events.schedule(connection, ORGANISER, event.id, NOW + HOUR, NOW)
        assert not await events.announce(connection, ORGANISER, event.id, NOW)


async def test_a_move_tells_the_concerned_old_and_new_but_not_the_editor(database: Database) -> None:
    event = await an_evening(database, [*ALL, EDITOR], capacity=2)
    await come(database, event, ALICE, EDITOR, BOB)
    await say(database, event, CAROL, "maybe")
    await say(database, event, DAVE, "declined")
    after = await edit(database, event, EventEdit(local_time=time(20), venue=VenuePlan(name="La Cave")))
    assert after is not None
    assert after.starts_at == START + HOUR
    assert after.ends_at == event.ends_at + HOUR
    await tell_changes(database)
    assert await told(database, "EventChange") == {ALICE: 1, BOB: 1, CAROL: 1}
    notice = (await owed(database, ALICE))[-1]
    assert notice == EventChange(
        event_id=event.id,
        local_date=date(2026, 12, 3),
        local_time=time(19),
        ends_at=event.ends_at,
        venue_id=event.venue_id,
        capacity=2,
    )


@pytest.mark.parametrize(
    "change",
    [
        EventEdit(text="Bring cards"),
        EventEdit(capacity=30),
        EventEdit(venue=CELLAR),
        EventEdit(local_date=date(2026, 12, 3), local_time=time(19)),
        EventEdit(),
    ],
)
async def test_an_edit_that_moves_nothing_tells_nobody(database: Database, change: EventEdit) -> None:
    event = await an_evening(database, ALL)
    await come(database, event, ALICE, BOB)
    assert await edit(database, event, change) is not None
    await expand_all(database)
    assert await told(database, "EventChange") == {}


async def test_a_date_moved_over_a_change_of_the_clocks_keeps_its_wall_time(database: Database) -> None:
    event = await an_evening(database, ALL)
    after = await edit(database, event, EventEdit(local_date=date(2027, 4, 1)))
    assert after is not None
    assert (after.local_time, after.starts_at.hour) == (time(19), 17)


async def test_a_wall_time_that_does_not_exist_is_refused_and_nothing_is_written(database: Database) -> None:
    event = await an_evening(database, ALL)
    skipped = EventEdit(local_date=date(2027, 3, 28), local_time=time(2, 30))
    with pytest.raises(NonexistentTimeError):
        await edit(database, event, skipped)
    async with database.reading() as connection:
        assert await get_event(connection, event.id) == event
        chapter = await chapters.get_chapter(connection, event.chapter_id)
    plan = EventPlan(local_date=date(2027, 3, 28), local_time=time(2, 30), venue=CELLAR, capacity=20)
    async with database.writing() as connection:
        with pytest.raises(NonexistentTimeError):
            await events.add_draft(connection, ORGANISER, chapter, plan, NOW)


async def test_more_seats_are_given_in_order_and_told_to_exactly_the_promoted(database: Database) -> None:
    event = await an_evening(database, ALL, capacity=1)
    await come(database, event, *ALL)
    await edit(database, event, EventEdit(capacity=3))
    assert await standings(database, event, ALL) == {
        ALICE: "going", BOB: "going", CAROL: "going", DAVE: "waitlisted 1",
    }  # fmt: skip
    assert await told(database, "Promotion") == {BOB: 1, CAROL: 1}


async def test_fewer_seats_than_people_evict_nobody_and_nobody_moves_up_until_there_is_room(
    database: Database,
) -> None:
    event = await an_evening(database, ALL, capacity=3)
    await come(database, event, *ALL)
    await edit(database, event, EventEdit(capacity=1))
    await say(database, event, ALICE, "declined")
    await say(database, event, BOB, "maybe")
    assert await standings(database, event, [CAROL, DAVE]) == {CAROL: "going", DAVE: "waitlisted 1"}
    await say(database, event, CAROL, "declined")
    assert await standing(database, event, DAVE) == "going"


async def test_an_evening_put_off_after_its_start_moves_up_who_waits(database: Database) -> None:
    event = await an_evening(database, ALL, capacity=1)
    await come(database, event, ALICE, BOB)
    await say(database, event, ALICE, "declined", START)
    async with database.writing() as connection:
        later = EventEdit(local_date=date(2026, 12, 10))
        await event_edits.edit(connection, ORGANISER, event.id, later, START + MINUTE)
    assert await standing(database, event, BOB) == "going"
    assert await told(database, "Promotion") == {BOB: 1}


async def test_a_cancellation_tells_everybody_who_comes_perhaps_comes_or_waits(database: Database) -> None:
    event = await an_evening(database, [*ALL, EDITOR], capacity=1)
    await come(database, event, ALICE, BOB, EDITOR)
    await say(database, event, CAROL, "maybe")
    await say(database, event, DAVE, "declined")
    async with database.writing() as connection:
        assert await events.cancel(connection, ORGANISER, event.id, NOW)
        assert not await events.cancel(connection, ORGANISER, event.id, NOW)
    await expand_all(database)
    assert await told(database, "EventCancellation") == {ALICE: 1, BOB: 1, CAROL: 1}
    assert (await owed(database, BOB))[-1] == EventCancellation(event_id=event.id)


async def test_a_cancellation_freezes_every_answer(database: Database) -> None:
    event = await an_evening(database, ALL, capacity=1)
    await come(database, event, ALICE, BOB)
    async with database.writing() as connection:
        await events.cancel(connection, ORGANISER, event.id, NOW)
    for wish in ("going", "maybe", "declined", "more", "less"):
        assert (await say(database, event, ALICE, wish)).verdict == "cancelled"
    assert await edit(database, event, EventEdit(capacity=5)) is None
    assert await standings(database, event, [ALICE, BOB]) == {ALICE: "going", BOB: "waitlisted 1"}
    assert await told(database, "Promotion") == {}


async def test_a_draft_is_deleted_in_silence_and_nothing_else_is(database: Database) -> None:
    event = await a_draft(database)
    async with database.writing() as connection:
        assert not await events.cancel(connection, ORGANISER, event.id, NOW)
        assert await events.discard(connection, ORGANISER, event.id, NOW)
        assert not await events.discard(connection, ORGANISER, event.id, NOW)
    assert await audience_size(database) == 0


async def test_an_announced_or_cancelled_evening_is_never_deleted(database: Database) -> None:
    event = await an_evening(database, ALL)
    async with database.writing() as connection:
        assert not await events.discard(connection, ORGANISER, event.id, NOW)
        await events.cancel(connection, ORGANISER, event.id, NOW)
        assert not await events.discard(connection, ORGANISER, event.id, NOW)


async def test_what_is_scheduled_becomes_a_draft_again_and_is_not_announced(database: Database) -> None:
    event = await a_draft(database)
    async with database.writing() as connection:
        assert await events.schedule(connection, ORGANISER, event.id, NOW + HOUR, NOW)
        assert await events.put_back(connection, ORGANISER, event.id, NOW)
        assert not await events.put_back(connection, ORGANISER, event.id, NOW)
        await events.announce_due(connection, NOW + HOUR)
        assert (await get_event(connection, event.id)).state == "draft"


async def test_an_evening_that_is_over_is_changed_no_more(database: Database) -> None:
    event = await an_evening(database, ALL)
    async with database.writing() as connection:
        change = EventEdit(capacity=1)
        assert await event_edits.edit(connection, ORGANISER, event.id, change, event.ends_at) is None
        assert await event_edits.edit(connection, ORGANISER, 2**62, change, NOW) is None


async def test_after_stop_only_those_with_a_seat_or_in_line_for_one_hear_of_a_change_or_a_cancellation(
    database: Database,
) -> None:
    event = await an_evening(database, ALL, capacity=1)
    await come(database, event, ALICE, BOB)
    await say(database, event, CAROL, "maybe")
    async with database.writing() as connection:
        for member_id in (ALICE, BOB, CAROL):
            await members.stop(connection, member_id, NOW)
    await edit(database, event, EventEdit(local_time=time(20)))
    await tell_changes(database)
    async with database.writing() as connection:
        await events.cancel(connection, ORGANISER, event.id, NOW)
    await expand_all(database)
    assert await told(database, "EventChange") == {ALICE: 1, BOB: 1}
    assert await told(database, "EventCancellation") == {ALICE: 1, BOB: 1}


async def test_a_venue_of_the_same_name_and_address_is_remembered_once(database: Database) -> None:
    event = await an_evening(database, ALL)
    async with database.writing() as connection:
        chapter = await chapters.get_chapter(connection, event.chapter_id)
        again = await announce_event(connection, chapter, local_date=date(2026, 12, 10))
        known = await chapters.list_venues(connection, chapter.id)
    assert again.venue_id == event.venue_id
    assert [venue.name for venue in known] == [CELLAR.name]


async def test_edits_within_five_minutes_are_told_once_from_what_people_know(database: Database) -> None:
    event = await an_evening(database, ALL)
    await come(database, event, ALICE)
    await edit(database, event, EventEdit(local_time=time(20)))
    await tell_changes(database, NOW + 4 * MINUTE)
    assert await told(database, "EventChange") == {}, "still to be merged"
    await edit(database, event, EventEdit(venue=VenuePlan(name="La Cave")))
    await edit(database, event, EventEdit(local_time=time(20, 30)))
    await tell_changes(database)
    assert await told(database, "EventChange") == {ALICE: 1}
    notice = (await owed(database, ALICE))[-1]
    assert isinstance(notice, EventChange)
    assert (notice.local_time, notice.venue_id) == (time(19), event.venue_id)
    await tell_changes(database, NOW + HOUR)
    assert await told(database, "EventChange") == {ALICE: 1}


async def test_a_change_taken_back_within_five_minutes_is_told_to_nobody(database: Database) -> None:
    event = await an_evening(database, ALL)
    await come(database, event, ALICE)
    await edit(database, event, EventEdit(local_time=time(20)))
    await edit(database, event, EventEdit(local_time=time(19)))
    await tell_changes(database)
    assert await told(database, "EventChange") == {}


async def test_a_silent_change_stays_out_of_the_news_of_another(database: Database) -> None:
    event = await an_evening(database, ALL)
    await come(database, event, ALICE)
    await edit(database, event, EventEdit(local_time=time(20)))
    async with database.writing() as connection:
        change = EventEdit(venue=VenuePlan(name="La Cave"))
        after = await event_edits.edit(connection, ORGANISER, event.id, change, NOW, tell=False)
    assert after is not None
    await tell_changes(database)
    notice = (await owed(database, ALICE))[-1]
    assert isinstance(notice, EventChange)
    assert (notice.local_time, notice.venue_id) == (time(19), after.venue_id)


async def test_where_several_edit_all_of_them_are_told(database: Database) -> None:
    event = await an_evening(database, [*ALL, EDITOR])
    await come(database, event, ALICE, EDITOR)
    await edit(database, event, EventEdit(local_time=time(20)))
    async with database.writing() as connection:
        change = EventEdit(venue=VenuePlan(name="La Cave"))
        await event_edits.edit(connection, Actor(member_id=ALICE), event.id, change, NOW)
    await tell_changes(database)
    assert await told(database, "EventChange") == {ALICE: 1, EDITOR: 1}


async def test_news_can_be_sent_at_once_or_taken_back(database: Database) -> None:
    event = await an_evening(database, ALL)
    await come(database, event, ALICE)
    await edit(database, event, EventEdit(local_time=time(20)))
    async with database.writing() as connection:
        await event_news.tell_now(connection, event.id, NOW)
        assert not await event_news.tell_nobody(connection, event.id, NOW)
    await edit(database, event, EventEdit(local_time=time(21)))
    async with database.writing() as connection:
        assert await event_news.tell_nobody(connection, event.id, NOW)
    await tell_changes(database)
    assert await told(database, "EventChange") == {ALICE: 1}


async def test_a_cancellation_swallows_the_news_of_a_change(database: Database) -> None:
    event = await an_evening(database, ALL)
    await come(database, event, ALICE)
    await edit(database, event, EventEdit(local_time=time(20)))
    async with database.writing() as connection:
        assert await events.cancel(connection, ORGANISER, event.id, NOW, reason="The cellar is flooded")
    await tell_changes(database)
    assert await told(database, "EventChange") == {}
    assert await told(database, "EventCancellation") == {ALICE: 1}
    async with database.reading() as connection:
        assert (await get_event(connection, event.id)).cancel_reason == "The cellar is flooded"


async def test_shortly_before_the_start_news_leaves_at_once(database: Database) -> None:
    event = await an_evening(database, ALL)
    await come(database, event, ALICE)
    late = START - 2 * HOUR
    async with database.writing() as connection:
        change = EventEdit(venue=VenuePlan(name="La Cave"))
        await event_edits.edit(connection, ORGANISER, event.id, change, late)
    await tell_changes(database, late)
    assert await told(database, "EventChange") == {ALICE: 1}


async def test_fewer_seats_are_news_and_more_are_not(database: Database) -> None:
    event = await an_evening(database, ALL, capacity=10)
    await come(database, event, ALICE)
    await edit(database, event, EventEdit(capacity=12))
    await tell_changes(database)
    assert await told(database, "EventChange") == {}
    await edit(database, event, EventEdit(capacity=8))
    await tell_changes(database)
    assert await told(database, "EventChange") == {ALICE: 1}


async def test_the_calendars_sequence_counts_what_calendars_show(database: Database) -> None:
    event = await an_evening(database, ALL)
    for change, sequence in (
        (EventEdit(text="Bring cards"), 0),
        (EventEdit(capacity=5, max_guests=2, representative="R"), 0),
        (EventEdit(local_time=time(20)), 1),
        (EventEdit(local_time=time(20)), 1),
        (EventEdit(minutes=120), 2),
        (EventEdit(venue=VenuePlan(name="La Cave")), 3),
    ):
        after = await edit(database, event, change)
        assert after is not None
        assert after.sequence == sequence, change
    async with database.writing() as connection:
        await events.cancel(connection, ORGANISER, event.id, NOW)
        assert (await get_event(connection, event.id)).sequence == 4


async def test_a_start_that_moves_far_lets_confirmations_count_no_more(database: Database) -> None:
    event = await an_evening(database, ALL)
    await come(database, event, ALICE)
    await come(database, event, ALICE)  # the second tap confirms

    async def confirmed() -> bool:
        async with database.reading() as connection:
            (rsvp,) = await rsvps_of(connection, event.id, [ALICE])
            return rsvp.confirmed_at is not None

    assert await confirmed()
    await edit(database, event, EventEdit(local_time=time(20)))
    assert await confirmed(), "an hour later is no other evening"
    await edit(database, event, EventEdit(local_date=date(2026, 12, 10)))
    assert not await confirmed()


async def test_an_evening_planned_anew_takes_its_settings_along_and_no_people(database: Database) -> None:
    event = await an_evening(database, ALL)
    await come(database, event, ALICE)
    await edit(database, event, EventEdit(minutes=90, max_guests=3, representative="R", names_shown="counts"))
    async with database.writing() as connection:
        like = await get_event(connection, event.id)
        chapter = await chapters.get_chapter(connection, event.chapter_id)
        plan = EventPlan(local_date=date(2026, 12, 10), local_time=time(19), venue=CELLAR, capacity=20)
        anew = await events.add_draft(connection, ORGANISER, chapter, plan, NOW, like=like)
        assert await rsvps_of(connection, anew.id, ALL) == []
    assert (anew.max_guests, anew.representative, anew.names_shown) == (3, "R", "counts")
    assert anew.ends_at - anew.starts_at == timedelta(minutes=90)
    assert (anew.state, anew.cancel_reason, anew.sequence) == ("draft", "", 0)


async def test_cards_are_redrawn_once_when_an_evening_begins_takes_its_last_answers_and_ends(
    database: Database,
) -> None:
    event = await an_evening(database, ALL)
    async with database.writing() as connection:
        await postings.add_posting(
            connection, event_id=event.id, chat_id=-1, message_id=1, digest="", now=NOW
        )

    async def drawn_at(now: datetime) -> int:
        async with database.writing() as connection:
            await connection.execute(deliveries.delete())  # as if all had left
            await events.refresh_cards_due(connection, now)
            return (await told_in(connection, "PostingRefresh", event.id)).total()

    for now, drawings in (
        (NOW, 0),
        (START - MINUTE, 0),
        (START, 1),
        (START, 0),
        (START + HOUR, 1),
        (event.ends_at, 1),
        (event.ends_at + HOUR, 0),
    ):
        assert await drawn_at(now) == drawings, now
