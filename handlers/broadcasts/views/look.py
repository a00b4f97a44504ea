"""What is said around a second person's OK to a broadcast."""

from markupsafe import Markup

from handlers.broadcasts.views.parts import Shown, about, aimed_at, clock, in_other_words, left_out
from handlers.language import Language
from handlers.view import Button, View, lines, paragraphs

LONGEST_REASON = 300


def question(language: Language, shown: Shown, asker: str, looked_at: str) -> View:
    """Ask a colleague, beneath the message itself, whether it may leave."""
    data = f"broadcast:{shown.broadcast.id}:"
    when = (
        language.html("🗓 It leaves {when}.", when=clock(language, shown, shown.due_at))
        if shown.due_at is not None
        else None
    )
    has_it = shown.counts.get("sent", 0)
    head = (
        language.html("<b>May this be said instead?</b> {name} has changed what many have.", name=asker)
        if has_it
        else language.html(
            "<b>May this leave?</b> {name} is about to send it to so many that a second person looks first.",
            name=asker,
        )
    )
    text = paragraphs(
        head, lines(about(language, shown), aimed_at(language, shown), *_readers(language, shown), when)
    )
    rows = (
        (
            Button("👍 " + language.text("Yes, it may"), f"{data}agree-{looked_at}"),
            Button("✖️ " + language.text("No, and why"), f"{data}decline-{looked_at}"),
        ),
    )
    return View(text, rows)


def _readers(language: Language, shown: Shown) -> tuple[Markup | None, ...]:
    """Count who gets it, or who has it already and who waits for it."""
    has_it = shown.counts.get("sent", 0)
    waiting = sum(shown.counts.get(state, 0) for state in ("queued", "sending"))
    if not has_it:
        return (
            language.html_plural(
                "📬 <b>{n} person</b> gets it", "📬 <b>{n} people</b> get it", shown.reached
            ),
            in_other_words(language, shown),
            left_out(language, shown.audience),
        )
    return (
        language.html_plural(
            "✏️ <b>{n} person</b> has it and sees it change",
            "✏️ <b>{n} people</b> have it and see it change",
            has_it,
        ),
        language.html_plural("📬 <b>{n} person</b> gets it", "📬 <b>{n} people</b> get it", waiting)
        if waiting
        else None,
    )


def verdict(language: Language, shown: Shown, name: str, why: str, *, granted: bool) -> View:
    """Tell whoever asked what a colleague said."""
    opened = Button("👀 " + language.text("Look at it"), f"broadcast:{shown.broadcast.id}")
    if not granted:
        said = language.html("✖️ <b>{name} would rather not send your broadcast.</b>", name=name)
        reason = language.html("“{why}”", why=why) if why else None
        begun = shown.broadcast.begun_at is not None
        then = (
            language.html("Nobody gets the new words: change them, or ask again.")
            if begun
            else language.html("It is a draft: change it, then ask again.")
        )
        return View(paragraphs(said, reason, then), ((opened,),))
    said = language.html("👍 <b>{name} agrees to your broadcast.</b>", name=name)
    then = {
        "scheduled": language.html("It leaves when it is due."),
        "paused": language.html("It was due already: tap ▶️ to send it."),
        "done": language.html("Who has it sees it change now."),
        "cancelled": language.html("Who has it sees it change now."),
    }.get(shown.broadcast.state, language.html("It leaves in a minute."))
    return View(paragraphs(said, then), ((opened,),))


def nobody_else(language: Language, shown: Shown) -> View:
    """Ask the only organiser once more, as there is nobody else to look at it."""
    yes = Button("👍 " + language.text("Yes, do it"), shown.send_data.replace(":send-", ":alone-"))
    back = Button("↩️ " + language.text("Back"), f"broadcast:{shown.broadcast.id}")
    text = language.html_plural(
        "<b>Really to {n} person?</b> For so many a second person should look first, but nobody else"
        " organises here. Read it once more, please.",
        "<b>Really to {n} people?</b> For so many a second person should look first, but nobody else"
        " organises here. Read it once more, please.",
        shown.reached,
    )
    return View(text, ((yes, back),))


def no_longer_asked(language: Language) -> str:
    """Say that there is nothing to agree to any more, or nothing for this person."""
    return language.text("It has changed since, somebody has answered, or you asked yourself.")


def why(language: Language) -> Markup:
    """Ask for a reason."""
    return language.html("<b>What should be otherwise?</b> I pass your words on.")


def why_shorter(language: Language) -> Markup:
    """Say that a reason is too long."""
    return language.html("Say it in 300 characters at most, please.")


def declined(language: Language) -> View:
    """Say that it does not leave."""
    return View(language.html("Thank you: it does not leave, and I have said why."))


def too_late(language: Language) -> Markup:
    """Say that a no comes too late."""
    return language.html("That came too late: it has changed since, or somebody has answered.")
