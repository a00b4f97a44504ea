"""An organiser's hand on the list: adding people, seating, moving and removing them, with a word why."""

from typing import cast, get_args

from pydantic import BaseModel, ConfigDict
from telegram import Update
from telegram.ext import CallbackQueryHandler

from handlers import forms
from handlers.context import ConciergeApplication, Context
from handlers.evenings.event_facts import gather
from handlers.evenings.event_hub import find_managed, find_tapped
from handlers.evenings.views.events_list import no_longer
from handlers.facts import Facts
from handlers.form_parts import Answer, Finished, FormKind, Problem, Question, Step, Taken, Tapped, Typed
from handlers.seats.views import seating as views
from handlers.taps import pattern
from handlers.view import View
from handlers.views.forms import not_a_choice
from hopdrinks.people import roles
from hopdrinks.people.names import LONGEST_NAME, clean_line
from hopdrinks.seats import seating
from hopdrinks.seats.seating import Move, Verdict
from storage import guests, members, named_guests, rsvps
from storage.records import Event


class Moving(BaseModel):
    """Who is moved and why. Somebody without Telegram has a name alone."""

    model_config = ConfigDict(frozen=True)

    event_id: int
    move: Move = "seat"
    member_id: int | None = None
    name: str = ""
    reason: str = ""


def register(application: ConciergeApplication) -> None:
    """Add this conversation's handlers."""
    application.add_handler(CallbackQueryHandler(show_seats, pattern("seating")))
    application.add_handler(CallbackQueryHandler(show_person, pattern("seat")))
    application.add_handler(CallbackQueryHandler(add, pattern("seat_add")))
    application.add_handler(CallbackQueryHandler(move, pattern("move")))
    application.add_handler(CallbackQueryHandler(remove_named, pattern("unname")))


async def show_seats(_update: Update, context: Context) -> None:
    """Show a page of the people whose seats can be moved."""
    event = await find_tapped(context)
    if event is not None:
        more = (context.match["more"] if context.match else None) or "1"
        await context.show(await _seats(context, event, int(more) if more.isdecimal() else 1))


async def show_person(_update: Update, context: Context) -> None:
    """Show one member's seat and what can be done with it."""
    event = await find_tapped(context)
    if event is None:
        return
    party = await _find_party(context, event, _member_id(context))
    if party is None:
        context.toast(no_longer(context.language), alert=True)
        return
    facts = await gather(context.facts, event)
    position = await context.facts.position(party.rsvp)
    await context.show(views.person(context.language, facts, party, position))


async def add(_update: Update, context: Context) -> None:
    """Begin to put somebody on the list."""
    event = await find_tapped(context)
    if event is not None:
        await forms.begin(context, MOVE, Moving(event_id=event.id))


async def move(_update: Update, context: Context) -> None:
    """Begin to move a member: why, then whether really."""
    event = await find_tapped(context)
    if event is None or context.match is None:
        return
    wanted, _, member_id = (context.match["more"] or "").rpartition("-")
    party = await _find_party(context, event, int(member_id) if member_id.isdecimal() else 0)
    if party is None or wanted not in get_args(Move):
        context.toast(no_longer(context.language), alert=True)
        return
    moving = Moving(
        event_id=event.id, move=cast("Move", wanted), member_id=party.member.id, name=party.member.name
    )
    await forms.begin(context, MOVE, moving, REASON.name)


async def remove_named(_update: Update, context: Context) -> None:
    """Take somebody without Telegram off the list; adding them again is one message."""
    event = await find_tapped(context)
    if event is None or context.match is None:
        return
    guest_id = _member_id(context)
    actor = await roles.get_actor(context.connection, context.member.id)
    verdict = await seating.remove_named(context.connection, actor, event.id, guest_id, context.now)
    context.toast(views.verdict(context.language, verdict))
    await context.show(await _seats(context, event))


async def _ask_who(context: Context, _moving: Moving) -> Question:
    return views.who(context.language)


