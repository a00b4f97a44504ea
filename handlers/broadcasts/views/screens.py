"""A broadcast as whoever wrote it sees it, in each of its states, with what can be done to it then."""

from collections.abc import Sequence

from markupsafe import Markup

from handlers.broadcasts.views.parts import (
    Shown,
    aimed_at,
    at_night,
    bar,
    came_of_it,
    changed_words,
    clock,
    in_other_words,
    later_too,
    left_out,
    looked_at,
    outcomes,
    taken_back,
    written,
)
from handlers.language import Language
from handlers.view import Button, View, lines, paragraphs
from storage.broadcast_records import Broadcast

_LABEL = 28
ON_A_PAGE = 8


def screen(language: Language, shown: Shown, said: Markup | None = None) -> View:
    """Show a broadcast as it is now."""
    state = {
        "draft": _draft,
        "scheduled": _scheduled,
        "sending": _sending,
        "paused": _paused,
        "done": _ended,
        "cancelled": _ended,
        "recalled": _ended,
    }[shown.broadcast.state]
    view = state(language, shown)
    return View(paragraphs(said, view.text), (*view.rows, (_all(language),)))


def listed(
    language: Language, known: Sequence[Broadcast], chapters: dict[int, str], page: int, *, more: bool
) -> View:
    """List a page of broadcasts, the latest first, and offer to write one."""
    rows = [(_open(language, one),) for one in known]
    city = len(chapters) > 1
    new = [(_new(language, chapter_id, name if city else ""),) for chapter_id, name in chapters.items()]
    text = language.html("<b>Broadcasts</b>: one message of yours to many members at once.")
    turning = (
        *((Button("⬅️ " + language.text("Back"), f"broadcasts:{page - 1}"),) if page > 1 else ()),
        *((Button("➡️ " + language.text("Next"), f"broadcasts:{page + 1}"),) if more else ()),
    )
    return View(text, (*new, *rows, turning))


def no_organiser(language: Language) -> View:
    """Tell somebody kindly that this is the organisers' business."""
    return View(language.html("Only the organisers of a city write to all its members. /ask reaches them."))


def no_longer(language: Language) -> str:
    """Answer a tap that may not do anything any more."""
    return language.text("This button is no longer valid. /broadcast shows them all.")


def look_again(language: Language) -> Markup:
    """Say that what 📣 or 🗓 was to send is not what was shown."""
    return language.html(
        "⚠️ Nothing was sent: the message or its audience has changed since it was shown, or it was shown"
        " too long ago. Look at it again, then tap 📣."
    )


def sure(language: Language, shown: Shown, verb: str) -> View:
    """Ask whether something is really meant that cannot be undone."""
    broadcast_id = shown.broadcast.id
    question = {
        "cancel": language.html("<b>End this broadcast?</b> Who has not got it yet will not get it."),
        "recall": language.html(
            "<b>Take it back?</b> I delete it in every chat, and where it is older than two days I put"
            " “withdrawn” in its place. People may have read it."
        ),
        "delete": language.html("<b>Delete this draft?</b>"),
    }[verb]
    yes = Button("👍 " + language.text("Yes, do it"), f"broadcast:{broadcast_id}:{verb}-yes")
    back = Button("↩️ " + language.text("Back"), f"broadcast:{broadcast_id}")
    return View(question, ((yes, back),))


def _draft(language: Language, shown: Shown) -> View:
    broadcast = shown.broadcast
    data = f"broadcast:{broadcast.id}:"
    night = (
        Button("🌙 " + language.text("At night: waits"), data + "night-silent")
        if broadcast.waits_for_morning
        else Button("🌙 " + language.text("At night: silent"), data + "night-wait")
    )
    label = language.plural("Send to {n}", "Send to {n}", shown.reached)
    send = (Button("📣 " + label, shown.send_data),) if shown.reached else ()
    rows = (
        send,
        (
            Button("👁 " + language.text("Test to me"), data + "preview"),
            Button("🗓 " + language.text("Schedule"), data + "schedule"),
        ),
        _languages(language, broadcast),
        (Button("🎯 " + language.text("Who gets it"), data + "aim"), *(() if shown.urgent else (night,))),
        (Button("🗑 " + language.text("Delete this draft"), data + "delete"),),
    )
    text = paragraphs(
        language.html("<b>Broadcast, a draft:</b> nobody has got it."),
        written(language, shown),
        _reaches(language, shown),
    )
    return View(text, rows)


