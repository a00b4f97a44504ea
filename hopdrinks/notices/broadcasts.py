"""What is owed of a broadcast: to its audience and to its author."""

from typing import Literal

from hopdrinks.notices.base import Lane, Notice


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
    #: Who sees it.
    reader_id: int = 0

    @property
    def coalesce_key(self) -> str:
        """One for each reader is enough: the parts of an album come in one after the other."""
        return f"broadcast-preview:{self.broadcast_id}:{self.locale}:{self.reader_id}"


class BroadcastScreen(Notice):
    """Whoever wrote a broadcast sees how it stands, in a message of its own or in the one that shows it."""

    lane = Lane.REPLY
    reliability = "repeatable"

    broadcast_id: int
    as_new: bool = False
    #: Who sees it as new.
    reader_id: int = 0

    @property
    def coalesce_key(self) -> str:
        """The newest state is what counts."""
        return f"broadcast-screen:{self.broadcast_id}:{int(self.as_new)}:{self.reader_id}"


class BroadcastTail(Notice):
    """An album carries no buttons: they follow it."""

    lane = Lane.BULK
    reliability = "must_not_double"

    broadcast_id: int
    #: Follows a preview in this language, for this reader; "" where it follows what was sent.
    shown_in: str = ""
    reader_id: int = 0

    @property
    def coalesce_key(self) -> str | None:
        """One for each preview is enough, each for those who got it."""
        if not self.shown_in:
            return None
        return f"broadcast-tail:{self.broadcast_id}:{self.shown_in}:{self.reader_id}"


class BroadcastEdit(Notice):
    """What somebody got of a broadcast is brought to its newest version."""

    lane = Lane.COSMETIC
    reliability = "repeatable"

    broadcast_id: int


class BroadcastCorrection(Notice):
    """Somebody who comes to the evening of a broadcast hears that it was corrected."""

    # Behind the change itself, which waits in the same line.
    lane = Lane.COSMETIC
    reliability = "must_not_double"

    broadcast_id: int
    version: int


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
BroadcastWord = Literal[
    "soon", "content", "failing", "gap", "past", "late", "event_cancelled", "begun", "author", "unseen"
]


class BroadcastAlert(Notice):
    """A broadcast needs the eye of whoever wrote it."""

    lane = Lane.PERSONAL
    reliability = "must_arrive"

    broadcast_id: int
    word: BroadcastWord


class BroadcastLook(Notice):
    """A colleague is asked whether what goes to very many may leave."""

    lane = Lane.PERSONAL
    reliability = "must_arrive"

    broadcast_id: int
    #: The fingerprint of what they are shown.
    looked_at: str


class BroadcastVerdict(Notice):
    """Whoever asked for a second person's OK hears what it was."""

    lane = Lane.PERSONAL
    reliability = "must_arrive"

    broadcast_id: int
    by_id: int
    granted: bool
    why: str = ""


BROADCASTS: tuple[type[Notice], ...] = (
    Broadcast,
    BroadcastPreview,
    BroadcastScreen,
    BroadcastTail,
    BroadcastEdit,
    BroadcastCorrection,
    BroadcastWithdrawal,
    BroadcastTable,
    BroadcastAlert,
    BroadcastLook,
    BroadcastVerdict,
)
