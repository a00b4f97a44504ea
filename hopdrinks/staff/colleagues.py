"""Who answers members' questions: by their role, or by having done so where the staff are."""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from hopdrinks.staff import surface
from storage import absences, colleagues, members, roles
from storage.records import Member

#: Being in the staff chat is the right to answer: whoever did something there within this is a colleague.
_ACTIVE_WITHIN = timedelta(days=90)


async def list_colleagues(connection: AsyncConnection, now: datetime) -> list[Member]:
    """Give the representatives, and those who did something where the staff are, in the order of names."""
    found = set(await roles.list_holders_anywhere(connection, "representative"))
    place_id = await surface.find_place_id(connection)
    if place_id is not None:
        found |= set(await colleagues.list_active(connection, place_id, now - _ACTIVE_WITHIN))
    found |= await absences.list_absent(connection)  # they said so as one of the staff
    known = await members.list_members(connection, found)
    return sorted(known, key=lambda member: (member.name.casefold(), member.id))


async def reads_along(connection: AsyncConnection, member_id: int, now: datetime) -> bool:
    """Tell whether somebody reads what is said where the staff are, as far as can be told: they wrote there.

    A representative may never have joined, or have left.
    """
    place_id = await surface.find_place_id(connection)
    if place_id is None:
        return False
    return member_id in await colleagues.list_heard(connection, place_id, now - _ACTIVE_WITHIN)


async def find_colleague(connection: AsyncConnection, member_id: int, now: datetime) -> Member | None:
    """Give somebody by their id, where they may answer; the owner may."""
    member = await members.find_member(connection, member_id)
    if member is None:
        return None
    owners = await roles.list_holders(connection, "owner", None)
    may = member.id in owners or member in await list_colleagues(connection, now)
    return member if may else None


async def find_named(connection: AsyncConnection, words: str, now: datetime) -> Member | None:
    """Give the one colleague, or owner, whom words name: by username, or by a name nobody else has."""
    wanted = words.strip().removeprefix("@").casefold()
    if not wanted:
        return None
    owner_ids = await roles.list_holders(connection, "owner", None)
    owners = await members.list_members(connection, owner_ids)
    team = {member.id: member for member in (*owners, *await list_colleagues(connection, now))}
    for known_by in (_username, _full_name, _first_name):
        found = [member for member in team.values() if known_by(member) == wanted]
        if found:
            return found[0] if len(found) == 1 else None
    return None


def _username(member: Member) -> str:
    return (member.username or "").casefold()


def _full_name(member: Member) -> str:
    return member.name.casefold()


def _first_name(member: Member) -> str:
    return member.name.casefold().partition(" ")[0]
