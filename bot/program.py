"""The composition root: everything is made and joined here, for the command line, the demo and the tests."""

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any

import structlog

from bot.answers import QueryAnswers
from bot.api import BotApi
from bot.application import build_application
from bot.clock import Clock
from bot.delivery import Courier
from bot.feeds import Feeds
from bot.intake import Intake, Listener
from bot.pacing import ChatPace
from bot.polling import Poller
from bot.preparation import introduce, prepare
from bot.processing import Processor
from bot.request import AiohttpRequest
from bot.rings import Rings
from bot.settings import Settings
from bot.sweep import Sweeper
from bot.web import Health, WebServer, build_web_app
from bot.webhook import Entrance, WebhookKeeper, webhook_address
from handlers.composing import COMPOSING
from handlers.context import ConciergeApplication, Services
from handlers.language import Languages
from handlers.notices import Composer
from storage.database import Database

log = structlog.get_logger()

#: A graceful stop ends within eight seconds: so long may what is under way take.
_GRACE_SECONDS = 6.0


@dataclass
class Parts:
    """The running parts, for whoever hosts the program."""

    application: ConciergeApplication
    courier: Courier
    processor: Processor
    listener: Listener
    sweeper: Sweeper
    answers: QueryAnswers


class Program:
    """The bot, from the first call of getMe to a graceful stop."""

    def __init__(
        self,
        settings: Settings,
        *,
        clock: Clock | None = None,
        poll_seconds: int = 50,
        chat_pace: ChatPace | None = None,
    ) -> None:
        self.settings = settings
        self.clock = clock or Clock()
        self.rings = Rings()
        self.database = Database(settings.database_url)
        self.languages = Languages(settings.default_locale)
        self._request = AiohttpRequest()
        self._poll_request = AiohttpRequest(connections=2)
        self._poll_seconds = poll_seconds
        self._chat_pace = chat_pace
        self._tasks: list[asyncio.Task[None]] = []
        self._intake = Intake(self.database, self.clock, self.rings)
        self._feeds = Feeds(self.database, self.languages, self.clock, settings.public_url)
        self._web: WebServer | None = None
        self._ended = asyncio.Event()
        self._failure: BaseException | None = None
        self.parts: Parts | None = None

    async def start(self) -> None:
        """Learn who the bot is, prepare the database's first rows, and start every loop.

        The database must be migrated already.

        Raises:
            TokenRefusedError: Telegram does not know the token.
            Mistake: the web server cannot listen.
        """
        await self._start_web_server()
        token, root = self.settings.token(), self.settings.bot_api_url
        for request in (self._request, self._poll_request):
            await request.initialize()
        api = BotApi(self._request, root, token)
        services = Services(languages=self.languages, public_url=self.settings.public_url)
        application = build_application(token, root, self._request, services)
        answers = QueryAnswers(api)
        composer = Composer(self.languages, COMPOSING)
        courier = Courier(
            self.database,
            api,
            composer,
            self.clock,
            self.rings,
            self.settings.messages_per_second,
            self._chat_pace,
        )
        processor = Processor(self.database, application, answers, self.clock, self.rings)
        listener = self._listener(BotApi(self._poll_request, root, token))
        sweeper = Sweeper(self.database, self.clock, self.rings)
        self.parts = Parts(application, courier, processor, listener, sweeper, answers)
        me = await introduce(application)
        application.bot_data.bot_id, application.bot_data.bot_username = me.id, me.username or ""
        composer.bot_id, composer.bot_username = me.id, me.username or ""
        self._feeds.bot_username = me.username or ""
        await prepare(self.database, self.settings, me=me, now=self.clock.now(), languages=self.languages)
        sweeper.start_clock()
        for loop in (processor.run(), courier.run(), sweeper.run(), listener.run()):
            self._supervise(loop)
        log.info("the concierge is ready", bot=me.username)

    async def wait(self) -> None:
        """Wait until a loop ends for good; raises what ended it."""
        await self._ended.wait()
        if self._failure is not None:
            raise self._failure

    async def stop(self) -> None:
        """Stop receiving, finish what is under way, record it, and close everything."""
        await asyncio.gather(self._stop_web_server(), self._stop_parts())
        for request in (self._request, self._poll_request):
            await request.shutdown()
        await self.database.close()

    async def _stop_web_server(self) -> None:
        if self._web is not None:
            await self._web.stop()

    async def _stop_parts(self) -> None:
        if self.parts is not None:
            listening = self._tasks[-1] if self._tasks else None
            if listening is not None:
                listening.cancel()
            self.parts.processor.stop()
            self.parts.sweeper.stop()
            await self.parts.answers.drain(1.0)
            await self.parts.courier.stop(_GRACE_SECONDS)
            await asyncio.wait(self._tasks, timeout=1.0) if self._tasks else None
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)
            await self.parts.application.shutdown()

    async def _start_web_server(self) -> None:
        if not self.settings.serves:
            return
        webhook = webhook_address(self.settings)
        entrance = None if webhook is None else Entrance(self._intake, webhook.secret)
        app = build_web_app(Health(self.database, self._is_live), self._feeds, entrance)
        self._web = WebServer(app, *self.settings.listening())
        await self._web.start()

    def _listener(self, api: BotApi) -> Listener:
        webhook = webhook_address(self.settings)
        if webhook is None:
            return Poller(self._intake, api, poll_seconds=self._poll_seconds)
        return WebhookKeeper(self._intake, api, webhook)

    def _is_live(self) -> bool:
        """Tell whether every loop runs."""
        return bool(self._tasks) and not any(task.done() for task in self._tasks)

    def _supervise(self, loop: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(loop)
        self._tasks.append(task)
        task.add_done_callback(self._loop_ended)

    def _loop_ended(self, task: asyncio.Task[None]) -> None:
        if not task.cancelled() and task.exception() is not None:
            self._end(task.exception())

    def _end(self, failure: BaseException | None) -> None:
        if self._failure is None:
            self._failure = failure
        self._ended.set()
