"""A stand-in for Telegram: the Bot API over HTTP, people to script or to be, and a chat page."""

from sandbox.accounts import Bot
from sandbox.callbacks import CallbackAnswer
from sandbox.calls import Call
from sandbox.chats import Chat, Topic
from sandbox.clock import Clock, MovableClock, Move
from sandbox.errors import PersonError
from sandbox.faults import Fault
from sandbox.inline_queries import InlineResult, InlineResults
from sandbox.messages import Button, Message
from sandbox.people import Person
from sandbox.sandbox import Sandbox

__all__ = [
    "Bot",
    "Button",
    "Call",
    "CallbackAnswer",
    "Chat",
    "Clock",
    "Fault",
    "InlineResult",
    "InlineResults",
    "Message",
    "MovableClock",
    "Move",
    "Person",
    "PersonError",
    "Sandbox",
    "Topic",
]
