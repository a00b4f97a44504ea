"""What several screens of a broadcast say: whom it is for, who is left out, how far it is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, NamedTuple

from markupsafe import Markup

from handlers.evenings.views.event_card import EventFacts, when
from handlers.language import Language
from handlers.view import lines
from hopdrinks.broadcasts.life import seal
from hopdrinks.wall_time import to_local
from storage.broadcast_records import Broadcast, Content
from storage.records import Chapter

#: The start of what was written is shown so far.
_SHOWN = 160
_BAR = 12


#: A second person's OK: not needed (yet), asked for, given; "alone": there is nobody to ask; "refused": other
#: words, to which nobody has agreed in time.
Look = Literal["", "asked", "approved", "alone", "refused"]


class Effects(NamedTuple):
    """What came of a broadcast among those who got it."""

    answers: Mapping[str, int]
    mutes: int
    blocks: int


@dataclass(frozen=True)
class Shown:
    """What a screen shows of a broadcast, at an instant."""

    broadcast: Broadcast
    chapter: Chapter
    event: EventFacts | None
    now: datetime
    #: The audience by the reason somebody is left out; "": those who get it. Until it is sent.
    audience: Mapping[str, int] = field(default_factory=dict)
    #: How many of those read a language it is not written in.
    strangers: int = 0
    #: Whether it sounds at night as well.
    urgent: bool = False
    #: How far a second person's OK is.
    look: Look = ""
    #: When it leaves, where it is scheduled; when it goes on, where it waits for the morning.
    due_at: datetime | None = None
    #: The recipients by state, and those left out by reason. Once it is sent.
    counts: Mapping[str, int] = field(default_factory=dict)
    left_out: Mapping[str, int] = field(default_factory=dict)
    effects: Effects | None = None
    #: How many come to its evening who can be told that it was corrected.
    concerned: int = 0
    #: Messages a second.
    pace: float = 0.0

    @property
    def reached(self) -> int:
        """How many get it."""
        return self.audience.get("", 0)

    @property
    def send_data(self) -> str:
        """What 📣 says: what was shown, to how many, and when."""
        minute = int(self.now.timestamp()) // 60
        return f"broadcast:{self.broadcast.id}:send-{seal(self.broadcast, self.reached)}-{minute}"


def in_other_words(language: Language, shown: Shown) -> Markup | None:
    """Say how many get it in a language that is not theirs, and with which mark."""
    if not shown.strangers:
        return None
    if shown.broadcast.written_in == "fr":
        return language.html_plural(
            "🌐 <b>{n} person</b> of them reads English: for them I add “Only available in French.”",
            "🌐 <b>{n} people</b> of them read English: for them I add “Only available in French.”",
            shown.strangers,
        )
    return language.html_plural(
        "🌐 <b>{n} person</b> of them reads French: for them I add “Only available in English.”",
        "🌐 <b>{n} people</b> of them read French: for them I add “Only available in English.”",
        shown.strangers,
    )


def came_of_it(language: Language, shown: Shown) -> Markup | None:
    """Say the day after what came of it."""
    effects = shown.effects
    if effects is None:
        return None
    answered = None
    if shown.event is not None:
        words = {
            "✅": effects.answers.get("going", 0),
            "⏳": effects.answers.get("waitlisted", 0) + effects.answers.get("offered", 0),
            "🤔": effects.answers.get("maybe", 0),
            "🚫": effects.answers.get("declined", 0),
        }
        listed = " · ".join(f"{emoji} {language.number(number)}" for emoji, number in words.items() if number)
        answered = language.html("Answers to the evening since: {answers}", answers=listed or "0")
    return lines(
        language.html("<b>What came of it</b>"),
        answered,
        language.html_plural("🔕 {n} wants fewer of these", "🔕 {n} want fewer of these", effects.mutes),
        language.html_plural(
            "⛔ {n} has blocked me within a day", "⛔ {n} have blocked me within a day", effects.blocks
        )
        if effects.blocks
        else None,
    )


def later_too(language: Language, shown: Shown) -> Markup | None:
    """Say that whoever joins later gets it too."""
    if not shown.broadcast.for_later:
        return None
    return language.html("🆕 Whoever says ✅ later gets it too, once, until the evening begins.")


def changed_words(language: Language, shown: Shown) -> Markup | None:
    """Say how far the OK to other words is, and what those who have the old ones see until then."""
    if shown.look not in ("asked", "alone", "refused"):
        return None
    if not shown.counts.get("sent"):
        return looked_at(language, shown)
    return lines(
        looked_at(language, shown), language.html("Who has it already keeps the old words until then.")
    )


def looked_at(language: Language, shown: Shown) -> Markup | None:
    """Say how far a second person's OK is."""
    words = {
        "asked": language.html("👥 It waits for a second person’s OK: I have asked the others."),
        "approved": language.html("👥 A second person agrees."),
        "alone": language.html("👥 Nobody else organises here: it waits for your second 👍."),
        "refused": language.html("👥 Nobody has agreed to these words, so nobody gets them."),
    }
    return words.get(shown.look)


