"""Callback data: what a button says when it is tapped. It is user input like any other."""

import re

#: `action:id`, or `action:id:more`; Telegram allows 64 bytes.
_SHAPE = r"^(?P<action>{actions}):(?P<id>\d{{1,18}})(?::(?P<more>[\w:-]{{1,40}}))?$"


def pattern(*actions: str) -> re.Pattern[str]:
    """Give the pattern of taps with one of the actions."""
    return re.compile(_SHAPE.format(actions="|".join(re.escape(action) for action in actions)), re.ASCII)
