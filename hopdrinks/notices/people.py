"""What is owed to whoever takes a role, or visits a city."""

from datetime import datetime

from hopdrinks.notices.base import Lane, Notice
from storage.records import Role


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


PEOPLE: tuple[type[Notice], ...] = (
    InviteLink,
    InviteTaken,
    RoleTaken,
    VisitOver,
)