def at_night(language: Language, shown: Shown) -> Markup:
    """Say what becomes of it in the hours in which people sleep."""
    if shown.urgent:
        return language.html(
            "🌙 It sounds at night as well: the evening was called off, or its place has changed."
        )
    if shown.broadcast.waits_for_morning:
        return language.html("🌙 What would arrive at night waits for the morning.")
    return language.html("🌙 Who sleeps gets it without a sound.")


def written(language: Language, shown: Shown) -> Markup:
    """Show the start of what was written, in each language, and the evening it is about."""
    names = {"fr": language.text("In French:"), "en": language.text("In English:")}
    parts = [
        Markup("✏️ <b>{}</b> {}").format(names[locale], _gist(language, content))
        for locale, content in shown.broadcast.contents.items()
    ]
    return lines(*parts, about(language, shown))


def about(language: Language, shown: Shown) -> Markup | None:
    """Say which evening it is about."""
    if shown.event is None:
        return None
    day = when(language, shown.event)
    if shown.event.event.state == "cancelled":
        return language.html("📆 About {when}: cancelled", when=day)
    return language.html("📆 About {when}", when=day)


def aimed_at(language: Language, shown: Shown) -> Markup:
    """Say whom it is for."""
    audience = shown.broadcast.audience
    parts: list[str | Markup] = []
    if shown.event is not None and audience.answers:
        answers = ", ".join(answer_words(language)[answer] for answer in audience.answers)
        day = when(language, shown.event)
        parts.append(language.text("whoever has said for {day}: {answers}", day=day, answers=answers))
    else:
        parts.append(language.text("the followers of Hopdrink {city}", city=shown.chapter.name))
    if audience.came != "any":
        parts.append(came_words(language)[audience.came])
    if audience.new:
        parts.append(language.text("who have followed for less than 30 days"))
    if audience.locale:
        parts.append(locale_words(language)[audience.locale])
    return language.html("🎯 For {who}", who=" · ".join(parts))


def answer_words(language: Language) -> dict[str, str]:
    """Word answers to an evening, for a list."""
    return {
        "going": language.text("coming"),
        "maybe": language.text("maybe"),
        "declined": language.text("cannot come"),
        "waitlisted": language.text("on the waitlist"),
        "none": language.text("no answer"),
    }


def came_words(language: Language) -> dict[str, str]:
    """Word whether somebody came before."""
    return {
        "any": language.text("whether they came before or not"),
        "before": language.text("who came before"),
        "never": language.text("who never came"),
    }


def locale_words(language: Language) -> dict[str, str]:
    """Word the language somebody reads."""
    return {
        "": language.text("in every language"),
        "fr": language.text("who read French"),
        "en": language.text("who read English"),
    }


