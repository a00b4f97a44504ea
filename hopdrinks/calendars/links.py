"""Links that open a calendar's own page with an evening filled in.

Their parameters are documented by neither vendor; this is the one place that knows them.
"""

from datetime import datetime
from typing import Literal
from urllib.parse import quote, urlencode

from hopdrinks.calendars.files import Entry, plain

#: A private Outlook account, or one of an organisation.
OutlookHost = Literal["outlook.live.com", "outlook.office.com"]
#: Longer addresses are refused by servers on the way.
_LONGEST_DESCRIPTION = 800


def google_link(entry: Entry) -> str:
    """Give the address of Google Calendar's form for a new entry."""
    event = entry.event
    fields = {
        "action": "TEMPLATE",
        "text": plain(entry.summary),
        "dates": f"{_compact(event.starts_at)}/{_compact(event.ends_at)}",
        "ctz": event.time_zone,
        "details": _details(entry),
        "location": plain(entry.place),
    }
    return _address("https://calendar.google.com/calendar/render", fields)


def outlook_link(entry: Entry, host: OutlookHost) -> str:
    """Give the address of Outlook's form for a new entry."""
    event = entry.event
    fields = {
        "path": "/calendar/action/compose",
        "rru": "addevent",
        "startdt": event.starts_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "enddt": event.ends_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "subject": plain(entry.summary),
        "body": _details(entry),
        "location": plain(entry.place),
    }
    return _address(f"https://{host}/calendar/deeplink/compose", fields)


def _details(entry: Entry) -> str:
    return plain(entry.description)[:_LONGEST_DESCRIPTION]


def _compact(instant: datetime) -> str:
    return instant.strftime("%Y%m%dT%H%M%SZ")


def _address(page: str, fields: dict[str, str]) -> str:
    # %20 for a space: Outlook shows a + as it stands.
    return f"{page}?{urlencode(fields, quote_via=quote, safe='')}"
