"""What the bot may owe somebody, as typed records; how each reads is decided when it is sent.

A rule writes a notice at the one place where the fact arises, so no path can forget to tell somebody.
"""

from datetime import date, datetime, time
from typing import Any, Literal

from hopdrinks.answer_notices import ANSWER_NOTICES
from hopdrinks.faq_notices import FAQ_NOTICES
from hopdrinks.notice import Lane as Lane
from hopdrinks.notice import Notice as Notice
from hopdrinks.pictures import Photo, Poster
from hopdrinks.question_notices import QUESTION_NOTICES
from hopdrinks.reminder_times import ReminderKind
from storage.records import Role


class Call(Notice):
    """A Bot API call composed already: the answer to somebody who just wrote."""

    lane = Lane.REPLY
    reliability = "must_arrive"

    method: str
    #: The method's parameters but for `chat_id`, which is the delivery's: groups change theirs.
    parameters: dict[str, Any]


class Announcement(Notice):
    """A follower hears that a new event exists."""

    lane = Lane.BULK
    reliability = "must_not_double"

    event_id: int


class GroupCard(Notice):
    """A group or channel gets an event's card."""

    lane = Lane.BULK
    reliability = "must_not_double"

    event_id: int
    #: Without its picture, where those are not allowed.
    plain: bool = False


class PostingRefresh(Notice):
    """A card in a group or channel no longer shows the truth."""

    lane = Lane.COSMETIC
    reliability = "repeatable"

    event_id: int
    posting_id: int

    @property
    def coalesce_key(self) -> str:
        """One refresh per posting is enough."""
        return f"posting:{self.posting_id}"


class CardRefresh(Notice):
    """A member's own card no longer shows the truth."""

    lane = Lane.REPLY
    reliability = "repeatable"

    event_id: int
    member_id: int
    message_id: int
    #: What Telegram calls the picture the message shows (its `file_unique_id`); None for a text.
    picture: str | None = None

    @property
    def coalesce_key(self) -> str:
        """One refresh per card is enough."""
        return f"card:{self.member_id}:{self.message_id}"


class CardPreview(Notice):
    """An organiser sees, with its picture, what will be sent."""

    lane = Lane.REPLY
    reliability = "must_arrive"

    #: HTML.
    text: str
    picture: Poster | Photo


class Promotion(Notice):
    """A waitlisted party has its seats."""

    lane = Lane.PERSONAL
    reliability = "must_arrive"

    event_id: int


class SeatOffer(Notice):
    """A seat that came free is held for a waitlisted party for a while."""

    lane = Lane.PERSONAL
    reliability = "must_arrive"

    event_id: int
    until: datetime


class OfferLapsed(Notice):
    """An offer ended without an answer; the party waits again."""

    lane = Lane.PERSONAL
    reliability = "must_arrive"

    event_id: int


class GuestSeated(Notice):
    """The guests of somebody who comes have their seats as well."""

    lane = Lane.PERSONAL
    reliability = "must_arrive"

    event_id: int


class LastCall(Notice):
    """Shortly before an evening a seat is free, and the first tap gets it."""

    lane = Lane.PERSONAL
    reliability = "must_arrive"

    event_id: int


class LastCallOver(Notice):
    """The message of a free seat must not promise it any more."""

    lane = Lane.PERSONAL
    reliability = "repeatable"

    event_id: int
    message_id: int


class OrganiserMove(Notice):
    """An organiser put a member on the list, took them off it, or moved them."""

    lane = Lane.PERSONAL
    reliability = "must_arrive"

    event_id: int
    move: Literal["added", "removed", "put_in_line", "put_first", "promoted"]
    reason: str = ""


class EventChange(Notice):
    """When, where or how big an event one has a stake in is has changed; the fields say what was before."""

    lane = Lane.PERSONAL
    reliability = "must_arrive"

    event_id: int
    local_date: date
    local_time: time
    ends_at: datetime
    venue_id: int
    capacity: int | None


class EventCancellation(Notice):
    """An event one has a stake in will not be held."""

    lane = Lane.PERSONAL
    reliability = "must_arrive"

    event_id: int


class Nudge(Notice):
    """A follower who has not answered hears once more of an evening that is a week away."""

    lane = Lane.BULK
    reliability = "must_not_double"

    event_id: int


class CalendarFile(Notice):
    """A member put an evening into their calendar: the file."""

    lane = Lane.REPLY
    reliability = "must_arrive"

    event_id: int


class CalendarUpdate(Notice):
    """The entry a member put into their calendar is no longer true: the file to put in its place."""

    lane = Lane.PERSONAL
    reliability = "must_arrive"

    event_id: int


class GuestTable(Notice):
    """An organiser asked for an evening's list as a file for a spreadsheet."""

    lane = Lane.REPLY
    reliability = "must_arrive"

    event_id: int


