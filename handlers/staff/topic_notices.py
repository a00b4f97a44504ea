"""Composing what a member's topic shows at a glance: its icon, and the card at its top."""

from handlers.notices import Composed, Composing, Desk, Void
from hopdrinks.notices.base import Notice
from hopdrinks.notices.relaying import CardPin, SurfaceTrial, TopicIcon, TopicIconsReading
from hopdrinks.staff import icons, pins
from storage import questions
from storage.records import Delivery


async def topic_icon(desk: Desk, delivery: Delivery, notice: TopicIcon) -> Composed | Void:
    """Compose the icon of a topic; its name stays as it is, which the staff may have given it."""
    thread = await questions.find_thread(desk.facts.connection, notice.thread_id)
    if thread is None or thread.topic_id is None or thread.chat_id != delivery.chat_id:
        return Void("the topic is gone")
    live = await questions.find_thread_of(desk.facts.connection, thread.member_id, thread.alias)
    if live is None or live.id != thread.id:
        return Void("another topic took its place")
    icon = await icons.find_icon(desk.facts.connection, thread)
    if icon is None or icon == thread.icon:
        return Void("shows it, or may not be changed")
    parameters = {"message_thread_id": thread.topic_id, "icon_custom_emoji_id": icon}
    return Composed(notice.model_copy(update={"icon": icon}), "editForumTopic", parameters)


async def card_pin(desk: Desk, delivery: Delivery, notice: CardPin) -> Composed | Void:
    """Compose the pinning of a card in its topic, without a sound, or the end of that."""
    question = await questions.find_question(desk.facts.connection, notice.question_id)
    if question is None or question.card_message_id is None or question.card_chat_id != delivery.chat_id:
        return Void("has no card here")
    if not await pins.should_change(desk.facts.connection, question):
        return Void("is as it should be, or may not be changed")
    card = question.card_message_id
    if question.state == "closed":
        return Composed(notice, "unpinChatMessage", {"message_id": card})
    parameters = {"message_id": card, "disable_notification": True}
    return Composed(notice.model_copy(update={"pins": card}), "pinChatMessage", parameters)


async def topic_icons_reading(_desk: Desk, _delivery: Delivery, notice: TopicIconsReading) -> Composed:
    """Compose the reading of the icons a topic may be given."""
    return Composed(notice, "getForumTopicIconStickers", {})


async def surface_trial(_desk: Desk, _delivery: Delivery, notice: SurfaceTrial) -> Composed:
    """Compose a call that leaves nothing behind."""
    return Composed(notice, "sendChatAction", {"action": "typing"})


COMPOSING: dict[type[Notice], Composing] = {
    TopicIcon: topic_icon,
    CardPin: card_pin,
    TopicIconsReading: topic_icons_reading,
    SurfaceTrial: surface_trial,
}
