"""What is owed about questions beside their cards, copies and answers: held answers, edits, endings."""

from typing import Literal

from hopdrinks.notices.base import Lane, Notice


class MessagesCopy(Notice):
    """Several messages of a member go to the staff in one call: an album stays one."""

    lane = Lane.REPLY
    reliability = "must_arrive"

    #: In the order they were written in.
    relay_ids: tuple[int, ...]


class MessagesHeading(Notice):
    """Above several messages copied in one call stands whose they are: such a call can reply to nothing."""

    lane = Lane.REPLY
    reliability = "repeatable"

    relay_ids: tuple[int, ...]


class AnswersCopy(Notice):
    """A representative's album goes to the member."""

    lane = Lane.REPLY
    reliability = "must_not_double"

    relay_ids: tuple[int, ...]


class Introduction(Notice):
    """A member reads who answers; it stands above the answer and wakes nobody."""

    lane = Lane.REPLY
    reliability = "must_not_double"

    question_id: int
    #: A representative's member id; 0: the team as such.
    staff_id: int


class HeldBack(Notice):
    """A member who writes much learns that it is read together, or a little later."""

    lane = Lane.REPLY
    reliability = "must_arrive"

    why: Literal["many", "too_many"]


class HeldAnswer(Notice):
    """A representative is asked whether an answer shall go out, as a colleague is answering just now."""

    lane = Lane.REPLY
    reliability = "repeatable"

    relay_id: int


class CopyEdit(Notice):
    """A message that was carried has been edited: so is its copy."""

    lane = Lane.PERSONAL
    reliability = "repeatable"

    relay_id: int

    @property
    def coalesce_key(self) -> str:
        """The newest words are enough."""
        return f"copy-edit:{self.relay_id}"


class EditedAfterAnswer(Notice):
    """The staff learn that a member changed a message after it was answered, and what it said before."""

    lane = Lane.PERSONAL
    reliability = "must_arrive"

    relay_id: int
    before: str
    #: Of a closed question, nobody is woken.
    silent: bool = False


class EditTrouble(Notice):
    """Who edited a message that was carried learns what became of that."""

    lane = Lane.PERSONAL
    reliability = "repeatable"

    relay_id: int
    what: Literal["gone", "unseen", "refused"]


class Correction(Notice):
    """A member is told, audibly, that an answer was corrected."""

    lane = Lane.PERSONAL
    reliability = "must_arrive"

    relay_id: int


class CopyRemoval(Notice):
    """The copy of a message that was taken back is deleted."""

    lane = Lane.REPLY
    reliability = "repeatable"

    relay_id: int
    #: Whether who took it back gets the receipt for it; of an album, one part brings it.
    is_told: bool = True
    #: The message that receipt takes the place of, whose button was tapped.
    receipt_in: int | None = None


class CopyBlanking(Notice):
    """The copy of a message that was taken back is too old to delete: it is edited to say so."""

    lane = Lane.REPLY
    reliability = "repeatable"

    relay_id: int
    #: Whether who took it back gets the receipt for it; of an album, one part brings it.
    is_told: bool = True
    #: The message that receipt takes the place of, whose button was tapped.
    receipt_in: int | None = None


class TakenBack(Notice):
    """Who took a message back learns whether it is gone."""

    lane = Lane.REPLY
    reliability = "repeatable"

    relay_id: int
    outcome: Literal["gone", "blanked", "stays"]
    #: The message it stands in place of, whose button was tapped.
    instead_of: int | None = None


class QuestionClosed(Notice):
    """A member learns that a question was closed, and how to go on."""

    lane = Lane.PERSONAL
    reliability = "must_arrive"

    question_id: int


class StaffLine(Notice):
    """The staff read one line about a question, in its topic or beneath its card; it wakes nobody."""

    lane = Lane.PERSONAL
    reliability = "must_arrive"

    question_id: int
    line: Literal[
        "closed",
        "reopened",
        "blocked_bot",
        "back",
        "woken",
        "incomplete",
        "perhaps_twice",
        "withdrawn",
        "all_withdrawn",
    ]
    #: The message it is about; 0: the card.
    beneath: int = 0
    #: Who did it, as a member id; 0: the member who asked.
    by: int = 0
    #: How many answers wait.
    count: int = 0


