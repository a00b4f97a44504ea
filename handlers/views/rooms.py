"""Asking where announcements go, and saying what became of it."""

from collections.abc import Sequence

from markupsafe import Markup

from handlers.language import Language
from handlers.view import Button, View, lines, paragraphs
from storage.records import Chapter


def question(
    language: Language,
    chapters: Sequence[Chapter],
    chat_id: int,
    title: str,
    instead: str,
    *,
    to_owner: bool,
) -> View:
    """Ask in private whether announcements go to a chat; `instead` names the room so far, "" for none.

    The owner, who may have made the staff group just now, learns the id that the setting asks for.
    """
    added = language.html("You added me to <b>{title}</b>.", title=title)
    staff = language.html(
        "If this is the team’s group: answer ✖️, set <code>HOPDRINKS_STAFF_CHAT_ID={chat_id}</code> and"
        " restart me.",
        chat_id=chat_id,
    )
    wish = lines(_wish(language, chapters, title), _instead(language, instead))
    return View(
        paragraphs(added, wish, staff if to_owner else None),
        _answers(language, chapters, chat_id),
    )


def question_in_chat(
    language: Language, chapters: Sequence[Chapter], chat_id: int, title: str, instead: str, name: str
) -> View:
    """Ask in the chat itself, as somebody cannot be written to in private yet."""
    why = language.html(
        "{name}, I cannot write to you in private yet, so I ask here. Only an organiser can answer.",
        name=name,
    )
    return View(
        paragraphs(lines(_wish(language, chapters, title), _instead(language, instead)), why),
        _answers(language, chapters, chat_id),
    )


def chosen(language: Language, chapter: Chapter, title: str) -> View:
    """Say that announcements go there from now on."""
    return View(
        language.html(
            "👍 Noted: the Hopdrinks in {city} will be announced in <b>{title}</b>.",
            city=chapter.name,
            title=title,
        )
    )


def refused(language: Language, title: str) -> View:
    """Say that nothing is announced there, and how to think better of it."""
    return View(
        language.html(
            "✖️ All right: nothing will be announced in <b>{title}</b>. To change your mind, remove me from"
            " there and add me again.",
            title=title,
        )
    )


def lost(language: Language, chapter: Chapter, title: str) -> View:
    """Say that a room is lost and what follows from it."""
    return View(
        paragraphs(
            language.html("I was removed from <b>{title}</b>.", title=title),
            language.html(
                "The Hopdrinks in {city} are no longer announced there; followers still hear of them from me."
                " To announce there again, add me again.",
                city=chapter.name,
            ),
        )
    )


def _wish(language: Language, chapters: Sequence[Chapter], title: str) -> Markup:
    if len(chapters) == 1:
        return language.html(
            "Shall the Hopdrinks in {city} be announced in <b>{title}</b>?",
            city=chapters[0].name,
            title=title,
        )
    return language.html("Which city’s Hopdrinks shall be announced in <b>{title}</b>?", title=title)


def _instead(language: Language, title: str) -> Markup | None:
    return language.html("So far they are announced in <b>{title}</b>.", title=title) if title else None


def _answers(language: Language, chapters: Sequence[Chapter], chat_id: int) -> tuple[tuple[Button, ...], ...]:
    no = Button("✖️ " + language.text("No"), f"noroom:{chapters[0].id}:{chat_id}")
    if len(chapters) == 1:
        return ((Button("👍 " + language.text("Yes"), f"room:{chapters[0].id}:{chat_id}"), no),)
    cities = tuple((Button(f"👍 {chapter.name}", f"room:{chapter.id}:{chat_id}"),) for chapter in chapters)
    return (*cities, (no,))
