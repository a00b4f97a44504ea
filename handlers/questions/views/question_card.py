"""The card of a question: who asks, about what, whose it is, and what can be done."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from handlers.evenings.views.event_card import EventFacts, when
from handlers.language import Language
from handlers.questions.views.faq import shortened
from handlers.questions.views.questions import name_of_asker
from handlers.staff.views.tags import in_line
from handlers.view import Button, View, lines, paragraphs, quoted
from hopdrinks.questions.tags import tags_of
from storage.question_records import FaqEntry, Question
from storage.records import Member, Rsvp

#: So many signs of what is held back stand on the card: enough to tell what it is.
_HELD_SHOWN = 300


@dataclass(frozen=True)
class Asked:
    """What the staff see of a question."""

    question: Question
    member: Member
    #: The language the member reads.
    locale: str
    event: EventFacts | None = None
    rsvp: Rsvp | None = None
    #: The evening they come to next, where they ask about none.
    comes_to: EventFacts | None = None
    #: Whether a message of it may not have arrived, or could not be carried at all.
    unclear: bool = False
    refused: bool = False
    #: What they asked before; how many of these are closed or answered.
    earlier: int = 0
    #: The name of who took it, "" for nobody.
    holder: str = ""
    #: The title of the group it was asked in.
    group: str = ""
    #: Whether the bot is not there any more.
    is_shut_out: bool = False
    is_blocked: bool = False
    #: What is held back, as far as it is words.
    held_words: str = ""
    #: Answers for everybody to nearly the same, of which its author knows nothing yet.
    known: Sequence[FaqEntry] = ()


def card(language: Language, asked: Asked) -> View:
    """Show the staff who asks, about what, and what to do; of a closed question, nothing to do is left."""
    is_closed = asked.question.state == "closed"
    return View(
        paragraphs(
            lines(_who(language, asked), _about(language, asked), _where(language, asked)),
            lines(
                _state(language, asked.question),
                None if is_closed else _holder(language, asked),
                in_line(tags_of(asked.question)),
            ),
            _troubles(language, asked),
            _held(language, asked),
            _known(language, asked),
            None if is_closed else _how_to_answer(language),
        ),
        _rows(language, asked),
    )


def _how_to_answer(language: Language) -> Markup:
    return language.html(
        "<b>Reply</b> to this message or to theirs, and your reply goes to them. Everything else stays among"
        " you."
    )


def _who(language: Language, asked: Asked) -> Markup:
    member, question = asked.member, asked.question
    name = name_of_asker(language, question.alias, member)
    username = f"@{member.username}" if member.username and question.alias is None else None
    earlier = (
        language.plural("asked {n} time before", "asked {n} times before", asked.earlier)
        if asked.earlier and question.alias is None
        else None
    )
    reads = language.text("reads French") if asked.locale == "fr" else language.text("reads English")
    facts = " · ".join(part for part in (username, reads, earlier) if part)
    return lines(Markup("❓ <b>{}</b>").format(name), Markup("{}").format(facts))


def _about(language: Language, asked: Asked) -> Markup | None:
    if asked.event is None and asked.comes_to is not None:
        city, start = asked.comes_to.chapter.name, when(language, asked.comes_to)
        return language.html("✅ Comes to Hopdrink {city}, {when}", city=city, when=start)
    if asked.event is None:
        return None
    city, start = asked.event.chapter.name, when(language, asked.event)
    if asked.event.event.state == "cancelled":
        return language.html("📆 Hopdrink {city}, {when}: cancelled", city=city, when=start)
    event = language.html("📆 Hopdrink {city}, {when}", city=city, when=start)
    if asked.question.alias is not None:  # the answer could tell who it is
        return event
    return Markup(" · ").join((event, Markup("{}").format(_answer(language, asked.rsvp))))


def _where(language: Language, asked: Asked) -> Markup | None:
    if not asked.group:
        return None
    if asked.question.state == "closed":
        return language.html("asked in {group}", group=asked.group)
    if asked.member.reach == "never_started" and asked.is_shut_out:
        return language.html(
            "asked in {group}, where I am no longer: the answer waits until I am back, or until they start"
            " me",
            group=asked.group,
        )
    if asked.member.reach == "never_started":
        return language.html("asked in {group}; the answer goes there", group=asked.group)
    return language.html("asked in {group}; the answer goes to them in private", group=asked.group)


def _state(language: Language, question: Question) -> Markup:
    if question.state == "closed":
        return language.html("⚪ Closed")
    if question.state == "answered":
        return language.html("🟢 Answered")
    if question.snoozed_until is not None:
        return language.html("💤 Resting")
    if question.is_urgent:
        return language.html("🔴 Waiting for an answer, urgently")
    return language.html("🟡 Waiting for an answer")


def _holder(language: Language, asked: Asked) -> Markup | None:
    return language.html("🙋 {name}", name=asked.holder) if asked.holder else None


def _troubles(language: Language, asked: Asked) -> Markup | None:
    return lines(
        language.html("⚠️ A message of this question may not have arrived here.") if asked.unclear else None,
        language.html("⚠️ Telegram did not let me copy a message of this question; its author knows.")
        if asked.refused
        else None,
        language.html("⛔ Blocked: what they write is kept.") if asked.is_blocked else None,
    )


def _held(language: Language, asked: Asked) -> Markup | None:
    if not asked.question.is_held:
        return None
    said = language.html(
        "🛡 Held back, as spam begins like this: the first message of somebody new, with a link, forwarded,"
        " or of a kind I cannot read. 👍 lets it through."
    )
    shown = asked.held_words[:_HELD_SHOWN] + ("…" if len(asked.held_words) > _HELD_SHOWN else "")
    return lines(said, quoted(Markup("{}").format(shown)) if shown else None)


def _known(language: Language, asked: Asked) -> Markup | None:
    if not asked.known:
        return None
    return language.html("💡 There is an answer for everybody to this; 👁 shows it before it goes to them.")


def _rows(language: Language, asked: Asked) -> tuple[tuple[Button, ...], ...]:
    question = asked.question
    again = Button("🔁 " + language.text("Copy it again"), f"again:{question.id}")
    rows = ((again,),) if asked.unclear else ()
    if question.is_held:
        rows = (*rows, (Button("👍 " + language.text("Let it through"), f"letin:{question.id}"),))
    if question.state == "closed":
        return (*rows, (Button("🔓 " + language.text("Reopen"), f"reopen:{question.id}"),))
    whose = (
        Button("👐 " + language.text("Give back"), f"release:{question.id}")
        if asked.holder
        else Button("🙋 " + language.text("Take"), f"take:{question.id}")
    )
    close = Button("☑️ " + language.text("Close"), f"close:{question.id}")
    snooze = Button("💤 " + language.text("In 2 h"), f"snooze:{question.id}")
    known = (
        (Button("👁 " + shortened(entry.question), f"faqlook:{question.id}:{entry.id}"),)
        for entry in asked.known
    )
    return (*rows, (whose, close, snooze), *known)


def _answer(language: Language, rsvp: Rsvp | None) -> str:
    match None if rsvp is None else rsvp.state:
        case "going" if rsvp is not None and rsvp.guests:
            return language.plural("coming with {n} guest", "coming with {n} guests", rsvp.guests)
        case "going":
            return language.text("coming")
        case "maybe":
            return language.text("maybe coming")
        case "declined":
            return language.text("not coming")
        case "waitlisted" | "offered":
            return language.text("on the waitlist")
        case _:
            return language.text("no answer yet")
