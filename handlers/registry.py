"""Every conversation's handlers, in the order they are asked."""

from handlers import answers, start
from handlers.context import ConciergeApplication


def register_all(application: ConciergeApplication) -> None:
    """Add all handlers. Order matters: the first that fits an update handles it."""
    start.register(application)
    answers.register(application)
