"""Whose words may be held back, and whether those of a question are."""

from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.question_records import ScreeningState
from storage.tables import questions, relays, roles, rsvps


async def is_known(connection: AsyncConnection, member_id: int) -> bool:
    """Tell whether a member's words have reached the staff before, or they come, or hold a role."""
    delivered = (
        select(relays.c.id)
        .join(questions, questions.c.id == relays.c.question_id)
        .where(
            questions.c.member_id == member_id,
            relays.c.direction == "to_staff",
            relays.c.delivered_at.is_not(None),
        )
    )
    # What is kept of a question when the way of its messages is deleted.
    taken_up = select(questions.c.id).where(
        questions.c.member_id == member_id,
        questions.c.first_answered_at.is_not(None) | (questions.c.screening == "released"),
    )
    comes = select(rsvps.c.event_id).where(rsvps.c.member_id == member_id, rsvps.c.state == "going")
    has_role = select(roles.c.id).where(roles.c.member_id == member_id)
    found = select(or_(delivered.exists(), taken_up.exists(), comes.exists(), has_role.exists()))
    return bool(await connection.scalar(found))


async def claim_screening(
    connection: AsyncConnection, question_id: int, was: tuple[ScreeningState, ...], state: ScreeningState
) -> bool:
    """Move on whether the words of a question are held back; True where this call did it."""
    done = await connection.execute(
        update(questions)
        .where(questions.c.id == question_id, questions.c.screening.in_(was))
        .values(screening=state)
    )
    return done.rowcount == 1
