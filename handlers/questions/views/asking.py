"""What a member reads of asking without a name or in a group, of taking back, and of a question's end."""

from markupsafe import Markup

from handlers.language import Language
from handlers.view import Button, View, paragraphs, quoted
from storage.question_records import Question


def without_name(language: Language, prompt: Markup) -> Markup:
    """Ask for a question without a name, and say honestly what that means."""
    return paragraphs(
        prompt,
        language.html(
            "🎭 The team will not see your name or your username. Whoever runs this bot could technically"
            " find out."
        ),
    )


def may_reveal(language: Language) -> Markup:
    """Warn that a message may tell who its author is."""
    return language.html(
        "This may tell the team who you are: a voice, a face, a number or the name of a file. Write it in"
        " words, or send it all the same."
    )


def warning(language: Language, message_id: int, question_id: int) -> View:
    """Warn so of a message that adds to a question without a name; its button knows to which."""
    button = Button("👍 " + language.text("Send it all the same"), f"reveal:{message_id}:{question_id}")
    return View(may_reveal(language), ((button,),))


def passed_on(language: Language) -> View:
    """Say, in place of what was tapped, that a message is being passed on."""
    return View(language.html("I am passing it on."))


def kept_while_blocked(language: Language) -> View:
    """Say to somebody who is blocked that their words are kept."""
    return View(language.html("Your message is kept. It is not passed on for now."))


def blocked_word(language: Language, until: str | None, *, unnamed: bool) -> View:
    """Tell a member that what they write, or write without their name, is kept and not passed on."""
    if unnamed:
        return _blocked_guest(language, until)
    if until is None:
        return View(
            language.html(
                "The platform’s team has stopped your messages. What you write here is kept, and not passed"
                " on. Everything else works as before."
            )
        )
    return View(
        language.html(
            "The platform’s team has stopped your messages until {until}. What you write here is kept and"
            " passed on after that. Everything else works as before.",
            until=until,
        )
    )


def block_lifted(language: Language, *, unnamed: bool) -> View:
    """Tell a member that what they write, or write without their name, is passed on again."""
    if unnamed:
        return View(language.html("Your messages without a name reach the platform’s team again."))
    return View(language.html("Your messages reach the platform’s team again."))


def _blocked_guest(language: Language, until: str | None) -> View:
    """Tell who wrote without a name that this is stopped, and nothing else."""
    stopped = (
        language.html("The platform’s team has stopped your messages without a name.")
        if until is None
        else language.html(
            "The platform’s team has stopped your messages without a name until {until}.", until=until
        )
    )
    kept = language.html("What you write so is kept. With your name, everything works as before.")
    return View(paragraphs(stopped, kept))


def introduction(language: Language, name: str) -> View:
    """Say who answers: somebody by their name, or the team ("")."""
    if name:
        text = language.html("🧑‍💼 <b>{name}</b>, of the platform’s team", name=name)
    else:
        text = language.html("🧑‍💼 The platform’s team")
    return View(text, silent=True)


def held_back(language: Language, *, too_many: bool) -> View:
    """Say to somebody who writes much that it is all kept, and read together."""
    if too_many:
        return View(
            language.html(
                "That is a lot of messages. Everything is kept; what you write now is passed on in an hour."
            )
        )
    return View(language.html("Got them all. The team will read them together, in a few minutes."))


def closed(language: Language, question: Question, name: str) -> View:
    """Tell a member that a question was closed, by whom and why, and how to go on."""
    who = (
        language.html("{name} of the platform’s team has closed your question.", name=name)
        if name
        else language.html("The platform’s team has closed your question.")
    )
    reason = quoted(Markup("{}").format(question.close_reason)) if question.close_reason else None
    if question.words_deleted_at is not None:  # it was erased: it can go on no more
        return View(paragraphs(who, language.html("If something is missing, please ask it again: /ask")))
    more = language.html("If something is missing, write within seven days and it goes on.")
    return View(paragraphs(who, reason, more), (_thumbs(language, question), (_go_on(language, question),)))


def remains_open(language: Language, question: Question) -> View:
    """Ask whether anything remains open after an answer."""
    clear = Button("👍 " + language.text("All is clear"), f"clear:{question.id}")
    unclear = Button("❓ " + language.text("Something remains"), f"goon:{question.id}")
    return View(
        language.html(
            "Does anything remain open about your question? Without a word from you I close it tomorrow."
        ),
        ((clear,), (unclear,)),
        silent=True,
    )


