"""What somebody reads of a view: its words in their language, without markup."""

import re
from collections.abc import Callable
from html import unescape

from handlers.language import Languages
from handlers.view import View
from sandbox import Person


def in_words_of(person: Person, view: Callable[..., View], *values: object) -> str:
    """Give a message's text as a person reads it."""
    text = view(Languages("fr").get(person.language_code), *values).text
    return unescape(re.sub(r"<[^>]+>", "", str(text)))
