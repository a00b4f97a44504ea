"""The question for an organiser's words on the card; a new evening may do without."""

import re
from dataclasses import replace
from datetime import timedelta

from handlers.context import Context
from handlers.form_parts import Answer, Media, Problem, Question, Step, Taken, Tapped, Typed
from handlers.planning.form_evening import Evening, known_so_far
from handlers.planning.form_pictures import with_photo
from handlers.planning.views import evening_questions as views
from handlers.planning.views.evening_pictures import photo_kept, picture_problem
from handlers.views.forms import not_a_choice
from hopdrinks.evenings.events import LONGEST_TEXT
from hopdrinks.people.names import clean_line

#: Telegram's clients cut what is longer than 4096 into several messages, sent one right after the other.
_CUT_FROM = 4_000
_RIGHT_AFTER = timedelta(seconds=3)
_EMPTY_LINES = re.compile(r"\n{3,}")


async def _ask(context: Context, evening: Evening) -> Question:
    return views.what_to_say(context.language, known_so_far(context, evening), evening.text or "")


async def _ask_other(context: Context, evening: Evening) -> Question:
    return views.what_else_to_say(context.language, known_so_far(context, evening), evening.text or "")


async def _read(context: Context, evening: Evening, answer: Answer) -> Taken[Evening] | Problem:
    match answer:
        case Tapped(value=views.NO_TEXT) if evening.changing == "text":
            return Taken(_with_text(evening, ""))
        case Typed(text=typed, message=message):
            pass
        case _:
            return Problem(not_a_choice(context.language))
    if evening.overlong_at is not None and message.date - evening.overlong_at <= _RIGHT_AFTER:
        typed = evening.overlong + typed  # the rest of one text, not an answer of its own
    text = _clean(typed)
    if not text:
        return Problem(views.text_empty(context.language))
    if len(text) > LONGEST_TEXT:
        cut = len(message.text or "") >= _CUT_FROM
        kept = {"overlong": typed if cut else "", "overlong_at": message.date if cut else None}
        problem = views.text_too_long(context.language, len(text))
        return Problem(problem, data=evening.model_copy(update=kept))
    return Taken(_with_text(evening, text))


async def _ask_either(context: Context, evening: Evening) -> Question:
    known, so_far = known_so_far(context, evening), evening.text or ""
    return views.what_to_say(context.language, known, so_far, or_photo=True)


async def _read_either(context: Context, evening: Evening, answer: Answer) -> Taken[Evening] | Problem:
    """Take a text, or a photo whose words stand beneath it or are asked for next."""
    if not isinstance(answer, Media):
        return await _read(context, evening, answer)
    taken = with_photo(evening, answer)
    if taken is None:
        return Problem(picture_problem(context.language))
    words = answer.message.caption
    if not words:
        return Problem(photo_kept(context.language), data=taken)
    match await _read(context, taken, Typed(words, answer.message)):
        case Problem(data=None) as problem:
            return replace(problem, data=taken)
        case read:
            return read


def _clean(typed: str) -> str:
    lines = "\n".join(clean_line(line) for line in typed.splitlines())
    return _EMPTY_LINES.sub("\n\n", lines).strip()


def _with_text(evening: Evening, text: str) -> Evening:
    return evening.model_copy(update={"text": text, "overlong": "", "overlong_at": None})


TEXT = Step("text", _ask, _read, skip=lambda evening: _with_text(evening, ""))
#: The same, or a photo.
TEXT_OR_PHOTO = Step(
    "text",
    _ask_either,
    _read_either,
    takes=frozenset({"text", "media"}),
    skip=lambda evening: _with_text(evening, ""),
)
#: The same of an evening that has a text already, which stays unless another is given or it is taken away.
OTHER_TEXT = Step("text", _ask_other, _read)