async def _read_who(context: Context, moving: Moving, answer: Answer) -> Taken[Moving] | Problem:
    if not isinstance(answer, Typed):
        return Problem(not_a_choice(context.language))
    name = clean_line(answer.text)
    if not name or len(name) > LONGEST_NAME:
        return Problem(views.name_problem(context.language, LONGEST_NAME))
    if not name.startswith("@"):
        return Taken(moving.model_copy(update={"name": name, "member_id": None}), go_to=WHETHER.name)
    member = await members.find_member_by_username(context.connection, name.removeprefix("@"))
    if member is None:
        return Problem(views.unknown(context.language, name))
    return Taken(moving.model_copy(update={"name": member.name, "member_id": member.id}))


async def _ask_reason(context: Context, moving: Moving) -> Question:
    return views.why(context.language, moving.name)


async def _read_reason(context: Context, moving: Moving, answer: Answer) -> Taken[Moving] | Problem:
    if not isinstance(answer, Typed):
        return Problem(not_a_choice(context.language))
    reason = clean_line(answer.text)
    if not reason or len(reason) > views.LONGEST_REASON:
        return Problem(views.reason_problem(context.language))
    return Taken(moving.model_copy(update={"reason": reason}))


async def _ask_whether(context: Context, moving: Moving) -> Question:
    facts = await gather(context.facts, await _event_of(context, moving))
    rsvp = None
    if moving.member_id is not None:
        rsvp = await rsvps.find_rsvp(context.connection, moving.event_id, moving.member_id)
    more = seating.seats_more(rsvp) if moving.move == "seat" else 0
    return views.whether(
        context.language, facts, moving.move, moving.name, moving.reason, more=more,
        hears=moving.member_id is not None,
    )  # fmt: skip


async def _do(context: Context, moving: Moving, answer: Answer) -> Problem | Finished:
    if answer != Tapped(views.YES):
        return Problem(not_a_choice(context.language))
    actor = await roles.get_actor(context.connection, context.member.id)
    event = await _event_of(context, moving)
    verdict: Verdict
    if moving.member_id is None:
        verdict = await seating.add_named(
            context.connection, actor, event.id, moving.name, context.now, sure=True
        )
    else:
        verdict = await seating.move(
            context.connection, actor, event.id, moving.member_id, moving.move, context.now,
            sure=True, reason=moving.reason,
        )  # fmt: skip
    said = views.verdict(context.language, verdict)
    return Finished(await _seats(context, event, said=said), said)


async def _left(context: Context, moving: Moving) -> View:
    return await _seats(context, await _event_of(context, moving))


async def _may(context: Context, moving: Moving) -> bool:
    event = await find_managed(context, moving.event_id)
    return event is not None and seating.is_open(event, context.now)


async def _seats(context: Context, event: Event, page: int = 1, said: str | None = None) -> View:
    parties = await guests.list_parties(context.connection, event)
    named = await named_guests.list_named_guests(context.connection, event.id)
    open_still = seating.is_open(event, context.now)
    facts = await gather(Facts(context.connection, context.now), event)  # read afresh: people were moved
    return views.seats(context.language, facts, parties, named, page, open_still=open_still, said=said)


async def _find_party(context: Context, event: Event, member_id: int) -> guests.Party | None:
    parties = await guests.list_parties(context.connection, event)
    return next((party for party in parties if party.member.id == member_id), None)


async def _event_of(context: Context, moving: Moving) -> Event:
    event = await context.facts.find_event(moving.event_id)
    if event is None:
        raise LookupError(f"event {moving.event_id} is gone")
    return event


def _member_id(context: Context) -> int:
    more = (context.match["more"] if context.match else None) or ""
    return int(more) if more.isdecimal() else 0


WHO = Step("who", _ask_who, _read_who)
REASON = Step("reason", _ask_reason, _read_reason, skip=lambda moving: moving)
WHETHER = Step("whether", _ask_whether, _do, takes=frozenset())
MOVE = FormKind(name="move", model=Moving, steps=(WHO, REASON, WHETHER), may=_may, left=_left)
FORMS = (MOVE,)
