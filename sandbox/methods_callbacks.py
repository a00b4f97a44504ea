"""Bot API: answerCallbackQuery and setMessageReaction."""

from __future__ import annotations

from sandbox.access import chat_with_bot, known_message
from sandbox.callbacks import CallbackAnswer
from sandbox.errors import bad_request
from sandbox.parameters_edits import AnswerCallbackQuery, SetMessageReaction
from sandbox.world import World


def answer_callback_query(world: World, wanted: AnswerCallbackQuery) -> object:
    """Answers a tap, once and within 150 seconds."""
    answer = CallbackAnswer(
        text=wanted.text or None, show_alert=bool(wanted.show_alert), url=wanted.url or None
    )
    query = world.queries.answer(wanted.callback_query_id, answer)
    world.changes.publish(
        lambda: {
            "type": "answer",
            "chat_id": query.message.chat.id,
            "message_id": query.message.id,
            "person_id": query.person.id,
            "answer": {
                "text": answer.text,
                "show_alert": answer.show_alert,
                "url": answer.url,
                "query_id": query.id,
            },
        }
    )
    return True


def set_message_reaction(world: World, wanted: SetMessageReaction) -> object:
    """Puts the bot's reaction on a message, or takes it away."""
    chat = chat_with_bot(world, wanted.chat_id)
    message = known_message(chat, wanted.message_id, "message to react")
    reactions = wanted.reaction or []
    emojis = [reaction.emoji for reaction in reactions if reaction.type == "emoji"]
    if len(emojis) < len(reactions):
        # Custom emoji must have been allowed by the chat, which no chat here has done.
        raise bad_request("REACTION_INVALID")
    if emojis:
        message.reacted[world.the_bot.id] = emojis
    else:
        message.reacted.pop(world.the_bot.id, None)
    world.touch(message, "reaction")
    return True


METHODS = {
    "answerCallbackQuery": answer_callback_query,
    "setMessageReaction": set_message_reaction,
}
