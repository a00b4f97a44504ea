"""What representatives read when they do something with a question, and what is asked of them."""

from datetime import timedelta
from typing import Literal

from markupsafe import Markup

from handlers.language import Language
from handlers.view import Button, View, lines, quoted

#: Whoever did something so few seconds ago is at it still.
_RIGHT_NOW = 5


def taken(language: Language) -> View:
    """Confirm that a question is taken."""
    return View(language.html("🙋 It is yours to answer."))


def taken_by(language: Language, name: str) -> View:
    """Say that somebody else was first."""
    return View(language.html("{name} has taken it already.", name=name))


def released(language: Language, *, done: bool) -> View:
    """Confirm that a question was given back, or say that there was nothing to give."""
    if done:
        return View(language.html("👐 Given back: anybody can take it."))
    return View(language.html("It is not yours."))


def name_needed(language: Language) -> View:
    """Say that this takes a person with a name."""
    return View(
        language.html("You write as an anonymous administrator. For this, write under your own name.")
    )


def only_among_staff(language: Language) -> View:
    """Say that a command belongs where the staff are."""
    return View(language.html("This works where the platform’s team answers questions."))


def which_question(language: Language) -> View:
    """Say how a question is named."""
    return View(language.html("Which question? Reply with the command to its card or to a message of it."))


def forgotten(language: Language) -> View:
    """Say that a question has ended for good, and its words are gone."""
    return View(
        language.html(
            "The words of this question have been deleted: it was erased, or closed long ago."
            " Nothing goes out for it any more. If its author writes again, that is a new question."
        )
    )


def note_what(language: Language) -> View:
    """Say how a note is made."""
    return View(language.html("Write the note behind it, like this: /note has asked this before"))


def noted(language: Language) -> View:
    """Confirm a note."""
    return View(language.html("📝 Noted. It stays among you."))


def closed_already(language: Language) -> View:
    """Say that a question was closed before."""
    return View(language.html("It is closed already."))


def how_long(language: Language, what: Literal["snooze", "block"]) -> View:
    """Say how a length is written."""
    if what == "snooze":
        return View(language.html("For how long? For example /snooze 30m, /snooze 2h or /snooze 1d."))
    return View(
        language.html("For how long? For example /block 7d; /block alone is for good, /block off lifts it.")
    )


def let_through(language: Language, *, done: bool) -> str:
    """Say that what was held back is on its way, or that somebody else let it through."""
    return language.text("👍 It is on its way here.") if done else language.text("It has arrived meanwhile.")


def snoozed(language: Language, length: timedelta) -> View:
    """Confirm that a question rests."""
    return View(
        language.html(
            "💤 It rests for {length}, or until its author writes.", length=length_in_words(language, length)
        )
    )


def blocked(language: Language, length: timedelta | None) -> View:
    """Confirm a block."""
    kept = language.html("What they write is kept, and they are told. /block off lifts it.")
    if length is None:
        return View(lines(language.html("⛔ Blocked for good."), kept))
    return View(
        lines(language.html("⛔ Blocked for {length}.", length=length_in_words(language, length)), kept)
    )


def unblocked(language: Language, passed_on: int | None) -> View:
    """Confirm that a block is lifted, and that so many questions go on; None: there was none."""
    if passed_on is None:
        return View(language.html("They are not blocked."))
    if passed_on == 0:
        return View(language.html("No longer blocked; nothing was kept meanwhile."))
    return View(language.html("No longer blocked; what was kept arrives now."))


def unsend_what(language: Language) -> View:
    """Say how an answer is taken back."""
    return View(
        language.html("To take an answer back, reply with /unsend to your own message that went out.")
    )


def unsent_already(language: Language) -> View:
    """Say that an answer was taken back before."""
    return View(language.html("That was taken back already."))


def taken_back(language: Language, name: str, outcome: str, *, waits: bool) -> View:
    """Tell a representative what became of an answer taken back, and whether its question waits with that."""
    match outcome:
        case "gone":
            text = language.html(
                "🙈 Taken back: {name} does not see it any more, but may have read it.", name=name
            )
        case "blanked":
            text = language.html(
                "🙈 Too old to delete: its words are gone, {name} sees that it was taken back.", name=name
            )
        case _:
            text = language.html("It stays: Telegram does not let me touch it any more.")
    return View(lines(text, language.html("The question waits for an answer again.") if waits else None))


def blanked(language: Language, *, by_member: bool) -> View:
    """Stand in place of a message that was taken back."""
    if by_member:
        return View(language.html("<i>withdrawn by its author</i>"))
    return View(language.html("<i>withdrawn by the platform’s team</i>"))


def held(
    language: Language, relay_id: int, holder: str, seconds: int, *, newer: bool, words: str = ""
) -> View:
    """Ask whether an answer shall go out, as a colleague is busy with the question.

    Its `words` are repeated where this cannot stand beneath it.
    """
    text = (
        language.html("Not sent yet: {name} is busy with this right now.", name=holder)
        if seconds < _RIGHT_NOW
        else language.html(
            "Not sent yet: {name} was busy with this {seconds} s ago.", name=holder, seconds=seconds
        )
    )
    more = language.html("The member has written again meanwhile.") if newer else None
    rows = (
        (
            Button("📣 " + language.text("Send it anyway"), f"anyway:{relay_id}"),
            Button("📝 " + language.text("Keep it as a note"), f"asnote:{relay_id}"),
        ),
    )
    said = quoted(Markup("{}").format(words)) if words else None
    return View(lines(text, said, more), rows)


