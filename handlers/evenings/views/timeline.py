"""Every automatic message of an evening as its organiser sees it: when, to how many, and word for word."""

from collections.abc import Sequence
from dataclasses import replace

from markupsafe import Markup

from handlers.evenings.views import reminders
from handlers.evenings.views.event_card import EventFacts, Own, group_card, when
from handlers.evenings.views.event_messages import announcement
from handlers.language import Language
from handlers.view import Button, View, lines, paragraphs, quoted
from hopdrinks.evenings.reminder_times import ReminderKind
from hopdrinks.evenings.timeline import MessageKind, Planned
from hopdrinks.wall_time import to_local
from storage.records import Rsvp, RsvpState

#: How whoever gets a kind of reminder answered, for the sample.
_ANSWERS: dict[str, RsvpState] = {"decide": "maybe", "still_waiting": "waitlisted"}


def which_evening(language: Language, evenings: Sequence[EventFacts], *, several_chapters: bool) -> View:
    """Ask whose messages are wanted."""
    if not evenings:
        return View(language.html("Nothing is planned. /newevent plans a Hopdrink."))
    rows = []
    for facts in evenings:
        city = f"{facts.chapter.name} · " if several_chapters else ""
        day = language.short_day(facts.event.local_date)
        rows.append((Button(f"🕰 {city}{day}", f"timeline:{facts.event.id}"),))
    return View(language.html("<b>The messages of which evening?</b>"), tuple(rows))


def timeline(language: Language, facts: EventFacts, planned: Sequence[Planned]) -> View:
    """List the messages of an evening, each with a button that shows it."""
    event_id = facts.event.id
    title = language.html(
        "<b>What I write by myself about the Hopdrink of {when}</b>", when=when(language, facts)
    )
    explained = language.html("👁 shows a message word for word and lets you leave it out.")
    rows = tuple(
        (Button(f"👁 {name(language, one.kind)}", f"timeline:{event_id}:{one.kind}"),) for one in planned
    )
    heard = [one for one in planned if not _goes_to_nobody(one)]
    unheard = [_unheard(language, facts, one) for one in planned if _goes_to_nobody(one)]
    nobody = lines(language.html("<b>To nobody as things stand:</b>"), *unheard) if unheard else None
    return View(
        paragraphs(title, *(_entry(language, facts, one) for one in heard), nobody, explained),
        (*rows, (Button("↩️ " + language.text("Back"), f"hub:{event_id}"),)),
    )


def message(language: Language, facts: EventFacts, planned: Planned) -> View:
    """Show one message word for word, rendered by what sends it, at the moment it is due."""
    event_id, kind = facts.event.id, planned.kind
    row: tuple[Button, ...] = ()
    if planned.is_ahead and planned.left_out:
        row = (Button("▶️ " + language.text("Send it after all"), f"send_after_all:{event_id}:{kind}"),)
    elif planned.is_ahead:
        row = (Button("⏭ " + language.text("Leave it out"), f"leave_out:{event_id}:{kind}"),)
    return View(
        paragraphs(_entry(language, facts, planned), quoted(sample(language, facts, planned))),
        (row, (Button("↩️ " + language.text("All messages"), f"timeline:{event_id}"),)),
    )


def sample(language: Language, facts: EventFacts, planned: Planned) -> Markup:
    """Give the text of a message, with its buttons in brackets, as somebody would get it."""
    at = facts if planned.due_at is None else replace(facts, now=max(facts.now, planned.due_at))
    match planned.kind:
        case "announcement":
            view = announcement(language, at)
        case "group_card":
            view = group_card(language, at, "bot")
        case "nudge":
            view = reminders.nudge(language, at)
        case "own":
            # Whoever chose their own time gets, on the day itself, what others get three hours before.
            view = _reminder(language, replace(at, now=facts.event.starts_at), "own")
        case kind:
            view = _reminder(language, at, kind)
    rows = (" ".join(f"[{button.text}]" for button in row) for row in view.rows if row)
    return paragraphs(view.text, lines(*(Markup("{}").format(row) for row in rows)))


def name(language: Language, kind: MessageKind) -> str:
    """Name a kind of message."""
    match kind:
        case "announcement":
            return language.text("Announcement to followers")
        case "group_card":
            return language.text("Card in groups and channels")
        case "nudge":
            return language.text("Question to followers who did not answer")
        case "decide":
            return language.text("Question to those who said maybe")
        case "day_before":
            return language.text("Reminder the day before")
        case "still_waiting":
            return language.text("Word to those who wait")
        case "three_hours":
            return language.text("Reminder three hours before")
        case _:
            return language.text("Reminder at people’s own time")


def no_longer(language: Language) -> str:
    """Answer a tap that may not do anything any more."""
    return language.text("This button is no longer valid. /timeline shows the messages.")


def _reminder(language: Language, facts: EventFacts, kind: ReminderKind) -> View:
    state = _ANSWERS.get(kind, "going")
    waits = state == "waitlisted"
    rsvp = Rsvp(
        event_id=facts.event.id, member_id=0, state=state, guests=0, place=1 if waits else None,
        state_since=facts.now,
    )  # fmt: skip
    own = Own(rsvp, 1 if waits else None)
    if reminders.is_venue(facts, kind):
        return reminders.venue_sample(language, facts, own)
    return reminders.reminder(language, facts, own, kind)


def _entry(language: Language, facts: EventFacts, planned: Planned) -> Markup:
    mark = "⏭" if planned.left_out and planned.is_ahead else "🕰" if planned.is_ahead else "☑️"
    parts = [_due(language, facts, planned), _outcome(language, planned)]
    return lines(
        Markup("{} <b>{}</b>").format(mark, name(language, planned.kind)),
        Markup(" · ").join(part for part in parts if part),
    )


def _goes_to_nobody(planned: Planned) -> bool:
    """Tell whether a message is still to go and would have no reader now: people answer, and it will."""
    return planned.is_ahead and not (planned.left_out or planned.expected or planned.sent)


def _unheard(language: Language, facts: EventFacts, planned: Planned) -> Markup:
    return Markup("🕰 {} · {}").format(name(language, planned.kind), _due(language, facts, planned))


def _due(language: Language, facts: EventFacts, planned: Planned) -> Markup:
    if planned.kind == "own":
        return language.html("15 minutes to 7 days before, as each one chose")
    if planned.due_at is None:
        return language.html("when you announce it")
    at = to_local(planned.due_at, facts.event.time_zone)
    return Markup("{}").format(
        language.moment(at.date(), at.time().replace(second=0, microsecond=0), facts.today)
    )


def _outcome(language: Language, planned: Planned) -> Markup:
    rooms = planned.kind == "group_card"
    parts = []
    if planned.sent:
        parts.append(
            language.html_plural("sent to {n} chat", "sent to {n} chats", planned.sent)
            if rooms
            else language.html_plural("sent to {n} person", "sent to {n} people", planned.sent)
        )
    if planned.unclear:
        parts.append(
            language.html_plural("{n} may not have arrived", "{n} may not have arrived", planned.unclear)
        )
    if planned.is_ahead and planned.left_out:
        parts.append(language.html("left out"))
    elif _goes_to_nobody(planned):
        parts.append(language.html("to nobody as things stand"))
    elif planned.is_ahead and planned.expected:
        parts.append(
            language.html_plural("goes to {n} chat", "goes to {n} chats", planned.expected)
            if rooms
            else language.html_plural("goes to {n} person", "goes to {n} people", planned.expected)
        )
    elif not planned.sent:
        parts.append(language.html("sent to nobody"))
    return Markup(", ").join(parts)
