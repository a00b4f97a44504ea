"""Parameters of answerInlineQuery: what a bot offers to somebody who types its name in a chat.

Source: Bot API, "Inline mode". Of the kinds of results, articles with a text are in this sandbox.
"""

import re
from typing import Literal

from pydantic import model_validator

from sandbox.keyboards import InlineKeyboardMarkup
from sandbox.parameters_messages import Parameters
from sandbox.parameters_objects import (
    LinkPreviewOptions,
    MessageEntity,
    TelegramObject,
    WebAppInfo,
    refused,
)

RESULTS_AT_MOST = 50
RESULT_ID_BYTES = 64
NEXT_OFFSET_BYTES = 64
_START_PARAMETER = re.compile(r"[A-Za-z0-9_-]{1,64}")


class InputTextMessageContent(TelegramObject):
    """The text that is posted when a result is chosen."""

    message_text: str
    parse_mode: str | None = None
    entities: list[MessageEntity] | None = None
    link_preview_options: LinkPreviewOptions | None = None

    @model_validator(mode="after")
    def _has_a_text(self) -> "InputTextMessageContent":
        if not self.message_text.strip():
            raise refused("message text is empty")
        return self


class InlineQueryResultArticle(TelegramObject):
    """One line of the list: a title, a description, and what is posted."""

    type: Literal["article"]
    id: str
    title: str
    input_message_content: InputTextMessageContent
    reply_markup: InlineKeyboardMarkup | None = None
    url: str | None = None
    description: str | None = None
    thumbnail_url: str | None = None
    thumbnail_width: int | None = None
    thumbnail_height: int | None = None

    @model_validator(mode="after")
    def _can_be_told_from_others(self) -> "InlineQueryResultArticle":
        if not 1 <= len(self.id.encode()) <= RESULT_ID_BYTES:
            raise refused("RESULT_ID_INVALID")
        if not self.title.strip():
            raise refused("ARTICLE_TITLE_EMPTY")
        return self


class InlineQueryResultsButton(TelegramObject):
    """The button above the list: it leads into the private chat, or opens a Web App."""

    text: str
    web_app: WebAppInfo | None = None
    start_parameter: str | None = None

    @model_validator(mode="after")
    def _leads_to_one_place(self) -> "InlineQueryResultsButton":
        if not self.text.strip():
            raise refused("BUTTON_TEXT_EMPTY")
        if (self.web_app is None) == (self.start_parameter is None):
            raise refused("can't parse inline query results button: exactly one action is allowed")
        if self.start_parameter is not None and not _START_PARAMETER.fullmatch(self.start_parameter):
            raise refused("START_PARAM_INVALID")
        return self


class AnswerInlineQuery(Parameters):
    """answerInlineQuery: what is on offer; kept for others who ask the same for cache_time seconds."""

    inline_query_id: str
    results: list[InlineQueryResultArticle]
    cache_time: int | None = None
    is_personal: bool | None = None
    next_offset: str | None = None
    button: InlineQueryResultsButton | None = None

    @model_validator(mode="after")
    def _fits(self) -> "AnswerInlineQuery":
        if len(self.results) > RESULTS_AT_MOST:
            raise refused("RESULTS_TOO_MUCH")
        ids = [result.id for result in self.results]
        if len(set(ids)) < len(ids):
            raise refused("RESULT_ID_DUPLICATE")
        if self.cache_time is not None and self.cache_time < 0:
            raise refused("cache_time must not be negative")
        if self.next_offset is not None and len(self.next_offset.encode()) > NEXT_OFFSET_BYTES:
            raise refused("NEXT_OFFSET_INVALID")
        return self


INLINE_METHODS: tuple[type[Parameters], ...] = (AnswerInlineQuery,)