def held_sent(language: Language) -> View:
    """Say that a held answer goes out."""
    return View(language.html("📣 It goes out."))


def held_noted(language: Language) -> View:
    """Say that a held answer stays inside."""
    return View(language.html("📝 Kept as a note. It was not sent."))


def held_over(language: Language) -> View:
    """Say that a held answer cannot be sent any more."""
    return View(
        language.html("Too late, or decided before: it was not sent now. Reply again if it is needed.")
    )


def heading(language: Language, name: str, count: int) -> View:
    """Say whose the messages below are."""
    text = language.html_plural("📎 {name}, {n} message:", "📎 {name}, {n} messages:", count, name=name)
    return View(text, silent=True)


def edited_after_answer(language: Language, before: str) -> View:
    """Tell the staff that a message was changed after it was answered."""
    text = language.html("✏️ Changed after your answer; it was:")
    if not before:
        return View(language.html("✏️ Changed after your answer."))
    return View(lines(text, quoted(Markup("{}").format(before))))


def edit_unseen(language: Language, name: str, relay_id: int) -> View:
    """Offer to tell a member of a correction."""
    button = Button("📨 " + language.text("Tell them"), f"correct:{relay_id}")
    return View(
        language.html("✏️ Changed for {name} too, who hears nothing of an edit.", name=name), ((button,),)
    )


def edit_gone(language: Language, name: str) -> View:
    """Say that an answer that was edited is not there any more."""
    return View(
        language.html("{name} has deleted that answer on their side: the change reaches nobody.", name=name)
    )


def edit_refused(language: Language, name: str) -> View:
    """Say that an edit could not be made."""
    return View(
        language.html(
            "Telegram did not let me change that answer: {name} still reads the first one. Reply again with"
            " the new words.",
            name=name,
        )
    )


def correction_told(language: Language) -> View:
    """Say that a member is told of a correction."""
    return View(language.html("📨 They are told."))


def send_or_note(language: Language, name: str, question_id: int, message_id: int) -> View:
    """Ask what words are that answer nothing."""
    return View(
        language.html("Is this for {name}?", name=name),
        (
            (
                Button(
                    "📣 " + language.text("Send it to {name}", name=name),
                    f"sendto:{question_id}:{message_id}",
                ),
                Button("📝 " + language.text("A note"), f"noteon:{question_id}:{message_id}"),
            ),
        ),
    )


def on_its_way(language: Language) -> View:
    """Say that an answer goes out."""
    return View(language.html("📣 On its way."))


def delivering(language: Language, count: int) -> View:
    """Say that what waited is delivered."""
    if count == 0:
        return View(language.html("Nothing waits for them any more."))
    return View(
        language.html_plural("📨 {n} answer is on its way.", "📨 {n} answers are on their way.", count)
    )


def line(
    language: Language, kind: str, *, name: str, by: str, count: int, reason: str, question_id: int
) -> View:
    """Word one line about a question for the staff; it wakes nobody."""
    rows: tuple[tuple[Button, ...], ...] = ()
    match kind:
        case "closed":
            text = language.html("☑️ Closed by {by}.", by=by) if by else language.html("☑️ Closed.")
            text = lines(text, quoted(Markup("{}").format(reason)) if reason else None)
            rows = ((Button("🔓 " + language.text("Reopen"), f"reopen:{question_id}"),),)
        case "reopened":
            text = language.html("🔓 Reopened by {by}.", by=by or name)
        case "blocked_bot":
            text = language.html("{name} has blocked me: answers wait until they are back.", name=name)
        case "back":
            text = language.html_plural(
                "{name} is back; {n} answer waits.", "{name} is back; {n} answers wait.", count, name=name
            )
            rows = ((Button("📨 " + language.text("Deliver now"), f"deliver:{question_id}"),),)
        case "woken":
            text = language.html("💤 The rest is over: this waits for an answer.")
        case "perhaps_twice":
            text = language.html("♊ Perhaps a duplicate: Telegram left my first try unanswered.")
        case "withdrawn":
            text = language.html("🙈 {name} has taken a message back.", name=name)
        case "all_withdrawn":
            text = language.html("🙈 {name} has taken it back: the question is closed.", name=name)
            rows = ((Button("🔓 " + language.text("Reopen"), f"reopen:{question_id}"),),)
        case _:
            text = language.html(
                "⚠️ Some parts of what {name} sent could not be copied; edits of it do not reach you.",
                name=name,
            )
    return View(text, rows, silent=True)


def surface(language: Language, mode: Literal["topics", "plain", "private"]) -> View:
    """Say in which way questions arrive from now on."""
    match mode:
        case "topics":
            text = language.html("From now on questions arrive here, in a topic for each member.")
        case "plain":
            text = language.html("From now on questions arrive here as messages to reply to, without topics.")
        case _:
            text = language.html(
                "There is no staff group I can write to, so questions come to you for now. Reply to one and"
                " its author gets it."
            )
    return View(text)


def setup_not_yours(language: Language) -> View:
    """Say who may set the staff chat up."""
    return View(language.html("Only a representative or the owner can do this."))


def length_in_words(language: Language, length: timedelta) -> str:
    """Word how long something is, in its largest unit."""
    minutes = int(length.total_seconds() // 60)
    if minutes >= 2 * 24 * 60:
        return language.plural("{n} day", "{n} days", minutes // (24 * 60))
    if minutes >= 60:
        return language.plural("{n} hour", "{n} hours", minutes // 60)
    return language.plural("{n} minute", "{n} minutes", max(1, minutes))
