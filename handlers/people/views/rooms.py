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
    beside: Sequence[str],
    *,
    to_owner: bool,
) -> View:
    """Ask in private whether announcements go to a chat; `beside` are the titles of the rooms so far.

    The owner, who may have made the staff group just now, learns the id that the setting asks for.
    """
    added = language.html("You added me to <b>{title}</b>.", title=title)
    staff = language.html(
        "If this is the team’s group: answer ✖️, set <code>HOPDRINKS_STAFF_CHAT_ID={chat_id}</code> and"
        " restart me.",
        chat_id=chat_id,
    )
    wish = lines(_wish(language, chapters, title), _beside(language, beside))
    return View(
        paragraphs(added, wish, staff if to_owner else None),
        _answers(language, chapters, chat_id),
    )


def question_in_chat(
    language: Language,
    chapters: Sequence[Chapter],
    chat_id: int,
    title: str,
    beside: Sequence[str],
    name: str,
) -> View:
    """Ask in the chat itself, as somebody cannot be written to in private yet."""
    why = language.html(
        "{name}, I cannot write to you in private yet, so I ask here. Only an organiser can answer.",
        name=name,
    )
    return View(
        paragraphs(lines(_wish(language, chapters, title), _beside(language, beside)), why),
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


def muted(language: Language, chapter: Chapter, title: str) -> View:
    """Say that the bot may not write in a room any more, and how to mend it."""
    return View(
        paragraphs(
            language.html("I may not write in <b>{title}</b> any more.", title=title),
            language.html(
                "The cards of the Hopdrinks in {city} stay there as they are. Let me write there again, as an"
                " administrator for instance, and I bring them up to date.",
                city=chapter.name,
            ),
        )
    )


def listed(language: Language, chapter: Chapter, rooms: Sequence[tuple[int, str]]) -> View:
    """Show where a chapter's evenings are announced beside its followers; one tap ends it for a room."""
    heading = language.html("<b>Where the Hopdrinks in {city} are announced</b>", city=chapter.name)
    if not rooms:
        text = language.html("To each follower in private, and in no group yet.")
    else:
        text = language.html(
            "To each follower in private, and in these groups and channels. ✖️ ends it for one."
        )
    how = language.html("To announce in another one, add me there: I ask you whether I shall.")
    leaving = [(Button(f"✖️ {title}", f"leave_room:{chapter.id}:{chat_id}"),) for chat_id, title in rooms]
    back = (Button("↩️ " + language.text("All evenings"), "events:0"),)
    return View(paragraphs(heading, text, how), (*leaving, back))


def _wish(language: Language, chapters: Sequence[Chapter], title: str) -> Markup:
    if len(chapters) == 1:
        return language.html(
            "Shall the Hopdrinks in {city} be announced in <b>{title}</b>?",
            city=chapters[0].name,
            title=title,
        )
    return language.html("Which city’s Hopdrinks shall be announced in <b>{title}</b>?", title=title)


def _beside(language: Language, titles: Sequence[str]) -> Markup | None:
    if not titles:
        return None
    return language.html(
        "They are announced in <b>{titles}</b> already, and will be in both.", titles=", ".join(titles)
    )


def _answers(language: Language, chapters: Sequence[Chapter], chat_id: int) -> tuple[tuple[Button, ...], ...]:
    no = Button("✖️ " + language.text("No"), f"noroom:{chapters[0].id}:{chat_id}")
    if len(chapters) == 1:
        return ((Button("👍 " + language.text("Yes"), f"room:{chapters[0].id}:{chat_id}"), no),)
    cities = tuple((Button(f"👍 {chapter.name}", f"room:{chapter.id}:{chat_id}"),) for chapter in chapters)
    return (*cities, (no,))
