"""Parameters of the methods about chats, their members, their topics, and files."""

from typing import Annotated

from pydantic import AfterValidator

from sandbox.parameters_messages import ChatParameters, Parameters
from sandbox.parameters_objects import refused

TOPIC_NAME_LENGTH = 128
TOPIC_COLORS = (0x6FB9F0, 0xFFD67E, 0xCB86DB, 0x8EEE98, 0xFF93B2, 0xFB6F5F)
"""The colours a topic's icon may have (Bot API, createForumTopic)."""
CHAT_ACTIONS = frozenset(
    {
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    }
)


def _is_an_action(value: str) -> str:
    if value not in CHAT_ACTIONS:
        raise refused("wrong parameter action in request")
    return value


def _is_a_topic_color(value: int) -> int:
    if value not in TOPIC_COLORS:
        raise refused("invalid icon color specified")
    return value


def _is_a_topic_name(value: str) -> str:
    if not value.strip():
        raise refused("name must be non-empty")
    if len(value) > TOPIC_NAME_LENGTH:
        raise refused(f"name is longer than {TOPIC_NAME_LENGTH} characters")
    return value


TopicName = Annotated[str, AfterValidator(_is_a_topic_name)]


class SendChatAction(ChatParameters):
    """sendChatAction: "typing…" and its siblings, for five seconds."""

    action: Annotated[str, AfterValidator(_is_an_action)]
    message_thread_id: int | None = None


class GetFile(Parameters):
    """getFile: where a file's content is to be had."""

    file_id: str


class GetChat(ChatParameters):
    """getChat: all that is known of a chat."""


class GetChatMember(ChatParameters):
    """getChatMember: what somebody is in a chat."""

    user_id: int


class GetChatMemberCount(ChatParameters):
    """getChatMemberCount: how many are in a chat, the bot included."""


class GetChatAdministrators(ChatParameters):
    """getChatAdministrators: who may do more in a chat."""

    return_bots: bool | None = None


class LeaveChat(ChatParameters):
    """leaveChat: the bot goes."""


class CreateForumTopic(ChatParameters):
    """createForumTopic: a new topic in a supergroup with topics."""

    name: TopicName
    icon_color: Annotated[int, AfterValidator(_is_a_topic_color)] | None = None
    icon_custom_emoji_id: str | None = None


class TopicParameters(ChatParameters):
    """Parameters of a method about one topic."""

    message_thread_id: int


class EditForumTopic(TopicParameters):
    """editForumTopic: another name or icon; what is absent or empty stays."""

    name: str | None = None
    icon_custom_emoji_id: str | None = None


class CloseForumTopic(TopicParameters):
    """closeForumTopic: only its creator and administrators write there any more."""


class ReopenForumTopic(TopicParameters):
    """reopenForumTopic: everybody writes there again."""


class DeleteForumTopic(TopicParameters):
    """deleteForumTopic: the topic and all its messages go."""


class GetForumTopicIconStickers(Parameters):
    """getForumTopicIconStickers: the icons any topic may have."""


CHAT_METHODS: tuple[type[Parameters], ...] = (
    SendChatAction,
    GetFile,
    GetChat,
    GetChatMember,
    GetChatMemberCount,
    GetChatAdministrators,
    LeaveChat,
    CreateForumTopic,
    EditForumTopic,
    CloseForumTopic,
    ReopenForumTopic,
    DeleteForumTopic,
    GetForumTopicIconStickers,
)