class Reminder(Notice):
    """A member is reminded of an evening, because of their own answer to it."""

    lane = Lane.PERSONAL
    reliability = "must_not_double"

    event_id: int
    kind: ReminderKind
    #: The start it was due for: an event moved since makes it void.
    starts_at: datetime


class AnnouncementMissed(Notice):
    """An evening began before its announcement could be sent: whoever looks after it is told."""

    lane = Lane.PERSONAL
    reliability = "must_arrive"

    event_id: int


class DateProposal(Notice):
    """The rhythm of a chapter has come to a date: an organiser is asked whether it shall be."""

    lane = Lane.PERSONAL
    reliability = "must_arrive"

    chapter_id: int
    local_date: date


class InviteLink(Notice):
    """Whoever invites gets the link. Once settled it is forgotten: only its digest is kept."""

    lane = Lane.REPLY
    reliability = "must_arrive"

    token: str
    role: Role
    chapter_id: int | None
    event_id: int | None
    expires_at: datetime


class InviteTaken(Notice):
    """Whoever invited somebody learns that the link was used, and by whom."""

    lane = Lane.PERSONAL
    reliability = "must_arrive"

    member_id: int
    role: Role
    chapter_id: int | None
    event_id: int | None


class RoleTaken(Notice):
    """Somebody learns that a role of theirs was taken back."""

    lane = Lane.PERSONAL
    reliability = "must_arrive"

    role: Role
    chapter_id: int | None
    event_id: int | None


class VisitOver(Notice):
    """A visit to a city has ended: its news will not come any more."""

    lane = Lane.PERSONAL
    reliability = "must_not_double"

    chapter_id: int


class RoomLost(Notice):
    """The bot was removed from a group or channel where a chapter's evenings were announced."""

    lane = Lane.PERSONAL
    reliability = "must_arrive"

    chapter_id: int
    title: str


class RoomMuted(Notice):
    """The bot may not write any more where a chapter's evenings were announced, though it is still there."""

    lane = Lane.PERSONAL
    reliability = "must_arrive"

    chapter_id: int
    title: str


class Pin(Notice):
    """A card just posted in a group or channel is pinned, where the bot may do so."""

    lane = Lane.COSMETIC
    reliability = "repeatable"

    posting_id: int


class PinRelease(Notice):
    """The card of an evening that is over need not be pinned any more."""

    lane = Lane.COSMETIC
    reliability = "repeatable"

    message_id: int


class FormExpiry(Notice):
    """Nobody came back to a form; what was typed is gone."""

    lane = Lane.PERSONAL
    reliability = "must_arrive"

    kind: str


class TopicCreation(Notice):
    """A member's thread needs a topic in the staff group."""

    lane = Lane.REPLY
    reliability = "must_not_double"

    thread_id: int

    @property
    def coalesce_key(self) -> str:
        """One topic per thread is enough."""
        return f"topic:{self.thread_id}"


class QuestionCard(Notice):
    """Representatives see who asks, about what, and how to answer."""

    lane = Lane.REPLY
    reliability = "must_arrive"

    question_id: int

    @property
    def coalesce_key(self) -> str:
        """One card per question is enough."""
        return f"question-card:{self.question_id}"


class QuestionCardRefresh(Notice):
    """What the card says of a question is no longer true."""

    lane = Lane.COSMETIC
    reliability = "repeatable"

    question_id: int

    @property
    def coalesce_key(self) -> str:
        """One refresh per card is enough."""
        return f"question:{self.question_id}"


class QuestionCopy(Notice):
    """A member's message goes to the staff."""

    lane = Lane.REPLY
    reliability = "must_arrive"

    relay_id: int
    #: As a reply to nothing: a Premium member's long caption can only be copied as it is.
    plain: bool = False


class QuestionRefusal(Notice):
    """A member learns that a message could not be passed on to the staff."""

    lane = Lane.REPLY
    reliability = "must_arrive"

    relay_id: int


class QuestionReceipt(Notice):
    """A member learns that a question is with the staff."""

    lane = Lane.REPLY
    reliability = "must_arrive"

    question_id: int


class AnswerCopy(Notice):
    """A representative's message goes to the member."""

    lane = Lane.REPLY
    reliability = "must_not_double"

    relay_id: int
    #: As a reply to nothing: a Premium member's long caption can only be copied as it is.
    plain: bool = False


class StaffMark(Notice):
    """A representative's message carries what became of it, as a reaction."""

    lane = Lane.COSMETIC
    reliability = "repeatable"

    message_id: int
    emoji: str


