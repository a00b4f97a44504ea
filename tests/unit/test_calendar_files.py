"""Calendar files read back by a strict parser and by a lenient one, whatever people call their places."""

from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar
from strict_calendar import Part, read_strictly, text_of

from hopdrinks.calendars.files import Entry, plain, write_feed, write_file
from hopdrinks.calendars.links import google_link, outlook_link
from hopdrinks.wall_time import to_instant
from storage.records import Event, EventState, Venue

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
CHANGED = datetime(2026, 11, 20, 8, 30, tzinfo=UTC)
ANYTHING = st.text(st.characters(), max_size=120)


def an_event(
    day: date = date(2026, 12, 3), zone: str = "Europe/Paris", state: EventState = "announced"
) -> Event:
    starts_at = to_instant(day, time(19), zone)
    return Event(
        id=7,
        chapter_id=1,
        venue_id=1,
        state=state,
        local_date=day,
        local_time=time(19),
        time_zone=zone,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=3),
        capacity=20,
        max_guests=1,
        text="",
        announce_at=None,
        announced_at=NOW,
        cancelled_at=None,
        created_by=1,
        version=1,
        sequence=2,
        changed_at=CHANGED,
    )


def an_entry(event: Event | None = None, venue: str = "Le Cellier", **changes: object) -> Entry:
    entry = Entry(
        event=event or an_event(),
        venue=Venue(
            id=1, chapter_id=1, name=venue, address="3 rue du Commerce", latitude=47.39, longitude=-0.69
        ),
        summary="Hopdrink Tours",
        description="Un verre\n\nhttps://t.me/hop_bot?start=e_7",
        organiser="Hopdrinks: Tours",
        url="https://t.me/hop_bot?start=e_7",
        bot_username="hop_bot",
    )
    return entry.model_copy(update=changes)


def the_event(content: bytes) -> Part:
    (event,) = [part for part in read_strictly(content).parts if part.kind == "VEVENT"]
    return event


def test_a_file_says_everything_a_calendar_needs() -> None:
    content = write_file(an_entry(), NOW)
    assert read_strictly(content).value("METHOD") == "PUBLISH"
    event = the_event(content)
    said = {name: value for name, _, value in event.properties}
    assert said == {
        "UID": "event-7@hop_bot",
        "SEQUENCE": "2",
        "DTSTAMP": "20261123T090000Z",
        "LAST-MODIFIED": "20261120T083000Z",
        "DTSTART": "20261203T190000",
        "DTEND": "20261203T220000",
        "SUMMARY": "Hopdrink Tours",
        "DESCRIPTION": r"Un verre\n\nhttps://t.me/hop_bot?start=e_7",
        "LOCATION": r"Le Cellier\, 3 rue du Commerce",
        "GEO": "47.39;-0.69",
        "URL": "https://t.me/hop_bot?start=e_7",
        "ORGANIZER": "https://t.me/hop_bot",
        "STATUS": "CONFIRMED",
        "TRANSP": "OPAQUE",
    }
    assert event.parts == [], "the bot reminds, and not the calendar as well"


def test_a_cancellation_is_the_same_entry_with_a_higher_sequence() -> None:
    before = the_event(write_file(an_entry(), NOW))
    cancelled = an_event(state="cancelled").model_copy(update={"sequence": 3})
    content = write_file(an_entry(cancelled, alarms=(timedelta(hours=3),)), NOW)
    assert read_strictly(content).value("METHOD") == "CANCEL"
    after = the_event(content)
    assert after.value("UID") == before.value("UID")
    assert int(after.value("SEQUENCE")) > int(before.value("SEQUENCE"))
    assert after.value("STATUS") == "CANCELLED"
    assert after.parts == []


def test_who_only_may_come_is_tentative_and_who_wants_no_reminders_has_the_calendars_own() -> None:
    assert the_event(write_file(an_entry(is_tentative=True), NOW)).value("STATUS") == "TENTATIVE"
    alarms = the_event(write_file(an_entry(alarms=(timedelta(days=1), timedelta(hours=3))), NOW)).parts
    assert [alarm.value("TRIGGER") for alarm in alarms] == ["-P1D", "-PT3H"]


