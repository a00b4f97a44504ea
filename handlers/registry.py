"""Every conversation's handlers, in the order they are asked."""

from handlers import (
    agenda,
    ask,
    audit,
    broadcast,
    calendars,
    call_off,
    chats,
    cities,
    edit_event,
    evening_answers,
    events_list,
    fallback,
    faq,
    forms,
    group_questions,
    guests,
    inline,
    menus,
    message_edits,
    new_event,
    quieting,
    ratings,
    rhythm,
    rooms,
    rsvps,
    seating,
    settings,
    settings_forms,
    staff,
    staff_desk,
    staff_hours,
    staff_lookup,
    staff_private,
    staff_setup,
    start,
    team,
    timeline,
    towns,
)
from handlers import help as help_command
from handlers.context import ConciergeApplication


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
            *broadcast.FORMS,
            *ask.FORMS,
            *staff_hours.FORMS,
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
    broadcast.register(application)
    team.register(application)
    audit.register(application)
    towns.register(application)
    help_command.register(application)
    faq.register(application)
    staff_desk.register(application)
    staff_lookup.register(application)
    staff_setup.register(application)
    staff_hours.register(application)
    evening_answers.register(application)
    staff_private.register(application)
    message_edits.register(application)
    ratings.register(application)
    group_questions.register(application)
    ask.register(application)
    staff.register(application)
    fallback.register(application)  # takes what no other takes: last
