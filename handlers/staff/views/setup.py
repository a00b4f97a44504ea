"""What is said of the staff chat itself: how to set it up, what works there and what is missing."""

from collections.abc import Sequence

from markupsafe import Markup

from handlers.language import Language
from handlers.view import View, lines, paragraphs
from hopdrinks.staff.self_test import Lack

#: In this order; of icons nothing is said while they can be changed, as no right stands for that alone.
_CHECKED: tuple[Lack, ...] = ("admin", "forum", "topics", "delete", "pin", "icons")


def way_back_works(language: Language) -> View:
    """Say that a reply was heard."""
    return View(language.html("✅ I hear you: the way there and back works."))


def test(language: Language) -> View:
    """Ask for a reply, to try the way back."""
    return View(language.html("To try the way back: <b>reply</b> to this message with a word or two."))


def guide(language: Language) -> Markup:
    """Say how a staff group is made."""
    return paragraphs(
        language.html("<b>A place for questions</b>"),
        language.html(
            "Make a group of your team, turn <i>topics</i> on, add me as an administrator with the rights to"
            " manage topics, delete messages and pin them. Then choose it below, or write /staffsetup in it."
        ),
        language.html("Without topics it works too; without a group, questions come to a representative."),
    )


def report(language: Language, title: str, lacks: Sequence[Lack]) -> View:
    """Say what works in the staff chat, and name each missing right."""
    if "place" in lacks:
        return View(
            language.html(
                "❌ I am not in {title}, or may not write there. Add me, then /staffsetup.", title=title
            )
        )
    named = [lack for lack in _CHECKED if lack != "icons" or lack in lacks]
    return View(
        lines(
            language.html("<b>{title}</b>", title=title),
            language.html("✅ I can write there."),
            *(_check(_named(language, lack), ok=lack not in lacks) for lack in named),
            language.html("What has a ❌ is missing; questions arrive all the same, as well as can be.")
            if lacks
            else None,
        )
    )


def self_tested(language: Language, lacks: Sequence[Lack], *, has_topics: bool) -> Markup:
    """Say in one line how last night's trial of the staff chat ended."""
    if lacks:
        missing = Markup(", ").join(
            language.html("my place as administrator") if lack == "admin" else _named(language, lack)
            for lack in lacks
        )
        return language.html("⚠️ Missing here: {what}. More with /staffsetup.", what=missing)
    if has_topics:
        return language.html("🟢 Everything arrives: topics, rights, the way there and back.")
    return language.html("🟢 Everything arrives: rights, the way there and back.")


def _named(language: Language, lack: Lack) -> Markup:
    match lack:
        case "admin":
            return language.html("administrator: I hear everything written there")
        case "forum":
            return language.html("topics are turned on")
        case "topics":
            return language.html("the right to manage topics")
        case "delete":
            return language.html("the right to delete messages")
        case "pin":
            return language.html("the right to pin messages")
        case "icons":
            return language.html("the right to change the icons of topics")
        case "trip":
            return language.html("an answer of Telegram to last night’s trial")
        case _:
            return language.html("the right to write here")


def _check(what: Markup, *, ok: bool) -> Markup:
    return Markup("{} {}").format("✅" if ok else "❌", what)
