"""The question for a broadcast's message, and what is said of the answer."""

from markupsafe import Markup

from handlers.language import Language
from handlers.view import View, paragraphs


def write(language: Language, locale: str, *, begun: bool) -> Markup:
    """Ask for the message, exactly as people shall get it."""
    if begun:
        return paragraphs(
            language.html("<b>Send me the message as it shall be.</b>"),
            language.html("Who has it already sees it change; a text stays a text, a picture a picture."),
        )
    names = {"fr": language.text("in French"), "en": language.text("in English")}
    return paragraphs(
        language.html(
            "<b>Send me the message {language}, as people shall get it.</b>", language=names[locale]
        ),
        language.html(
            "A text, a picture, a file or an album, with your formatting. I show it to you before anybody"
            " gets it."
        ),
    )


def not_for_many(language: Language) -> Markup:
    """Say that a message of this kind cannot be sent to many."""
    return language.html(
        "This cannot be sent to many. Send a text, a picture, a video, a file, a sound or an album of them."
    )


def too_long(language: Language, most: int, *, beneath_file: bool) -> Markup:
    """Say that words are too many for a message of a bot."""
    number = language.number(most)
    if beneath_file:
        return language.html(
            "The words beneath a file may have {n} characters at most. Shorten them, please.", n=number
        )
    return language.html("A message may have {n} characters at most. Shorten it, please.", n=number)


def does_not_fit(language: Language) -> Markup:
    """Say that a message cannot take the place of what people have."""
    return language.html(
        "People have it already, and Telegram changes a text into a text only, a picture into a picture, an"
        " album into nothing else. 🗑 takes it back."
    )


def as_readers_see(language: Language) -> View:
    """Announce the preview that follows."""
    return View(language.html("This is what people will get:"))


def given_up(language: Language) -> View:
    """Say that writing was given up."""
    return View(language.html("Given up: nothing was changed. /broadcast whenever you like."))
