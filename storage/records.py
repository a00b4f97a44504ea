"""What storage hands out: frozen records, one class per table that others read."""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict
from sqlalchemy import RowMapping

EventState = Literal["draft", "scheduled", "announced", "cancelled"]
RsvpState = Literal["going", "maybe", "declined", "waitlisted", "offered"]
Reach = Literal["never_started", "reachable", "blocked", "deactivated"]
Role = Literal["owner", "organiser", "representative", "door"]
#: Which of the two reminders before an evening a member wants; "own": one, at a lead time of their choice.
ReminderChoice = Literal["none", "day_before", "three_hours", "both", "own"]
#: How a member's name stands on a card that others read.
NameShown = Literal["visible", "initials", "hidden"]
#: Whether such a card names anybody at all.
NamesShown = Literal["names", "counts"]
Picture = Literal["none", "photo", "poster"]
NO_PICTURE = ""
#: Where an answer was given.
Source = Literal["private", "group", "channel", "inline", "organiser"]
Reliability = Literal["repeatable", "must_arrive", "must_not_double"]
DeliveryState = Literal["queued", "sending", "sent", "uncertain", "failed", "skipped"]


class Record(BaseModel):
    """A row, frozen: to change one, update the table and read it again."""

    # What members wrote stands in rows: no error may quote it into a log.
    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    @classmethod
    def of(cls, row: RowMapping | Mapping[str, object]) -> Self:
        """Read a record from a row whose columns have the fields' names."""
        return cls(**row)


class Chapter(Record):
    """A city's community."""

    id: int
    name: str
    slug: str
    time_zone: str
    locale: str
    max_guests: int
    default_capacity: int
    #: ISO 3166 code of the country whose public holidays are kept.
    country: str = "FR"
    names_shown: NamesShown = "names"


class Follow(Record):
    """A member's wish to hear about a chapter: for good, or until an instant."""

    chapter_id: int
    member_id: int
    until: datetime | None


class Template(Record):
    """What a chapter's evenings are like, unless one is planned otherwise, and how often they are held."""

    chapter_id: int
    local_time: time
    #: How long an evening lasts.
    minutes: int
    venue_id: int | None
    text: str
    #: The rhythm; None: no evening is proposed.
    every_weeks: int | None
    propose_days_before: int
    announce_days_before: int


class Proposal(Record):
    """A date the rhythm gave, and what was decided of it."""

    chapter_id: int
    local_date: date
    state: Literal["proposed", "drafted", "skipped"]
    event_id: int | None
    decided_by: int | None
    proposed_at: datetime


class Venue(Record):
    """A place an evening is held at; the position may be unknown."""

    id: int
    chapter_id: int
    name: str
    address: str
    latitude: float | None
    longitude: float | None


class Event(Record):
    """One Hopdrink. Local date, time and zone are its truth; `starts_at` and `ends_at` derive from them."""

    id: int
    chapter_id: int
    venue_id: int
    state: EventState
    local_date: date
    local_time: time
    time_zone: str
    starts_at: datetime
    ends_at: datetime
    #: Seats for members and guests together; None means as many as come.
    capacity: int | None
    max_guests: int
    text: str
    announce_at: datetime | None
    announced_at: datetime | None
    cancelled_at: datetime | None
    created_by: int
    #: Counts every change; who edits names the version that was seen.
    version: int
    #: The calendar's SEQUENCE (RFC 5545): counts changes of start, end, place and state.
    sequence: int = 0
    changed_at: datetime
    #: When people were last to be told of another start.
    start_moved_at: datetime | None = None
    #: A template's later edits may leave alone what an organiser changed by hand.
    is_hand_edited: bool = False
    #: The name of the platform's representative that evening; empty: not known yet.
    representative: str = ""
    #: Answers are taken until so many minutes after the start (before it, where negative).
    answers_close_after: int = 60
    names_shown: NamesShown = "names"
    picture: Picture = "none"
    #: Telegram's id of an organiser's photo.
    picture_file_id: str | None = None
    cancel_reason: str = ""


class KeptPicture(Record):
    """A picture that Telegram has: by its digest here, and by Telegram's ids."""

    digest: str
    #: What it is sent by, without an upload.
    file_id: str
    #: What it is told apart by in messages that come from Telegram.
    unique_id: str


class PendingChange(Record):
    """An event as people know it, while its organisers are still changing it; told at `due_at`."""

    event_id: int
    local_date: date
    local_time: time
    ends_at: datetime
    venue_id: int
    capacity: int | None
    #: Who edits, and need not be told; None where several did.
    editor_id: int | None
    due_at: datetime


class NamedGuest(Record):
    """Somebody without Telegram whom an organiser put on the list; takes one seat."""

    id: int
    event_id: int
    name: str
    added_by: int


