"""What is owed of an evening: announced, shown, changed, called off, in a calendar, in a list."""

from datetime import date, datetime, time

from hopdrinks.evenings.pictures import Photo, Poster
from hopdrinks.notices.base import Lane, Notice


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


class EventStands(Notice):
    """Whoever could not be written to is back: an event they have a stake in was changed meanwhile."""

    lane = Lane.PERSONAL
    reliability = "must_arrive"

    event_id: int


class EventCancellation(Notice):
    """An event one has a stake in will not be held."""

    lane = Lane.PERSONAL
    reliability = "must_arrive"

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


EVENINGS: tuple[type[Notice], ...] = (
    Announcement,
    GroupCard,
    PostingRefresh,
    CardRefresh,
    CardPreview,
    EventChange,
    EventStands,
    EventCancellation,
    CalendarFile,
    CalendarUpdate,
    GuestTable,
    AnnouncementMissed,
    DateProposal,
)
