"""The question for an evening's picture: a photo that is sent, a poster drawn by the bot, or none."""

from handlers.context import Context
from handlers.evenings.views.event_card import EventFacts
from handlers.evenings.views.event_messages import announcement
from handlers.evenings.views.poster import picture_of
from handlers.form_parts import Answer, Media, Problem, Question, Step, Taken, Tapped
from handlers.planning.form_evening import Evening, known_so_far
from handlers.planning.views import evening_pictures as views
from handlers.views.forms import not_a_choice
from hopdrinks.notices.evenings import CardPreview


async def _ask(context: Context, evening: Evening) -> Question:
    has_photo = evening.picture_file_id is not None
    return views.which_picture(context.language, known_so_far(context, evening), has_photo=has_photo)


async def _read(context: Context, evening: Evening, answer: Answer) -> Taken[Evening] | Problem:
    match answer:
        case Tapped(value=("none" | "poster") as picture):
            return Taken(evening.model_copy(update={"picture": picture}))
        case Tapped(value="photo") if evening.picture_file_id is not None:
            return Taken(evening.model_copy(update={"picture": "photo"}))
        case Tapped():
            return Problem(not_a_choice(context.language))
        case Media() if (taken := with_photo(evening, answer)) is not None:
            return Taken(taken)
        case _:
            return Problem(views.picture_problem(context.language))


def with_photo(evening: Evening, sent: Media) -> Evening | None:
    """Give an evening the photo that was sent; None where it is none. Its largest size comes last."""
    sizes = sent.message.photo
    if not sizes:
        return None
    return evening.model_copy(update={"picture": "photo", "picture_file_id": sizes[-1].file_id})


async def send_preview(context: Context, facts: EventFacts) -> bool:
    """Send an organiser what will be sent, with its picture; False where it has none."""
    picture = picture_of(context.language_in(facts.chapter), facts)
    if picture is None:
        return False
    shown = announcement(context.language, facts, picture)
    await context.owe(CardPreview(text=str(shown.text), picture=picture))
    return True


PICTURE = Step("picture", _ask, _read, takes=frozenset({"text", "media"}))
