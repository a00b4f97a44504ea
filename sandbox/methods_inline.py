"""Bot API: answerInlineQuery."""

from __future__ import annotations

from datetime import timedelta

from sandbox.inline_queries import InlineQuery, InlineResult, InlineResults
from sandbox.methods_messages import formatted
from sandbox.parameters_inline import AnswerInlineQuery, InlineQueryResultArticle
from sandbox.world import World

#: How long an answer is kept where the bot does not say, in seconds.
CACHE_SECONDS = 300


def answer_inline_query(world: World, wanted: AnswerInlineQuery) -> object:
    """Offers results to somebody who types the bot's name, once and within thirty seconds."""
    query = world.inline_queries.waiting(wanted.inline_query_id)
    answer = InlineResults(
        results=tuple(_result(query, result) for result in wanted.results),
        button=wanted.button.text if wanted.button else None,
        start_parameter=wanted.button.start_parameter if wanted.button else None,
    )
    seconds = CACHE_SECONDS if wanted.cache_time is None else wanted.cache_time
    world.inline_queries.answer(
        query, answer, timedelta(seconds=seconds), is_personal=bool(wanted.is_personal)
    )
    return True


def _result(query: InlineQuery, article: InlineQueryResultArticle) -> InlineResult:
    """Reads a result as the message it becomes, so that broken markup is refused before anybody sees it."""
    written = article.input_message_content
    content = formatted(written.message_text, written.parse_mode, written.entities)
    if written.link_preview_options is not None:
        content["link_preview_options"] = written.link_preview_options.model_dump(exclude_none=True)
    markup = article.reply_markup.model_dump(exclude_none=True) if article.reply_markup else None
    if markup is not None and not markup["inline_keyboard"]:
        markup = None
    return InlineResult(article.id, article.title, article.description, content, markup, query)


METHODS = {"answerInlineQuery": answer_inline_query}
