"""What representatives look up: the queue, who asks, what was said, answers kept ready."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2s
from typing import Literal

from markupsafe import Markup

from handlers.language import Language
from handlers.questions.views.questions import name_of_asker
from handlers.staff.views.desk import length_in_words
from handlers.staff.views.tags import in_line
from handlers.view import Button, View, lines, paragraphs, quoted
from hopdrinks.questions.tags import tags_of
from storage.question_records import CannedAnswer, Question
from storage.records import Member

#: So much of a message is shown in a list.
_SHOWN = 80


@dataclass(frozen=True)
class Queued:
    """A question that waits for an answer."""

    question: Question
    name: str
    words: str
    holder: str
    #: The address of its card, for those who are in the staff group.
    link: str | None = None


@dataclass(frozen=True)
class Said:
    """Something said about a question."""

    at: datetime
    who: str
    text: str
    kind: Literal["asked", "answer", "note"]


@dataclass(frozen=True)
class Queue:
    """What waits for an answer: the first of it, and how much in all."""

    waiting: Sequence[Queued]
    count: int
    #: How many of those answered lately it helped, and how many not; None while they are too few.
    ratings: tuple[int, int] | None = None
    #: The one tag it is about; "": all of it.
    tag: str = ""


def queue(
    language: Language, waits: Queue, now: datetime, *, greets: bool = False, tested: Markup | None = None
) -> View:
    """List what waits, its age and its holder; in the morning with a greeting and last night's trial."""
    ratings = None
    if waits.ratings is not None and not greets:
        up, down = waits.ratings
        ratings = language.html("In the last 30 days: 👍 {up} · 👎 {down}", up=up, down=down)
    greeting = language.html("☀️ Good morning!") if greets else None
    if not waits.waiting and waits.tag:
        return View(language.html("Nothing waits for an answer with #{tag}.", tag=waits.tag))
    if not waits.waiting:
        return View(lines(greeting, language.html("Nothing waits for an answer."), ratings, tested))
    head = language.html_plural(
        "<b>{n} question waits for an answer</b>", "<b>{n} questions wait for an answer</b>", waits.count
    )
    head = Markup("{} · #{}").format(head, waits.tag) if waits.tag else head
    listed = (_queued(language, one, now) for one in waits.waiting)
    return View(lines(greeting, head, *listed, ratings, tested))


def who(language: Language, question: Question, member: Member, asked: int, now: datetime) -> View:
    """Say who asks; nothing of whoever asks without a name."""
    name = name_of_asker(language, question.alias, member)
    if question.alias is not None:
        return View(
            paragraphs(
                Markup("<b>{}</b>").format(name),
                language.html("Asks without a name: nothing else is shown to anybody."),
            )
        )
    username = Markup("@{}").format(member.username) if member.username else None
    reach = {
        "blocked": language.html("has blocked me"),
        "deactivated": language.html("has left Telegram"),
        "never_started": language.html("never started me; answers go to the group"),
    }.get(member.reach)
    return View(
        lines(
            Markup("<b>{}</b>").format(name),
            username,
            language.html_plural("{n} question so far", "{n} questions so far", asked),
            language.html("this one {age} ago", age=length_in_words(language, now - question.asked_at)),
            reach,
        )
    )


def history(language: Language, said: Sequence[Said], tags: Sequence[str] = ()) -> View:
    """Show what was said of a question, the oldest first, beneath its tags."""
    if not said:
        return View(lines(in_line(tags), language.html("Nothing was said yet.")))
    signs = {"asked": "❓", "answer": "💬", "note": "📝"}
    return View(
        lines(
            in_line(tags),
            *(
                Markup("{} <b>{}</b> {}").format(
                    signs[one.kind], one.who or language.text("the team"), _short(one.text)
                )
                for one in sorted(said, key=lambda one: one.at)
            ),
        )
    )


def canned_list(language: Language, known: Sequence[CannedAnswer]) -> View:
    """List the answers kept ready, and say how one is kept."""
    how = language.html(
        "/s name = words keeps an answer; /s name, as a reply to a question, shows it before it is sent."
    )
    return View(
        paragraphs(lines(*(Markup("<b>{}</b> {}").format(one.name, _short(one.text)) for one in known)), how)
    )


def canned_kept(language: Language, name: str) -> View:
    """Confirm that an answer is kept ready."""
    return View(language.html("💾 Kept as <b>{name}</b>.", name=name))


def canned_for_whom(language: Language) -> View:
    """Say that an answer kept ready needs a question."""
    return View(language.html("For whom? Reply with it to a question’s card or to a message of it."))


def canned_preview(language: Language, answer: CannedAnswer, question_id: int) -> View:
    """Show an answer before it is sent."""
    button = Button("📣 " + language.text("Send it"), f"canned:{question_id}:{key_of(answer.name)}")
    return View(quoted(Markup("{}").format(answer.text)), ((button,),))


def key_of(name: str) -> str:
    """Give what stands for a name behind a button, which holds few signs and no accents."""
    return blake2s(name.encode(), digest_size=8).hexdigest()


def ready_chosen(language: Language, text: str) -> View:
    """Show the answer that was chosen; this message carries the marks that say what becomes of it."""
    return View(lines(language.html("📣 Your answer:"), quoted(Markup("{}").format(text))))


def which(language: Language) -> View:
    """Say how a question is named."""
    return View(language.html("Which question? Reply with the command to its card or to a message of it."))


def _queued(language: Language, one: Queued, now: datetime) -> Markup:
    question = one.question
    waits = now - (question.waits_since or question.last_member_at or question.asked_at)
    age = length_in_words(language, max(waits, timedelta(minutes=1)))
    sign = "💤" if question.snoozed_until is not None else "🔴" if question.is_urgent else "🟡"
    name = Markup("<b>{}</b>").format(one.name)
    if one.link is not None:
        name = Markup('<a href="{}">{}</a>').format(one.link, name)
    parts = [Markup("{} {}").format(sign, name), Markup("{}").format(age)]
    if one.holder:
        parts.append(Markup("🙋 {}").format(one.holder))
    if one.question.state == "kept":
        parts.append(language.html("not delivered yet"))
    tags = in_line(tags_of(question))
    if tags is not None:
        parts.append(tags)
    return lines(
        Markup(" · ").join(parts), Markup("<i>{}</i>").format(_short(one.words)) if one.words else None
    )


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= _SHOWN else words[: _SHOWN - 1] + "…"
