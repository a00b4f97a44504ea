"""The forms about a chapter's usual evening: one part at a time, and for which evenings it is meant."""

import re
from typing import cast

from handlers import forms
from handlers.context import Context
from handlers.form_parts import (
    Answer,
    Finished,
    FormKind,
    Problem,
    Question,
    Step,
    Taken,
    Tapped,
    Typed,
)
from handlers.planning.form_evening import Evening, may_manage
from handlers.planning.form_places import PLACE
from handlers.planning.form_seats import SEATS
from handlers.planning.form_texts import TEXT
from handlers.planning.rhythm_facts import rhythm_screen
from handlers.planning.views import template_questions as views
from handlers.planning.views.evening_questions import NO_LIMIT
from handlers.planning.views.template_questions import Field
from handlers.view import View
from handlers.views.forms import not_a_choice
from hopdrinks.people import roles
from hopdrinks.planning import templates
from hopdrinks.planning.templates import Scope, TemplateEdit
from hopdrinks.typed.dates import ReadDate, read_date
from storage.records import Chapter

_CLOCK = re.compile(r"(?P<hour>\d{2})-(?P<minute>\d{2})", re.ASCII)
_SCOPES: dict[str, Scope] = {views.NEW: "new", views.UNTOUCHED: "untouched", views.ALL: "all"}
#: What a template calls what is asked as a number.
_NUMBERED: dict[Field, str] = {
    "length": "minutes",
    "guests": "max_guests",
    "weeks": "every_weeks",
    "proposed": "propose_days_before",
    "announced": "announce_days_before",
}


class Usual(Evening):
    """What is answered of a chapter's usual evening: one part of it."""

    field: Field
    #: The number asked for; None, once answered: no rhythm.
    number: int | None = None

    def change(self) -> TemplateEdit:
        """Give the change of the template this is."""
        match self.field:
            case "hour":
                return TemplateEdit(local_time=self.local_time)
            case "place":
                return TemplateEdit(venue=self.venue)
            case "seats":
                return TemplateEdit(capacity=self.seats)
            case "text":
                return TemplateEdit(text=self.text or "")
            case field:
                return TemplateEdit.model_validate({_NUMBERED[field]: self.number})


async def begin(context: Context, chapter: Chapter, field: str) -> bool:
    """Begin to change a part of a chapter's usual evening; False where there is no such part."""
    kind = _KINDS.get(field)
    if kind is None:
        return False
    template = await templates.get_template(context.connection, chapter)
    known = {"text": template.text} if field == "text" else {}
    usual = Usual(chapter_id=chapter.id, time_zone=chapter.time_zone, field=cast("Field", field), **known)
    await forms.begin(context, kind, usual)
    return True


async def _ask_hour(context: Context, _usual: Usual) -> Question:
    return views.hour(context.language)


async def _read_hour(context: Context, usual: Usual, answer: Answer) -> Taken[Usual] | Problem:
    match answer:
        case Tapped(value=value):
            match = _CLOCK.fullmatch(value)
            typed = f"{match['hour']}:{match['minute']}" if match else ""
        case Typed(text=typed):
            pass
        case _:
            return Problem(not_a_choice(context.language))
    read = read_date(typed, now=context.now, time_zone=usual.time_zone)
    # A time without a day is a problem elsewhere, and just what is asked here.
    at = read.local_time
    if at is None or (isinstance(read, ReadDate) and not read.time_given):
        return Problem(views.no_hour(context.language))
    return Taken(usual.model_copy(update={"local_time": at}))


async def _ask_number(context: Context, usual: Usual) -> Question:
    return views.number(context.language, usual.field)


async def _read_number(context: Context, usual: Usual, answer: Answer) -> Taken[Usual] | Problem:
    match answer:
        case Tapped(value=views.NONE) if usual.field == "weeks":
            return Taken(usual.model_copy(update={"number": None}))
        case Tapped(value=typed) | Typed(text=typed):
            digits = typed.strip()
        case _:
            return Problem(not_a_choice(context.language))
    number = int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= len("1000") else -1
    least, most = views.LIMITS.get(usual.field, (0, -1))
    if not (least <= number <= most or number in views.NUMBERS[usual.field]):
        return Problem(views.bad_number(context.language, usual.field))
    return Taken(usual.model_copy(update={"number": number}))


async def _ask_place(context: Context, usual: Usual) -> Question:
    return views.with_choice(await PLACE.ask(context, usual), views.no_fixed_place(context.language))