def left_out(language: Language, reasons: Mapping[str, int]) -> Markup | None:
    """Count who is left out, by reason; what is known by another name counts together."""
    counted: dict[str, int] = {}
    for reason, number in reasons.items():
        if reason:
            words = reason_words(language, reason)
            counted[words] = counted.get(words, 0) + number
    if not counted:
        return None
    listed = ", ".join(f"{words} ({language.number(number)})" for words, number in counted.items())
    return language.html_plural(
        "🚫 {n} is left out: {reasons}",
        "🚫 {n} are left out: {reasons}",
        sum(counted.values()),
        reasons=listed,
    )


def reason_words(language: Language, reason: str) -> str:
    """Word why somebody is left out; what Telegram said is told by its gist."""
    words = {
        "never_started": language.text("never opened a chat with me"),
        "blocked": language.text("blocked me"),
        "deactivated": language.text("account closed"),
        "stopped": language.text("wants nothing from me"),
        "paused": language.text("is having a break"),
        "opted_out": language.text("wants fewer of these"),
        "hushed": language.text("wants no more of this evening"),
        "unfollowed": language.text("left the city’s list since"),
        "cap": language.text("had two messages this week"),
        "cancelled": language.text("ended before"),
        "recalled": language.text("taken back before"),
    }
    if reason in words:
        return words[reason]
    for gist, known in (
        ("blocked", "blocked"),
        ("deactivated", "deactivated"),
        ("initiate", "never_started"),
    ):
        if gist in reason.lower():
            return words[known]
    return language.text("for another reason")


def bar(language: Language, shown: Shown) -> Markup:
    """Draw how far it is."""
    counts = shown.counts
    total = sum(counts.values()) - counts.get("skipped", 0)
    done = total - counts.get("queued", 0) - counts.get("sending", 0)
    full = _BAR * done // total if total else _BAR
    return language.html(
        "{bar} {done} of {total}",
        bar="▓" * full + "░" * (_BAR - full),
        done=language.number(done),
        total=language.number(total),
    )


def outcomes(language: Language, counts: Mapping[str, int]) -> Markup:
    """Count what became of it, in words."""
    sent, uncertain, failed = (counts.get(state, 0) for state in ("sent", "uncertain", "failed"))
    return lines(
        language.html_plural("✅ {n} arrived", "✅ {n} arrived", sent),
        language.html_plural(
            "❔ {n} is uncertain: Telegram did not say whether it arrived",
            "❔ {n} are uncertain: Telegram did not say whether they arrived",
            uncertain,
        )
        if uncertain
        else None,
        language.html_plural("❌ {n} was refused by Telegram", "❌ {n} were refused by Telegram", failed)
        if failed
        else None,
    )


def taken_back(language: Language, shown: Shown) -> Markup:
    """Say from how many it is taken back, and where that is not possible."""
    sent, uncertain = (shown.counts.get(state, 0) for state in ("sent", "uncertain"))
    return lines(
        language.html_plural(
            "🗑 <b>{n} person</b> had got it: it disappears from their chat",
            "🗑 <b>{n} people</b> had got it: it disappears from their chats",
            sent,
        ),
        language.html_plural(
            "❔ {n} is uncertain: if it arrived there, it stays",
            "❔ {n} are uncertain: where it arrived, it stays",
            uncertain,
        )
        if uncertain
        else None,
        left_out(language, shown.left_out),
    )


def clock(language: Language, shown: Shown, instant: datetime) -> str:
    """Word an instant on the chapter's clock."""
    local = to_local(instant, shown.chapter.time_zone)
    at = local.time().replace(second=0, microsecond=0)
    return language.moment(local.date(), at, to_local(shown.now, shown.chapter.time_zone).date())


def _gist(language: Language, content: Content) -> Markup:
    text = " ".join(content.parts[0].text.split())
    gist = Markup("{}").format(text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…")
    if content.parts[0].kind == "text":
        return gist
    files = language.html_plural("[{n} file]", "[{n} files]", len(content.parts))
    return Markup("{} {}").format(files, gist) if text else files