class QuestionGiven(Notice):
    """Somebody of the staff is told, where the question is, that a colleague has given it to them."""

    lane = Lane.PERSONAL
    reliability = "must_arrive"

    question_id: int
    to_id: int
    by: int


class AwayWord(Notice):
    """The staff hear that a colleague is away for a while, and who looks after their questions."""

    lane = Lane.PERSONAL
    reliability = "must_arrive"

    member_id: int
    #: How many questions changed hands.
    count: int


class TopicReopening(Notice):
    """A topic that somebody closed is opened, so that what is owed there arrives."""

    lane = Lane.REPLY
    reliability = "repeatable"

    topic_id: int


class TopicIcon(Notice):
    """A topic shows what becomes of its question, as its icon."""

    lane = Lane.COSMETIC
    reliability = "repeatable"

    thread_id: int
    #: The custom emoji it is given, once that is composed; "" takes the icon away.
    icon: str = ""

    @property
    def coalesce_key(self) -> str:
        """The newest state is enough."""
        return f"topic-icon:{self.thread_id}"


class CardPin(Notice):
    """The card of a question stands at the top of its topic for as long as that goes on."""

    lane = Lane.COSMETIC
    reliability = "repeatable"

    question_id: int
    #: The card that is pinned, once that is composed; None: it is released.
    pins: int | None = None

    @property
    def coalesce_key(self) -> str:
        """The newest state is enough."""
        return f"card-pin:{self.question_id}"


class TopicIconsReading(Notice):
    """Which icons a topic may be given must be read from Telegram, best before the first topic is opened."""

    lane = Lane.REPLY
    reliability = "repeatable"

    @property
    def coalesce_key(self) -> str:
        """One reading is enough."""
        return "topic-icons"


class SurfaceTrial(Notice):
    """Whether anything would arrive where the staff are is tried with a call that nobody notices."""

    lane = Lane.COSMETIC
    reliability = "repeatable"

    @property
    def coalesce_key(self) -> str:
        """One trial is enough."""
        return "surface-trial"


class BlockedWord(Notice):
    """A member learns that their messages, or those without their name, are kept and not passed on."""

    lane = Lane.REPLY
    reliability = "must_arrive"

    member_id: int
    asked_as: str = ""


class BlockLifted(Notice):
    """A member learns that their messages, or those without their name, are passed on again."""

    lane = Lane.REPLY
    reliability = "must_arrive"

    asked_as: str = ""


class GroupAnswer(Notice):
    """An answer goes to the group where the question was asked, as a reply to it."""

    lane = Lane.REPLY
    reliability = "must_not_double"

    relay_id: int


class SurfaceWord(Notice):
    """The staff learn that questions arrive in another way from now on."""

    lane = Lane.PERSONAL
    reliability = "must_arrive"

    mode: Literal["topics", "plain", "private"]


class SetupReport(Notice):
    """Whoever sets the staff chat up reads what works there and which right is missing."""

    lane = Lane.REPLY
    reliability = "repeatable"

    chat_id: int
    #: What it answers, so that it comes where that was asked: in a topic too.
    beneath: int | None = None


class SetupTest(Notice):
    """Somebody is asked to reply, to see whether the way back works."""

    lane = Lane.REPLY
    reliability = "repeatable"

    beneath: int | None = None


RELAYING: tuple[type[Notice], ...] = (
    MessagesCopy,
    MessagesHeading,
    AnswersCopy,
    Introduction,
    HeldBack,
    HeldAnswer,
    CopyEdit,
    EditedAfterAnswer,
    EditTrouble,
    Correction,
    CopyRemoval,
    CopyBlanking,
    TakenBack,
    QuestionClosed,
    StaffLine,
    QuestionGiven,
    AwayWord,
    TopicReopening,
    TopicIcon,
    CardPin,
    TopicIconsReading,
    SurfaceTrial,
    BlockedWord,
    BlockLifted,
    GroupAnswer,
    SurfaceWord,
    SetupReport,
    SetupTest,
)
