"""What is said while a question waits for its answer."""

from datetime import timedelta

from markupsafe import Markup

from handlers.language import Language
from handlers.staff.views.desk import length_in_words
from handlers.view import Button, View, lines, quoted
from storage.records import Member


def due(language: Language, name: str, waits: timedelta, holder: Member | None) -> View:
    """Remind the staff of a question; whoever holds it is mentioned, so that their telephone rings."""
    length = length_in_words(language, waits)
    if holder is None:
        return View(language.html("🔴 {name} has been waiting for {length}.", name=name, length=length))
    return View(
        language.html(
            "🔴 {holder}, {name} has been waiting for {length}.",
            holder=mention(holder),
            name=name,
            length=length,
        )
    )


def overdue(language: Language, name: str, waits: timedelta, words: str, link: str | None) -> View:
    """Ask somebody of the team, in private, to see to a question that waits for too long."""
    text = language.html(
        "🔴 {name} has been waiting for an answer for {length}. Could you see to it?",
        name=name,
        length=length_in_words(language, waits),
    )
    button = Button("💬 " + language.text("Open the question"), url=link)
    return View(lines(text, _words(words)), ((button,),) if link else ())


def about_the_evening(language: Language, name: str, waits: timedelta, words: str, question_id: int) -> View:
    """Tell an organiser what somebody asks about the evening that is near, with nobody answering."""
    text = language.html(
        "🔴 {name} has been asking about the evening for {length}, and the platform’s team is silent. Can you"
        " help them?",
        name=name,
        length=length_in_words(language, waits),
    )
    button = Button("💬 " + language.text("Answer them"), f"helpout:{question_id}")
    return View(lines(text, _words(words)), ((button,),))


def answer_what(language: Language) -> Markup:
    """Ask an organiser for the answer."""
    return language.html("<b>What shall I tell them?</b> They read it as the team’s answer.")


def answer_goes_out(language: Language) -> View:
    """Say that an organiser's answer is on its way."""
    return View(language.html("On its way; 👌 beneath your message says that it has arrived. Thank you!"))


def answered_meanwhile(language: Language) -> View:
    """Say that an organiser's answer was not needed."""
    return View(language.html("Not sent: somebody of the team is answering, or has."))


def nothing_sent(language: Language) -> View:
    """Say that an organiser answers nothing."""
    return View(language.html("Nothing was sent."))


def not_yours_to_answer(language: Language) -> str:
    """Refuse a tap of somebody who does not organise the evening."""
    return language.text("Only whoever organises this evening can answer here.")


def away(language: Language, back: str) -> View:
    """Tell whoever adds to a question that the team is away, and until when."""
    return View(
        language.html("I pass it on; the team is away at the moment and back on {moment}.", moment=back),
        silent=True,
    )


def rating_words(name: str, rating: int, words: str) -> View:
    """Show the staff the sentence a member added to their rating."""
    head = Markup("{} {}").format("👍" if rating > 0 else "👎", name)
    return View(lines(head, quoted(Markup("{}").format(words))), silent=True)


def mention(member: Member) -> Markup:
    """Name somebody so that Telegram tells them."""
    return Markup('<a href="tg://user?id={}">{}</a>').format(member.id, member.name)


def _words(words: str) -> Markup | None:
    return quoted(Markup("{}").format(words)) if words else None
