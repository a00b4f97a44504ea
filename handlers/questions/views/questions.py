"""Messages about questions: what a member reads, what the staff read, and what the owner is told."""

from datetime import timedelta
from typing import Literal

from markupsafe import Markup

from handlers.evenings.views.event_card import EventFacts, when
from handlers.language import Language
from handlers.staff.views.desk import length_in_words
from handlers.view import Button, View, lines, paragraphs, quoted
from hopdrinks.notices.calls import Alert
from storage.records import Member


def prompt(language: Language, event: EventFacts | None) -> Markup:
    """Ask for the question."""
    about = None
    if event is not None:
        about = language.html(
            "About Hopdrink {city}, {when}:", city=event.chapter.name, when=when(language, event)
        )
    return paragraphs(
        lines(about, language.html("<b>What would you like to ask the platform?</b>")),
        language.html("Write it, or send a photo, a document or a voice message. The answer comes here."),
    )


def kept(language: Language) -> View:
    """Confirm a question that nobody is there for."""
    return View(
        language.html(
            "Thank you, your question is kept. Nobody from the platform is connected right now; it will"
            " be delivered as soon as somebody is, and the answer comes here."
        )
    )


def added_and_kept(language: Language) -> View:
    """Confirm that more words for a question are kept."""
    return View(
        language.html(
            "Kept, with your question. Nobody from the platform is connected right now; it will be delivered"
            " as soon as somebody is."
        )
    )


def receipt(
    language: Language,
    relay_id: int | None = None,
    *,
    group: str = "",
    usually: timedelta | None = None,
    back: str | None = None,
) -> View:
    """Say that a question is on its way to the team and what may be expected, and let it be taken back."""
    taken = (
        language.html("Thank you! Your question from {title} is on its way to the team.", title=group)
        if group
        else language.html("Thank you! Your question is on its way to the team.")
    )
    text = lines(
        taken,
        language.html("The answer comes here. If something is missing, just write it."),
        language.html("The team is away at the moment and back on {moment}.", moment=back) if back else None,
        language.html("An answer usually comes within {length}.", length=length_in_words(language, usually))
        if usually
        else None,
    )
    if relay_id is None:
        return View(text)
    return View(text, ((Button("🙈 " + language.text("Take it back"), f"withdraw:{relay_id}"),),))


def name_of_asker(language: Language, alias: str | None, member: Member) -> str:
    """Name whoever asks: under the name they chose to ask with, where they did not give their own."""
    return member.name if alias is None else language.text("Guest {alias}", alias=alias)


def left(language: Language) -> View:
    """Say that nothing was asked."""
    return View(language.html("Nothing was sent. ❓ or /ask whenever you have a question."))


def offer(language: Language, message_id: int) -> View:
    """Offer to pass on what somebody wrote without having been asked anything."""
    yes = Button("❓ " + language.text("Yes, ask the platform"), f"asktext:{message_id}")
    return View(
        language.html("Shall I ask the platform this? Your message is passed on as it is."), ((yes,),)
    )


def not_copyable(language: Language) -> Markup:
    """Say that a message is of a kind that cannot be passed on."""
    return language.html(
        "I cannot pass on this kind of message. Write it in words, or send a photo, a document or a voice"
        " message."
    )


def refusal(language: Language) -> View:
    """Say that Telegram refused to have a message passed on."""
    return View(
        language.html(
            "I could not pass on this message: Telegram does not let me copy it. Please write it in your own"
            " words, and I pass that on."
        )
    )


def hint(language: Language, name: str) -> View:
    """Say once in a topic that what was written there stays inside, and how to answer."""
    return View(
        language.html(
            "This stays among you: {name} does not see it. To answer, <b>reply</b> to their message or to the"
            " card above.",
            name=name,
        )
    )


def not_an_address(language: Language) -> View:
    """Say that a reply to another message of the bot went nowhere."""
    return View(
        language.html(
            "Nobody outside sees this: the message you replied to is not a question. To answer somebody,"
            " reply to their card or to one of their messages."
        )
    )


