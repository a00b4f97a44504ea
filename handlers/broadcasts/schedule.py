"""Scheduling a broadcast: at an instant, or so long before or after the evening it is about."""

from datetime import time, timedelta

from markupsafe import Markup
from pydantic import BaseModel, ConfigDict

from handlers import forms
from handlers.broadcasts.facts import gather
from handlers.broadcasts.views import schedule as words
from handlers.broadcasts.views import screens as views
from handlers.context import Context
from handlers.form_parts import Answer, Choice, Finished, FormKind, Problem, Question, Step, Tapped
from handlers.planning.form_dates import local_today, read_day
from handlers.planning.views.dates import date_choice
from handlers.view import View
from hopdrinks.broadcasts import life as rules
from hopdrinks.broadcasts import second_look
from hopdrinks.broadcasts.scheduled import moment_of
from hopdrinks.people import roles
from hopdrinks.typed.dates import ReadDate
from hopdrinks.wall_time import to_instant
from storage import broadcasts, events
from storage.broadcast_records import Anchor, Broadcast

_AT = time(10, 0)
#: How far from the start or end of an evening people like to write, in minutes.
OFFSETS: tuple[tuple[Anchor, int], ...] = (
    ("start", -2 * 24 * 60),
    ("start", -24 * 60),
    ("start", -3 * 60),
    ("end", 60),
    ("end", 14 * 60),
)


class Scheduling(BaseModel):
    """Which broadcast is scheduled, and the fingerprint of what was shown of it."""

    model_config = ConfigDict(frozen=True)

    broadcast_id: int
    shown: str = ""


async def begin(context: Context, broadcast: Broadcast) -> None:
    """Ask when."""
    await forms.begin(context, SCHEDULE, Scheduling(broadcast_id=broadcast.id, shown=rules.seal(broadcast)))


async def _ask(context: Context, scheduling: Scheduling) -> Question:
    broadcast = await _get(context, scheduling)
    chapter = await context.facts.chapter(broadcast.chapter_id)
    today = local_today(context, chapter.time_zone)
    days = [
        ReadDate(local_date=today + timedelta(days=ahead), local_time=_AT, time_given=True)
        for ahead in (1, 2, 7)
    ]
    rows = [tuple(date_choice(context.language, day, today) for day in days)]
    event = await events.find_event(context.connection, broadcast.event_id or 0)
    for number, (anchor, minutes) in enumerate(OFFSETS):
        if event is not None and moment_of(event, anchor, minutes) > context.now:
            label = words.offset(context.language, anchor, minutes)
            rows.append((Choice(f"🗓 {label}", f"offset-{number}"),))
    return Question(words.when(context.language, about_evening=event is not None), tuple(rows))


async def _read(context: Context, scheduling: Scheduling, answer: Answer) -> Problem | Finished:
    broadcast = await _get(context, scheduling)
    if rules.seal(broadcast) != scheduling.shown:
        return Finished(await _screen(context, scheduling, views.look_again(context.language)))
    actor = await roles.get_actor(context.connection, context.member.id)
    if isinstance(answer, Tapped) and answer.value.startswith("offset-"):
        number = answer.value.removeprefix("offset-")
        if not number.isdecimal() or int(number) >= len(OFFSETS) or broadcast.event_id is None:
            return Problem(words.when(context.language, about_evening=False))
        anchor, minutes = OFFSETS[int(number)]
        await rules.schedule(
            context.connection, actor, broadcast, context.now, anchor=anchor, offset_minutes=minutes
        )
        return await _scheduled(context, scheduling)
    zone = (await context.facts.chapter(broadcast.chapter_id)).time_zone
    moment = read_day(context, answer, zone, _AT)
    if isinstance(moment, Problem):
        return moment
    send_at = to_instant(moment.local_date, moment.local_time, zone)
    if send_at <= context.now:
        return Problem(words.past(context.language))
    await rules.schedule(context.connection, actor, broadcast, context.now, send_at=send_at)
    return await _scheduled(context, scheduling)


async def _scheduled(context: Context, scheduling: Scheduling) -> Finished:
    """Say that it is scheduled; where it goes to very many, ask for a second person's OK."""
    broadcast = await _get(context, scheduling)
    shown = await gather(context.facts, broadcast)
    actor = await roles.get_actor(context.connection, context.member.id)
    if await second_look.is_missing(context.connection, broadcast, shown.reached):
        await second_look.ask(context.connection, actor, broadcast, context.now)
    else:
        await second_look.ask_no_more(context.connection, broadcast)
    return Finished(await _screen(context, scheduling), context.language.text("🗓 Scheduled."))


async def _get(context: Context, scheduling: Scheduling) -> Broadcast:
    broadcast = await broadcasts.find_broadcast(context.connection, scheduling.broadcast_id)
    if broadcast is None:
        raise LookupError(f"broadcast {scheduling.broadcast_id} is gone")
    return broadcast


async def _screen(context: Context, scheduling: Scheduling, said: Markup | None = None) -> View:
    return views.screen(context.language, await gather(context.facts, await _get(context, scheduling)), said)


async def _left(context: Context, scheduling: Scheduling) -> View:
    return await _screen(context, scheduling)


async def _may(context: Context, scheduling: Scheduling) -> bool:
    broadcast = await broadcasts.find_broadcast(context.connection, scheduling.broadcast_id)
    return (
        broadcast is not None
        and broadcast.state in ("draft", "scheduled")
        and await context.allowed("broadcast", broadcast.chapter_id)
    )


WHEN = Step("when", _ask, _read)
SCHEDULE = FormKind(name="broadcast_when", model=Scheduling, steps=(WHEN,), may=_may, left=_left)
FORMS = (SCHEDULE,)
