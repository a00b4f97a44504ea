"""Every conversation's handlers, in the order they are asked."""

from handlers import answers, fallback, menus, settings, start
from handlers import help as help_command
from handlers.context import ConciergeApplication


def register_all(application: ConciergeApplication) -> None:
    """Add all handlers. Order matters: the first that fits an update handles it."""
    menus.register(application)
    start.register(application)
    answers.register(application)
    settings.register(application)
    help_command.register(application)
    fallback.register(application)  # takes what no other takes: last
