"""What a form is made of: a model of its answers, and steps that each ask and read one of them.

`handlers.forms` leads people through; a conversation only says what is asked and how answers are read.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Generic, Literal, TypeAlias, TypeVar

from markupsafe import Markup
from pydantic import BaseModel
from telegram import Message

from handlers.context import Context
from handlers.view import View

#: The model of a form's answers; stored as JSON.
D = TypeVar("D", bound=BaseModel)

#: What the engine's own buttons say; no choice may have these as its value.
SKIP, BACK, CANCEL = "skip", "back", "cancel"


@dataclass(frozen=True)
class Typed:
    """Words somebody wrote."""

    text: str
    message: Message


@dataclass(frozen=True)
class Tapped:
    """A choice somebody tapped: its value. It is user input like any other."""

    value: str


@dataclass(frozen=True)
class Placed:
    """A position somebody sent, in degrees; with name and address where it is a venue."""

    latitude: float
    longitude: float
    name: str = ""
    address: str = ""


@dataclass(frozen=True)
class Media:
    """Anything else: a photo, a voice message, a sticker, a contact."""

    message: Message


Answer: TypeAlias = Typed | Tapped | Placed | Media
#: What a step can read beside taps on its choices.
Takes = Literal["text", "position", "media"]


@dataclass(frozen=True)
class Choice:
    """A button with an answer; `value` is at most 40 of A-Z a-z 0-9 _ : -."""

    label: str
    value: str


#: Rows of choices.
Choices: TypeAlias = tuple[tuple[Choice, ...], ...]


@dataclass(frozen=True)
class Question:
    """What a step asks, with the answers that can be tapped."""

    text: Markup
    choices: Choices = ()
    #: The ✖️ button where “Cancel” would be misread, as under a question about cancelling.
    leave: str = ""


@dataclass(frozen=True)
class Taken(Generic[D]):
    """The answer is good: the form goes on to the next step, or to the one named."""

    data: D
    go_to: str | None = None


@dataclass(frozen=True)
class Problem:
    """The answer cannot be taken: why, what to do, and what it may have meant, to be tapped.

    The same question is asked again. `data` keeps what must not be lost.
    """

    sentence: Markup
    offers: Choices = ()
    data: BaseModel | None = None


@dataclass(frozen=True)
class Finished:
    """The form is done; the view takes its place. None: something owed says it all."""

    view: View | None
    toast: str = ""


Outcome: TypeAlias = Taken[D] | Problem | Finished


@dataclass(frozen=True)
class Step(Generic[D]):
    """One question. `skip` makes it optional: it gives the answers as they are when ⏭ is tapped."""

    name: str
    ask: Callable[[Context, D], Awaitable[Question]]
    read: Callable[[Context, D, Answer], Awaitable[Taken[D] | Problem | Finished]]
    takes: frozenset[Takes] = frozenset({"text"})
    skip: Callable[[D], D] | None = None


@dataclass(frozen=True)
class FormKind(Generic[D]):
    """A form: its steps in order, who may fill it in, and what is said when it is left.

    With a `hub`, a form whose answers are `complete` returns to that step after every other.
    """

    name: str
    model: type[D]
    steps: tuple[Step[D], ...]
    #: Asked again on every answer, as roles and what the form is about change meanwhile.
    may: Callable[[Context, D], Awaitable[bool]]
    #: What stands in the form's place after ✖️ or /cancel.
    left: Callable[[Context, D], Awaitable[View]]
    hub: str | None = None
    complete: Callable[[D], bool] = lambda _data: False

    def step(self, name: str) -> Step[D] | None:
        """Give a step by name."""
        return next((step for step in self.steps if step.name == name), None)

    def following(self, name: str, data: D) -> Step[D] | None:
        """Give the step after one; None where it is the last."""
        if self.hub is not None and self.complete(data):
            return self.step(self.hub)
        place = self._place(name)
        return self.steps[place + 1] if place + 1 < len(self.steps) else None

    def preceding(self, name: str, data: D) -> Step[D] | None:
        """Give the step ↩️ leads to; None where there is none."""
        if self.hub is not None and self.complete(data):
            return None if name == self.hub else self.step(self.hub)
        place = self._place(name)
        return self.steps[place - 1] if place > 0 else None

    def _place(self, name: str) -> int:
        return [step.name for step in self.steps].index(name)
