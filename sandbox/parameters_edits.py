"""Parameters of the methods that change, remove or decorate messages that are there, and that answer taps."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from sandbox.keyboards import InlineKeyboardMarkup
from sandbox.parameters_messages import ChatParameters, Parameters, SentMessage
from sandbox.parameters_objects import (
    LinkPreviewOptions,
    MessageEntity,
    ReactionType,
    ReplyParameters,
    TelegramObject,
    refused,
)

CALLBACK_ANSWER_LENGTH = 200


class EditedMessage(Parameters):
    """What all edits have in common: which message, and its new keyboard."""

    chat_id: int | str | None = None
    message_id: int | None = None
    inline_message_id: str | None = None
    reply_markup: InlineKeyboardMarkup | None = None

    @model_validator(mode="after")
    def _names_a_message(self) -> "EditedMessage":
        if self.inline_message_id:
            return self
        if self.chat_id in (None, ""):
            raise refused("chat_id is empty")
        if self.message_id is None:
            raise refused("message identifier is not specified")
        return self


class EditMessageText(EditedMessage):
    """editMessageText: other words in a text message."""

    text: str | None = None
    parse_mode: str | None = None
    entities: list[MessageEntity] | None = None
    link_preview_options: LinkPreviewOptions | None = None

    @model_validator(mode="after")
    def _has_a_text(self) -> "EditMessageText":
        # Optional in the Bot API only for the sake of rich messages, which are not in this sandbox.
        if not self.text:
            raise refused("message text is empty")
        return self


class EditMessageCaption(EditedMessage):
    """editMessageCaption: other words under a file; without a caption it is removed."""

    caption: str | None = None
    parse_mode: str | None = None
    caption_entities: list[MessageEntity] | None = None
    show_caption_above_media: bool | None = None


class CaptionedMedia(TelegramObject):
    """What all media have in common that may take another's place."""

    media: str
    caption: str | None = None
    parse_mode: str | None = None
    caption_entities: list[MessageEntity] | None = None


class InputMediaPhoto(CaptionedMedia):
    """A picture in another file's place."""

    type: Literal["photo"]
    show_caption_above_media: bool | None = None
    has_spoiler: bool | None = None


class InputMediaDocument(CaptionedMedia):
    """A document in another file's place."""

    type: Literal["document"]
    thumbnail: str | None = None
    disable_content_type_detection: bool | None = None


class InputMediaVideo(CaptionedMedia):
    """A video in another file's place; duration in seconds."""

    type: Literal["video"]
    thumbnail: str | None = None
    cover: str | None = None
    start_timestamp: int | None = None
    show_caption_above_media: bool | None = None
    width: int | None = None
    height: int | None = None
    duration: int | None = None
    supports_streaming: bool | None = None
    has_spoiler: bool | None = None


class InputMediaAudio(CaptionedMedia):
    """A piece of music in another file's place; duration in seconds."""

    type: Literal["audio"]
    thumbnail: str | None = None
    duration: int | None = None
    performer: str | None = None
    title: str | None = None


class InputMediaAnimation(CaptionedMedia):
    """An animation in another file's place; duration in seconds."""

    type: Literal["animation"]
    thumbnail: str | None = None
    show_caption_above_media: bool | None = None
    width: int | None = None
    height: int | None = None
    duration: int | None = None
    has_spoiler: bool | None = None


InputMedia = Annotated[
    InputMediaPhoto | InputMediaDocument | InputMediaVideo | InputMediaAudio | InputMediaAnimation,
    Field(discriminator="type"),
]


#: An album holds no animations.
AlbumMedia = Annotated[
    InputMediaPhoto | InputMediaDocument | InputMediaVideo | InputMediaAudio,
    Field(discriminator="type"),
]


class SendMediaGroup(SentMessage):
    """sendMediaGroup: two to ten files as one album."""

    media: Annotated[list[AlbumMedia], Field(min_length=2, max_length=10)]
    reply_parameters: ReplyParameters | None = None


class EditMessageMedia(EditedMessage):
    """editMessageMedia: another file in a file's place."""

    media: InputMedia


class EditMessageReplyMarkup(EditedMessage):
    """editMessageReplyMarkup: other buttons; without reply_markup they are removed."""


class DeleteMessage(ChatParameters):
    """deleteMessage: one message less."""

    message_id: int


class DeleteMessages(ChatParameters):
    """deleteMessages: up to a hundred messages less; those that are not there are passed over."""

    message_ids: list[int]

    @model_validator(mode="after")
    def _names_a_hundred_at_most(self) -> "DeleteMessages":
        if not self.message_ids:
            raise refused("message identifiers are not specified")
        if len(self.message_ids) > 100:
            raise refused("too many message identifiers specified")
        return self


class PinChatMessage(ChatParameters):
    """pinChatMessage: a message at the top of its chat."""

    message_id: int
    disable_notification: bool | None = None


class UnpinChatMessage(ChatParameters):
    """unpinChatMessage: that message, or without message_id the one pinned last."""

    message_id: int | None = None


class UnpinAllChatMessages(ChatParameters):
    """unpinAllChatMessages: nothing at the top of the chat any more."""


class AnswerCallbackQuery(Parameters):
    """answerCallbackQuery: a toast, an alert or nothing, for the person who tapped; cache_time in seconds."""

    callback_query_id: str
    text: str | None = None
    show_alert: bool | None = None
    url: str | None = None
    cache_time: int | None = None

    @model_validator(mode="after")
    def _text_fits_a_toast(self) -> "AnswerCallbackQuery":
        if self.text is not None and len(self.text) > CALLBACK_ANSWER_LENGTH:
            raise refused("MESSAGE_TOO_LONG")
        return self


class SetMessageReaction(ChatParameters):
    """setMessageReaction: the bot's reaction to a message; without reaction it is removed."""

    message_id: int
    reaction: list[ReactionType] | None = None
    is_big: bool | None = None

    @model_validator(mode="after")
    def _is_one_a_bot_may_set(self) -> "SetMessageReaction":
        reactions = self.reaction or []
        if any(reaction.type == "paid" for reaction in reactions):
            raise refused("can't parse ReactionType: invalid reaction type specified")
        # Bots have no Premium, and one reaction a message is what everybody else has.
        if len(reactions) > 1:
            raise refused("REACTIONS_TOO_MANY")
        return self


EDIT_METHODS: tuple[type[Parameters], ...] = (
    SendMediaGroup,
    EditMessageText,
    EditMessageCaption,
    EditMessageMedia,
    EditMessageReplyMarkup,
    DeleteMessage,
    DeleteMessages,
    PinChatMessage,
    UnpinChatMessage,
    UnpinAllChatMessages,
    AnswerCallbackQuery,
    SetMessageReaction,
)