async def _ask_seats(context: Context, usual: Usual) -> Question:
    return views.without_choice(await SEATS.ask(context, usual), NO_LIMIT)


async def _ask_text(context: Context, usual: Usual) -> Question:
    return views.with_choice(await TEXT.ask(context, usual), views.no_text(context.language))


async def _read_part(
    context: Context, usual: Usual, answer: Answer, step: Step[Evening]
) -> Taken[Usual] | Problem | Finished:
    """Read with a step of the form about one evening, which gives back what it was given, changed."""
    read = await step.read(context, usual, answer)
    return Taken(cast("Usual", read.data), read.go_to) if isinstance(read, Taken) else read


async def _read_place(context: Context, usual: Usual, answer: Answer) -> Taken[Usual] | Problem | Finished:
    if answer == Tapped(views.NONE):
        return Taken(usual.model_copy(update={"venue": None}))
    return await _read_part(context, usual, answer, PLACE)


async def _read_seats(context: Context, usual: Usual, answer: Answer) -> Taken[Usual] | Problem | Finished:
    read = await _read_part(context, usual, answer, SEATS)
    if isinstance(read, Taken) and read.data.seats is None:
        return Problem(views.usual_seats(context.language))
    return read


async def _read_text(context: Context, usual: Usual, answer: Answer) -> Taken[Usual] | Problem | Finished:
    if answer == Tapped(views.NONE):
        return Taken(usual.model_copy(update={"text": ""}))
    return await _read_part(context, usual, answer, TEXT)


async def _ask_scope(context: Context, usual: Usual) -> Question:
    untouched, every_one = await _count(context, usual)
    return views.which_evenings(context.language, untouched, every_one)


async def _read_scope(context: Context, usual: Usual, answer: Answer) -> Problem | Finished:
    scope = _SCOPES.get(answer.value) if isinstance(answer, Tapped) else None
    if scope is None:
        return Problem(not_a_choice(context.language))
    return await _apply(context, usual, scope)


async def _apply(context: Context, usual: Usual, scope: Scope) -> Finished:
    actor = await roles.get_actor(context.connection, context.member.id)
    chapter = await context.facts.chapter(usual.chapter_id)
    carried = await templates.change_template(
        context.connection, actor, chapter, usual.change(), context.now, scope=scope
    )
    said = views.changed(context.language, carried)
    return Finished(await rhythm_screen(context, usual.chapter_id, said), context.language.text("👍 Noted."))


async def _count(context: Context, usual: Usual) -> tuple[int, int]:
    chapter = await context.facts.chapter(usual.chapter_id)
    untouched, every_one = [
        await templates.list_touched(context.connection, chapter, usual.change(), context.now, scope)
        for scope in ("untouched", "all")
    ]
    return len(untouched), len(every_one)


async def _left(context: Context, usual: Usual) -> View:
    return await rhythm_screen(context, usual.chapter_id, context.language.html("Nothing was changed."))


def _kind(field: Field, step: Step[Usual]) -> FormKind[Usual]:
    async def read(context: Context, usual: Usual, answer: Answer) -> Taken[Usual] | Problem | Finished:
        """Read the answer; where no evening is concerned, there is nothing more to ask."""
        outcome = await step.read(context, usual, answer)
        if isinstance(outcome, Taken) and outcome.go_to is None:
            _, concerned = await _count(context, outcome.data)
            if not concerned:
                return await _apply(context, outcome.data, "new")
        return outcome

    asking = Step(step.name, step.ask, read, takes=step.takes)
    return FormKind(name=f"usual_{field}", model=Usual, steps=(asking, SCOPE), may=may_manage, left=_left)


SCOPE = Step("scope", _ask_scope, _read_scope, takes=frozenset())
_NUMBER = Step("number", _ask_number, _read_number)
_KINDS: dict[str, FormKind[Usual]] = {
    "hour": _kind("hour", Step("hour", _ask_hour, _read_hour)),
    # PLACE leads back to itself by name where a position came without one.
    "place": _kind("place", Step(PLACE.name, _ask_place, _read_place, takes=PLACE.takes)),
    "seats": _kind("seats", Step(SEATS.name, _ask_seats, _read_seats)),
    "text": _kind("text", Step(TEXT.name, _ask_text, _read_text)),
    **{field: _kind(field, _NUMBER) for field in views.NUMBERS},
}
FORMS = tuple(_KINDS.values())
