"""Roles in words: what somebody is, what they can do then, and who did what."""

from dataclasses import dataclass

from markupsafe import Markup

from handlers.language import Language
from handlers.view import View, lines, paragraphs
from hopdrinks.people.invites import Redeemed
from storage.records import Chapter, Event, Role


@dataclass(frozen=True)
class Title:
    """A role with the city and the evening it is held for; everywhere where there is no city."""

    role: Role
    chapter: Chapter | None
    event: Event | None
    #: The group where questions are answered, where there is one; told to representatives alone.
    staff_group: str | None = None


def title_words(language: Language, title: Title) -> str:
    """Word a role: "Organiser · Tours", "Door · Tours · Thu 3 Dec"."""
    where = title.chapter.name if title.chapter is not None else language.text("everywhere")
    evening = () if title.event is None else (language.short_day(title.event.local_date),)
    return " · ".join((role_word(language, title.role), where, *evening))


def role_word(language: Language, role: Role) -> str:
    """Name a role."""
    match role:
        case "owner":
            return language.text("Owner")
        case "organiser":
            return language.text("Organiser")
        case "representative":
            return language.text("Representative")
        case "door":
            return language.text("Door")


def redeemed(language: Language, outcome: Redeemed, title: Title | None) -> View:
    """Answer whoever opened an invite: what they are now, or that the link does not work."""
    if title is None:
        return View(
            language.html(
                "This invite does not work: it may have been used, taken back, or be too old. Ask for a new"
                " one. /next shows what is coming."
            )
        )
    words = title_words(language, title)
    if outcome.verdict == "own":
        return View(
            language.html(
                "This is your own invite: <b>{role}</b>. Hand it on to one person; it still works.",
                role=words,
            )
        )
    if outcome.verdict == "held_already":
        text = language.html("You are that already: <b>{role}</b>. The invite still works.", role=words)
        return View(paragraphs(text, duties(language, title)))
    welcome = language.html("🎉 <b>Welcome to the team!</b> You are now: <b>{role}</b>.", role=words)
    return View(paragraphs(welcome, duties(language, title)))


def duties(language: Language, title: Title) -> Markup:
    """Say what somebody with a role can do now."""
    if title.role == "organiser":
        return lines(
            language.html("What you can do now:"),
            language.html("/newevent plans a Hopdrink, /events shows and changes what is planned."),
            language.html("/guests shows who comes, /invite brings others into the team."),
            language.html("Add me to your group or channel, and I announce there."),
        )
    if title.role == "representative":
        return lines(
            language.html("What you can do now:"),
            language.html("/guests shows who comes to the evenings you are there for."),
            _where_questions_arrive(language, title.staff_group),
        )
    return lines(
        language.html("What you can do now:"),
        language.html("/guests shows who comes that evening, so that you can welcome everybody."),
    )


def _where_questions_arrive(language: Language, group: str | None) -> Markup:
    if group is None:
        return language.html(
            "There is no group of the team yet: members’ questions come to a representative in private. To"
            " answer, reply to them."
        )
    if not group:
        group = language.text("the team’s group")
    return language.html(
        "Members’ questions arrive in <b>{group}</b>: to answer, reply to them there. If you are not in that"
        " group yet, ask whoever invited you to have you added.",
        group=group,
    )


def taken(language: Language, title: Title) -> View:
    """Tell somebody that a role of theirs was taken back."""
    return View(
        language.html(
            "You are no longer: <b>{role}</b>. Thank you for all you did! As a member everything stays as it"
            " is.",
            role=title_words(language, title),
        )
    )


def invite_taken(language: Language, title: Title, name: str) -> View:
    """Tell whoever invited that the link was used, and by whom, and what is left to do for them."""
    group = title.staff_group
    return View(
        paragraphs(
            language.html(
                "🎉 {name} used your invite and is now: <b>{role}</b>.",
                name=name,
                role=title_words(language, title),
            ),
            language.html(
                "Members’ questions arrive in <b>{group}</b>: please have {name} added there.",
                group=group,
                name=name,
            )
            if group
            else None,
            language.html("Not the person you meant? /invite takes the role back."),
        )
    )
