"""A person in conversation with the bot: each thing they do is followed by what the bot says next."""

from dataclasses import dataclass, field

from stage import Stage

from sandbox import Message, Person
from sandbox.callbacks import CallbackAnswer


@dataclass
class Talk:
    """One person's private chat; `now` is the message they look at."""

    stage: Stage
    person: Person
    now: Message = field(init=False)
    toast: CallbackAnswer = field(init=False)

    async def say(self, text: str) -> Message:
        """Write something, and look at what comes."""
        return await self.after(self.person.send(text))

    async def after(self, sent: Message) -> Message:
        """Look at what comes after something sent in another way."""
        self.now = await self.person.wait_message(after=sent)
        return self.now

    async def tap(self, label: str) -> Message:
        """Tap the button whose label begins so, and wait until the message has changed."""
        before = self.now.revision
        self.toast = await self.person.tap(self.now, self.button(label))
        await self.stage.sandbox.wait_until(lambda: self.now.revision > before)
        return self.now

    async def tap_in_vain(self, data: str, message: Message | None = None) -> CallbackAnswer:
        """Send a tap that changes nothing, forged or of an old message, and give the toast."""
        query_id = self.person.press(message or self.now, data, forged=True)

        def answered() -> CallbackAnswer | None:
            query = self.stage.sandbox.world.queries.find(query_id)
            return None if query is None else query.answer

        answer = await self.stage.sandbox.wait_until(answered)
        assert answer is not None
        return answer

    def words(self, msgid: str) -> str:
        """Give a text in the person's language."""
        return self.stage.program.languages.get(self.person.language_code).text(msgid)

    def button(self, label: str) -> str:
        """Give the whole label of the one button that begins so."""
        found = [text for text in self.now.labels if text.startswith(label)]
        assert len(found) == 1, f"{label!r} is not one of {self.now.labels}"
        return found[0]

    def data(self, label: str) -> str:
        """Give what the one button says that begins so."""
        wanted = self.button(label)
        data = next(one.data for row in self.now.buttons for one in row if one.text == wanted)
        assert data is not None
        return data