def _scheduled(language: Language, shown: Shown) -> View:
    data = f"broadcast:{shown.broadcast.id}:"
    due = (
        language.html(
            "<b>Broadcast, scheduled:</b> it leaves {when}.", when=clock(language, shown, shown.due_at)
        )
        if shown.due_at is not None
        else language.html("<b>Broadcast, scheduled.</b>")
    )
    follows = (
        language.html("If the evening moves, so does this.") if shown.broadcast.anchor is not None else None
    )
    rows = (
        (
            Button("👁 " + language.text("Test to me"), data + "preview"),
            Button("💾 " + language.text("Back to draft"), data + "put_back"),
        ),
        _second_yes(language, shown),
        (Button("✖️ " + language.text("Call it off"), data + "cancel"),),
    )
    text = paragraphs(lines(due, follows), written(language, shown), _reaches(language, shown))
    return View(text, rows)


def _sending(language: Language, shown: Shown) -> View:
    data = f"broadcast:{shown.broadcast.id}:"
    until = shown.broadcast.undo_until
    if until is not None and shown.now < until:
        text = language.html(
            "<b>Broadcast, about to leave.</b> Nothing has left; for a minute ✖️ undoes it without a trace."
        )
        return View(
            paragraphs(text, written(language, shown), aimed_at(language, shown)),
            ((Button("✖️ " + language.text("Stop"), data + "put_back"),),),
        )
    text = paragraphs(
        language.html("<b>Broadcast, on its way</b>"),
        written(language, shown),
        language.html(
            "🌙 It waits for the morning: it goes on {when}.", when=clock(language, shown, shown.due_at)
        )
        if shown.due_at is not None
        else None,
        lines(bar(language, shown), _pace(language, shown)),
        lines(outcomes(language, shown.counts), left_out(language, shown.left_out)),
    )
    rows = (
        (
            Button("⏸ " + language.text("Pause"), data + "pause"),
            Button("✖️ " + language.text("End it"), data + "cancel"),
        ),
    )
    return View(text, rows)


def _paused(language: Language, shown: Shown) -> View:
    data = f"broadcast:{shown.broadcast.id}:"
    text = paragraphs(
        language.html("<b>Broadcast, paused</b>"),
        written(language, shown),
        pause_words(language, shown.broadcast.pause_reason),
        changed_words(language, shown),
        bar(language, shown) if shown.counts else None,
        lines(outcomes(language, shown.counts), left_out(language, shown.left_out)) if shown.counts else None,
    )
    rows = (
        (
            Button("▶️ " + language.text("Go on"), data + "resume"),
            Button("✖️ " + language.text("End it"), data + "cancel"),
        ),
        _second_yes(language, shown),
        *(
            (_languages(language, shown.broadcast),)
            if shown.broadcast.begun_at is None
            else _afterwards(language, shown)
        ),
    )
    return View(text, rows)


def _is_to_come(shown: Shown) -> bool:
    return shown.event is not None and shown.event.event.starts_at > shown.now


def _second_yes(language: Language, shown: Shown) -> tuple[Button, ...]:
    data = f"broadcast:{shown.broadcast.id}:"
    if shown.look == "refused" and shown.broadcast.state != "paused":  # there ▶️ asks again
        return (Button("👥 " + language.text("Ask for the OK again"), data + "ask"),)
    if shown.look == "alone":
        return (Button("👍 " + language.text("Yes, do it"), data + "sure"),)
    return ()


def _ended(language: Language, shown: Shown) -> View:
    head = {
        "done": language.html("<b>Broadcast, sent</b>"),
        "cancelled": language.html("<b>Broadcast, ended early</b>"),
        "recalled": language.html("<b>Broadcast, taken back</b>"),
    }[shown.broadcast.state]
    said = written(language, shown)
    if shown.broadcast.begun_at is None:
        return View(paragraphs(head, said, language.html("Nobody got it.")), ())
    if shown.broadcast.state == "recalled":
        return View(paragraphs(head, said, taken_back(language, shown)), _afterwards(language, shown))
    took = None
    whole = shown.broadcast.resumed_at == shown.broadcast.begun_at
    if shown.broadcast.ended_at is not None and shown.broadcast.state == "done" and whole:
        first = shown.broadcast.undo_until or shown.broadcast.begun_at
        seconds = max(1, round((shown.broadcast.ended_at - first).total_seconds()))
        took = language.html("It took {time}.", time=duration(language, seconds))
    text = paragraphs(
        head,
        said,
        changed_words(language, shown),
        lines(outcomes(language, shown.counts), left_out(language, shown.left_out)),
        took,
        later_too(language, shown) if shown.broadcast.state == "done" and _is_to_come(shown) else None,
        came_of_it(language, shown),
    )
    return View(text, (_second_yes(language, shown), _tell(language, shown), *_afterwards(language, shown)))


