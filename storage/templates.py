"""What a chapter's evenings are like, the rhythm they are held in, and the dates it gave."""

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.records import Chapter, Proposal, Template, Venue
from storage.tables import chapters, events, proposals, templates, venues
from storage.upserts import insert_into


async def find_template(connection: AsyncConnection, chapter_id: int) -> Template | None:
    """Give a chapter's template, None where it was never looked at."""
    rows = await connection.execute(select(templates).where(templates.c.chapter_id == chapter_id))
    row = rows.mappings().first()
    return None if row is None else Template.of(row)


async def put_template(connection: AsyncConnection, template: Template) -> None:
    """Keep a chapter's template in place of any earlier one."""
    values = template.model_dump()
    statement = insert_into(connection, templates).values(values)
    fresh = {name: value for name, value in values.items() if name != "chapter_id"}
    await connection.execute(
        statement.on_conflict_do_update(index_elements=[templates.c.chapter_id], set_=fresh)
    )


async def list_rhythms(connection: AsyncConnection) -> list[tuple[Chapter, Template]]:
    """Give the chapters that have a rhythm, with their templates."""
    rows = await connection.execute(
        select(templates).where(templates.c.every_weeks.is_not(None)).order_by(templates.c.chapter_id)
    )
    found = {row["chapter_id"]: Template.of(row) for row in rows.mappings()}
    if not found:
        return []
    rows = await connection.execute(select(chapters).where(chapters.c.id.in_(found)).order_by(chapters.c.id))
    return [(Chapter.of(row), found[row["id"]]) for row in rows.mappings()]


async def list_dates(connection: AsyncConnection, chapter_id: int, since: date) -> list[date]:
    """Give the dates since a day for which a chapter has or had an evening, or which its rhythm gave."""
    held = select(events.c.local_date).where(events.c.chapter_id == chapter_id, events.c.local_date >= since)
    given = select(proposals.c.local_date).where(
        proposals.c.chapter_id == chapter_id, proposals.c.local_date >= since
    )
    return sorted((await connection.execute(held.union(given))).scalars())


async def add_proposal(connection: AsyncConnection, chapter_id: int, local_date: date, now: datetime) -> bool:
    """Note that a date is proposed; True where it never was before."""
    row = {"chapter_id": chapter_id, "local_date": local_date, "state": "proposed", "proposed_at": now}
    done = await connection.execute(insert_into(connection, proposals).values(row).on_conflict_do_nothing())
    return done.rowcount == 1


async def find_proposal(connection: AsyncConnection, chapter_id: int, local_date: date) -> Proposal | None:
    """Give a date the rhythm gave."""
    where = (proposals.c.chapter_id == chapter_id) & (proposals.c.local_date == local_date)
    row = (await connection.execute(select(proposals).where(where))).mappings().first()
    return None if row is None else Proposal.of(row)


async def list_open_proposals(connection: AsyncConnection, chapter_id: int, since: date) -> list[Proposal]:
    """Give the dates since a day of which nothing is decided."""
    rows = await connection.execute(
        select(proposals)
        .where(
            proposals.c.chapter_id == chapter_id,
            proposals.c.state == "proposed",
            proposals.c.local_date >= since,
        )
        .order_by(proposals.c.local_date)
    )
    return [Proposal.of(row) for row in rows.mappings()]


async def claim_proposal(
    connection: AsyncConnection, chapter_id: int, local_date: date, values: Mapping[str, object]
) -> bool:
    """Decide of a date that is proposed; True where this call did it."""
    done = await connection.execute(
        update(proposals)
        .where(
            proposals.c.chapter_id == chapter_id,
            proposals.c.local_date == local_date,
            proposals.c.state == "proposed",
        )
        .values(dict(values))
    )
    return done.rowcount == 1


async def find_last_venue(connection: AsyncConnection, chapter_id: int) -> Venue | None:
    """Give the place of a chapter's last evening, be it past or to come."""
    rows = await connection.execute(
        select(venues)
        .join(events, events.c.venue_id == venues.c.id)
        .where(events.c.chapter_id == chapter_id, events.c.state != "cancelled")
        .order_by(events.c.local_date.desc(), events.c.id.desc())
        .limit(1)
    )
    row = rows.mappings().first()
    return None if row is None else Venue.of(row)


async def name_draft(connection: AsyncConnection, chapter_id: int, local_date: date, event_id: int) -> None:
    """Note which evening came of a proposed date."""
    await connection.execute(
        update(proposals)
        .where(proposals.c.chapter_id == chapter_id, proposals.c.local_date == local_date)
        .values(event_id=event_id)
    )