class Member(Record):
    """A Telegram user the bot has met; `id` is Telegram's."""

    id: int
    name: str
    username: str | None
    #: What Telegram says the client speaks; `locale` is the member's own choice and wins.
    language_code: str | None
    locale: str | None
    reach: Reach
    reach_since: datetime
    reminders: ReminderChoice
    #: The lead time where the choice is "own".
    remind_minutes: int | None = None
    #: No reminder and nothing unasked until then.
    paused_until: datetime | None = None
    #: On the wall clock of `time_zone`, or of the chapter concerned; equal: never quiet.
    quiet_from: time = time(21, 0)
    quiet_until: time = time(8, 0)
    time_zone: str | None = None
    name_shown: NameShown = "visible"
    #: Counts up when the member asks for a new calendar address.
    feed_version: int = 1
    stopped_at: datetime | None
    #: Stopped even what changes an evening they are going to.
    stopped_all: bool = False


class Rsvp(Record):
    """A member's answer to an event."""

    event_id: int
    member_id: int
    state: RsvpState
    guests: int
    #: Guests who wait for a seat while the member comes already.
    guests_waiting: int = 0
    #: Order in the waitlist; only while somebody of the party waits. Compare, never show: the position is
    #: counted.
    place: int | None
    #: Until when an offered seat is held.
    offer_until: datetime | None = None
    #: When an offer to this party ended without an answer: it is not offered a seat again.
    lapsed_at: datetime | None = None
    #: When the member last said that they do come: by a reminder's or a change's button.
    confirmed_at: datetime | None = None
    source: Source = "private"
    state_since: datetime

    @property
    def seats_wanted(self) -> int:
        """Seats the party waits for."""
        return 1 + self.guests if self.state == "waitlisted" else self.guests_waiting


class Counts(Record):
    """An event's answers, counted: members and guests by state."""

    going: int = 0
    guests: int = 0
    maybe: int = 0
    #: Parties that wait, guests of those who come included.
    waiting: int = 0
    held: int = 0
    #: Put on the list by name by an organiser.
    named: int = 0

    @property
    def coming(self) -> int:
        """Everybody who comes and is no member's guest."""
        return self.going + self.named

    @property
    def seats_used(self) -> int:
        """Seats taken: everyone going with their guests, and the parties offers are held for."""
        return self.going + self.guests + self.named + self.held


class LastCall(Record):
    """The message that told somebody who waits that a seat is free, and whether that is over."""

    event_id: int
    member_id: int
    message_id: int | None
    called_at: datetime
    over_at: datetime | None


class Posting(Record):
    """An event's card in a group, a channel, or any chat by inline mode, kept true as answers come in."""

    id: int
    event_id: int
    #: Chat and message, or Telegram's id of an inline message.
    chat_id: int | None
    message_id: int | None
    inline_message_id: str | None = None
    digest: str | None
    has_picture: bool = False
    #: Of the picture it shows; NO_PICTURE where its chat allows none.
    picture_digest: str | None = None
    pinned_at: datetime | None = None

    @property
    def message(self) -> int | str:
        """The message's id; a word where it is an inline message."""
        return self.message_id if self.message_id is not None else self.inline_message_id or ""


class HeldRole(Record):
    """A role somebody holds: in a chapter, for one of its evenings, or everywhere (both None)."""

    id: int
    member_id: int
    role: Role
    chapter_id: int | None
    event_id: int | None
    granted_at: datetime


class AuditEntry(Record):
    """What somebody did that others may have to know."""

    id: int
    at: datetime
    actor_id: int | None
    action: str
    subject: str
    detail: str


class Invite(Record):
    """A single-use link that gives a role; the token itself is known only to whoever has the link."""

    id: int
    role: Role
    chapter_id: int | None
    event_id: int | None
    created_by: int
    created_at: datetime
    expires_at: datetime
    used_by: int | None
    revoked_at: datetime | None


class Chat(Record):
    """A group or channel the bot has looked at, and what it may do there."""

    id: int
    kind: str
    title: str
    is_forum: bool
    bot_status: str
    can_manage_topics: bool
    #: Whether it may delete what others wrote, and whole topics.
    can_delete: bool = False
    can_pin: bool = False
    #: Whether the bot may write where it is: a channel may keep that from it, and so may a group.
    can_write: bool = True

    @property
    def has_topics(self) -> bool:
        """Whether the bot can open a topic per member here."""
        return self.is_forum and self.can_manage_topics


class Form(Record):
    """A form somebody is in the middle of."""

    member_id: int
    chat_id: int
    kind: str
    step: str
    #: The answers so far, as JSON.
    data: str
    #: Numbers the questions put, so that the button of an earlier one is known as old.
    turn: int
    expires_at: datetime


class InboxRow(Record):
    """An update received: raw JSON, in order of arrival."""

    id: int
    update_id: int
    raw: str
    tries: int
    received_at: datetime


class Delivery(Record):
    """One notice for one chat."""

    id: int
    chat_id: int
    lane: int
    reliability: Reliability
    notice: str
    #: The notice itself, as JSON.
    payload: str
    state: DeliveryState = "queued"
    coalesce_key: str | None = None
    event_id: int | None
    tries: int
    expires_at: datetime | None
    queued_at: datetime
    #: The message it became.
    message_id: int | None = None


class Fanout(Record):
    """A notice owed to an audience that has not yet been expanded into deliveries to its end."""

    id: int
    audience: Literal["followers", "concerned"]
    chapter_id: int | None
    event_id: int | None
    except_id: int | None
    lane: int
    reliability: Reliability
    notice: str
    payload: str
    after_id: int
