"""Invites and roles on both databases: single use, expiry, revocation, and never a city left alone."""

import asyncio
from datetime import timedelta

from evenings import NOW, add_chapter, add_members, an_evening, told
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from hopdrinks.people import invites as rules
from hopdrinks.people.invites import MadeInvite, Redeemed
from hopdrinks.people.roles import Actor, Grant, get_actor
from storage import members, roles
from storage import roles as stored_roles
from storage.database import Database
from storage.records import HeldRole
from storage.tables import audit
from storage.tables import invites as invite_table
from storage.tables import roles as role_table

OWNER, CAMILLE, DANI, ALICE, BOB = 1, 2, 3, 4, 5
#: The usual evening's chapter and its neighbour are the first rows of an empty database.
TOURS, LYON = 1, 2
ORGANISER = Grant("organiser", TOURS)


async def give(connection: AsyncConnection, member_id: int, grant: Grant) -> None:
    await roles.add_role(connection, member_id=member_id, **grant._asdict(), granted_by=OWNER, now=NOW)


async def a_team(database: Database) -> int:
    """Give the id of an evening in Tours, where Camille organises; Lyon has nobody yet."""
    event = await an_evening(database, [OWNER, CAMILLE, DANI, ALICE, BOB])
    async with database.writing() as connection:
        await add_chapter(connection, slug="lyon")
        await give(connection, OWNER, Grant("owner"))
        await give(connection, CAMILLE, ORGANISER)
    return event.id


async def invite(database: Database, member_id: int, grant: Grant) -> MadeInvite | None:
    async with database.writing() as connection:
        return await rules.invite(connection, await get_actor(connection, member_id), grant, NOW)


async def redeem(database: Database, member_id: int, token: str, after: timedelta = timedelta()) -> Redeemed:
    async with database.writing() as connection:
        member = await members.find_member(connection, member_id)
        assert member is not None
        return await rules.redeem(connection, member, token, NOW + after)


async def actor_of(database: Database, member_id: int) -> Actor:
    async with database.reading() as connection:
        return await get_actor(connection, member_id)


async def held_by(database: Database, member_id: int) -> HeldRole:
    async with database.reading() as connection:
        team = await stored_roles.list_team(connection, TOURS)
    return next(held for held in team if held.member_id == member_id)


async def remove(database: Database, by: int, whose: int) -> str:
    held = await held_by(database, whose)
    async with database.writing() as connection:
        return await rules.remove(connection, await get_actor(connection, by), held, NOW)


async def test_an_invite_gives_its_role_once_and_whoever_invited_hears_of_it(database: Database) -> None:
    await a_team(database)
    made = await invite(database, CAMILLE, ORGANISER)
    assert made is not None
    assert (await redeem(database, ALICE, made.token)).verdict == "granted"
    assert (await redeem(database, BOB, made.token)).verdict == "invalid"
    assert (await actor_of(database, ALICE)).roles == (ORGANISER,)
    assert (await actor_of(database, BOB)).roles == ()
    assert await told(database, "InviteTaken") == {CAMILLE: 1}


async def test_of_fifty_who_open_a_link_at_once_one_gets_the_role(database: Database) -> None:
    await a_team(database)
    crowd = range(1000, 1050)
    async with database.writing() as connection:
        await add_members(connection, crowd)
    made = await invite(database, CAMILLE, ORGANISER)
    assert made is not None
    outcomes = await asyncio.gather(*(redeem(database, one, made.token) for one in crowd))
    assert sorted(outcome.verdict for outcome in outcomes) == ["granted"] + ["invalid"] * 49
    async with database.reading() as connection:
        organisers = await stored_roles.list_holders(connection, "organiser", TOURS)
    assert len(organisers) == 2


async def test_a_token_is_128_bits_and_only_its_digest_is_kept(database: Database) -> None:
    await a_team(database)
    made = await invite(database, CAMILLE, ORGANISER)
    assert made is not None
    assert len(made.token) == 22
    async with database.reading() as connection:
        rows = (await connection.execute(select(invite_table))).mappings().all()
        written = (await connection.execute(select(audit))).mappings().all()
    assert made.token not in repr([*rows, *written])
    assert len(rows[0]["token_hash"]) == 64


async def test_an_expired_and_a_revoked_and_an_unknown_link_get_the_same_answer(database: Database) -> None:
    await a_team(database)
    late, revoked = [await invite(database, CAMILLE, ORGANISER) for _ in range(2)]
    assert late is not None
    assert revoked is not None
    async with database.writing() as connection:
        camille = await get_actor(connection, CAMILLE)
        assert await rules.revoke(connection, camille, revoked.invite, NOW)
        assert not await rules.revoke(connection, camille, revoked.invite, NOW), "once is enough"
    answers = [
        await redeem(database, ALICE, late.token, rules.VALID_FOR),
        await redeem(database, ALICE, revoked.token),
        await redeem(database, ALICE, "no-such-token"),
    ]
    assert answers == [Redeemed(verdict="invalid")] * 3


async def test_after_five_wrong_links_in_an_hour_nobody_looks_and_the_answer_is_the_same(
    database: Database,
) -> None:
    await a_team(database)
    made = await invite(database, CAMILLE, ORGANISER)
    assert made is not None
    for number in range(rules.MOST_TRIES):
        assert (await redeem(database, ALICE, f"guess-{number}")).verdict == "invalid"
    assert (await redeem(database, ALICE, made.token)) == Redeemed(verdict="invalid")
    assert (await redeem(database, BOB, "guess")).verdict == "invalid", "others are not concerned"
    later = timedelta(hours=1, seconds=1)
    assert (await redeem(database, ALICE, made.token, later)).verdict == "granted"


