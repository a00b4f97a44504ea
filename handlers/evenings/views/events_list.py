"""The evenings an organiser looks after, one button each, and what is said around them."""

from collections.abc import Sequence

from markupsafe import Markup

from handlers.evenings.views.event_card import EventFacts, counted_answers, when
from handlers.evenings.views.event_hub import state
from handlers.language import Language
from handlers.planning.views.evening_questions import counted_seats
from handlers.view import Button, View, lines, paragraphs
from storage.records import Chapter

#: A list longer than this is no help; evenings further away come up as time goes by.
MOST_LISTED = 20


def events_list(
    language: Language,
    upcoming: Sequence[EventFacts],
    managed: Sequence[Chapter],
    *,
    later: int,
    opens_cities: bool = False,
) -> View:
    """List what is coming: date, place, state and counts, with a button to each; `later` are left out."""
    cities = ((Button("🏙 " + language.text("The cities"), "towns:0"),),) if opens_cities else ()
    rooms = (*(_chapter_buttons(language, chapter, managed) for chapter in managed), *cities)
    if not upcoming:
        return View(language.html("Nothing is planned. /newevent plans a Hopdrink."), rooms)
    entries = [_entry(language, facts, several_chapters=len(managed) > 1) for facts in upcoming]
    more = language.html_plural("… and {n} later.", "… and {n} later.", later) if later else None
    rows = tuple((Button(f"✏️ {_label(language, facts)}", f"hub:{facts.event.id}"),) for facts in upcoming)
    return View(paragraphs(*entries, more), (*rows, *rooms))


def no_organiser(language: Language) -> View:
    """Tell somebody kindly that planning is the organisers' business."""
    return View(
        language.html(
            "Evenings are planned by the organisers of each city. If you would like to be one, /ask the"
            " platform: they will be glad. /next shows what is coming."
        )
    )


def nothing_planned(language: Language) -> View:
    """Say that a plan was given up."""
    return View(language.html("Given up: nothing was kept, nobody was told. /newevent begins anew."))


def which_chapter(language: Language, managed: Sequence[Chapter]) -> View:
    """Ask in which city an evening is planned."""
    rows = tuple((Button(f"📍 {chapter.name}", f"new_in:{chapter.id}"),) for chapter in managed)
    return View(language.html("<b>In which city?</b>"), rows)


def no_longer(language: Language) -> str:
    """Answer a tap that may not do anything any more."""
    return language.text("This button is no longer valid. /events shows what is planned.")


def _chapter_buttons(language: Language, chapter: Chapter, managed: Sequence[Chapter]) -> tuple[Button, ...]:
    city = f" · {chapter.name}" if len(managed) > 1 else ""
    return (
        Button("♻️ " + language.text("Regular evenings") + city, f"rhythm:{chapter.id}"),
        Button("🏠 " + language.text("Groups and channels") + city, f"rooms:{chapter.id}"),
    )


def _entry(language: Language, facts: EventFacts, *, several_chapters: bool) -> Markup:
    event = facts.event
    city = Markup("{} · ").format(facts.chapter.name) if several_chapters else Markup()
    return lines(
        Markup("{}<b>{}</b> · {}").format(city, when(language, facts), facts.venue.name),
        state(language, event, facts),
        _counts(language, facts),
    )


def _counts(language: Language, facts: EventFacts) -> Markup:
    parts = [*counted_answers(language, facts.counts), counted_seats(language, facts.event.capacity)]
    return Markup("👥 {}").format(" · ".join(parts))


def _label(language: Language, facts: EventFacts) -> str:
    name = facts.venue.name
    short = name if len(name) <= 30 else name[:29] + "…"
    return f"{language.short_day(facts.event.local_date)} · {short}"
