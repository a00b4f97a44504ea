"""What a broadcast says around an organiser's own words: its readers' buttons, and words to its author."""

from markupsafe import Markup

from handlers.broadcasts.views.parts import Shown, clock, written
from handlers.broadcasts.views.screens import pause_words
from handlers.language import Language
from handlers.view import Button, View, lines, paragraphs
from hopdrinks.notices.broadcasts import BroadcastWord
from storage.broadcast_records import Broadcast


def reader_rows(
    language: Language, broadcast: Broadcast, *, muted: bool, shown_only: bool = False
) -> tuple[tuple[Button, ...], ...]:
    """Give the button beneath every broadcast: fewer of these, or these again; a preview's does nothing."""
    if shown_only:
        return ((Button("🔕 " + language.text("Fewer of these"), f"fewer:{broadcast.id}:shown"),),)
    if muted:
        return ((Button("🔔 " + language.text("Send me these again"), f"fewer:{broadcast.id}:undo"),),)
    return ((Button("🔕 " + language.text("Fewer of these"), f"fewer:{broadcast.id}"),),)


def tail(language: Language, broadcast: Broadcast, city: str, rows: tuple[tuple[Button, ...], ...]) -> View:
    """Follow an album, which carries no buttons."""
    text = language.html("From the organisers of Hopdrink {city}.", city=city)
    if language.locale not in broadcast.contents:
        text = lines(text, Markup("<i>{}</i>").format(only_in(language, broadcast)))
    return View(text, rows)


def only_in(language: Language, broadcast: Broadcast) -> str:
    """Say in a reader's language that somebody wrote in another one only."""
    names = {
        "fr": language.text("Only available in French."),
        "en": language.text("Only available in English."),
    }
    return names[broadcast.written_in]


def muted_toast(language: Language, broadcast: Broadcast) -> str:
    """Say what 🔕 does and does not do."""
    if broadcast.category == "evening":
        return language.text("🔕 No more messages of the organisers about evenings. Reminders stay.")
    return language.text("🔕 No more news of the organisers. Reminders and changes of your evenings stay.")


def corrected(language: Language) -> View:
    """Tell whoever comes, beneath what they have, that it says something else now."""
    return View(
        language.html("✏️ <b>The organisers have corrected this message.</b> You come, so have another look.")
    )


def withdrawn(language: Language) -> Markup:
    """Stand where a message was taken back."""
    return language.html("<i>The organisers have withdrawn this message.</i>")


def alert(language: Language, shown: Shown, word: BroadcastWord, *, own: bool = True) -> View:
    """Tell whoever wrote a broadcast, or looks after it now, what became of it while they did not look."""
    opened = Button("👀 " + language.text("Look at it"), f"broadcast:{shown.broadcast.id}")
    if word == "soon" and shown.due_at is not None:
        stop = Button("✖️ " + language.text("Stop"), f"broadcast:{shown.broadcast.id}:put_back")
        when = clock(language, shown, shown.due_at)
        text = (
            language.html("🗓 Your broadcast leaves {when}.", when=when)
            if own
            else language.html("🗓 A broadcast of your city leaves {when}.", when=when)
        )
        return View(paragraphs(text, written(language, shown)), ((opened, stop),))
    if word == "begun" or (word == "event_cancelled" and shown.broadcast.begun_at is None):
        text = _called_off(language, word, own=own)
        return View(paragraphs(text, written(language, shown)), ((opened,),))
    head = (
        language.html("⏸ <b>Your broadcast is paused.</b>")
        if own
        else language.html("⏸ <b>A broadcast of your city is paused.</b>")
    )
    return View(paragraphs(head, pause_words(language, word), written(language, shown)), ((opened,),))


def _called_off(language: Language, word: BroadcastWord, *, own: bool) -> Markup:
    """Say why what was scheduled leaves no more."""
    if word == "begun":
        return (
            language.html(
                "Your scheduled broadcast is called off: it was to leave before an evening that has begun."
            )
            if own
            else language.html(
                "A scheduled broadcast of your city is called off: it was to leave before an evening that has"
                " begun."
            )
        )
    return (
        language.html("Your scheduled broadcast is called off: the evening it is about was called off.")
        if own
        else language.html(
            "A scheduled broadcast of your city is called off: the evening it is about was called off."
        )
    )
