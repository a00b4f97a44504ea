"""Answers for everybody: suggested to who asks, sent to who waits, and looked over by who publishes them."""

from collections.abc import Sequence

from markupsafe import Markup

from handlers.language import Language
from handlers.view import Button, View, lines, paragraphs, quoted
from storage.question_records import FaqEntry

_LONGEST_LABEL = 40


def suggestions(language: Language, entries: Sequence[FaqEntry], message_id: int) -> View:
    """Offer answers before a person is asked."""
    return View(
        paragraphs(
            language.html("<b>Somebody asked this before. Is it what you are looking for?</b>"),
            *(_entry(entry) for entry in entries),
            language.html("If you say nothing, I pass your question on in ten minutes."),
        ),
        (
            (
                Button("👍 " + language.text("That is it"), f"faq_found:{message_id}"),
                Button("❓ " + language.text("Ask a person"), f"faq_ask:{message_id}"),
            ),
        ),
    )


def for_one(language: Language, entry: FaqEntry, question_id: int) -> View:
    """Show somebody of the staff an answer for everybody before it is sent to one who asks."""
    button = Button("📣 " + language.text("Send it"), f"faqsend:{question_id}:{entry.id}")
    return View(_entry(entry), ((button,),))


def found(language: Language) -> View:
    """Be glad with somebody who found their answer."""
    return View(language.html("👍 Good! Your question was not passed on. /ask whenever you have another."))


def sent_to_waiting(language: Language, entry: FaqEntry, question_id: int) -> View:
    """Send a published answer to somebody who waits for the same."""
    return View(
        paragraphs(
            language.html("<b>Somebody asked nearly the same as you, and here is the answer:</b>"),
            _entry(entry),
            language.html("Your own question stays with the team unless you say that this is it."),
        ),
        ((Button("👍 " + language.text("That is it"), f"faq_helped:{question_id}"),),),
    )


def helped(language: Language) -> View:
    """Close a question that found its answer."""
    return View(language.html("👍 Good! Your question is closed. If something is missing, just write it."))


def preview(language: Language, entry: FaqEntry) -> View:
    """Show whoever publishes an answer how it will read, and to whom."""
    reads = language.text("French") if entry.locale == "fr" else language.text("English")
    for_good = Button("📣 " + language.text("Publish"), f"publish:{entry.id}")
    rows: list[tuple[Button, ...]] = [(for_good,)]
    if entry.event_id is not None:
        label = language.text("Publish until this evening is over")
        rows.append((Button("📣 " + label, f"publish:{entry.id}:evening"),))
    drop = Button("✖️ " + language.text("Drop it"), f"unpublish:{entry.id}")
    return View(
        paragraphs(
            language.html(
                "<b>This is how everybody who asks in {language} will read it:</b>", language=reads
            ),
            _entry(entry),
            language.html("No name stands in it. Look whether the words give somebody away."),
        ),
        (*rows, (drop,)),
    )


def published(language: Language, entry: FaqEntry, told: int) -> View:
    """Say that an answer is published, and who was sent it at once."""
    return View(
        paragraphs(
            language.html("📣 <b>Published.</b>"),
            _entry(entry),
            language.html_plural(
                "{n} person who waits for the same is sent it now.",
                "{n} people who wait for the same are sent it now.",
                told,
            )
            if told
            else None,
        ),
        ((Button("🗑 " + language.text("Withdraw it"), f"unpublish:{entry.id}"),),),
    )


def withdrawn(language: Language) -> View:
    """Say that an answer is offered to nobody any more."""
    return View(language.html("🗑 It is offered to nobody any more."))


def listed(language: Language, entries: Sequence[FaqEntry]) -> View:
    """List what is published, and say how to publish."""
    how = language.html(
        "To publish an answer, reply to it with /publish and the question in your own words, like this:"
        " /publish Do I need an account to come?"
    )
    if not entries:
        return View(paragraphs(language.html("Nothing is published yet."), how))
    return View(
        paragraphs(language.html("<b>Published answers</b>"), *(_entry(entry) for entry in entries), how),
        tuple((_withdrawing(entry),) for entry in entries),
    )


def browse_button(language: Language) -> Button:
    """Offer the questions that have an answer for everybody."""
    return Button("❓ " + language.text("Frequent questions"), "faq_page:1")


def browsed(language: Language, entries: Sequence[FaqEntry], page: int, *, more: bool) -> View:
    """Show a page of questions, each with a button that shows its answer."""
    if not entries:
        return View(language.html("No answer is published for now. /ask puts a question to the team."))
    turning = (
        *((Button("⬅️ " + language.text("Back"), f"faq_page:{page - 1}"),) if page > 1 else ()),
        *((Button("➡️ " + language.text("Next"), f"faq_page:{page + 1}"),) if more else ()),
    )
    rows = [(Button(f"❓ {shortened(entry.question)}", f"faq_read:{entry.id}:{page}"),) for entry in entries]
    return View(language.html("<b>What others asked</b>"), (*rows, turning))


def read(language: Language, entry: FaqEntry, page: int) -> View:
    """Show one published answer."""
    text = paragraphs(_entry(entry), language.html("Something else? /ask puts a question to the team."))
    return View(text, ((Button("↩️ " + language.text("All questions"), f"faq_page:{page}"),),))


def words_only(language: Language) -> View:
    """Say what can be published."""
    return View(language.html("Only an answer in words can be published. Reply to such a one with /publish."))


def question_missing(language: Language) -> View:
    """Say what is missing to publish an answer."""
    return View(
        language.html(
            "Write the question behind it in your own words, like this: /publish Do I need an account to"
            " come?"
        )
    )


def _entry(entry: FaqEntry) -> Markup:
    return lines(Markup("<b>{}</b>").format(entry.question), quoted(Markup("{}").format(entry.answer)))


def _withdrawing(entry: FaqEntry) -> Button:
    return Button(f"🗑 {shortened(entry.question)}", f"unpublish:{entry.id}")


def shortened(question: str) -> str:
    """Shorten a question to what a button shows."""
    return question[:_LONGEST_LABEL] + ("…" if len(question) > _LONGEST_LABEL else "")
