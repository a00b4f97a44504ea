"""Every conversation's handlers, in the order they are asked."""

from handlers import fallback, forms, menus
from handlers import help as help_command
from handlers.broadcasts import screens as broadcasts
from handlers.calendars import cards as calendars
from handlers.context import ConciergeApplication
from handlers.evenings import call_off, events_list, inline, timeline
from handlers.people import (
    agenda,
    audit,
    chats,
    cities,
    quieting,
    rooms,
    settings,
    settings_forms,
    start,
    team,
    towns,
)
from handlers.planning import edit_event, new_event, rhythm
from handlers.questions import ask, evening_answers, faq, group_questions, message_edits, ratings
from handlers.seats import guests, rsvps, seating
from handlers.staff import (
    assign,
    away,
    desk,
    erase,
    hours,
    known_answers,
    lookup,
    names,
    private,
    replies,
    setup,
)


def register_all(application: ConciergeApplication) -> None:
    """Add all handlers. Order matters: the first that fits an update handles it."""
    forms.register(
        application,
        (
            *new_event.FORMS,
            *edit_event.FORMS,
            *rhythm.FORMS,
            *call_off.FORMS,
            *seating.FORMS,
            *broadcasts.FORMS,
            *ask.FORMS,
            *hours.FORMS,
            *ratings.FORMS,
            *evening_answers.FORMS,
            *settings_forms.FORMS,
            *towns.FORMS,
        ),
    )
    menus.register(application)
    start.register(application)
    rsvps.register(application)
    agenda.register(application)
    calendars.register(application)
    inline.register(application)
    settings.register(application)
    settings_forms.register(application)
    quieting.register(application)
    cities.register(application)
    chats.register(application)
    rooms.register(application)
    new_event.register(application)
    events_list.register(application)
    guests.register(application)
    timeline.register(application)
    rhythm.register(application)
    edit_event.register(application)
    call_off.register(application)
    seating.register(application)
    broadcasts.register(application)
    team.register(application)
    audit.register(application)
    towns.register(application)
    help_command.register(application)
    faq.register(application)
    desk.register(application)
    assign.register(application)
    erase.register(application)
    away.register(application)
    lookup.register(application)
    known_answers.register(application)
    setup.register(application)
    hours.register(application)
    names.register(application)
    evening_answers.register(application)
    private.register(application)
    message_edits.register(application)
    ratings.register(application)
    group_questions.register(application)
    ask.register(application)
    replies.register(application)
    fallback.register(application)  # takes what no other takes: last
