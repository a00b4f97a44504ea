"""What is owed where an answer is published."""

from hopdrinks.notices.base import Lane, Notice


class PublishedAnswer(Notice):
    """Somebody who waits for an answer is sent the one that was published to the same question."""

    lane = Lane.PERSONAL
    reliability = "must_not_double"

    entry_id: int
    question_id: int


PUBLISHED: tuple[type[Notice], ...] = (PublishedAnswer,)
