"""Who reads a notice about an evening, with everything that composing it needs."""

from dataclasses import dataclass

from handlers.evenings.event_facts import gather, own_answer
from handlers.evenings.views.event_card import EventFacts, Own
from handlers.language import Language
from handlers.notices import Composed, Desk, Void
from handlers.view import View
from hopdrinks.notices.base import Notice
from hopdrinks.quiet import is_quiet
from storage.fanouts import LISTED
from storage.records import Member

GONE = Void("the event or the member is gone")


@dataclass(frozen=True)
class Recipient:
    """A member, their language, and an evening with their own answer to it."""

    member: Member
    language: Language
    facts: EventFacts
    own: Own

    @property
    def state(self) -> str:
        """How they answered; "" for not at all."""
        return "" if self.own.rsvp is None else self.own.rsvp.state

    @property
    def is_asleep(self) -> bool:
        """Whether they are not to be woken at this moment."""
        return is_quiet(self.member, self.facts.event.time_zone, self.facts.now)

    @property
    def is_away(self) -> bool:
        """Whether they want nothing unasked, for a while."""
        return self.member.paused_until is not None and self.facts.now < self.member.paused_until

    @property
    def keeps_quiet(self) -> bool:
        """Whether they stopped, and hold no seat or place in line that news of the evening could concern."""
        return self.member.stopped_at is not None and self.state not in LISTED


async def find_recipient(desk: Desk, event_id: int, member_id: int) -> Recipient | None:
    """Give whom a notice about an evening is for; None where either is gone."""
    event = await desk.facts.find_event(event_id)
    member = await desk.facts.find_member(member_id)
    if event is None or member is None:
        return None
    own = await own_answer(desk.facts, event_id, member_id)
    return Recipient(member, desk.language_of(member), await gather(desk.facts, event), own)


def sending(notice: Notice, view: View, *, silent: bool = False) -> Composed:
    """Compose the call that sends a view; silent ones wake nobody."""
    call = view.sending()
    sound = {"disable_notification": True} if silent else {}
    return Composed(notice, call.method, call.parameters | sound, view.digest)


def editing(notice: Notice, view: View, message_id: int | str) -> Composed:
    """Compose the call that puts a view in place of a message."""
    call = view.editing(message_id)
    return Composed(notice, call.method, call.parameters, view.digest)
