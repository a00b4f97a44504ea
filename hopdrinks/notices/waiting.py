"""What is owed while a question waits for its answer, and after it."""

from hopdrinks.notices.base import Lane, Notice
from hopdrinks.notices.calls import Call


class AnswerDue(Notice):
    """Whoever holds a question, else the staff, hear beneath its card that its answer is due."""

    lane = Lane.PERSONAL
    reliability = "must_not_double"

    question_id: int


class AnswerOverdue(Notice):
    """Somebody is asked in private to see to a question that waits for too long.

    An organiser is, where it is about the evening that is near (`for_organiser`).
    """

    lane = Lane.PERSONAL
    reliability = "must_not_double"

    question_id: int
    for_organiser: bool = False


class AwayLine(Notice):
    """Whoever adds to a question while the team is away hears when it is back."""

    lane = Lane.PERSONAL
    reliability = "must_not_double"

    question_id: int


class StaffDigest(Notice):
    """The staff read in the morning what waits for an answer."""

    lane = Lane.PERSONAL
    reliability = "must_not_double"

    #: What it lists, once that is composed.
    question_ids: tuple[int, ...] = ()


class Listing(Call):
    """The answer to somebody of the staff who looked up what was asked, or what was said of that."""

    #: Whose words it repeats; the words themselves are not kept once it is there.
    question_ids: tuple[int, ...]


class RemainsOpen(Notice):
    """Whoever said nothing after an answer is asked once whether anything remains open.

    Whoever got none until after the evening is asked whether they found what they looked for.
    """

    lane = Lane.PERSONAL
    reliability = "must_not_double"

    question_id: int
    after_evening: bool = False


class RatingWords(Notice):
    """The staff read the sentence a member added to their rating."""

    lane = Lane.PERSONAL
    reliability = "must_not_double"

    question_id: int


WAITING: tuple[type[Notice], ...] = (
    AnswerDue,
    AnswerOverdue,
    AwayLine,
    StaffDigest,
    Listing,
    RemainsOpen,
    RatingWords,
)
