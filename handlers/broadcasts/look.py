"""A second person's OK to what goes to very many: asked for, given, refused with a reason."""

from markupsafe import Markup
from pydantic import BaseModel, ConfigDict

from handlers import forms
from handlers.broadcasts.facts import gather
from handlers.broadcasts.views import look as views
from handlers.broadcasts.views import screens
from handlers.broadcasts.views.parts import Shown
from handlers.context import Context
from handlers.form_parts import Answer, Choice, Finished, FormKind, Problem, Question, Step, Tapped, Typed
from handlers.view import View
from handlers.views.forms import not_a_choice
from hopdrinks.broadcasts import second_look as rules
from hopdrinks.people import roles
from hopdrinks.people.names import clean_line
from storage import broadcasts
from storage.broadcast_records import Broadcast

_NO_REASON = "none"


class Declining(BaseModel):
    """Which broadcast is declined, as it was shown."""

    model_config = ConfigDict(frozen=True)

    broadcast_id: int
    looked_at: str


async def screen_view(context: Context, broadcast_id: int, said: Markup | None = None) -> View:
    """Show a broadcast as it is now."""
    broadcast = await broadcasts.get_broadcast(context.connection, broadcast_id)
    return screens.screen(context.language, await gather(context.facts, broadcast), said)


async def stands_in_the_way(
    context: Context, broadcast: Broadcast, shown: Shown, *, alone: bool
) -> View | None:
    """Have a second person asked, where it goes to so many; None where it may leave."""
    if not await rules.is_missing(context.connection, broadcast, shown.reached):
        await rules.ask_no_more(context.connection, broadcast)
        return None
    actor = await roles.get_actor(context.connection, context.member.id)
    if alone and await rules.approve_alone(context.connection, actor, broadcast, context.now):
        return None
    if not await rules.list_colleagues(context.connection, broadcast, context.member.id):
        return views.nobody_else(context.language, shown)
    return await ask(context, broadcast)


async def ask(context: Context, broadcast: Broadcast) -> View:
    """Ask the colleagues, and say so."""
    actor = await roles.get_actor(context.connection, context.member.id)
    if await rules.ask(context.connection, actor, broadcast, context.now):
        context.toast(context.language.text("👥 I have asked the others. It waits for their OK."), alert=True)
    return await screen_view(context, broadcast.id)


async def agree(context: Context, broadcast: Broadcast, value: str) -> View:
    """Agree to what was shown."""
    actor = await roles.get_actor(context.connection, context.member.id)
    if await rules.approve(context.connection, actor, broadcast, value, context.now):
        context.toast(context.language.text("👍 Thank you, I pass it on."))
    else:
        context.toast(views.no_longer_asked(context.language), alert=True)
    return await screen_view(context, broadcast.id)


async def agree_alone(context: Context, broadcast: Broadcast, _value: str) -> View:
    """Take a second yes of the only organiser for the OK."""
    actor = await roles.get_actor(context.connection, context.member.id)
    if broadcast.state == "scheduled" or rules.is_wanting(broadcast):
        await rules.approve_alone(context.connection, actor, broadcast, context.now)
    return await screen_view(context, broadcast.id)


async def decline(context: Context, broadcast: Broadcast, value: str) -> View | None:
    """Ask why not."""
    if value != broadcast.looked_at or not rules.is_asked(broadcast, context.now):
        context.toast(views.no_longer_asked(context.language), alert=True)
        return await screen_view(context, broadcast.id)
    await forms.begin(context, DECLINE, Declining(broadcast_id=broadcast.id, looked_at=value), as_new=True)
    return None


async def _ask_why(context: Context, _declining: Declining) -> Question:
    label = context.language.text("Without a reason")
    return Question(views.why(context.language), ((Choice(f"⏭ {label}", _NO_REASON),),))


async def _read_why(context: Context, declining: Declining, answer: Answer) -> Problem | Finished:
    if answer != Tapped(_NO_REASON) and not isinstance(answer, Typed):
        return Problem(not_a_choice(context.language))
    why = clean_line(answer.text) if isinstance(answer, Typed) else ""
    if len(why) > views.LONGEST_REASON:
        return Problem(views.why_shorter(context.language))
    actor = await roles.get_actor(context.connection, context.member.id)
    broadcast = await broadcasts.lock_broadcast(context.connection, declining.broadcast_id)
    done = broadcast is not None and await rules.decline(
        context.connection, actor, broadcast, declining.looked_at, why, context.now
    )
    return Finished(views.declined(context.language) if done else View(views.too_late(context.language)))


async def _may(context: Context, declining: Declining) -> bool:
    broadcast = await broadcasts.find_broadcast(context.connection, declining.broadcast_id)
    return broadcast is not None and await context.allowed("broadcast", broadcast.chapter_id)


async def _left(context: Context, declining: Declining) -> View:
    return await screen_view(context, declining.broadcast_id)


WHY = Step("why", _ask_why, _read_why)
DECLINE = FormKind(name="broadcast_decline", model=Declining, steps=(WHY,), may=_may, left=_left)
FORMS = (DECLINE,)
