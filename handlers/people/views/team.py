"""/invite: who holds which role in a city, the links that are open, and making another."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from markupsafe import Markup

from handlers.language import Language
from handlers.people.views.roles import Title, role_word, title_words
from handlers.view import Button, View, lines, paragraphs
from hopdrinks.wall_time import to_local
from storage.records import Chapter, Event, Role

#: More than these are no list for a chat; roles of evenings that are over are not shown.
MOST_LISTED = 30


@dataclass(frozen=True)
class Held:
    """A role somebody holds, by name; removable where the reader may take it back."""

    id: int
    name: str
    title: Title
    is_removable: bool


@dataclass(frozen=True)
class Open:
    """A link that still works."""

    id: int
    title: Title
    expires_at: datetime


@dataclass(frozen=True)
class Team:
    """A city's people and links, as somebody sees them."""

    chapter: Chapter
    held: Sequence[Held]
    invites: Sequence[Open]
    reads_audit: bool
    has_others: bool


def team(language: Language, shown: Team, said: Markup | None = None) -> View:
    """Show a city's team with everything that can be done about it."""
    chapter = shown.chapter
    people = [Markup("• {} – {}").format(held.name, title_words(language, held.title)) for held in shown.held]
    links = [_open(language, chapter, one) for one in shown.invites]
    text = paragraphs(
        said,
        lines(
            language.html("<b>The team in {city}</b>", city=chapter.name),
            *(people or [language.html("Nobody yet: the owner looks after it.")]),
        ),
        lines(language.html("<b>Invites that are open</b>"), *links) if links else None,
        language.html("An invite is a link that works once, for one person, within seven days."),
    )
    rows = [
        (Button("🎟 " + language.text("Invite an organiser"), f"inv:{chapter.id}:organiser"),),
        (Button("🎟 " + language.text("Invite a representative"), f"inv:{chapter.id}:representative"),),
        (Button("🎟 " + language.text("Invite somebody for the door"), f"inv:{chapter.id}:door"),),
        *((Button(_removing(language, one), f"unrole:{one.id}"),) for one in shown.held if one.is_removable),
        *((Button(f"✂️ {_open_label(language, chapter, one)}", f"inv_end:{one.id}"),)
          for one in shown.invites),
        (Button("📜 " + language.text("Who did what"), "audit:1"),) if shown.reads_audit else (),
        (Button("↩️ " + language.text("Other cities"), "team:0"),) if shown.has_others else (),
    ]  # fmt: skip
    return View(text, tuple(rows))


def which_city(language: Language, managed: Sequence[Chapter]) -> View:
    """Ask whose team is wanted."""
    rows = tuple((Button(f"📍 {chapter.name}", f"team:{chapter.id}"),) for chapter in managed)
    return View(language.html("<b>The team of which city?</b>"), rows)


def which_scope(
    language: Language, chapter: Chapter, role: Role, evenings: Sequence[Event], *, everywhere: bool
) -> View:
    """Ask for what a role is meant: the city, one of its evenings, or everywhere."""
    rows: list[tuple[Button, ...]] = []
    if role == "representative":
        rows.append((Button(f"📍 {chapter.name}", f"inv_make:{chapter.id}:{role}-city"),))
        if everywhere:
            anywhere = Button("🌍 " + language.text("Everywhere"), f"inv_make:{chapter.id}:{role}-all")
            rows.append((anywhere,))
    for event in evenings:
        data = f"inv_make:{chapter.id}:{role}-{event.id}"
        rows.append((Button(f"📆 {language.short_day(event.local_date)}", data),))
    back = (Button("↩️ " + language.text("Back"), f"team:{chapter.id}"),)
    asked = language.html("<b>{role}</b>: for which evening?", role=role_word(language, role))
    if role == "representative":
        asked = language.html(
            "<b>{role}</b>: for the city, or for one evening?", role=role_word(language, role)
        )
    elif not evenings:
        asked = language.html("No evening is planned in {city} yet. /newevent plans one.", city=chapter.name)
    return View(asked, (*rows, back))


def link(language: Language, title: Title, url: str, expires_at: datetime, zone: str) -> View:
    """Hand over an invite's link, and say how to hand it on."""
    words = title_words(language, title)
    local = to_local(expires_at, zone)
    text = paragraphs(
        language.html("🎟 <b>An invite: {role}</b>", role=words),
        Markup("{}").format(url),
        language.html(
            "Send this link to one person, in a private message: whoever opens it first and presses Start has"
            " the role. It works once, until {moment}.",
            moment=language.moment(local.date(), local.time().replace(second=0, microsecond=0)),
        ),
        language.html("/invite shows it as long as it is open, and takes it back."),
    )
    words_to_share = language.text("You are invited: {role}. Open the link and press Start.", role=words)
    share = "https://t.me/share/url?" + urlencode({"url": url, "text": words_to_share})
    return View(text, ((Button("📨 " + language.text("Hand it on"), url=share),),))


def confirm_removal(language: Language, held: Held, *, own: bool, back: int) -> View:
    """Ask once more before a role is taken back."""
    words = title_words(language, held.title)
    if own:
        asked = language.html("<b>Leave the team?</b> You would no longer be: {role}.", role=words)
    else:
        asked = language.html(
            "<b>Take the role back?</b> {name} would no longer be: {role}. I tell them.",
            name=held.name,
            role=words,
        )
    return View(
        asked,
        (
            (Button("👍 " + language.text("Yes, I am sure"), f"unrole:{held.id}:sure"),),
            (Button("↩️ " + language.text("Back"), f"team:{back}"),),
        ),
    )


def last_organiser(language: Language, chapter: Chapter) -> Markup:
    """Say why the last organiser stays."""
    return language.html(
        "{city} would be left without an organiser. Invite another first; once they are there, you can go.",
        city=chapter.name,
    )


def too_many(language: Language) -> Markup:
    """Say that no more links can be open."""
    return language.html("Too many of your invites are open: take one back first.")


def no_organiser(language: Language) -> View:
    """Tell a member kindly that this is the organisers' business."""
    return View(
        language.html(
            "The team of each city is invited by its organisers. If you would like to help, /ask the"
            " platform: they will be glad."
        )
    )


def no_longer(language: Language) -> str:
    """Answer a tap that may not do anything any more."""
    return language.text("This button is no longer valid. /invite shows the team.")


def _open(language: Language, chapter: Chapter, one: Open) -> Markup:
    day = to_local(one.expires_at, chapter.time_zone).date()
    return language.html(
        "• {role}, until {day}", role=title_words(language, one.title), day=language.day(day)
    )


def _removing(language: Language, held: Held) -> str:
    return "🚪 " + language.text("Remove {held}", held=_held_label(language, held))


def _held_label(language: Language, held: Held) -> str:
    return f"{held.name[:24]} · {role_word(language, held.title.role)}"


def _open_label(language: Language, chapter: Chapter, one: Open) -> str:
    day = language.short_day(to_local(one.expires_at, chapter.time_zone).date())
    return language.text("Invite: {role}, until {day}", role=role_word(language, one.title.role), day=day)
