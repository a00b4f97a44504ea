"""How the page and scripts over HTTP see the world."""

from __future__ import annotations

from typing import Any

from sandbox.messages import Message


def message_view(message: Message) -> dict[str, Any]:
    """Returns a message as the people's side shows it."""
    return {"id": message.id, "text": message.text}