class AnswerTrouble(Notice):
    """A representative learns that an answer did not arrive, or that nobody knows; twice does no harm."""

    lane = Lane.PERSONAL
    reliability = "repeatable"

    relay_id: int
    delivery_id: int
    #: What became of it, as `storage` words it.
    outcome: Literal["uncertain", "failed", "unreachable"]


class ChatReading(Notice):
    """What a group or channel is, or what the bot may do there, must be read from Telegram."""

    lane = Lane.REPLY
    reliability = "repeatable"

    chat_id: int
    what: Literal["chat", "rights"]
    #: The bot's own id, whose rights are read.
    bot_id: int

    @property
    def coalesce_key(self) -> str:
        """One reading per chat is enough."""
        return f"reading:{self.chat_id}:{self.what}"


class Broadcast(Notice):
    """Somebody gets what an organiser wrote to an audience."""

    lane = Lane.BULK
    reliability = "must_not_double"

    broadcast_id: int


class BroadcastPreview(Notice):
    """Whoever writes a broadcast sees it as its readers will."""

    lane = Lane.REPLY
    reliability = "must_arrive"

    broadcast_id: int
    #: What is shown of it.
    locale: str

    @property
    def coalesce_key(self) -> str:
        """One is enough: the parts of an album come in one after the other."""
        return f"broadcast-preview:{self.broadcast_id}:{self.locale}"


class BroadcastScreen(Notice):
    """Whoever wrote a broadcast sees how it stands, in a message of its own or in the one that shows it."""

    lane = Lane.REPLY
    reliability = "repeatable"

    broadcast_id: int
    as_new: bool = False

    @property
    def coalesce_key(self) -> str:
        """The newest state is what counts."""
        return f"broadcast-screen:{self.broadcast_id}:{int(self.as_new)}"


class BroadcastTail(Notice):
    """An album carries no buttons: they follow it."""

    lane = Lane.BULK
    reliability = "must_not_double"

    broadcast_id: int


class BroadcastEdit(Notice):
    """What somebody got of a broadcast is brought to its newest version."""

    lane = Lane.COSMETIC
    reliability = "repeatable"

    broadcast_id: int


class BroadcastWithdrawal(Notice):
    """What somebody got of a broadcast is taken back."""

    lane = Lane.COSMETIC
    reliability = "repeatable"

    broadcast_id: int


class BroadcastTable(Notice):
    """An organiser asked for the list of a broadcast's recipients."""

    lane = Lane.REPLY
    reliability = "must_arrive"

    broadcast_id: int


#: Why whoever wrote a broadcast is written to unasked.
BroadcastWord = Literal["soon", "content", "failing", "gap", "past", "late", "event_cancelled"]


class BroadcastAlert(Notice):
    """A broadcast needs the eye of whoever wrote it."""

    lane = Lane.PERSONAL
    reliability = "must_arrive"

    broadcast_id: int
    word: BroadcastWord


#: What an owner is alerted to.
Alert = Literal["gap", "no_staff_chat", "staff_chat_lost", "topics_denied", "question_unclear", "dead_letter"]


class OwnerAlert(Notice):
    """Something needs the owner's eye; twice does no harm, never would."""

    lane = Lane.PERSONAL
    reliability = "repeatable"

    alert: Alert
    detail: str = ""


#: Every notice by the name it is stored under.
NOTICES: dict[str, type[Notice]] = {
    notice.__name__: notice
    for notice in (
        Call,
        Announcement,
        GroupCard,
        PostingRefresh,
        CardRefresh,
        CardPreview,
        Promotion,
        SeatOffer,
        OfferLapsed,
        GuestSeated,
        LastCall,
        LastCallOver,
        OrganiserMove,
        EventChange,
        EventCancellation,
        AnnouncementMissed,
        Nudge,
        CalendarFile,
        CalendarUpdate,
        GuestTable,
        Reminder,
        InviteLink,
        InviteTaken,
        RoleTaken,
        VisitOver,
        RoomLost,
        RoomMuted,
        Pin,
        PinRelease,
        DateProposal,
        FormExpiry,
        TopicCreation,
        QuestionCard,
        QuestionCardRefresh,
        QuestionCopy,
        QuestionRefusal,
        QuestionReceipt,
        AnswerCopy,
        StaffMark,
        AnswerTrouble,
        ChatReading,
        Broadcast,
        BroadcastPreview,
        BroadcastScreen,
        BroadcastTail,
        BroadcastEdit,
        BroadcastWithdrawal,
        BroadcastTable,
        BroadcastAlert,
        OwnerAlert,
    )
}
NOTICES |= {notice.__name__: notice for notice in (*QUESTION_NOTICES, *ANSWER_NOTICES, *FAQ_NOTICES)}


def read_notice(name: str, payload: str) -> Notice:
    """Read a stored notice back."""
    return NOTICES[name].model_validate_json(payload)
