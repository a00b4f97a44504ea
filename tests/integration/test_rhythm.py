"""A chapter's rhythm and template on both databases: who is asked, what they decide, what is carried over."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from evenings import (
    CELLAR,
    NOW,
    ORGANISER,
    add_chapter,
    add_members,
    announce_event,
    block,
    choose,
    get_event,
    owed,
    plan_event,
    told,
)

from hopdrinks.evenings.event_edits import EventEdit, edit
from hopdrinks.evenings.events import VenuePlan
from hopdrinks.notices.evenings import DateProposal
from hopdrinks.people.roles import Actor
from hopdrinks.planning import rhythm, templates
from hopdrinks.planning.templates import Scope, TemplateEdit
from hopdrinks.seats import rsvps
from storage import chapters, roles
from storage import templates as stored
from storage.database import Database
from storage.records import Chapter
from storage.tables import deliveries

CAMILLE, DENIS, OWNER, ALICE = 901, 902, 903, 1
LAST = date(2026, 11, 19)
#: Two weeks after the last evening, which is ten days from NOW, a Monday at ten in Paris.
NEXT = date(2026, 12, 3)
SECOND = Actor(member_id=DENIS)


async def a_chapter(
    database: Database, every_weeks: int | None = 2, *, last: date | None = LAST, organisers: int = 2
) -> Chapter:
    """Have a chapter with a rhythm and organisers, whose last evening was at the cellar."""
    async with database.writing() as connection:
        chapter = await add_chapter(connection)
        await add_members(connection, [CAMILLE, DENIS, OWNER, ALICE])
        for organiser in [CAMILLE, DENIS][:organisers]:
            await roles.add_role(
                connection, member_id=organiser, role="organiser", chapter_id=chapter.id, granted_by=None,
                now=NOW,
            )  # fmt: skip
        await roles.add_role(
            connection, member_id=OWNER, role="owner", chapter_id=None, granted_by=None, now=NOW
        )
        if last is not None:
            await announce_event(connection, chapter, local_date=last, now=NOW - timedelta(days=10))
        change = TemplateEdit(every_weeks=every_weeks, text="Venez avec vos cartes", minutes=150)
        await templates.change_template(connection, ORGANISER, chapter, change, NOW)
        return await chapters.get_chapter(connection, chapter.id)


async def sweep(database: Database, now: datetime) -> None:
    async with database.writing() as connection:
        await rhythm.propose_due(connection, now)


async def proposed(database: Database, chat_id: int) -> list[date]:
    return [notice.local_date for notice in await owed(database, chat_id) if isinstance(notice, DateProposal)]


async def test_every_organiser_is_asked_once_about_the_next_date(database: Database) -> None:
    await a_chapter(database)
    for minutes in (0, 1, 24 * 60):
        await sweep(database, NOW + timedelta(minutes=minutes))
    assert await told(database, "DateProposal") == {CAMILLE: 1, DENIS: 1}
    assert await proposed(database, CAMILLE) == [NEXT]


async def test_a_question_that_reached_nobody_is_asked_again_the_next_day(database: Database) -> None:
    await a_chapter(database)
    await sweep(database, NOW)
    await settle_proposals(database, "failed")
    for minutes in (1, 60, 24 * 60, 24 * 60 + 1):
        await sweep(database, NOW + timedelta(minutes=minutes))
    assert await told(database, "DateProposal") == {CAMILLE: 2, DENIS: 2}
    await settle_proposals(database, "sent")
    await sweep(database, NOW + timedelta(days=2))
    assert await told(database, "DateProposal") == {CAMILLE: 2, DENIS: 2}


async def settle_proposals(database: Database, state: str) -> None:
    async with database.writing() as connection:
        queued = (deliveries.c.notice == "DateProposal") & (deliveries.c.state == "queued")
        await connection.execute(deliveries.update().where(queued).values(state=state, settled_at=NOW))


async def test_owners_are_asked_where_no_organiser_can_be(database: Database) -> None:
    await a_chapter(database, organisers=0)
    await sweep(database, NOW)
    assert await proposed(database, OWNER) == [NEXT]


async def test_an_organiser_who_pauses_or_stopped_is_not_asked(database: Database) -> None:
    await a_chapter(database)
    await choose(database, CAMILLE, stopped_at=NOW)
    await choose(database, DENIS, paused_until=NOW + timedelta(days=1))
    await sweep(database, NOW)
    assert await told(database, "DateProposal") == {OWNER: 1}


async def test_a_date_waits_until_somebody_can_be_asked(database: Database) -> None:
    await a_chapter(database, organisers=1)
    await block(database, CAMILLE)
    await block(database, OWNER)
    await sweep(database, NOW)
    await choose(database, CAMILLE, reach="reachable")
    await sweep(database, NOW + timedelta(hours=1))
    assert await proposed(database, CAMILLE) == [NEXT]


async def test_without_a_rhythm_nobody_is_asked(database: Database) -> None:
    await a_chapter(database, None)
    await sweep(database, NOW)
    assert await told(database, "DateProposal") == {}


@pytest.mark.parametrize(("hour", "asked"), [(8, False), (9, True), (18, True), (19, False), (23, False)])
async def test_organisers_are_asked_at_a_civil_hour_of_the_chapter(
    database: Database, hour: int, *, asked: bool
) -> None:
    """Paris is an hour ahead of UTC then: they are asked from ten to eight in the evening."""
    await a_chapter(database)
    await sweep(database, datetime(2026, 11, 23, hour, 30 if hour == 8 else 0, tzinfo=UTC))
    assert (await told(database, "DateProposal") != {}) == asked


async def test_a_date_is_proposed_so_many_days_before_and_no_earlier(database: Database) -> None:
    chapter = await a_chapter(database, 8)
    day = date(2027, 1, 14)
    async with database.reading() as connection:
        assert await rhythm.find_next_date(connection, chapter, NOW) == day
    on_the_day = datetime(2026, 12, 17, 9, 0, tzinfo=UTC)
    await sweep(database, on_the_day - timedelta(days=1))
    assert await proposed(database, CAMILLE) == []
    await sweep(database, on_the_day)
    assert await proposed(database, CAMILLE) == [day]


async def test_one_tap_makes_the_draft_from_the_template_and_the_second_organiser_gets_the_same(
    database: Database,
) -> None:
    chapter = await a_chapter(database)
    await sweep(database, NOW)
    async with database.writing() as connection:
        first = await rhythm.draft(connection, ORGANISER, chapter, NEXT, NOW)
    async with database.writing() as connection:
        second = await rhythm.draft(connection, SECOND, chapter, NEXT, NOW)
        third = await rhythm.skip(connection, SECOND, chapter, NEXT, NOW)
    event = first.event
    assert first.verdict == "drafted"
    assert event is not None
    assert (event.state, event.local_date, event.local_time, event.text) == (
        "draft", NEXT, time(19), "Venez avec vos cartes",
    )  # fmt: skip
    assert event.ends_at - event.starts_at == timedelta(minutes=150)
    assert event.capacity == chapter.default_capacity
    async with database.reading() as connection:
        assert (await chapters.get_venue(connection, event.venue_id)).name == CELLAR.name
    for later in (second, third):
        assert later.verdict == "already"
        assert later.proposal is not None
        assert (later.proposal.decided_by, later.event and later.event.id) == (ORGANISER.member_id, event.id)


async def test_a_skipped_date_stays_skipped_and_the_following_one_is_proposed(database: Database) -> None:
    chapter = await a_chapter(database)
    await sweep(database, NOW)
    async with database.writing() as connection:
        assert (await rhythm.skip(connection, ORGANISER, chapter, NEXT, NOW)).verdict == "skipped"
    for days in range(9):
        await sweep(database, NOW + timedelta(days=days))
    assert await proposed(database, CAMILLE) == [NEXT, NEXT + timedelta(weeks=2)]
    async with database.writing() as connection:
        assert (await rhythm.draft(connection, SECOND, chapter, NEXT, NOW)).verdict == "already"


async def test_a_date_nobody_decided_on_lapses_and_the_next_is_proposed(database: Database) -> None:
    await a_chapter(database)
    await sweep(database, NOW)
    await sweep(database, NOW + timedelta(days=3))
    assert len(await proposed(database, CAMILLE)) == 1, "one at a time"
    await sweep(database, NOW + timedelta(days=4))
    assert await proposed(database, CAMILLE) == [NEXT, NEXT + timedelta(weeks=2)]


async def test_a_date_beside_an_evening_planned_meanwhile_is_not_drafted(database: Database) -> None:
    chapter = await a_chapter(database)
    await sweep(database, NOW)
    async with database.writing() as connection:
        near = await plan_event(connection, chapter, local_date=NEXT - timedelta(days=1))
        decision = await rhythm.draft(connection, ORGANISER, chapter, NEXT, NOW)
    assert (decision.verdict, decision.event and decision.event.id) == ("close", near.id)


async def test_a_first_evening_needs_a_place_and_is_drafted_once_it_has_one(database: Database) -> None:
    chapter = await a_chapter(database, last=None)
    await sweep(database, NOW)
    [day] = await proposed(database, CAMILLE)
    async with database.writing() as connection:
        assert (await rhythm.draft(connection, ORGANISER, chapter, day, NOW)).verdict == "no_place"
        decision = await rhythm.draft(connection, ORGANISER, chapter, day, NOW, venue=CELLAR)
    assert decision.verdict == "drafted"


async def test_a_date_that_was_never_proposed_or_has_come_makes_no_draft(database: Database) -> None:
    chapter = await a_chapter(database)
    await sweep(database, NOW)
    async with database.writing() as connection:
        never = await rhythm.draft(connection, ORGANISER, chapter, NEXT + timedelta(days=1), NOW)
        late = await rhythm.draft(connection, ORGANISER, chapter, NEXT, NOW + timedelta(days=11))
    assert (never.verdict, late.verdict) == ("unknown", "too_late")


@pytest.mark.parametrize(
    ("scope", "expected"),
    [("new", {"draft": 19, "by_hand": 19, "announced": 19}),
     ("untouched", {"draft": 20, "by_hand": 19, "announced": 20}),
     ("all", {"draft": 20, "by_hand": 20, "announced": 20})],
)  # fmt: skip
async def test_a_new_hour_is_carried_over_as_far_as_it_is_meant_and_people_are_told(
    database: Database, scope: Scope, expected: dict[str, int]
) -> None:
    chapter = await a_chapter(database)
    async with database.writing() as connection:
        made = {
            "draft": await plan_event(connection, chapter, local_date=date(2026, 12, 17)),
            "by_hand": await plan_event(connection, chapter, local_date=date(2027, 1, 7)),
            "announced": await announce_event(connection, chapter, local_date=NEXT),
        }
        await edit(connection, ORGANISER, made["by_hand"].id, EventEdit(text="Une soirée à part"), NOW)
        await rsvps.answer(connection, made["announced"].id, ALICE, "going", NOW)
        change = TemplateEdit(local_time=time(20))
        carried = await templates.change_template(connection, ORGANISER, chapter, change, NOW, scope=scope)
    async with database.reading() as connection:
        hours = {
            name: (await get_event(connection, event.id)).local_time.hour for name, event in made.items()
        }
        template = await stored.find_template(connection, chapter.id)
        touched_by_hand = (await get_event(connection, made["draft"].id)).is_hand_edited
    assert hours == expected
    assert carried == sum(hour == 20 for hour in expected.values())
    assert template is not None
    assert (template.local_time, template.minutes) == (time(20), 150)
    assert not touched_by_hand, "a template's change leaves an evening untouched by hand"


async def test_seats_and_guests_stand_with_the_chapter_and_a_place_with_the_template(
    database: Database,
) -> None:
    chapter = await a_chapter(database)
    cave = VenuePlan(name="La Cave", address="1 place Plumereau")
    async with database.writing() as connection:
        for change in (TemplateEdit(capacity=35), TemplateEdit(max_guests=3), TemplateEdit(venue=cave)):
            await templates.change_template(connection, ORGANISER, chapter, change, NOW)
        changed = await chapters.get_chapter(connection, chapter.id)
        template = await templates.get_template(connection, changed)
        assert (changed.default_capacity, changed.max_guests) == (35, 3)
        assert await templates.find_usual_venue(connection, template) == cave
        await templates.change_template(connection, ORGANISER, chapter, TemplateEdit(venue=None), NOW)
        template = await templates.get_template(connection, changed)
        assert await templates.find_usual_venue(connection, template) == CELLAR


async def test_a_rhythm_is_no_part_of_evenings_and_an_evening_that_began_is_left_alone(
    database: Database,
) -> None:
    chapter = await a_chapter(database)
    async with database.writing() as connection:
        await announce_event(connection, chapter, local_date=NEXT)
        rhythms = await templates.list_touched(connection, chapter, TemplateEdit(every_weeks=4), NOW, "all")
        begun = datetime(2026, 12, 3, 18, 30, tzinfo=UTC)
        hours = await templates.list_touched(
            connection, chapter, TemplateEdit(local_time=time(20)), begun, "all"
        )
    assert (rhythms, hours) == ([], [])
