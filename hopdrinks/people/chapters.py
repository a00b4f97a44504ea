"""The chapters there are, and the people who look after them."""

import re
import unicodedata
from collections.abc import Collection, Mapping
from datetime import datetime
from itertools import count

from pydantic import BaseModel, ConfigDict
from sqlalchemy.ext.asyncio import AsyncConnection

from hopdrinks.people.roles import Actor
from hopdrinks.seats.waitlist import refresh_postings
from hopdrinks.typed.time_zones import country_of
from storage import chapters, events, roles
from storage.records import Chapter, NamesShown


def slug_of(name: str) -> str:
    """Give the name of a city as it can stand in a link: lower-case ASCII letters, digits, hyphens."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:32] or "chapter"


async def ensure_first_chapter(
    connection: AsyncConnection, *, name: str, time_zone: str, locale: str, now: datetime
) -> Chapter:
    """Give the first chapter, created where there is none yet.

    As long as it is the only one, it follows the settings: whoever misspelt it mends it there.
    """
    known = await chapters.list_chapters(connection)
    if len(known) == 1:
        wanted = {"name": name, "slug": slug_of(name), "time_zone": time_zone, "locale": locale}
        return await chapters.update_chapter(connection, known[0].id, wanted)
    if known:
        return known[0]
    return await chapters.add_chapter(
        connection, name=name, slug=slug_of(name), time_zone=time_zone, locale=locale, now=now
    )


async def ensure_owners(connection: AsyncConnection, owner_ids: list[int], now: datetime) -> None:
    """Make the owners of the settings, and nobody else, the owners of the bot."""
    for member_id in await roles.list_holders(connection, "owner", None):
        if member_id not in owner_ids:
            await roles.delete_role(connection, member_id, "owner", None)
    for member_id in owner_ids:
        await roles.add_role(
            connection, member_id=member_id, role="owner", chapter_id=None, granted_by=None, now=now
        )


class CityPlan(BaseModel):
    """What a city is to be like."""

    model_config = ConfigDict(frozen=True)

    name: str
    time_zone: str
    locale: str
    default_capacity: int = 20
    max_guests: int = 1
    names_shown: NamesShown = "names"


async def open_city(connection: AsyncConnection, actor: Actor, plan: CityPlan, now: datetime) -> Chapter:
    """Open another city; its link is its name, numbered where another has it."""
    taken = {chapter.slug for chapter in await chapters.list_chapters(connection)}
    slug = free_slug(plan.name, taken)
    chapter = await chapters.add_chapter(
        connection, name=plan.name, slug=slug, time_zone=plan.time_zone, locale=plan.locale, now=now
    )
    rest = plan.model_dump(include={"default_capacity", "max_guests", "names_shown"})
    chapter = await chapters.update_chapter(
        connection, chapter.id, rest | {"country": country_of(plan.time_zone)}
    )
    await _write_down(connection, actor, "chapter.open", chapter, now)
    return chapter


async def change_city(
    connection: AsyncConnection, actor: Actor, chapter: Chapter, values: Mapping[str, object], now: datetime
) -> Chapter:
    """Change what a city is like; its link stays, and evenings planned already keep their hour."""
    values = dict(values)
    if "time_zone" in values:
        values["country"] = country_of(str(values["time_zone"]))
    changed = await chapters.update_chapter(connection, chapter.id, values)
    for event in await events.list_upcoming_events(connection, [chapter.id], now, ("announced",)):
        await refresh_postings(connection, event.id, now)  # the city's name, language and reserve show there
    await _write_down(connection, actor, "chapter.edit", changed, now, detail=", ".join(sorted(values)))
    return changed


def free_slug(name: str, taken: Collection[str]) -> str:
    """Give the name of a city for its link, which no other has."""
    slug = slug_of(name)
    numbered = (f"{slug[:29]}-{number}" for number in count(2))
    return slug if slug not in taken else next(one for one in numbered if one not in taken)


async def _write_down(
    connection: AsyncConnection, actor: Actor, action: str, chapter: Chapter, now: datetime, detail: str = ""
) -> None:
    await roles.add_audit(
        connection,
        actor_id=actor.member_id,
        action=action,
        subject=f"chapter:{chapter.id}",
        detail=detail,
        now=now,
    )


async def list_managers(connection: AsyncConnection, chapter_id: int) -> list[int]:
    """Give those who look after a chapter's events: its organisers, or the owners where it has none."""
    organisers = await roles.list_holders(connection, "organiser", chapter_id)
    return organisers or await roles.list_holders(connection, "owner", None)
