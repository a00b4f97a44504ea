"""Whom a broadcast is for: the choices, each a tap, and the list of people."""

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from handlers.broadcasts.views.parts import answer_words, left_out, reason_words
from handlers.evenings.views.event_card import EventFacts
from handlers.language import Language
from handlers.view import Button, View, lines, paragraphs
from storage.broadcast_records import Broadcast

PAGE = 30


def choices(
    language: Language,
    broadcast: Broadcast,
    evenings: Sequence[EventFacts],
    counted: Mapping[str, int],
    city: str,
) -> View:
    """Show what can be chosen, with what is chosen ticked, and how many that are."""
    audience, data = broadcast.audience, f"broadcast:{broadcast.id}:aim-"
    rows: list[tuple[Button, ...]] = [
        (
            _tick(
                "🗓 " + _evening(language, one),
                data + f"evening-{one.event.id}",
                one.event.id == broadcast.event_id,
            ),
        )
        for one in evenings
    ]
    if broadcast.event_id is not None:
        answers = [
            _tick(words, data + f"answer-{answer}", answer in audience.answers)
            for answer, words in answer_words(language).items()
        ]
        rows += [tuple(answers[:3]), tuple(answers[3:])]
        later = "🆕 " + language.text("Also who says ✅ later")
        switch = "later-no" if broadcast.for_later else "later-yes"
        rows.append((_tick(later, data + switch, broadcast.for_later),))
    came = {
        "any": language.text("All"),
        "before": language.text("Came before"),
        "never": language.text("Never came"),
    }
    rows.append(
        tuple(_tick(words, data + f"came-{one}", one == audience.came) for one, words in came.items())
    )
    newcomers = "🌱 " + language.text("Here for less than 30 days")
    rows.append((_tick(newcomers, data + ("new-no" if audience.new else "new-yes"), audience.new),))
    locales = {"": language.text("Both languages"), "fr": "Français", "en": "English"}
    rows.append(
        tuple(_tick(words, data + f"locale-{one}", one == audience.locale) for one, words in locales.items())
    )
    rows.append((Button("👥 " + language.text("Who exactly?"), f"broadcast:{broadcast.id}:people-0"),))
    rows.append((Button("↩️ " + language.text("Back"), f"broadcast:{broadcast.id}"),))
    text = paragraphs(
        language.html(
            "<b>Who gets it?</b> The followers of Hopdrink {city}, narrowed down as you like.", city=city
        ),
        language.html(
            "With an evening chosen, you can pick those who answered it in some way, or not at all."
        )
        if evenings
        else None,
        lines(
            language.html_plural(
                "📬 <b>{n} person</b> gets it, and you first of all",
                "📬 <b>{n} people</b> get it, and you first of all",
                counted.get("", 0),
            ),
            left_out(language, counted),
        ),
    )
    return View(text, tuple(rows))


def people(
    language: Language, broadcast: Broadcast, listed: Sequence[tuple[str, str]], page: int, total: int
) -> View:
    """List people by name; those left out carry the reason."""
    entries = [
        Markup("🚫 {} <i>({})</i>").format(name, reason_words(language, reason))
        if reason
        else Markup("📬 {}").format(name)
        for name, reason in listed
    ]
    turns = []
    if page > 0:
        turns.append(Button("⬅️", f"broadcast:{broadcast.id}:people-{page - 1}"))
    if (page + 1) * PAGE < total:
        turns.append(Button("➡️", f"broadcast:{broadcast.id}:people-{page + 1}"))
    back = Button("↩️ " + language.text("Back"), f"broadcast:{broadcast.id}:aim")
    head = language.html_plural("<b>{n} person</b>", "<b>{n} people</b>", total)
    return View(paragraphs(head, lines(*entries) or language.html("Nobody.")), (tuple(turns), (back,)))


def _evening(language: Language, facts: EventFacts) -> str:
    """Name an evening by its day, and say where nobody comes to it any more."""
    day = language.short_day(facts.event.local_date)
    if facts.event.state == "cancelled":
        return language.text("{day}: cancelled", day=day)
    return language.text("{day}: over", day=day) if facts.now >= facts.event.ends_at else day


def _tick(label: str, data: str, chosen: bool) -> Button:
    return Button(label + " ✓" if chosen else label, data)
