"""A chapter's rhythm and what its evenings are like, and the question whether a date shall be."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import get_args

from markupsafe import Markup

from handlers.evenings.views.event_card import where
from handlers.language import Language
from handlers.planning.views.template_questions import Field, every, field_name, length
from handlers.view import Button, View, lines, paragraphs, quoted
from hopdrinks.evenings.events import VenuePlan
from storage.records import Chapter, Template, Venue


@dataclass(frozen=True)
class Rhythm:
    """What the screen shows of a chapter; `next_day` is the date its rhythm gives next."""

    chapter: Chapter
    template: Template
    venue: VenuePlan | None
    next_day: date | None
    today: date

    @property
    def asked_on(self) -> date | None:
        """The day the next date is proposed on."""
        if self.next_day is None:
            return None
        return max(self.today, self.next_day - timedelta(days=self.template.propose_days_before))


def screen(language: Language, rhythm: Rhythm, said: Markup | None = None) -> View:
    """Show a chapter's rhythm and template, with ✏️ for each part."""
    chapter = rhythm.chapter
    text = paragraphs(
        said,
        language.html("<b>♻️ The rhythm in {city}</b>", city=chapter.name),
        _beat(language, rhythm),
        _usual(language, rhythm),
    )
    edits = [
        Button("✏️ " + field_name(language, field), f"usual:{chapter.id}:{field}") for field in get_args(Field)
    ]
    pairs = [tuple(edits[place : place + 2]) for place in range(0, len(edits), 2)]
    return View(text, (*pairs, (Button("↩️ " + language.text("All evenings"), "events:0"),)))


def proposal(language: Language, rhythm: Rhythm, day: date) -> View:
    """Ask an organiser whether an evening shall be on a date."""
    chapter, template = rhythm.chapter, rhythm.template
    of = f"{chapter.id}:{day.isoformat()}"
    asked = language.html(
        "<b>♻️ A Hopdrink in {city} on {when}?</b>",
        city=chapter.name,
        when=language.moment(day, template.local_time, rhythm.today),
    )
    place = _place(rhythm.venue) or language.html("📍 Place: I ask you for it.")
    seats = language.html_plural("👥 {n} seat", "👥 {n} seats", chapter.default_capacity)
    quiet = language.html("💾 makes a draft of it. Nobody is told before you announce it.")
    rows = (
        (Button("💾 " + language.text("Make the draft"), f"rhythm_draft:{of}"),),
        (
            Button("⏭ " + language.text("Skip this date"), f"rhythm_skip:{of}"),
            Button("🗓 " + language.text("Another date"), f"rhythm_other:{of}"),
        ),
    )
    return View(paragraphs(asked, lines(place, seats), quiet), rows)


def skipped(language: Language, rhythm: Rhythm, day: date, who: str | None) -> View:
    """Say that a date is left out, by whom where that was another, and what comes next."""
    when = language.day(day, rhythm.today)
    if who is None:
        said = language.html("⏭ {when} is left out.", when=when)
    else:
        said = language.html("⏭ {name} has left out {when} already.", name=who, when=when)
    row = (Button("♻️ " + language.text("Regular evenings"), f"rhythm:{rhythm.chapter.id}"),)
    return View(lines(said, _next(language, rhythm)), (row,))


def drafted_by(language: Language, who: str) -> Markup:
    """Say above an evening that somebody else was quicker to plan it."""
    return language.html("💾 {name} has made the draft already.", name=who)


def drafted(language: Language) -> Markup:
    """Say above an evening that it was made just now."""
    return language.html("💾 The draft is made. Nobody is told yet.")


def discarded_since(language: Language, day: date, today: date) -> View:
    """Say that the draft of a date was made and discarded."""
    return View(
        language.html(
            "A draft was made for {when} and discarded since. /newevent plans one anew.",
            when=language.day(day, today),
        )
    )


def close_by(language: Language) -> Markup:
    """Say above an evening that it is why no other is planned beside it."""
    return language.html("This evening was planned meanwhile, less than a week away: no second one is made.")


def too_late(language: Language) -> View:
    """Say that a proposed date has come."""
    return View(language.html("This date has come already. /newevent plans another one."))


def announcing_row(language: Language, event_id: int, at: datetime) -> tuple[Button, ...]:
    """Offer to announce a draft on the day the template says; `at` is on the chapter's clocks."""
    when = f"{language.short_day(at.date())} {language.hour(at.time())}"
    label = language.text("Announce it on {when}", when=when)
    return (Button(f"🗓 {label}", f"rhythm_announce:{event_id}"),)


def no_longer(language: Language) -> str:
    """Answer a tap that may not do anything any more."""
    return language.text("This button is no longer valid. /events shows what is planned.")


def _beat(language: Language, rhythm: Rhythm) -> Markup:
    template = rhythm.template
    if template.every_weeks is None:
        return language.html("No rhythm: I propose no dates by myself.")
    held = language.html("Every Thursday") if template.every_weeks == 1 else None
    return lines(
        held or language.html("One Thursday {every}", every=every(language, template.every_weeks)),
        language.html_plural(
            "Proposed to the organisers {n} day before",
            "Proposed to the organisers {n} days before",
            template.propose_days_before,
        ),
        language.html_plural(
            "Announced {n} day before, once you say so",
            "Announced {n} days before, once you say so",
            template.announce_days_before,
        ),
        _next(language, rhythm),
    )


def _next(language: Language, rhythm: Rhythm) -> Markup | None:
    if rhythm.next_day is None or rhythm.asked_on is None:
        return None
    day = language.day(rhythm.next_day, rhythm.today)
    if rhythm.asked_on <= rhythm.today:
        return language.html("Next: {when}. I will ask you soon.", when=day)
    asked = language.day(rhythm.asked_on, rhythm.today)
    return language.html("Next: {when}. I will ask you on {day}.", when=day, day=asked)


def _usual(language: Language, rhythm: Rhythm) -> Markup:
    template, chapter = rhythm.template, rhythm.chapter
    if template.venue_id is None:
        place = language.html("📍 where the last one was")
    else:
        place = _place(rhythm.venue) or Markup()
    guests = language.plural("at most {n} guest each", "at most {n} guests each", chapter.max_guests)
    if chapter.max_guests == 0:
        guests = language.text("no guests")
    seats = language.plural("{n} seat", "{n} seats", chapter.default_capacity)
    return lines(
        language.html("<b>An evening is usually so:</b>"),
        Markup("🕖 {} · {}").format(language.hour(template.local_time), length(template.minutes)),
        place,
        Markup("👥 {} · {}").format(seats, guests),
        quoted(Markup("{}").format(template.text)) if template.text else None,
    )


def _place(venue: VenuePlan | None) -> Markup | None:
    if venue is None:
        return None
    return Markup("📍 {}").format(where(Venue(id=0, chapter_id=0, **venue.model_dump())))
