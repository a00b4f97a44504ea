"""The one engine of forms: it asks, reads, goes on and back, and survives a restart, as a form is a row.

A conversation declares a `form_parts.FormKind`, adds it to `handlers.registry`, and calls `begin`. From then
on the engine leads: an answer typed and one tapped are equal, a problem asks the same question again, ⏭ ↩️ ✖️
and /cancel work everywhere, and a button of an earlier question changes nothing. Forms live in private chats.
"""

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from markupsafe import Markup
from pydantic import ValidationError
from sqlalchemy.ext.asyncio import AsyncConnection
from telegram import Message, Update
from telegram.ext import ApplicationHandlerStop, CallbackQueryHandler, CommandHandler, MessageHandler, filters

from handlers.context import ConciergeApplication, Context
from handlers.form_parts import (
    BACK,
    CANCEL,
    SKIP,
    Answer,
    D,
    Finished,
    FormKind,
    Media,
    Placed,
    Problem,
    Step,
    Taken,
    Tapped,
    Typed,
)
from handlers.taps import pattern
from handlers.views import forms as views
from hopdrinks.notices.calls import FormExpiry
from hopdrinks.outbox import owe
from storage import forms
from storage.records import Form

#: A form nobody comes back to is closed after this.
KEPT_FOR = timedelta(days=1)
#: Before all other conversations: what is written in the middle of a form answers it.
_FIRST = -1
_ANSWERS = (
    filters.ChatType.PRIVATE & filters.UpdateType.MESSAGE & ~filters.COMMAND & ~filters.StatusUpdate.ALL
)


def register(application: ConciergeApplication, kinds: Iterable[FormKind[Any]]) -> None:
    """Add the engine's handlers for every kind of form there is."""
    engine = _Engine({kind.name: kind for kind in kinds})
    application.add_handler(MessageHandler(_ANSWERS, engine.take_message), _FIRST)
    application.add_handler(CallbackQueryHandler(engine.take_tap, pattern("form")))
    application.add_handler(CommandHandler("cancel", engine.cancel, filters.ChatType.PRIVATE))


async def begin(
    context: Context, kind: FormKind[D], data: D, step: str | None = None, *, as_new: bool = False
) -> None:
    """Ask the first question, or the one named; a form begun before in this chat gives way, and that is said.

    A question asked by a tap takes the place of the tapped message, unless `as_new`.
    """
    first = kind.steps[0] if step is None else kind.step(step)
    if first is None:
        raise LookupError(f"form {kind.name} has no step {step}")
    earlier = await _find(context)
    put_away = None
    if earlier is not None and earlier.kind != kind.name:
        put_away = Problem(views.put_away(context.language))
    # Random, so that no button of an earlier form of this chat fits.
    turn = secrets.randbelow(1_000_000_000)
    await _ask(context, kind, data, first, turn=turn, problem=put_away, as_new=as_new)


async def resume(context: Context, kind: FormKind[D]) -> bool:
    """Ask once more what a form of this kind asks now; False where none is open."""
    form = await forms.find_form(context.connection, context.member.id, context.chat_id)
    opened = None if form is None or form.kind != kind.name else _open(kind, form)
    if form is None or opened is None:
        return False
    data, step = opened
    await _ask(context, kind, data, step, turn=form.turn)
    return True


async def expire(connection: AsyncConnection, now: datetime) -> None:
    """Close the forms nobody came back to, with a kind word."""
    for form in await forms.list_expired_forms(connection, now):
        await forms.delete_form(connection, form.member_id, form.chat_id)
        await owe(connection, FormExpiry(kind=form.kind), form.chat_id, now)


