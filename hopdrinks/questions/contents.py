"""What a message says, as far as it is carried: its words with their formatting, and its file."""

import hashlib
import unicodedata
from typing import Any

from pydantic import BaseModel, ConfigDict


def _plain(text: str) -> str:
    """Leave letters and single spaces, without accents and in lower case."""
    folded = unicodedata.normalize("NFKD", text.casefold())
    letters = (sign if sign.isalpha() else " " for sign in folded if not unicodedata.combining(sign))
    return " ".join("".join(letters).split())


def _words(*lines: str) -> frozenset[str]:
    return frozenset(word for line in lines for word in _plain(line).split())


#: At least one of these says thank you or farewell; "you", "all" and "a" alone say nothing.
_THANKS = _words(
    "merci mercis ok okay accord parfait super génial top cool bonne bientôt bravo noté nickel gentil",
    "thanks thank thx cheers great perfect got noted lovely good see",
)
#: Words of thanks and farewell in both languages: who writes nothing else asks nothing.
_COURTEOUS = _THANKS | _words(
    "beaucoup bien infiniment mille d soirée journée à pour tout votre ta réponse aide c est vous toi et",
    "très",
    "you many so much very a lot for everything your answer help it all",
)
_LONGEST_COURTESY = 80


class Content(BaseModel):
    """What a message says; two of the same fingerprint say the same."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    #: Telegram's word: `text`, `photo`, `document` …
    kind: str
    text: str = ""
    #: MessageEntity objects.
    entities: tuple[dict[str, Any], ...] = ()
    file_id: str | None = None
    file_unique_id: str | None = None
    #: What its author chose to quote of the message it answers.
    quoted: str = ""

    @property
    def fingerprint(self) -> str:
        """Tell apart what is different to a reader: a file's id changes, its unique id does not."""
        said = self.model_dump_json(exclude={"file_id", "quoted"})
        return hashlib.blake2s(said.encode(), digest_size=16).hexdigest()

    @property
    def has_link(self) -> bool:
        """Whether it leads elsewhere."""
        return any(entity.get("type") in ("url", "text_link") for entity in self.entities)

    @property
    def is_courtesy(self) -> bool:
        """Whether it only says thank you, or nothing: 👍, a sticker."""
        if self.kind == "sticker":
            return True
        if self.kind != "text" or len(self.text) > _LONGEST_COURTESY or "?" in self.text:
            return False
        words = set(_plain(self.text).split())
        return not words or (words <= _COURTEOUS and bool(words & _THANKS))


class Written(BaseModel):
    """A message somebody wrote, to be carried to somebody else."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    message_id: int
    #: None where only its id is known.
    content: Content | None = None
    #: The message it answers, in the same chat.
    reply_to_id: int | None = None
    #: Telegram's id of the album it is part of.
    media_group_id: str | None = None
    #: Carried in place of a copy, where the message holds a command before the words.
    words: str | None = None
    #: The representative who wrote it; None for a member, and for an administrator without a name.
    author_id: int | None = None
    #: Whether somebody else wrote it, or it was written elsewhere.
    is_forwarded: bool = False

    @property
    def may_be_spam(self) -> bool:
        """Whether it holds what spam holds; of somebody who is known it is none."""
        return self.is_forwarded or (self.content is not None and self.content.has_link)

    def as_row(self) -> dict[str, object]:
        """Word it as columns of a relay."""
        content = self.content
        return {
            "from_message_id": self.message_id,
            "reply_to_id": self.reply_to_id,
            "media_group_id": self.media_group_id,
            "words": self.words,
            "author_id": self.author_id,
            "content": None if content is None else content.model_dump_json(),
            "content_hash": "" if content is None else content.fingerprint,
        }


def read_content(stored: str | None) -> Content | None:
    """Read stored content back."""
    return None if stored is None else Content.model_validate_json(stored)
