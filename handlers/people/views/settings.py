"""What a member chose, at a glance, and a screen for each choice."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time

from babel import Locale
from markupsafe import Markup

from handlers.language import LOCALES, Language
from handlers.view import Button, View, lines, paragraphs
from hopdrinks.wall_time import to_local
from storage.broadcast_records import Category
from storage.records import Member

#: Each language in its own words, so that whoever landed in the wrong one finds back.
NAMES = {"fr": "Français", "en": "English"}
#: The lead times with a button of their own, in minutes; any other can be typed.
LEADS = (15, 30, 60, 120, 360, 720, 1440, 2880, 10080)
#: How many days one pauses by one tap.
PAUSES = (7, 30, 90)
QUIET_HOURS = ((time(21), time(8)), (time(22), time(7)), (time(23), time(9)), (time(0), time(0)))
#: The zones with a button of their own: where freelancers from here are found.
ZONES = (
    "Europe/Paris", "Europe/London", "Europe/Lisbon", "America/Guadeloupe", "America/Cayenne",
    "Indian/Reunion", "America/Montreal", "America/New_York",
)  # fmt: skip
#: Cities that Unicode does not name, because their zone has become another’s.
_UNNAMED = {"America/Montreal": {"city": "Montréal"}}
SCREENS = ("reminders", "lead", "pause", "quiet", "zone", "name")
_HOUR, _DAY = 60, 1440


def settings(language: Language, member: Member, now: datetime, home_zone: str) -> View:
    """Show everything as it is, and the way to each choice; `home_zone` where evenings are held."""
    locales = tuple(
        Button(f"🌐 {NAMES[locale]}{' ✓' if locale == language.locale else ''}", f"locale:{number}")
        for number, locale in enumerate(LOCALES)
    )
    stopped = member.stopped_at is not None
    again = (Button("🔔 " + language.text("Hear from me again"), "reminders:1"),) if stopped else ()
    return View(
        paragraphs(
            language.html("<b>Your settings</b>"),
            lines(
                language.html("🌐 Language: <b>{name}</b>", name=NAMES[language.locale]),
                _reminders(language, member),
                _pause(language, member, now, home_zone),
                _quiet(language, member),
                _zone(language, member, home_zone),
                _name(language, member),
            ),
        ),
        (
            locales,
            again,
            (
                Button("🔔 " + language.text("Reminders"), "settings:0:reminders"),
                Button("⏸ " + language.text("Pause"), "settings:0:pause"),
            ),
            (
                Button("🌙 " + language.text("Quiet hours"), "settings:0:quiet"),
                Button("🌍 " + language.text("Time zone"), "settings:0:zone"),
            ),
            (Button("👀 " + language.text("My name"), "settings:0:name"),),
        ),
    )


def with_mutes(
    language: Language, view: View, muted: Sequence[tuple[int, Category]], cities: Mapping[int, str]
) -> View:
    """Add what somebody muted below a broadcast, each with the way back; the city where there are several."""
    said, rows = [], []
    for chapter_id, category in muted:
        if category == "evening":
            what, again = language.text("words about evenings"), language.text("Words about evenings again")
        else:
            what, again = language.text("news"), language.text("News again")
        where = f" · {cities.get(chapter_id, '')}" if len(cities) > 1 else ""
        said.append(language.html("🔕 The organisers do not send you: <b>{what}</b>", what=what + where))
        rows.append((Button(f"🔔 {again}{where}", f"unmute:{chapter_id}:{category}"),))
    return View(paragraphs(view.text, lines(*said)), (*view.rows, *rows))


def screen(language: Language, member: Member, which: str, now: datetime, home_zone: str) -> View:
    """Show the choices there are of one setting, with the one that holds marked."""
    match which:
        case "reminders":
            view = _which_reminders(language, member)
        case "lead":
            view = _which_lead(language, member)
        case "pause":
            view = _how_long_away(language, member, now, home_zone)
        case "quiet":
            view = _which_quiet_hours(language, member)
        case "zone":
            view = _which_zone(language, member, now, home_zone)
        case _:
            view = _which_name(language, member)
    return View(view.text, (*view.rows, (Button("↩️ " + language.text("Back"), "settings:0"),)))


def lead_words(language: Language, minutes: int) -> str:
    """Word a lead time: "15 min", "2 hours", "7 days"."""
    days, rest = divmod(minutes, _DAY)
    hours, left = divmod(rest, _HOUR)
    parts = (
        language.plural("{n} day", "{n} days", days) if days else "",
        language.plural("{n} hour", "{n} hours", hours) if hours else "",
        language.text("{minutes} min", minutes=left) if left else "",
    )
    return " ".join(part for part in parts if part)


def _which_reminders(language: Language, member: Member) -> View:
    text = lines(
        language.html("<b>When shall I remind you of an evening you said yes to?</b>"),
        language.html(
            "The day before I write at 11:00 and ask whether it still holds; three hours before I send the"
            " place."
        ),
    )
    words = _choices(language)
    rows = [
        (_marked(f"{emoji} {words[choice]}", f"reminders:2:{choice}", on=member.reminders == choice),)
        for choice, emoji in (("both", "🔔"), ("day_before", "🔔"), ("three_hours", "🔔"), ("none", "🔕"))
    ]
    own = language.text("At a time of my own")
    if member.reminders == "own":
        own = language.text("{lead} before", lead=lead_words(language, member.remind_minutes or 0))
    lead = _marked(f"🔔 {own}", "settings:0:lead", on=member.reminders == "own")
    return View(text, (*rows, (lead,)))


def _which_lead(language: Language, member: Member) -> View:
    text = language.html("<b>How long before shall I remind you?</b> Once, from 15 minutes to 7 days before.")
    buttons = [
        _marked(lead_words(language, minutes), f"lead:{minutes}", on=member.remind_minutes == minutes)
        for minutes in LEADS
    ]
    return View(text, (*_in_rows(buttons, 3), (_typed(language, "lead"),)))


def _how_long_away(language: Language, member: Member, now: datetime, home_zone: str) -> View:
    text = language.html(
        "<b>For how long shall I be silent?</b> No reminders, no news of other evenings; only changes to"
        " those you said yes to."
    )
    resume = (Button("▶️ " + language.text("Write to me again"), "resume:0"),)
    buttons = tuple(
        Button("⏸ " + language.plural("{n} day", "{n} days", days), f"pause:{days}") for days in PAUSES
    )
    known = _pause(language, member, now, home_zone)
    away = is_away(member, now)
    return View(paragraphs(known, text), (resume if away else (), buttons, (_typed(language, "pause"),)))


def _which_quiet_hours(language: Language, member: Member) -> View:
    text = language.html(
        "<b>When do you not want to be woken?</b> What can wait then comes afterwards; what concerns an"
        " evening that is near comes without a sound."
    )
    rows = [
        (
            _marked(
                f"🌙 {quiet_words(language, begins, ends)}",
                f"quiet:0:{begins:%H%M}-{ends:%H%M}",
                on=(member.quiet_from, member.quiet_until) == (begins, ends),
            ),
        )
        for begins, ends in QUIET_HOURS
    ]
    return View(text, (*rows, (_typed(language, "quiet"),)))


def _which_zone(language: Language, member: Member, now: datetime, home_zone: str) -> View:
    text = language.html(
        "<b>By which clock do you live?</b> It decides when your quiet hours are; the hour of an evening is"
        " always that of its city."
    )
    theirs = language.text("That of my city")
    home = _marked(
        f"🌍 {theirs} · {_clock(language, home_zone, now)}",
        "zone:0",
        on=member.time_zone is None,
    )
    buttons = [
        _marked(
            f"{city_of(language, zone)} · {_clock(language, zone, now)}",
            f"zone:{number}",
            on=member.time_zone == zone,
        )
        for number, zone in enumerate(ZONES, 1)
    ]
    return View(text, ((home,), *_in_rows(buttons, 2), (_typed(language, "zone"),)))


def _which_name(language: Language, member: Member) -> View:
    text = language.html(
        "<b>How does your name stand on the cards others read?</b> The organisers always see it."
    )
    words = _shown(language)
    rows = [
        (_marked(f"👀 {words[shown]}", f"name:0:{shown}", on=member.name_shown == shown),) for shown in words
    ]
    return View(text, tuple(rows))


def is_away(member: Member, now: datetime) -> bool:
    """Tell whether a member pauses."""
    return member.paused_until is not None and now < member.paused_until


def quiet_words(language: Language, begins: time, ends: time) -> str:
    """Word quiet hours."""
    if begins == ends:
        return language.text("Never")
    return language.text("{begins} to {ends}", begins=language.hour(begins), ends=language.hour(ends))


def city_of(language: Language, zone: str) -> str:
    """Name a time zone by its city, as the reader calls it."""
    named: str | None = Locale.parse(language.locale).time_zones.get(zone, _UNNAMED.get(zone, {})).get("city")
    return named or zone.rsplit("/", maxsplit=1)[-1].replace("_", " ")


def _reminders(language: Language, member: Member) -> Markup:
    if member.stopped_all:
        return language.html("🔕 You receive nothing at all.")
    if member.stopped_at is not None:
        return language.html("🔕 You receive nothing but changes to the Hopdrinks you are going to.")
    if member.reminders == "none":
        return language.html("🔕 Reminders: <b>off</b>")
    words = _choices(language).get(member.reminders)
    if words is None:
        words = language.text("{lead} before", lead=lead_words(language, member.remind_minutes or 0))
    return language.html("🔔 Reminders: <b>{which}</b>", which=words[:1].lower() + words[1:])


def _pause(language: Language, member: Member, now: datetime, home_zone: str) -> Markup:
    if member.paused_until is None or not is_away(member, now):
        return language.html("⏸ Pause: <b>none</b>")
    zone = member.time_zone or home_zone
    until = language.day(to_local(member.paused_until, zone).date(), to_local(now, zone).date())
    return language.html("⏸ Pause: <b>until {day}</b>", day=until)


def _quiet(language: Language, member: Member) -> Markup:
    hours = quiet_words(language, member.quiet_from, member.quiet_until)
    return language.html("🌙 Quiet hours: <b>{hours}</b>", hours=hours)


def _zone(language: Language, member: Member, home_zone: str) -> Markup:
    if member.time_zone is None:
        return language.html(
            "🌍 Time zone: <b>that of your city</b> ({city})", city=city_of(language, home_zone)
        )
    return language.html("🌍 Time zone: <b>{city}</b>", city=city_of(language, member.time_zone))


def _name(language: Language, member: Member) -> Markup:
    words = _shown(language)[member.name_shown]
    return language.html("👀 Your name on cards: <b>{shown}</b>", shown=words[:1].lower() + words[1:])


def _choices(language: Language) -> dict[str, str]:
    return {
        "both": language.text("The day before and three hours before"),
        "day_before": language.text("The day before"),
        "three_hours": language.text("Three hours before"),
        "none": language.text("No reminders"),
    }


def _shown(language: Language) -> dict[str, str]:
    return {
        "visible": language.text("In full"),
        "initials": language.text("Initials only"),
        "hidden": language.text("Not at all"),
    }


def _clock(language: Language, zone: str, now: datetime) -> str:
    return language.hour(to_local(now, zone).time().replace(second=0, microsecond=0))


def _marked(text: str, data: str, *, on: bool) -> Button:
    return Button(f"{text} ✓" if on else text, data)


def _typed(language: Language, which: str) -> Button:
    return Button("✏️ " + language.text("Other"), f"type:0:{which}")


def _in_rows(buttons: list[Button], width: int) -> list[tuple[Button, ...]]:
    return [tuple(buttons[first : first + width]) for first in range(0, len(buttons), width)]