def not_relayed(language: Language, why: Literal["kind", "command"]) -> View:
    """Say that a reply was not passed on."""
    if why == "command":
        return View(
            language.html("Not passed on: it begins with a slash, like a command. Reply again without it.")
        )
    return View(
        language.html(
            "Not passed on: Telegram does not let me copy this kind of message. Reply with words, a photo, a"
            " document or a voice message."
        )
    )


def trouble(
    language: Language,
    name: str,
    outcome: Literal["uncertain", "failed", "unreachable", "out_of_group", "too_late"],
    delivery_id: int,
    group: str,
    words: str = "",
) -> View:
    """Tell a representative that an answer did not arrive, or that nobody knows.

    Its `words` are repeated where this cannot stand beneath it.
    """
    view = _trouble(language, name, outcome, delivery_id, group)
    return View(lines(view.text, quoted(Markup("{}").format(words))), view.rows) if words else view


def _trouble(language: Language, name: str, outcome: str, delivery_id: int, group: str) -> View:
    match outcome:
        case "uncertain":
            again = Button("🔁 " + language.text("Send again"), f"resend:{delivery_id}")
            text = language.html(
                "Nobody knows whether {name} received this: the connection broke. Sending it again may show"
                " it to them twice.",
                name=name,
            )
            return View(text, ((again,),))
        case "unreachable":
            return View(
                language.html(
                    "{name} did not receive this: they have blocked me. It is kept; once they are back within"
                    " three days, you can have it delivered.",
                    name=name,
                )
            )
        case "out_of_group":
            return View(
                language.html(
                    "{name} has not received this yet: they asked in {group}, where I cannot write any more."
                    " It is kept, and goes out by itself once I am back there within three days, or once"
                    " {name} starts me.",
                    name=name,
                    group=group,
                )
            )
        case "too_late":
            return View(
                language.html(
                    "{name} did not receive this: for more than three days I could not write to {group}. If"
                    " it is still needed, reply again.",
                    name=name,
                    group=group,
                )
            )
        case _:
            return View(
                language.html(
                    "{name} did not receive this: Telegram refused it. Reply again, perhaps in other words.",
                    name=name,
                )
            )


def sent_again(language: Language) -> View:
    """Say that an answer is sent once more."""
    return View(language.html("🔁 Being sent again; your message will carry 👌 once it has arrived."))


def alert(language: Language, kind: Alert, detail: str) -> View:
    """Word an alert for the owner."""
    match kind:
        case "gap":
            return View(
                language.html(
                    "I was away for {hours} hours. Telegram keeps messages for 24 hours but taps only for"
                    " minutes: some taps of that time are lost, and people may have to tap again.",
                    hours=detail,
                )
            )
        case "dead_letter":
            return View(
                language.html(
                    "I could not handle an update (number {number}) and set it aside. The log says why.",
                    number=detail,
                )
            )
        case "question_unclear":
            again = Button("🔁 " + language.text("Send again"), f"again:{detail}")
            return View(
                language.html(
                    "Question {number} may not have arrived in the staff chat: the connection broke. Look"
                    " there; if it is missing, send it again.",
                    number=detail,
                ),
                ((again,),),
            )
        case "no_staff_chat" | "staff_chat_lost" | "topics_denied":
            return View(_staff_chat_alert(language, kind))


def _staff_chat_alert(
    language: Language, kind: Literal["no_staff_chat", "staff_chat_lost", "topics_denied"]
) -> Markup:
    match kind:
        case "no_staff_chat":
            return language.html(
                "Somebody asked a question, but no staff chat is set. It is kept. Make me an administrator of"
                " your staff group and write /staffsetup there: everything kept is delivered then."
            )
        case "staff_chat_lost":
            return language.html(
                "I cannot write to the staff chat: I was removed, or may not write there. Questions are kept"
                " and delivered as soon as I am back. Add me to the group again and let me write."
            )
        case "topics_denied":
            return language.html(
                "I may not open topics in the staff chat, so questions go to the chat itself. Make me an"
                " administrator with the right to manage topics."
            )