class _Engine:
    def __init__(self, kinds: dict[str, FormKind[Any]]) -> None:
        self._kinds = kinds

    async def take_message(self, update: Update, context: Context) -> None:
        """Read a message as the answer to the open question; without one, leave it to others."""
        form = await _find(context)
        if form is None or update.message is None:
            return
        await self._take(context, form, _answer_of(update.message))
        raise ApplicationHandlerStop

    async def take_tap(self, _update: Update, context: Context) -> None:
        """Read a tap as the answer to the open question, if it is that question's button."""
        form = await _find(context) if context.is_private else None
        match = context.match
        if form is None or match is None or form.turn != int(match["id"]):
            context.toast(views.stale(context.language, goes_on=form is not None))
            return
        await self._take(context, form, Tapped(match["more"] or ""))

    async def cancel(self, _update: Update, context: Context) -> None:
        """Leave the form, or say that there is none."""
        form = await _find(context)
        if form is None:
            await context.send(views.nothing_to_cancel(context.language))
        else:
            await self._take(context, form, Tapped(CANCEL))

    async def _take(self, context: Context, form: Form, answer: Answer) -> None:
        kind = self._kinds.get(form.kind)
        opened = None if kind is None else _open(kind, form)
        if kind is None or opened is None or not await kind.may(context, opened[0]):
            await forms.delete_form(context.connection, form.member_id, form.chat_id)
            await context.show(views.gone(context.language))
            return
        data, step = opened
        match await _read(context, kind, data, step, answer):
            case Taken(data=data, go_to=go_to):
                following = kind.following(step.name, data) if go_to is None else kind.step(go_to)
                if following is None:
                    raise LookupError(f"nothing follows {step.name} in form {kind.name}")
                await _ask(context, kind, data, following, turn=form.turn + 1)
            case Problem() as problem:
                kept = data if problem.data is None else problem.data
                await _ask(context, kind, kept, step, turn=form.turn, problem=problem)
            case Finished(view=view, toast=toast):
                await forms.delete_form(context.connection, form.member_id, form.chat_id)
                context.toast(toast)
                if view is not None:
                    await context.show(view)


async def _read(
    context: Context, kind: FormKind[D], data: D, step: Step[D], answer: Answer
) -> Taken[D] | Problem | Finished:
    match answer:
        case Tapped(value=value) if value == CANCEL:
            return Finished(await kind.left(context, data))
        case Tapped(value=value) if value == BACK:
            before = kind.preceding(step.name, data) or step
            return Taken(data, go_to=before.name)
        case Tapped(value=value) if value == SKIP and step.skip is not None:
            return Taken(step.skip(data))
        case Typed() if "text" not in step.takes:
            return Problem(views.tap_wanted(context.language))
        case Placed() if "position" not in step.takes:
            return Problem(_wanted(context, step))
        case Media() if "media" not in step.takes:
            return Problem(_wanted(context, step))
        case _:
            return await step.read(context, data, answer)


def _wanted(context: Context, step: Step[D]) -> Markup:
    if "text" not in step.takes:
        return views.tap_wanted(context.language)
    return views.words_wanted(context.language, or_position="position" in step.takes)


async def _ask(
    context: Context,
    kind: FormKind[D],
    data: D,
    step: Step[D],
    *,
    turn: int,
    problem: Problem | None = None,
    as_new: bool = False,
) -> None:
    form = Form(
        member_id=context.member.id,
        chat_id=context.chat_id,
        kind=kind.name,
        step=step.name,
        data=data.model_dump_json(),
        turn=turn,
        expires_at=context.now + KEPT_FOR,
    )
    await forms.put_form(context.connection, form)
    view = views.question(
        context.language,
        await step.ask(context, data),
        turn,
        problem=None if problem is None else problem.sentence,
        offers=() if problem is None else problem.offers,
        can_skip=step.skip is not None,
        can_go_back=kind.preceding(step.name, data) is not None,
    )
    await (context.send(view) if as_new else context.show(view))


async def _find(context: Context) -> Form | None:
    form = await forms.find_form(context.connection, context.member.id, context.chat_id)
    return None if form is None or form.expires_at <= context.now else form


def _open(kind: FormKind[D], form: Form) -> tuple[D, Step[D]] | None:
    """Read a stored form; None where an earlier version of the program stored what none has now."""
    step = kind.step(form.step)
    try:
        data = kind.model.model_validate_json(form.data)
    except ValidationError:
        return None
    return None if step is None else (data, step)


def _answer_of(message: Message) -> Answer:
    if message.text is not None:
        return Typed(message.text, message)
    if message.venue is not None:
        venue = message.venue
        return Placed(venue.location.latitude, venue.location.longitude, venue.title, venue.address)
    if message.location is not None:
        return Placed(message.location.latitude, message.location.longitude)
    return Media(message)
