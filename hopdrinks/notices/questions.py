"""What is owed on a question's way to the staff, and on its answer's way back."""

from typing import Literal

from hopdrinks.notices.base import Lane, Notice


class TopicCreation(Notice):
    """A member's thread needs a topic in the staff group."""

    lane = Lane.REPLY
    reliability = "must_not_double"

    thread_id: int
    #: The custom emoji it is opened with, once that is composed.
    icon: str = ""

    @property
    def coalesce_key(self) -> str:
        """One topic per thread is enough."""
        return f"topic:{self.thread_id}"


class QuestionCard(Notice):
    """Representatives see who asks, about what, and how to answer."""

    lane = Lane.REPLY
    reliability = "must_arrive"

    question_id: int
    #: The topic it is for, once that is composed.
    topic_id: int | None = None

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
    #: Whether it quotes what it replies to, once that is composed.
    quotes: bool = False
    #: The earlier copy it stands beneath, where that could not be edited.
    beneath: int | None = None
    #: The version of the message that is copied, once that is composed.
    version: int = 0


class QuestionRefusal(Notice):
    """A member learns that a message could not be passed on to the staff."""

    lane = Lane.REPLY
    reliability = "must_arrive"

    relay_id: int


class QuestionReceipt(Notice):
    """A member learns that a question is on its way to the staff, and what may be expected."""

    lane = Lane.REPLY
    reliability = "must_arrive"

    question_id: int
    #: The message it stands in place of, whose button was tapped.
    instead_of: int | None = None
    #: Whether it says that the question is kept, as the way was cut, once that is composed.
    says_kept: bool = False

    @property
    def coalesce_key(self) -> str:
        """One receipt per question is enough."""
        return f"receipt:{self.question_id}"


class AnswerCopy(Notice):
    """A representative's message goes to the member."""

    lane = Lane.REPLY
    reliability = "must_not_double"

    relay_id: int
    #: As a reply to nothing: a Premium member's long caption can only be copied as it is.
    plain: bool = False
    #: Whether it quotes what it replies to, once that is composed.
    quotes: bool = False


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
    #: What became of it: as `storage` words it, or of a group that could not be written to.
    outcome: Literal["uncertain", "failed", "unreachable", "out_of_group", "too_late"]


QUESTIONS: tuple[type[Notice], ...] = (
    TopicCreation,
    QuestionCard,
    QuestionCardRefresh,
    QuestionCopy,
    QuestionRefusal,
    QuestionReceipt,
    AnswerCopy,
    StaffMark,
    AnswerTrouble,
)
