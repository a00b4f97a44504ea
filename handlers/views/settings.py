"""What a member chose, and the buttons to choose otherwise."""

from markupsafe import Markup

from handlers.language import LOCALES, Language
from handlers.view import Button, View, lines, paragraphs
from storage.records import Member

#: Each language in its own words, so that whoever landed in the wrong one finds back.
NAMES = {"fr": "Français", "en": "English"}


def settings(language: Language, member: Member) -> View:
    """Show language and reminders as they are, with the current language marked."""
    locales = tuple(
        Button(f"🌐 {NAMES[locale]}{' ✓' if locale == language.locale else ''}", f"locale:{number}")
        for number, locale in enumerate(LOCALES)
    )
    return View(
        paragraphs(
            language.html("<b>Your settings</b>"),
            lines(
                language.html("🌐 Language: <b>{name}</b>", name=NAMES[language.locale]),
                _reminders(language, member),
            ),
        ),
        (locales, (_reminders_button(language, member),)),
    )


def _reminders(language: Language, member: Member) -> Markup:
    if member.stopped_at is not None:
        return language.html("🔕 You receive nothing but changes to the Hopdrinks you are going to.")
    if member.reminders != "none":
        return language.html("🔔 Reminders: <b>on</b>, the day before and three hours before.")
    return language.html("🔕 Reminders: <b>off</b>")


def _reminders_button(language: Language, member: Member) -> Button:
    if member.stopped_at is not None:
        return Button("🔔 " + language.text("Hear from me again"), "reminders:1")
    if member.reminders != "none":
        return Button("🔕 " + language.text("No reminders"), "reminders:0")
    return Button("🔔 " + language.text("Remind me"), "reminders:1")
