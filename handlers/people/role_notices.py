"""Composing what is owed about roles: an invite's link, its use, and a role taken back."""

from handlers.evenings.recipients import sending
from handlers.notices import Composed, Composing, Desk, Void
from handlers.people.role_facts import title_of
from handlers.people.views import roles as views
from handlers.people.views import team as team_views
from hopdrinks.notices.base import Notice
from hopdrinks.notices.people import InviteLink, InviteTaken, RoleTaken
from hopdrinks.people.roles import Grant
from storage.records import Delivery

_GONE = Void("the member is gone")


async def invite_link(desk: Desk, delivery: Delivery, notice: InviteLink) -> Composed | Void:
    """Compose the link for whoever invites."""
    member = await desk.facts.find_member(delivery.chat_id)
    if member is None:
        return _GONE
    title = await title_of(desk.facts, Grant(notice.role, notice.chapter_id, notice.event_id))
    url = f"https://t.me/{desk.bot_username}?start=i_{notice.token}"
    chapter = title.chapter or await desk.facts.first_chapter()
    language = desk.language_of(member)
    return sending(notice, team_views.link(language, title, url, notice.expires_at, chapter.time_zone))


async def invite_taken(desk: Desk, delivery: Delivery, notice: InviteTaken) -> Composed | Void:
    """Compose the news that an invite was used."""
    member = await desk.facts.find_member(delivery.chat_id)
    invited = await desk.facts.find_member(notice.member_id)
    if member is None or invited is None:
        return _GONE
    title = await title_of(desk.facts, Grant(notice.role, notice.chapter_id, notice.event_id))
    return sending(notice, views.invite_taken(desk.language_of(member), title, invited.name))


async def role_taken(desk: Desk, delivery: Delivery, notice: RoleTaken) -> Composed | Void:
    """Compose the news that a role was taken back."""
    member = await desk.facts.find_member(delivery.chat_id)
    if member is None:
        return _GONE
    title = await title_of(desk.facts, Grant(notice.role, notice.chapter_id, notice.event_id))
    return sending(notice, views.taken(desk.language_of(member), title))


COMPOSING: dict[type[Notice], Composing] = {
    InviteLink: invite_link,
    InviteTaken: invite_taken,
    RoleTaken: role_taken,
}