@pytest.mark.parametrize(
    ("zone", "day"),
    [
        ("Europe/Paris", date(2026, 10, 22)),
        ("Europe/Paris", date(2027, 3, 28)),
        ("America/New_York", date(2026, 11, 1)),
        ("Indian/Reunion", date(2026, 12, 3)),
        ("Australia/Lord_Howe", date(2027, 4, 4)),
        ("Africa/Casablanca", date(2027, 2, 8)),
    ],
)
def test_the_files_own_zone_tells_the_right_instant(zone: str, day: date) -> None:
    event = an_event(day, zone)
    content = write_file(an_entry(event), NOW)
    (described,) = [part for part in read_strictly(content).parts if part.kind == "VTIMEZONE"]
    wall = datetime.strptime(the_event(content).value("DTSTART"), "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
    begun = [
        (one.value("DTSTART"), one.value("TZOFFSETTO"))
        for one in described.parts
        if one.value("DTSTART") <= the_event(content).value("DTSTART")
    ]
    sign, hours, minutes = max(begun)[1][0], max(begun)[1][1:3], max(begun)[1][3:5]
    offset = timedelta(hours=int(hours), minutes=int(minutes)) * (-1 if sign == "-" else 1)
    assert wall - offset == event.starts_at


def test_the_change_of_clock_stands_where_the_old_clock_shows_it() -> None:
    (described,) = [
        part for part in read_strictly(write_file(an_entry(), NOW)).parts if part.kind == "VTIMEZONE"
    ]
    spring = [part for part in described.parts if part.kind == "DAYLIGHT"]
    assert "20260329T020000" in [part.value("DTSTART") for part in spring]


@given(ANYTHING, ANYTHING, ANYTHING)
def test_no_words_break_out_of_their_line(place: str, summary: str, organiser: str) -> None:
    entry = an_entry(venue=place, summary=summary, description=summary, organiser=organiser)
    event = the_event(write_file(entry, NOW))
    assert event.names().count("UID") == 1
    assert len(event.properties) == 14
    assert text_of(event.value("SUMMARY")) == plain(summary)
    assert text_of(event.value("LOCATION")) == plain(entry.place)
    lenient = Calendar.from_ical(write_file(entry, NOW))
    (again,) = lenient.walk("VEVENT")
    assert again.errors == []
    assert again["uid"] == "event-7@hop_bot"


@pytest.mark.parametrize(
    "words", ["a\r\nATTENDEE:mailto:x@y.z", 'Bar; Café, "L\'Eau" \\ n', "a\x00b\x85c\ud800d"]
)
def test_line_ends_and_separators_stay_words(words: str) -> None:
    event = the_event(write_file(an_entry(venue=words, organiser=words), NOW))
    assert "ATTENDEE" not in event.names()
    assert text_of(event.value("LOCATION")).startswith(plain(words))


def test_a_feed_of_the_same_evenings_is_the_same_to_the_byte() -> None:
    other = an_event(date(2027, 1, 7), "Indian/Reunion").model_copy(update={"id": 8})
    entries = [an_entry(), an_entry(other)]
    feed = write_feed("Hopdrinks, Tours", entries)
    assert feed == write_feed("Hopdrinks, Tours", entries)
    calendar = read_strictly(feed)
    assert text_of(calendar.value("X-WR-CALNAME")) == "Hopdrinks, Tours"
    uids = [part.value("UID") for part in calendar.parts if part.kind == "VEVENT"]
    assert uids == ["event-7@hop_bot", "event-8@hop_bot"]
    assert read_strictly(write_feed("Hopdrinks", [])).parts == []


def test_links_carry_instants_and_words_as_the_calendars_want_them() -> None:
    entry = an_entry(venue="Bar & Café #1+1")
    google = urlsplit(google_link(entry))
    fields = {name: value for name, (value,) in parse_qs(google.query).items()}
    assert (google.netloc, fields["action"]) == ("calendar.google.com", "TEMPLATE")
    assert (fields["dates"], fields["ctz"]) == ("20261203T180000Z/20261203T210000Z", "Europe/Paris")
    assert fields["location"] == "Bar & Café #1+1, 3 rue du Commerce"
    for host in ("outlook.live.com", "outlook.office.com"):
        link = outlook_link(entry, host)
        outlook = urlsplit(link)
        fields = {name: value for name, (value,) in parse_qs(outlook.query).items()}
        assert (outlook.netloc, outlook.path) == (host, "/calendar/deeplink/compose")
        assert (fields["startdt"], fields["enddt"]) == ("2026-12-03T18:00:00Z", "2026-12-03T21:00:00Z")
        assert (fields["subject"], fields["location"]) == (
            "Hopdrink Tours",
            "Bar & Café #1+1, 3 rue du Commerce",
        )
        assert "+" not in link