def _tell(language: Language, shown: Shown) -> tuple[Button, ...]:
    """Offer to tell those who come of a correction, which makes no sound by itself."""
    if not shown.concerned:
        return ()
    return (Button("🔊 " + language.text("Tell those who come"), f"broadcast:{shown.broadcast.id}:correct"),)


def pause_words(language: Language, reason: str) -> Markup:
    """Say why a broadcast is paused, and what to do."""
    words = {
        "content": language.html(
            "⚠️ Telegram refused it for one of the first people who were to get it, so nobody else got it."
            " Change the message, then tap ▶️."
        ),
        "failing": language.html(
            "⚠️ Of the last 50 messages many did not arrive, so I stopped. Tap ▶️ to go on."
        ),
        "gap": language.html("⚠️ I was away for more than six hours. Shall the others still get it?"),
        "past": language.html("⚠️ The evening it is about is over. Shall the others still get it?"),
        "late": language.html("⚠️ I was away when it was due. Shall it leave now?"),
        "unseen": language.html(
            "⚠️ It was due, but it goes to so many that a second person has to agree. ▶️ asks, or sends it if"
            " somebody has."
        ),
        "event_cancelled": language.html("⚠️ The evening it is about was called off. Shall it go on?"),
        "author": language.html("⚠️ Whoever wrote it organises here no more. Shall it leave all the same?"),
    }
    return words.get(reason, language.html("Nothing leaves until you tap ▶️."))


def duration(language: Language, seconds: int) -> str:
    """Word a length of time."""
    if seconds < 90:
        return language.plural("{n} second", "{n} seconds", seconds)
    return language.plural("{n} minute", "{n} minutes", round(seconds / 60))


def _afterwards(language: Language, shown: Shown) -> tuple[tuple[Button, ...], ...]:
    data = f"broadcast:{shown.broadcast.id}:"
    state, counts = shown.broadcast.state, shown.counts
    uncertain = counts.get("uncertain", 0)
    again = language.plural("Send the uncertain one again", "Send the {n} uncertain ones again", uncertain)
    resend = (Button("🔁 " + again, data + "resend"),) if uncertain and state in ("done", "paused") else ()
    change = () if state == "recalled" else _languages(language, shown.broadcast)
    if len(shown.broadcast.contents[shown.broadcast.written_in].parts) > 1:
        change = ()
    back = () if state == "recalled" else (Button("🗑 " + language.text("Take it back"), data + "recall"),)
    table = (Button("📄 " + language.text("The whole list"), data + "table"),)
    return (resend, change, back, table)


def _languages(language: Language, broadcast: Broadcast) -> tuple[Button, ...]:
    names = {"fr": language.text("French text"), "en": language.text("English text")}
    known = [locale for locale in names if locale in broadcast.contents or broadcast.begun_at is None]
    return tuple(
        Button(
            ("✏️ " if locale in broadcast.contents else "🌐 ") + names[locale],
            f"broadcast:{broadcast.id}:edit-{locale}",
        )
        for locale in known
    )


def _reaches(language: Language, shown: Shown) -> Markup:
    return lines(
        aimed_at(language, shown),
        language.html_plural(
            "📬 <b>{n} person</b> gets it, and you first of all",
            "📬 <b>{n} people</b> get it, and you first of all",
            shown.reached,
        ),
        in_other_words(language, shown),
        later_too(language, shown),
        left_out(language, shown.audience),
        at_night(language, shown),
        looked_at(language, shown),
    )


def _pace(language: Language, shown: Shown) -> Markup | None:
    if shown.pace < 0.1:
        return None
    rest = shown.counts.get("queued", 0) + shown.counts.get("sending", 0)
    return language.html(
        "{pace} a second, about {time} more",
        pace=language.number(max(1, round(shown.pace))),
        time=duration(language, max(1, round(rest / shown.pace))),
    )


def _open(language: Language, broadcast: Broadcast) -> Button:
    icon = {
        "draft": "💾",
        "scheduled": "🗓",
        "sending": "▶️",
        "paused": "⏸",
        "done": "✅",
        "cancelled": "✖️",
        "recalled": "🗑",
    }[broadcast.state]
    content = broadcast.contents[broadcast.written_in]
    text = " ".join(content.parts[0].text.split()) or language.text("Without words")
    return Button(
        f"{icon} {text if len(text) <= _LABEL else text[: _LABEL - 1] + '…'}", f"broadcast:{broadcast.id}"
    )


def _new(language: Language, chapter_id: int, city: str) -> Button:
    label = language.text("Write one") + (f" · {city}" if city else "")
    return Button("✏️ " + label, f"broadcast_new:{chapter_id}")


def _all(language: Language) -> Button:
    return Button("↩️ " + language.text("All broadcasts"), "broadcasts:1")
