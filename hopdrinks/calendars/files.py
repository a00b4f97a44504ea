"""Calendar files (RFC 5545): one evening to be imported, or many to be subscribed to.

An evening's UID stays the same for life and its SEQUENCE grows with every change of start, end, place or
state, so that a calendar which cares for them knows the same evening again. Nobody is named as an attendee.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Component, vCalAddress, vText
from icalendar import Event as CalendarEvent
from pydantic import BaseModel, ConfigDict

from hopdrinks.calendars.zones import describe_zone
from storage.records import Event, Venue

MIME_TYPE = "text/calendar"
#: How often whoever subscribed is asked to look again.
_LOOK_AGAIN = timedelta(hours=1)
_PRODUCT = "-//Hopdrinks//Concierge//EN"


class Entry(BaseModel):
    """An evening as it stands in a calendar; the words are in its reader's language."""

    model_config = ConfigDict(frozen=True)

    event: Event
    venue: Venue
    summary: str
    description: str
    #: Who invites, and where an answer can be changed.
    organiser: str
    url: str
    bot_username: str
    #: Whether the reader only may come.
    is_tentative: bool = False
    #: How long before the start the calendar reminds by itself.
    alarms: tuple[timedelta, ...] = ()

    @property
    def place(self) -> str:
        """The place in one line."""
        return ", ".join(part for part in (self.venue.name, self.venue.address) if part)


def write_file(entry: Entry, now: datetime) -> bytes:
    """Write a file to be imported; that of a cancelled evening takes it out again where a calendar obeys."""
    cancelled = entry.event.state == "cancelled"
    calendar = _calendar("CANCEL" if cancelled else "PUBLISH", [entry])
    calendar.add_component(_event(entry, now))
    return _written(calendar)


def write_feed(name: str, entries: Sequence[Entry]) -> bytes:
    """Write what a calendar subscribes to; the same evenings give the same bytes."""
    calendar = _calendar("PUBLISH", entries)
    # Both as text: icalendar knows neither and would not escape them.
    calendar["name"] = calendar["x-wr-calname"] = vText(plain(name))
    calendar.add("refresh-interval", _LOOK_AGAIN, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    for entry in entries:
        calendar.add_component(_event(entry, entry.event.changed_at))
    return _written(calendar)


def plain(text: str) -> str:
    """Keep of a text what a calendar file can hold: no control characters but ends of lines."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").encode(errors="replace").decode()
    return "".join(char for char in text if char == "\n" or not _is_control(char))


def _is_control(char: str) -> bool:
    return char < " " or "\x7f" <= char <= "\x9f" or char in "\u2028\u2029"


def _calendar(method: str, entries: Sequence[Entry]) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    for name in sorted({entry.event.time_zone for entry in entries}):
        days = [entry.event.local_date for entry in entries if entry.event.time_zone == name]
        calendar.add_component(describe_zone(name, min(days), max(days)))
    return calendar


def _event(entry: Entry, stamp: datetime) -> Component:
    event, venue, zone = entry.event, entry.venue, ZoneInfo(entry.event.time_zone)
    component = CalendarEvent()
    component.add("uid", f"event-{event.id}@{entry.bot_username}")
    component.add("sequence", event.sequence)
    component.add("dtstamp", stamp)
    component.add("last-modified", event.changed_at)
    component.add("dtstart", event.starts_at.astimezone(zone))
    component.add("dtend", event.ends_at.astimezone(zone))
    component.add("summary", plain(entry.summary))
    component.add("description", plain(entry.description))
    component.add("location", plain(entry.place))
    if venue.latitude is not None and venue.longitude is not None:
        component.add("geo", (venue.latitude, venue.longitude))
    component.add("url", entry.url)
    organiser = vCalAddress(f"https://t.me/{entry.bot_username}")
    organiser.params["CN"] = plain(entry.organiser).replace("\n", " ").replace('"', "'")
    component.add("organizer", organiser)
    component.add("status", _status(entry))
    component.add("transp", "TRANSPARENT" if entry.is_tentative else "OPAQUE")
    if event.state != "cancelled":
        for lead in entry.alarms:
            component.add_component(_alarm(entry, lead))
    return component


def _status(entry: Entry) -> str:
    if entry.event.state == "cancelled":
        return "CANCELLED"
    return "TENTATIVE" if entry.is_tentative else "CONFIRMED"


def _alarm(entry: Entry, lead: timedelta) -> Component:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", plain(entry.summary))
    alarm.add("trigger", -lead)
    return alarm


def _written(calendar: Calendar) -> bytes:
    written: bytes = calendar.to_ical()
    return written
