"""Taps on an event's card: ✅ 🤔 🚫 and ➕ ➖ guests, in private and in groups."""

from telegram import Update
from telegram.ext import CallbackQueryHandler

from handlers.context import ConciergeApplication, Context
from handlers.event_facts import own_card
from handlers.language import Language
from handlers.taps import pattern
from hopdrinks import rooms
from hopdrinks import rsvps as rules
from hopdrinks.notices import Lane, PostingRefresh
from hopdrinks.outbox import owe
from storage import postings


def register(application: ConciergeApplication) -> None:
    """Add this conversation's handlers."""
    application.add_handler(CallbackQueryHandler(answer, pattern("go", "maybe", "no", "more", "less")))


async def answer(_update: Update, context: Context) -> None:
    """Take an answer and say at once what became of it."""
    match = context.match
    if match is None:
        return
    event_id = int(match["id"])
    outcome = await _apply(context, match["action"], event_id)
    context.toast(_toast(context, outcome), alert=outcome.verdict not in ("changed", "unchanged"))
    if outcome.event is None:
        return
    if not context.is_private:
        await _refresh_tapped_posting(context, event_id)
    elif context.has_text:
        await context.refresh_card(event_id)
    elif outcome.verdict == "changed":
        # The place that comes three hours before is no text and cannot become a card: the card follows it.
        await context.send(await own_card(context.facts, context.language, outcome.event, context.member.id))


async def _refresh_tapped_posting(context: Context, event_id: int) -> None:
    """Serve the group whose card was tapped first; the other cards follow when there is time."""
    if context.inline_message_id is not None:
        await rooms.know_inline_card(context.connection, event_id, context.inline_message_id, context.now)
        return
    posting = await postings.find_posting_at(context.connection, context.chat_id, context.message_id)
    if posting is not None:
        notice = PostingRefresh(event_id=event_id, posting_id=posting.id)
        await owe(context.connection, notice, context.chat_id, context.now, lane=Lane.REPLY)


async def _apply(context: Context, action: str, event_id: int) -> rules.Answer:
    connection, member_id, now = context.connection, context.member.id, context.now
    match action:
        case "more":
            return await rules.add_guest(connection, event_id, member_id, now)
        case "less":
            return await rules.remove_guest(connection, event_id, member_id, now)
        case "go":
            return await rules.answer(connection, event_id, member_id, "going", now)
        case "maybe":
            return await rules.answer(connection, event_id, member_id, "maybe", now)
        case _:
            return await rules.answer(connection, event_id, member_id, "declined", now)


def _toast(context: Context, outcome: rules.Answer) -> str:
    language = context.language
    if outcome.verdict not in ("changed", "unchanged"):
        return _refusal(language, outcome.verdict)
    said = _standing(language, outcome)
    if not context.is_private and context.member.reach != "reachable":
        return said + " " + language.text("To get reminders, tap 🔔 below the card.")
    return said


def _standing(language: Language, outcome: rules.Answer) -> str:
    rsvp = outcome.rsvp
    if rsvp is None:
        return language.text("Noted.")
    match rsvp.state:
        case "going" if rsvp.guests:
            return language.plural(
                "✅ You are coming with {n} guest.", "✅ You are coming with {n} guests.", rsvp.guests
            )
        case "going":
            return language.text("✅ You are coming. See you there!")
        case "waitlisted":
            rank = language.ordinal(outcome.position or 1)
            return language.text("⏳ It is full: you are {rank} on the waitlist.", rank=rank)
        case "maybe":
            return language.text("🤔 Maybe, then. This holds no seat.")
        case _:
            return language.text("🚫 Noted. See you another time!")


def _refusal(language: Language, verdict: rules.Verdict) -> str:
    match verdict:
        case "cancelled":
            return language.text("This Hopdrink is cancelled.")
        case "over":
            return language.text("This Hopdrink is over. /next shows what is coming.")
        case "full":
            return language.text("It is full. Come by all the same: the organiser decides at the door.")
        case "no_seat_for_guest":
            return language.text("No seat is left for a guest.")
        case "no_more_guests":
            return language.text("No more guests per person for this evening.")
        case "no_guest":
            return language.text("You have announced no guest.")
        case "not_coming":
            return language.text("Tap ✅ first; your guest comes with you.")
        case _:
            return language.text("This button is no longer valid. /next shows what is coming.")
