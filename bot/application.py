"""python-telegram-bot's Application, made to fail loudly: the transaction around it must know."""

from typing import Any

from telegram.ext import Application, ContextTypes, ExtBot

from bot.request import AiohttpRequest
from handlers.context import ConciergeApplication, Context, Services
from handlers.registry import register_all


class Concierge(Application[ExtBot[None], Context, Any, Any, Services, Any]):
    """An Application whose handlers' errors come out of `process_update`."""

    async def process_error(self, update: object, error: Exception, *_: Any, **__: Any) -> bool:  # noqa: ANN401, ARG002
        """Raise: the library would swallow the error and go on to later groups (PTB's own signature)."""
        raise error


def build_application(
    token: str, root: str, request: AiohttpRequest, services: Services
) -> ConciergeApplication:
    """Build the application with every handler, without updater and job queue."""
    types = ContextTypes(context=Context, bot_data=Services)
    application: ConciergeApplication = (
        Application.builder()
        .application_class(Concierge)
        .token(token)
        .base_url(f"{root}/bot")
        .base_file_url(f"{root}/file/bot")
        .request(request)
        .get_updates_request(request)
        .context_types(types)
        .updater(None)
        .job_queue(None)
        .build()
    )
    data = application.bot_data
    data.languages, data.public_url = services.languages, services.public_url
    data.bot_id, data.bot_username = services.bot_id, services.bot_username
    register_all(application)
    return application