def found_it(language: Language, question: Question) -> View:
    """Ask whoever got no answer around an evening whether they found what they looked for."""
    found = Button("👍 " + language.text("Yes, all is clear"), f"clear:{question.id}")
    return View(
        language.html(
            "Nobody could answer you in time, we are sorry. Did you find what you were looking for? If not,"
            " there is nothing to do: the team still has your question."
        ),
        ((found,),),
        silent=True,
    )


def cleared(language: Language, question: Question) -> View:
    """Say that a question is closed as its author wished."""
    if question.first_answered_at is None:
        return View(language.html("Thank you; your question is closed."), ((_go_on(language, question),),))
    return View(
        language.html("Thank you; your question is closed. Did the answer help?"),
        (_thumbs(language, question), (_go_on(language, question),)),
    )


def rated(language: Language, question: Question) -> View:
    """Thank for a rating, and take a sentence where there is one."""
    say = Button("⭐ " + language.text("Add a sentence"), f"ratesay:{question.id}")
    return View(language.html("Thank you, noted."), ((say,), (_go_on(language, question),)))


def rated_before(language: Language) -> str:
    """Say that a rating cannot be taken any more."""
    return language.text("You said so already, or it was too long ago. You can always ask anew.")


def say_what(language: Language) -> Markup:
    """Ask for a sentence to a rating."""
    return language.html("What would you like to tell the team? A sentence is enough; they read it.")


def said(language: Language) -> View:
    """Thank for the sentence."""
    return View(language.html("Thank you, the team reads it."))


def too_late(language: Language) -> Markup:
    """Say that a sentence is taken no more."""
    return language.html("This question is over, so the team does not read that. You can always ask anew.")


def _thumbs(language: Language, question: Question) -> tuple[Button, ...]:
    """Offer to rate the answer, once; where there was none, nothing helped or did not."""
    if question.rating is not None or question.first_answered_at is None:
        return ()
    return (
        Button("👍 " + language.text("It helped"), f"rate:{question.id}:up"),
        Button("👎 " + language.text("It did not"), f"rate:{question.id}:down"),
    )


def _go_on(language: Language, question: Question) -> Button:
    return Button("🔓 " + language.text("Go on with it"), f"goon:{question.id}")


def goes_on(language: Language) -> View:
    """Say that a closed question is taken up again."""
    return View(language.html("Your question is open again. Just write what is missing."))


def withdraw_what(language: Language) -> View:
    """Say how a message is taken back."""
    return View(
        language.html(
            "To take something back from the platform’s team, reply with /withdraw to that message of yours."
        )
    )


def withdrawing(language: Language) -> str:
    """Say that a message is being taken back."""
    return language.text("🙈 Taking it back.")


def withdrawn_already(language: Language) -> View:
    """Say that the team does not have a message any more: it was taken back before, or erased."""
    return View(language.html("The team does not have this message any more."))


def taken_back(language: Language, outcome: str) -> View:
    """Tell a member what became of a message they took back."""
    match outcome:
        case "gone":
            text = language.html("🙈 Taken back: the team does not see it any more. They may have read it.")
        case "blanked":
            text = language.html("🙈 Taken back: its words are gone. The team may have read them.")
        case _:
            text = language.html("I could not take it back: Telegram does not let me touch it any more.")
    return View(text)


def corrected(language: Language) -> View:
    """Tell a member that an answer was corrected."""
    return View(language.html("✏️ This answer has been corrected. Please read it again."))


def kept_from_group(language: Language, title: str) -> View:
    """Confirm in private a question that was asked in a group, and that nobody is there for."""
    return View(
        language.html(
            "Your question from {title} is kept; it is delivered as soon as somebody of the platform is"
            " connected. The answer comes here.",
            title=title,
        )
    )


def ask_in_private(language: Language, link: str) -> View:
    """Lead somebody who writes without a name into the private chat."""
    button = Button("❓ " + language.text("Ask in private"), url=link)
    return View(
        language.html("I cannot see who asks, so I could not bring you the answer. Ask me in private."),
        ((button,),),
    )


def ask_what(language: Language) -> View:
    """Say how a question is asked in a group."""
    return View(language.html("Write your question behind it, like this: /ask Where is the entrance?"))
