"""An evening's way into its reader's calendar: links, a file, an address to subscribe to."""

from dataclasses import dataclass

from markupsafe import Markup

from handlers.evenings.views.event_card import EventFacts, title, when
from handlers.language import Language
from handlers.view import Button, View, lines, paragraphs
from hopdrinks.calendars.files import Entry
from hopdrinks.calendars.links import google_link, outlook_link


@dataclass(frozen=True)
class Feed:
    """The reader's own feed: a page that opens a calendar with it, and the address itself."""

    page: str
    address: str

    @classmethod
    def at(cls, public_url: str, token: str) -> "Feed":
        """Make it of where the program is reached and the member's secret word."""
        place = public_url.partition("://")[2]
        return cls(f"{public_url}/subscribe/{token}", f"webcal://{place}/feeds/{token}.ics")


def ways(language: Language, facts: EventFacts, entry: Entry, feed: Feed | None) -> View:
    """Offer every way into a calendar; `feed` None where there is no address to subscribe to."""
    event_id = facts.event.id
    rows: list[tuple[Button, ...]] = [
        (
            Button("📅 " + language.text("Google"), url=google_link(entry)),
            Button("📅 " + language.text("Outlook.com"), url=outlook_link(entry, "outlook.live.com")),
        ),
        (
            Button("📅 " + language.text("Microsoft 365"), url=outlook_link(entry, "outlook.office.com")),
            Button("📅 " + language.text("File"), f"ics:{event_id}"),
        ),
    ]
    if feed is not None:
        rows.append(
            (
                Button("📅 " + language.text("Subscribe"), url=feed.page),
                Button("🔁 " + language.text("New address"), f"newfeed:{event_id}"),
            )
        )
    rows.append((Button("↩️ " + language.text("Back to the card"), f"card:{event_id}"),))
    text = paragraphs(
        lines(title(facts), Markup("📆 {}").format(when(language, facts))),
        language.html(
            "<b>Into which calendar?</b> The file suits Apple’s and most others. A calendar keeps what it was"
            " given: when the evening changes, you hear of it here."
        ),
        None if feed is None else _subscription(language, feed),
    )
    return View(text, tuple(rows))


def file_caption(language: Language, facts: EventFacts) -> Markup:
    """Say what to do with the file."""
    if facts.event.state == "cancelled":
        return language.html(
            "📅 This Hopdrink is cancelled. Open this file, and your calendar takes it out; if it is still"
            " there then, delete it by hand."
        )
    return language.html(
        "📅 Open this file: your calendar adds the Hopdrink of {when}.", when=when(language, facts)
    )


def update_caption(language: Language, facts: EventFacts) -> Markup:
    """Say that an entry made by an earlier file is no longer true."""
    if facts.event.state == "cancelled":
        return file_caption(language, facts)
    return language.html(
        "📅 This Hopdrink stands otherwise in your calendar. Delete the old entry, then open this file: many"
        " calendars would keep both."
    )


def _subscription(language: Language, feed: Feed) -> Markup:
    return lines(
        language.html(
            "<b>Or subscribe once:</b> your Hopdrinks then come, change and go in your calendar by"
            " themselves, as often as it looks. Tap 📅 Subscribe, or give your calendar this address:"
        ),
        Markup("<code>{}</code>").format(feed.address),
        language.html("Keep it to yourself: whoever has it sees where you go. 🔁 makes it void."),
    )
