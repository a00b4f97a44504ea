"""What is owed to groups and channels, and of them."""

from hopdrinks.notices.base import Lane, Notice


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


ROOMS: tuple[type[Notice], ...] = (
    RoomLost,
    RoomMuted,
    Pin,
    PinRelease,
)
