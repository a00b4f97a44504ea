"""The chapters there are, and the people who look after them."""

import re
import unicodedata
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from storage import chapters, roles
from storage.records import Chapter


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


async def list_managers(connection: AsyncConnection, chapter_id: int) -> list[int]:
    """Give those who look after a chapter's events: its organisers, or the owners where it has none."""
    organisers = await roles.list_holders(connection, "organiser", chapter_id)
    return organisers or await roles.list_holders(connection, "owner", None)
