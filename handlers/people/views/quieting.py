"""Buttons by which whoever hears too much hears less, and what is said to them."""

from markupsafe import Markup

from handlers.evenings.views.event_card import EventFacts, follow_button, when
from handlers.language import Language
from handlers.view import Button, View, paragraphs


def hear_less_button(language: Language, facts: EventFacts) -> Button:
    """Offer, below what is sent unasked about an evening, the ways to hear less."""
    return Button("🔕 " + language.text("Hear less"), f"hearless:{facts.event.id}")


def ways_to_hear_less(
    language: Language, facts: EventFacts, *, following: bool, several_chapters: bool
) -> View:
    """Offer every way to hear less, from this evening alone to nothing at all."""
    only = Button("☝️ " + language.text("Only {city}", city=facts.chapter.name), f"only:{facts.chapter.id}")
    rows = (
        (mute_button(language, facts),),
        (Button("⏸ " + language.text("Pause"), "pause:0"),),
        (only,) if several_chapters else (),
        (follow_button(language, facts.chapter, following=True),) if following else (),
        (Button("🛑 " + language.text("Stop everything"), "stop:0"),),
    )
    return View(language.html("What would you like to hear less of?"), rows)


def mute_button(language: Language, facts: EventFacts) -> Button:
    """Offer to be reminded of this evening no more."""
    return Button("🔕 " + language.text("No more of this evening"), f"hush:{facts.event.id}")


def muted(language: Language, facts: EventFacts) -> View:
    """Say that an evening is muted, and offer to take that back."""
    text = language.html(
        "🔕 No more reminders of the Hopdrink of {when}. Your answer stands, and of changes you will still"
        " hear.",
        when=when(language, facts),
    )
    return View(text, ((Button("🔔 " + language.text("Remind me again"), f"unhush:{facts.event.id}"),),))


def unmuted(language: Language, facts: EventFacts) -> View:
    """Say that an evening is not muted any more."""
    text = language.html("🔔 I remind you again of the Hopdrink of {when}.", when=when(language, facts))
    return View(text, ((mute_button(language, facts),),))


def only_here(language: Language, city: str) -> Markup:
    """Say that one city alone is followed."""
    return language.html("☝️ From now on you hear of {city} only. Your answers elsewhere stand.", city=city)


def stopped(language: Language, *, everything: bool) -> View:
    """Say that nothing more will come, what still does, and the ways further and back."""
    if everything:
        rest = language.html(
            "Your answers stand, but you will not even hear if a Hopdrink you are going to changes or is"
            " cancelled: /next shows what is coming."
        )
        further = None
    else:
        rest = language.html(
            "Your answers stand. Only if a Hopdrink you are going to changes or is cancelled will you"
            " hear from me."
        )
        further = language.html("If you do not want even that, send <code>/stop all</code>.")
    return View(
        paragraphs(
            language.html("🔕 <b>All right: I will not write to you any more.</b>"),
            rest,
            further,
            language.html("To come back, send /start."),
        )
    )
