"""Records of questions: where they live, what was carried to and fro, and what the staff said among them."""

from datetime import datetime
from typing import Literal

from storage.records import Record

#: `kept`: on its way to the staff, who do not have all of it; `open`: the staff's turn; `answered`: the
#: member's turn. An open question that was never answered (`first_answered_at` is None) is a new one.
QuestionState = Literal["kept", "open", "answered", "closed"]
#: Of the first words of somebody new: `held` until the staff let them through, who have read so (`shown`).
ScreeningState = Literal["", "held", "shown", "released"]
RelayDirection = Literal["to_staff", "to_member"]
#: `collecting`: parts of an album, or of a flood of messages, until `flush_at`; `kept`: until there is a way
#: to the staff; `held`: a representative's answer that its author is asked about; `waiting`: an answer to
#: somebody who blocked the bot; `noted`: an answer kept among the staff after all.
RelayState = Literal[
    "collecting",
    "kept",
    "queued",
    "held",
    "waiting",
    "delivered",
    "uncertain",
    "failed",
    "withdrawn",
    "noted",
]


class Thread(Record):
    """Where a member's questions live in the staff chat; a question asked without a name has its own."""

    id: int
    member_id: int
    #: The name of who asks without theirs.
    alias: str | None = None
    chat_id: int
    topic_id: int | None
    #: The custom emoji its topic shows; "" for none.
    icon: str = ""
    #: What the staff named the topic by hand.
    given_name: str | None = None
    opened_at: datetime
    hinted_at: datetime | None


class Question(Record):
    """What a member asked."""

    id: int
    member_id: int
    #: The name under which it was asked, where its author did not want to give their own.
    alias: str | None = None
    event_id: int | None
    state: QuestionState
    card_chat_id: int | None
    card_message_id: int | None
    #: The card that was pinned: this one, or an earlier one.
    pinned_message_id: int | None = None
    #: The message of a group where it was asked in public.
    group_chat_id: int | None = None
    group_message_id: int | None = None
    asked_at: datetime
    #: When the member last wrote for it.
    last_member_at: datetime | None = None
    first_answered_at: datetime | None = None
    #: When an answer last arrived.
    answered_at: datetime | None
    #: Whom its author knows to answer it: a representative, 0 the team as such, None nobody yet.
    introduced_id: int | None = None
    #: The representative who took it, and when they last did something for it.
    assignee_id: int | None = None
    assignee_active_at: datetime | None = None
    #: What the staff call it, with a space between; "" for nothing.
    tags: str = ""
    is_urgent: bool = False
    snoozed_until: datetime | None = None
    #: When an answer should be there; when somebody is next nudged, and how often that was done.
    due_at: datetime | None = None
    nudge_at: datetime | None = None
    nudges: int = 0
    #: Since when the clock runs for an answer; None while it does not.
    waits_since: datetime | None = None
    #: Until when its author knows that nobody of the team is there.
    away_until: datetime | None = None
    screening: ScreeningState = ""
    #: When its author was asked whether anything remains open after the answer.
    remains_asked_at: datetime | None = None
    #: When the staff took it up again after its end, until another answer arrives.
    reopened_at: datetime | None = None
    #: What its author thought of the answer: 1 it helped, -1 it did not; and when they said so.
    rating: int | None = None
    rated_at: datetime | None = None
    #: The sentence they added, for the staff.
    rating_words: str = ""
    closed_at: datetime | None = None
    #: Who closed it; None: nobody in particular.
    closed_by: int | None = None
    close_reason: str = ""
    #: When its words were deleted: it has long been over, or somebody wished so. It goes on no more.
    words_deleted_at: datetime | None = None

    @property
    def is_held(self) -> bool:
        """Whether its words are kept from the staff until one of them lets them through."""
        return self.screening in ("held", "shown")


class Relay(Record):
    """One message carried between a member and the staff."""

    id: int
    question_id: int
    direction: RelayDirection
    from_chat_id: int
    from_message_id: int
    #: The message it answers, where it comes from.
    reply_to_id: int | None = None
    to_chat_id: int | None
    to_message_id: int | None
    state: RelayState
    #: The representative who wrote it; None: a member's, or an administrator without a name.
    author_id: int | None = None
    #: What is carried in place of a copy, where the message holds a command before the question.
    words: str | None = None
    #: What it says, as JSON (`hopdrinks.questions.contents`), and a fingerprint of that.
    content: str | None = None
    content_hash: str = ""
    #: Counts its edits.
    version: int = 0
    media_group_id: str | None = None
    flush_at: datetime | None = None
    held_until: datetime | None = None
    relayed_at: datetime
    delivered_at: datetime | None = None
    edited_at: datetime | None = None

    @property
    def is_within_reach(self) -> bool:
        """Whether it can be copied and replied to: a group that moved left its message ids behind."""
        return self.from_message_id > 0


class Note(Record):
    """What was said of a question among the staff."""

    id: int
    question_id: int
    author_id: int | None
    chat_id: int
    message_id: int
    text: str
    noted_at: datetime


class Block(Record):
    """A member whose messages are kept and not passed on."""

    member_id: int
    #: The name of a guest: what is asked without a name; "": all they write.
    asked_as: str
    #: None: for good.
    until: datetime | None
    blocked_by: int | None
    blocked_at: datetime
    told_at: datetime | None


class Absence(Record):
    """Somebody of the staff is away."""

    member_id: int
    until: datetime
    #: Who looks after their questions; None: everybody.
    stand_in_id: int | None
    since: datetime


class CannedAnswer(Record):
    """Words that representatives need again and again."""

    name: str
    text: str


class FaqEntry(Record):
    """A question and its answer, published to everybody, without a name."""

    id: int
    locale: str
    question: str
    answer: str
    event_id: int | None
    question_id: int | None
    published_by: int | None
    drafted_at: datetime
    #: None: a draft, that its author has still to look at.
    published_at: datetime | None
    withdrawn_at: datetime | None


class Suggestion(Record):
    """A question whose author was shown answers; it is asked by itself at `asked_at` if they say nothing."""

    member_id: int
    message_id: int
    #: What was written, as JSON (`hopdrinks.questions.contents.Written`).
    written: str
    event_id: int | None
    suggested_at: datetime
    asked_at: datetime
