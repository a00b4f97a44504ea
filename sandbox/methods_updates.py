"""Bot API: getMe, getUpdates and the webhook methods."""

from __future__ import annotations

import re

from sandbox.errors import bad_request
from sandbox.parameters_bot import DeleteWebhook, GetMe, GetUpdates, GetWebhookInfo, SetWebhook
from sandbox.webhook import check_address
from sandbox.world import World

_SECRET = re.compile(r"[A-Za-z0-9_-]{0,256}")
_USUAL_CONNECTIONS, _MOST_CONNECTIONS = 40, 100
# Telegram keeps a poll open for 50 seconds at most.
LONGEST_POLL = 50


def get_me(world: World, _: GetMe) -> object:
    """Tells the bot who it is."""
    return world.the_bot.me()


async def get_updates(world: World, wanted: GetUpdates) -> list[bytes]:
    """Returns updates, each as its JSON; waits for the first as long as the bot wishes."""
    limit = wanted.limit or 100
    return await world.updates.poll(
        offset=wanted.offset or 0,
        limit=limit if 1 <= limit <= 100 else 100,
        timeout_seconds=min(max(wanted.timeout or 0, 0), LONGEST_POLL),
        allowed=wanted.allowed_updates,
    )


def set_webhook(world: World, wanted: SetWebhook) -> object:
    """Brings updates to an address from now on."""
    if wanted.certificate is not None:
        raise bad_request("certificate is not in this sandbox: loopback addresses need none")
    secret = wanted.secret_token or ""
    if not _SECRET.fullmatch(secret):
        raise bad_request("secret token contains unallowed characters")
    check_address(wanted.url)
    world.updates.allow(wanted.allowed_updates)
    if wanted.drop_pending_updates:
        world.updates.drop()
    if not wanted.url:
        world.webhook.clear()
        return True
    connections = min(max(wanted.max_connections or _USUAL_CONNECTIONS, 1), _MOST_CONNECTIONS)
    world.updates.end_poll("terminated by setWebhook request")
    world.webhook.set(wanted.url, secret, connections)
    return True


def delete_webhook(world: World, wanted: DeleteWebhook) -> object:
    """Clears the way for getUpdates."""
    world.webhook.clear()
    if wanted.drop_pending_updates:
        world.updates.drop()
    return True


def get_webhook_info(world: World, _: GetWebhookInfo) -> object:
    """Tells how many updates wait, where they are brought and what came of it, and what the bot asked for."""
    info: dict[str, object] = {
        "url": world.updates.webhook_url,
        "has_custom_certificate": False,
        "pending_update_count": len(world.updates),
    }
    info |= world.webhook.info()
    allowed = world.updates.allowed
    return info if allowed is None else info | {"allowed_updates": allowed}


METHODS = {
    "getMe": get_me,
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": get_webhook_info,
}
