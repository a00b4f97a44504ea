"""Who did what, in plain sentences, for the owner."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from handlers.language import Language, mark
from handlers.view import Button, View, lines, paragraphs
from hopdrinks.wall_time import to_local

#: So many stand on a page.
ON_A_PAGE = 15

#: What each action of the audit reads like: {who} did it, {what} it was done to, {detail} more of it.
_SENTENCES = {
    "event.draft": mark("{who} kept a draft of {what}"),
    "event.schedule": mark("{who} scheduled the announcement of {what}"),
    "event.announce": mark("{who} announced {what}"),
    "event.put_back": mark("{who} made {what} a draft again"),
    "event.discard": mark("{who} deleted the draft of {what}"),
    "event.cancel": mark("{who} cancelled {what}"),
    "event.edit": mark("{who} changed {what}"),
    "seat.add_named": mark("{who} put somebody on the list of {what} by name"),
    "seat.remove_named": mark("{who} took somebody added by name off the list of {what}"),
    "guests.table": mark("{who} took the list of {what} as a file"),
    "rhythm.skip": mark("{who} left out a date of {what}"),
    "rhythm.template": mark("{who} changed the usual evening of {what}"),
    "chapter.room": mark("{who} chose a group or channel for the announcements of {what}"),
    "chapter.no_room": mark("{who} ended the announcements of {what} in a group or channel"),
    "chapter.open": mark("{who} opened {what}"),
    "chapter.edit": mark("{who} changed what {what} is like"),
    "delivery.resend": mark("{who} sent again a message that may not have arrived"),
    "faq.publish": mark("{who} published an answer: {detail}"),
    "faq.withdraw": mark("{who} withdrew a published answer: {detail}"),
    "event.photo_lost": mark("{who} found the picture of {what} gone"),
    "question.erase": mark("{who} erased a question for good"),
    "question.assign": mark("{who} gave a question to {what}"),
    "staff.away": mark("{who} left the staff for a while"),
    "staff.back": mark("{who} is back among the staff"),
    "staff.chat": mark("{who} chose the staff chat"),
    "staff.hours": mark("{who} changed when the staff answer"),
    "staff.naming": mark("{who} changed what members read of who answers"),
    "broadcast.write": mark("{who} began a broadcast"),
    "broadcast.send": mark("{who} sent a broadcast"),
    "broadcast.schedule": mark("{who} scheduled a broadcast"),
    "broadcast.put_back": mark("{who} kept a broadcast from being sent"),
    "broadcast.pause": mark("{who} paused a broadcast"),
    "broadcast.resume": mark("{who} went on with a broadcast"),
    "broadcast.cancel": mark("{who} stopped a broadcast"),
    "broadcast.rewrite": mark("{who} changed the words of a broadcast"),
    "broadcast.correct": mark("{who} told those who come of a corrected broadcast"),
    "broadcast.ask": mark("{who} asked for an OK to a broadcast"),
    "broadcast.approve": mark("{who} agreed to a broadcast"),
    "broadcast.approve_alone": mark("{who} agreed to their own broadcast, with nobody else to ask"),
    "broadcast.decline": mark("{who} did not agree to a broadcast"),
    "broadcast.recall": mark("{who} took a broadcast back"),
    "broadcast.resend": mark("{who} sent a broadcast again to some"),
    "invite.make": mark("{who} made an invite: {detail}"),
    "invite.revoke": mark("{who} took an invite back: {detail}"),
    "invite.wrong": mark("{who} opened an invite that does not work"),
    "role.take": mark("{who} took up a role by an invite: {detail}"),
    "role.remove": mark("{who} took the role of {what} back: {detail}"),
}
#: What begins so and has no sentence of its own.
_FAMILIES = {"seat.": mark("{who} moved somebody on the list of {what}")}


@dataclass(frozen=True)
class Done:
    """Something that was done, with its names found."""

    at: datetime
    action: str
    who: str
    what: str
    detail: str


def audit(language: Language, done: Sequence[Done], page: int, *, zone: str, has_more: bool) -> View:
    """Show a page of what was done, the last first; hours are those of `zone`."""
    heading = language.html("<b>Who did what</b>")
    said = [_sentence(language, one, zone) for one in done]
    text = paragraphs(heading, lines(*said) if said else language.html("Nothing yet."))
    turning = (
        *((Button("⬅️ " + language.text("Back"), f"audit:{page - 1}"),) if page > 1 else ()),
        *((Button("➡️ " + language.text("Next"), f"audit:{page + 1}"),) if has_more else ()),
    )
    return View(text, (turning, (Button("↩️ " + language.text("The team"), "team:0"),)))


def _sentence(language: Language, done: Done, zone: str) -> Markup:
    family = next((words for start, words in _FAMILIES.items() if done.action.startswith(start)), None)
    words = _SENTENCES.get(done.action, family)
    local = to_local(done.at, zone)
    when = f"{language.short_day(local.date())} {local:%H:%M}"
    if words is None:  # whatever is written down without a sentence is shown all the same
        return Markup("<b>{}</b> {} · {} · {}").format(when, done.who, done.action, done.what)
    said = language.html(words, who=done.who, what=done.what, detail=done.detail)
    return Markup("<b>{}</b> {}").format(when, said)
