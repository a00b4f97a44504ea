"""Gathering what stands behind a role: its city and its evening, and a city's whole team."""

from handlers.context import Context
from handlers.facts import Facts
from handlers.people.views import team as views
from handlers.people.views.roles import Title
from hopdrinks.outbox import is_private
from hopdrinks.people import invites as rules
from hopdrinks.people.roles import Actor, Grant, allow
from hopdrinks.staff import surface
from storage import chapters, invites
from storage import roles as stored_roles
from storage.records import Chapter


async def title_of(facts: Facts, grant: Grant) -> Title:
    """Give a role with the city and the evening it is held for."""
    chapter = None if grant.chapter_id is None else await facts.chapter(grant.chapter_id)
    event = None if grant.event_id is None else await facts.find_event(grant.event_id)
    group = await _staff_group(facts) if grant.role == "representative" else None
    return Title(grant.role, chapter, event, group)


async def _staff_group(facts: Facts) -> str | None:
    """Name the group where representatives answer; None where questions come to them in private."""
    chat = await surface.find_usable(facts.connection)
    return None if chat is None or is_private(chat.id) else chat.title


async def list_teams(context: Context, actor: Actor) -> list[Chapter]:
    """Give the chapters whose team somebody looks after."""
    every = await chapters.list_chapters(context.connection)
    return [chapter for chapter in every if allow(actor, "manage_roles", chapter.id)]


async def gather_team(context: Context, actor: Actor, chapter: Chapter) -> views.Team:
    """Give a chapter's team as somebody who looks after it sees it; evenings that are over are left out."""
    held = []
    for role in await stored_roles.list_team(context.connection, chapter.id):
        title = await title_of(context.facts, Grant(role.role, role.chapter_id, role.event_id))
        if title.event is not None and title.event.ends_at <= context.now:
            continue
        held.append(
            views.Held(role.id, await name_of(context, role.member_id), title, rules.may_remove(actor, role))
        )
    open_invites = []
    for scope in (chapter.id, None):
        for one in await invites.list_open_invites(context.connection, scope, context.now):
            grant = Grant(one.role, one.chapter_id, one.event_id)
            if rules.may_invite(actor, grant):
                title = await title_of(context.facts, grant)
                open_invites.append(views.Open(one.id, title, one.expires_at))
    return views.Team(
        chapter,
        held[: views.MOST_LISTED],
        open_invites[: views.MOST_LISTED],
        reads_audit=allow(actor, "read_audit", None),
        has_others=len(await list_teams(context, actor)) > 1,
    )


async def name_of(context: Context, member_id: int) -> str:
    """Name a member; by number whom the bot has not met."""
    member = await context.facts.find_member(member_id)
    return str(member_id) if member is None else member.name
