"""What is owed while a question is being erased: calls that take its messages away, and what came of it."""

from hopdrinks.notices.base import Lane, Notice


class TopicErasure(Notice):
    """The topic of a question that is erased is deleted, with all that stands in it."""

    lane = Lane.REPLY
    reliability = "repeatable"

    question_id: int
    thread_id: int
    topic_id: int


class CopyErasure(Notice):
    """A message of the bot's is deleted with the question it belongs to; else nothing is left of it."""

    lane = Lane.REPLY
    reliability = "repeatable"

    question_id: int
    message_id: int
    #: Where it stands; once a group has moved, the number is another message's there.
    chat_id: int | None = None
    #: Whether it is words alone, and no file with words beneath.
    is_text: bool
    #: Whether it is edited, as it cannot be deleted.
    blanks: bool = False


class ErasureReport(Notice):
    """Whoever had a question erased reads what was removed and what could not be."""

    lane = Lane.REPLY
    reliability = "must_arrive"

    question_id: int
    with_topic: bool
    deleted: int
    blanked: int
    left: int
    #: Whether answers stay with whoever asked, and one for everybody stays published.
    was_answered: bool
    is_published: bool


ERASING: tuple[type[Notice], ...] = (TopicErasure, CopyErasure, ErasureReport)