async def test_whoever_made_a_link_or_has_its_role_does_not_use_it_up(database: Database) -> None:
    await a_team(database)
    made = await invite(database, OWNER, ORGANISER)
    assert made is not None
    assert (await redeem(database, OWNER, made.token)).verdict == "own"
    assert (await redeem(database, CAMILLE, made.token)).verdict == "held_already"
    assert (await redeem(database, ALICE, made.token)).verdict == "granted"


async def test_organisers_invite_into_their_city_alone_and_only_the_owner_everywhere(
    database: Database,
) -> None:
    event_id = await a_team(database)
    everywhere = Grant("representative")
    may = [ORGANISER, Grant("representative", TOURS), Grant("representative", TOURS, event_id),
           Grant("door", TOURS, event_id)]  # fmt: skip
    for grant in may:
        assert await invite(database, CAMILLE, grant) is not None, grant
    never = [Grant("owner"), Grant("organiser"), Grant("door", TOURS), Grant("door"),
             Grant("organiser", TOURS, event_id), Grant("door", LYON, event_id),
             Grant("door", TOURS, 999)]  # fmt: skip
    for grant in (Grant("organiser", LYON), everywhere, *never):
        assert await invite(database, CAMILLE, grant) is None, grant
    for grant in (Grant("organiser", LYON), everywhere):
        assert await invite(database, OWNER, grant) is not None, grant
    for grant in never:
        assert await invite(database, OWNER, grant) is None, grant
    for member_id in (ALICE, BOB):
        assert await invite(database, member_id, ORGANISER) is None


async def test_too_many_links_cannot_be_open_at_once(database: Database) -> None:
    await a_team(database)
    made = [await invite(database, CAMILLE, ORGANISER) for _ in range(rules.MOST_OPEN + 1)]
    assert [one is None for one in made] == [False] * rules.MOST_OPEN + [True]


async def test_the_last_organiser_stays_until_there_is_another_but_the_owner_may_decide(
    database: Database,
) -> None:
    await a_team(database)
    assert await remove(database, CAMILLE, CAMILLE) == "last_organiser"
    async with database.writing() as connection:
        await give(connection, DANI, ORGANISER)
    assert await remove(database, DANI, CAMILLE) == "removed"
    assert await told(database, "RoleTaken") == {CAMILLE: 1}
    assert await remove(database, DANI, DANI) == "last_organiser"
    assert await remove(database, OWNER, DANI) == "removed"


async def test_two_organisers_who_leave_at_once_do_not_both(database: Database) -> None:
    await a_team(database)
    async with database.writing() as connection:
        await give(connection, DANI, ORGANISER)
    outcomes = await asyncio.gather(remove(database, CAMILLE, CAMILLE), remove(database, DANI, DANI))
    assert sorted(outcomes) == ["last_organiser", "removed"]


async def test_who_holds_a_role_may_give_it_back_and_nobody_takes_one_of_another_city(
    database: Database,
) -> None:
    event_id = await a_team(database)
    async with database.writing() as connection:
        await give(connection, BOB, Grant("door", TOURS, event_id))
        await give(connection, ALICE, Grant("representative"))
        await give(connection, DANI, Grant("organiser", LYON))
    assert await remove(database, DANI, BOB) == "not_allowed"
    assert await remove(database, CAMILLE, ALICE) == "not_allowed", "she represents everywhere"
    assert await remove(database, BOB, BOB) == "removed"
    assert await remove(database, ALICE, ALICE) == "removed"
    assert await told(database, "RoleTaken") == {}, "they know"


async def test_everything_about_roles_is_written_down(database: Database) -> None:
    await a_team(database)
    made, other = [await invite(database, CAMILLE, ORGANISER) for _ in range(2)]
    assert made is not None
    assert other is not None
    await redeem(database, ALICE, made.token)
    await redeem(database, BOB, "guess")
    async with database.writing() as connection:
        await rules.revoke(connection, await get_actor(connection, CAMILLE), other.invite, NOW)
    await remove(database, CAMILLE, ALICE)
    async with database.reading() as connection:
        page = await stored_roles.list_audit(connection, skip=0, limit=20)
        counted = await connection.execute(select(func.count()).select_from(role_table))
    told_of = [(entry.actor_id, entry.action) for entry in reversed(page)]
    assert told_of[-6:] == [
        (CAMILLE, "invite.make"), (CAMILLE, "invite.make"), (ALICE, "role.take"), (BOB, "invite.wrong"),
        (CAMILLE, "invite.revoke"), (CAMILLE, "role.remove"),
    ]  # fmt: skip
    assert counted.scalar_one() == 2


async def test_the_link_of_somebody_who_is_no_organiser_any_more_makes_nobody_one(
    database: Database,
) -> None:
    await a_team(database)
    made = await invite(database, CAMILLE, ORGANISER)
    assert made is not None
    assert await remove(database, OWNER, CAMILLE) == "removed"
    assert (await redeem(database, CAMILLE, made.token)).verdict == "invalid"
    assert (await redeem(database, ALICE, made.token)).verdict == "invalid"
    assert (await actor_of(database, ALICE)).roles == ()
