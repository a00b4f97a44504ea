"""One seat per evening: nobody can be in two cities at once, so coming to the second asks to leave the first.

Maybe is free. What an organiser does by hand, or a date that is moved later, asks nobody.
"""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from hopdrinks.seats.rsvps import Answer, answer, why_closed
from storage import events, rsvps
from storage.records import Source


async def come(
    connection: AsyncConnection,
    event_id: int,
    member_id: int,
    now: datetime,
    *,
    leave: bool = False,
    source: Source = "private",
) -> Answer:
    """Take a ✅. Where the member has a seat or waits for one in another city that evening, they are asked.

    With `leave` they move: what they had there is given up in the same transaction, and only once they have
    a seat or a place in line here. Events are locked in the order of their ids, so that two who move in
    opposite directions do not wait for each other.
    """
    clashing = await rsvps.list_clashing(connection, event_id, member_id, now)
    if clashing:
        for locked_id in sorted({event_id, *clashing}):
            await events.lock_event(connection, locked_id)
        clashing = await rsvps.list_clashing(connection, event_id, member_id, now)
    if not clashing:
        return await answer(connection, event_id, member_id, "going", now, source=source)
    event = await events.find_event(connection, event_id)
    before = await rsvps.find_rsvp(connection, event_id, member_id)
    comes_already = before is not None and before.state == "going"
    if not leave and not comes_already and event is not None and why_closed(event, now, before) is None:
        return Answer(verdict="elsewhere", event=event, rsvp=before, elsewhere=clashing[0])
    outcome = await answer(connection, event_id, member_id, "going", now, source=source)
    if not leave or outcome.verdict != "changed":
        return outcome
    for left_id in clashing:
        await answer(connection, left_id, member_id, "declined", now, source=source)
    return outcome.model_copy(update={"elsewhere": clashing[0]})
