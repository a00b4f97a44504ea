"""What somebody is told whose tap or words could not be handled, however often it was tried."""

from collections.abc import Mapping

from markupsafe import escape

from handlers.context import TapAnswer
from handlers.language import Language, Languages
from handlers.view import View


def sorry(language: Language) -> str:
    """Say that something went wrong here, and what to do."""
    return language.text("Something went wrong here, and I have been told. Please try again, or another way.")


def apologise_for_tap(languages: Languages, raw: Mapping[str, object]) -> TapAnswer | None:
    """Answer a raw update's tap; None where it is no tap."""
    query = _mapping(raw.get("callback_query"))
    query_id = query.get("id")
    if not isinstance(query_id, str):
        return None
    return TapAnswer(query_id, sorry(_language(languages, query)), alert=True)


def apologise_for_words(languages: Languages, raw: Mapping[str, object]) -> tuple[int, View] | None:
    """Give the private chat and the message for a raw update's words; None for anything else."""
    message = _mapping(raw.get("message"))
    chat = _mapping(message.get("chat"))
    chat_id = chat.get("id")
    if chat.get("type") != "private" or not isinstance(chat_id, int):
        return None
    language = _language(languages, message)
    return chat_id, View(escape(sorry(language)))


def _language(languages: Languages, update: Mapping[str, object]) -> Language:
    code = _mapping(update.get("from")).get("language_code")
    return languages.choose(code if isinstance(code, str) else None)


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, dict) else {}
