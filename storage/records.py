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
Reliability = Literal["repeatable", "must_arrive", "must_not_double"]
DeliveryState = Literal["queued", "sending", "sent", "uncertain", "failed", "skipped"]
QuestionState = Literal["kept", "open", "answered", "closed"]
RelayDirection = Literal["to_staff", "to_member"]
RelayState = Literal["kept", "queued", "delivered", "uncertain", "failed"]


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
    group_chat_id: int | None
    channel_chat_id: int | None
    max_guests: int
    default_capacity: int


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
    version: int


class Member(Record):
    """A Telegram user the bot has met; `id` is Telegram's."""

    id: int
    name: str
    username: str | None
    #: What Telegram says the client speaks; `locale` is the member's own choice and wins.
    language_code: str | None
    locale: str | None
    reach: Reach
    reminders: bool
    stopped_at: datetime | None


class Rsvp(Record):
    """A member's answer to an event."""

    event_id: int
    member_id: int
    state: RsvpState
    guests: int
    #: Order in the waitlist; only while waitlisted. Compare, never show: the position is counted.
    place: int | None
    state_since: datetime


class Counts(Record):
    """An event's answers, counted: members and guests by state."""

    going: int = 0
    guests: int = 0
    maybe: int = 0
    waiting: int = 0
    held: int = 0

    @property
    def seats_used(self) -> int:
        """Seats taken: everyone going with their guests, and the parties offers are held for."""
        return self.going + self.guests + self.held


class Posting(Record):
    """An event's card in a group or channel, kept true as answers come in."""

    id: int
    event_id: int
    chat_id: int
    message_id: int
    digest: str | None


class Chat(Record):
    """A group or channel the bot has looked at, and what it may do there."""

    id: int
    kind: str
    title: str
    is_forum: bool
    bot_status: str
    can_manage_topics: bool

    @property
    def has_topics(self) -> bool:
        """Whether the bot can open a topic per member here."""
        return self.is_forum and self.can_manage_topics


class Thread(Record):
    """Where one member's questions live in the staff chat."""

    id: int
    member_id: int
    chat_id: int
    topic_id: int | None
    hinted_at: datetime | None


class Question(Record):
    """What a member asked."""

    id: int
    member_id: int
    event_id: int | None
    state: QuestionState
    card_chat_id: int | None
    card_message_id: int | None
    asked_at: datetime
    answered_at: datetime | None


class Relay(Record):
    """One message carried between a member and the staff."""

    id: int
    question_id: int
    direction: RelayDirection
    from_chat_id: int
    from_message_id: int
    to_chat_id: int | None
    to_message_id: int | None
    state: RelayState
    #: What is carried in place of a copy, where the message holds a command before the question.
    words: str | None = None


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
    event_id: int | None
    tries: int
    expires_at: datetime | None
    queued_at: datetime


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
