"""What the bot may owe somebody, as typed records; how each reads is decided when it is sent.

A rule writes a notice at the one place where the fact arises, so no path can forget to tell somebody. Here is
where stored ones are read back.
"""

from hopdrinks.notices.base import Notice
from hopdrinks.notices.broadcasts import BROADCASTS
from hopdrinks.notices.calls import CALLS
from hopdrinks.notices.erasing import ERASING
from hopdrinks.notices.evenings import EVENINGS
from hopdrinks.notices.people import PEOPLE
from hopdrinks.notices.published import PUBLISHED
from hopdrinks.notices.questions import QUESTIONS
from hopdrinks.notices.relaying import RELAYING
from hopdrinks.notices.reminders import REMINDERS
from hopdrinks.notices.rooms import ROOMS
from hopdrinks.notices.seats import SEATS
from hopdrinks.notices.waiting import WAITING

#: Every notice by the name it is stored under.
NOTICES: dict[str, type[Notice]] = {
    notice.__name__: notice
    for notice in (
        *BROADCASTS,
        *CALLS,
        *ERASING,
        *EVENINGS,
        *PEOPLE,
        *PUBLISHED,
        *QUESTIONS,
        *RELAYING,
        *REMINDERS,
        *ROOMS,
        *SEATS,
        *WAITING,
    )
}


def read_notice(name: str, payload: str) -> Notice:
    """Read a stored notice back."""
    return NOTICES[name].model_validate_json(payload)
