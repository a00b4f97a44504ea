"""Composing what is owed about forms: a kind word when one is closed."""

from typing import get_args

from handlers.notices import Composed, Composing, Desk, Void
from handlers.planning.views.template_questions import Field
from handlers.views import forms as views
from hopdrinks.notices.base import Notice
from hopdrinks.notices.calls import FormExpiry
from storage.records import Delivery

#: The command that begins a kind of form anew, where there is one.
_AGAIN = {
    "new_event": "/newevent",
    "ask": "/ask",
    "edit_date": "/events",
    "edit_place": "/events",
    "edit_seats": "/events",
    "edit_text": "/events",
    "schedule": "/events",
    "broadcast": "/broadcast",
    "broadcast_when": "/broadcast",
    **{f"usual_{field}": "/events" for field in get_args(Field)},
}


async def form_expiry(desk: Desk, delivery: Delivery, notice: FormExpiry) -> Composed | Void:
    """Compose the word that a form was closed."""
    member = await desk.facts.find_member(delivery.chat_id)
    if member is None:
        return Void("the member is gone")
    call = views.expired(desk.language_of(member), _AGAIN.get(notice.kind)).sending()
    return Composed(notice, call.method, call.parameters)


COMPOSING: dict[type[Notice], Composing] = {FormExpiry: form_expiry}
