"""Parameters of the methods that send messages.

Uploads: a field that takes a file is a str: a file_id, an http URL, or "attach://name" for a multipart part.
"""

from typing import Annotated

from pydantic import Field

from sandbox.keyboards import ReplyMarkup
from sandbox.parameters_objects import LinkPreviewOptions, MessageEntity, ReplyParameters, TelegramObject

Latitude = Annotated[float, Field(ge=-90, le=90)]
Longitude = Annotated[float, Field(ge=-180, le=180)]


class Parameters(TelegramObject):
    """The parameters of one method of the Bot API; the class is named after the method."""


class ChatParameters(Parameters):
    """Parameters of a method that is about one chat."""

    chat_id: int | str


class SentMessage(ChatParameters):
    """What all methods that send one message have in common."""

    message_thread_id: int | None = None
    disable_notification: bool | None = None
    protect_content: bool | None = None
    message_effect_id: str | None = None


class NewMessage(SentMessage):
    """What a message has that is written anew: an answer's target and a keyboard."""

    reply_parameters: ReplyParameters | None = None
    reply_markup: ReplyMarkup | None = None


class CaptionedMessage(NewMessage):
    """A message of a file with words under it."""

    caption: str | None = None
    parse_mode: str | None = None
    caption_entities: list[MessageEntity] | None = None


class SendMessage(NewMessage):
    """sendMessage: a text."""

    text: str
    parse_mode: str | None = None
    entities: list[MessageEntity] | None = None
    link_preview_options: LinkPreviewOptions | None = None


class SendPhoto(CaptionedMessage):
    """sendPhoto: a picture."""

    photo: str
    show_caption_above_media: bool | None = None
    has_spoiler: bool | None = None


class SendDocument(CaptionedMessage):
    """sendDocument: a file."""

    document: str
    thumbnail: str | None = None
    disable_content_type_detection: bool | None = None


class SendVoice(CaptionedMessage):
    """sendVoice: a voice note; duration in seconds."""

    voice: str
    duration: int | None = None


class SendLocation(NewMessage):
    """sendLocation: a point on the map, in degrees (WGS 84); live_period in seconds."""

    latitude: Latitude
    longitude: Longitude
    horizontal_accuracy: float | None = None
    live_period: int | None = None
    heading: int | None = None
    proximity_alert_radius: int | None = None


class SendVenue(NewMessage):
    """sendVenue: a place with name, address and point on the map."""

    latitude: Latitude
    longitude: Longitude
    title: str
    address: str
    foursquare_id: str | None = None
    foursquare_type: str | None = None
    google_place_id: str | None = None
    google_place_type: str | None = None


class CopyMessage(CaptionedMessage):
    """copyMessage: a message again, without a trace of where it comes from."""

    from_chat_id: int | str
    message_id: int
    video_start_timestamp: int | None = None
    show_caption_above_media: bool | None = None


class CopyMessages(ChatParameters):
    """copyMessages: several messages again; albums stay albums, and what is not there is passed over."""

    from_chat_id: int | str
    message_ids: list[int] = Field(min_length=1, max_length=100)
    message_thread_id: int | None = None
    disable_notification: bool | None = None
    protect_content: bool | None = None
    remove_caption: bool | None = None


class ForwardMessage(SentMessage):
    """forwardMessage: a message again, with the name of its author."""

    from_chat_id: int | str
    message_id: int
    video_start_timestamp: int | None = None


MESSAGE_METHODS: tuple[type[Parameters], ...] = (
    SendMessage,
    SendPhoto,
    SendDocument,
    SendVoice,
    SendLocation,
    SendVenue,
    CopyMessage,
    CopyMessages,
    ForwardMessage,
)
