"""Bot API: getMe, getUpdates and the webhook methods."""

from __future__ import annotations

from sandbox.errors import bad_request
from sandbox.parameters_bot import DeleteWebhook, GetMe, GetUpdates, GetWebhookInfo, SetWebhook
from sandbox.world import World

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


def set_webhook(_: World, wanted: SetWebhook) -> object:
    """Refuses: this sandbox hands out updates by getUpdates only."""
    if not wanted.url:
        return True
    raise bad_request("setWebhook is not in this sandbox: fetch updates with getUpdates")


def delete_webhook(world: World, wanted: DeleteWebhook) -> object:
    """Clears the way for getUpdates."""
    world.updates.webhook_url = ""
    if wanted.drop_pending_updates:
        world.updates.drop()
    return True


def get_webhook_info(world: World, _: GetWebhookInfo) -> object:
    """Tells how many updates wait, and what the bot asked for."""
    info = {
        "url": world.updates.webhook_url,
        "has_custom_certificate": False,
        "pending_update_count": len(world.updates),
    }
    allowed = world.updates.allowed
    return info if allowed is None else info | {"allowed_updates": allowed}


METHODS = {
    "getMe": get_me,
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": get_webhook_info,
}
