"""What a message says, read from Telegram's words for it."""

from telegram import Message, Update

from hopdrinks.questions.contents import Content, Written

#: Kinds whose file counts as part of what they say; of a photo the largest size.
_FILES = ("document", "voice", "video", "video_note", "audio", "sticker", "animation")


def read_content(message: Message) -> Content:
    """Give what a message says, as far as it is carried."""
    text = message.text if message.text is not None else message.caption or ""
    entities = message.entities or message.caption_entities or ()
    kind, file_id, unique_id = _file(message)
    quote = message.quote
    return Content(
        kind=kind,
        text=text,
        entities=tuple(entity.to_dict() for entity in entities),
        file_id=file_id,
        file_unique_id=unique_id,
        quoted=quote.text if quote is not None and quote.is_manual else "",
    )


def read_written(message: Message, *, words: str | None = None, author_id: int | None = None) -> Written:
    """Give a message as one to be carried."""
    replied = message.reply_to_message
    return Written(
        message_id=message.message_id,
        content=read_content(message),
        reply_to_id=None if replied is None else replied.message_id,
        media_group_id=message.media_group_id,
        words=words,
        author_id=author_id,
        is_forwarded=message.forward_origin is not None,
    )


def offered(update: Update, message_id: int) -> Message | None:
    """Give the message beneath which a button was offered, as Telegram tells it; None where it is gone."""
    query = update.callback_query
    offer = None if query is None else query.message
    replied = offer.reply_to_message if isinstance(offer, Message) else None
    return replied if replied is not None and replied.message_id == message_id else None


def words_behind(text: str | None) -> str:
    """Give what follows a command, be it on the next line; "" where nothing does."""
    parts = (text or "").split(maxsplit=1)
    return parts[1].strip() if len(parts) > 1 else ""


def words_asked(text: str, bot_username: str) -> str:
    """Give what a message asks without the command before it, or the bot's name in it."""
    if text.startswith("/"):
        return words_behind(text)
    start = text.lower().find(f"@{bot_username}".lower())
    if start < 0:
        return text.strip()
    return (text[:start].rstrip() + text[start + 1 + len(bot_username) :]).strip(" ,:\n")


def is_copyable(message: Message) -> bool:
    """Tell whether a message can be passed on (copyMessage refuses service messages, paid media and more).

    Polls and dice are left out, as the copy would be another poll and another throw.
    """
    return bool(
        message.text
        or message.photo
        or message.document
        or message.voice
        or message.video
        or message.video_note
        or message.audio
        or message.sticker
        or message.location
        or message.contact
    )


def _file(message: Message) -> tuple[str, str | None, str | None]:
    if message.photo:
        largest = message.photo[-1]
        return "photo", largest.file_id, largest.file_unique_id
    if message.animation:  # comes with a document beside it
        return "animation", message.animation.file_id, message.animation.file_unique_id
    for kind in _FILES:
        file = getattr(message, kind, None)
        if file is not None:
            return kind, file.file_id, file.file_unique_id
    if message.location:
        return "location", None, None
    if message.contact:
        return "contact", None, message.contact.phone_number
    return ("text" if message.text is not None else "other"), None, None
