"""/invite: a city's team, the links that bring others into it, and taking roles back."""

import re
from typing import cast

from telegram import Update
from telegram.ext import CallbackQueryHandler, CommandHandler, filters

from handlers.context import ConciergeApplication, Context
from handlers.menus import keep_menu
from handlers.people.role_facts import gather_team, list_teams, name_of, title_of
from handlers.people.views import roles as role_views
from handlers.people.views import team as views
from handlers.taps import pattern
from hopdrinks.notices.people import InviteLink
from hopdrinks.people import invites as rules
from hopdrinks.people import members
from hopdrinks.people.roles import Actor, Grant, get_actor
from storage import chapters, events, invites
from storage import roles as stored_roles
from storage.records import Chapter, EventState, HeldRole, Role

_ROLE = re.compile("|".join(rules.INVITABLE), re.ASCII)
_SCOPE = re.compile(rf"(?P<role>{_ROLE.pattern})-(?P<for>city|all|\d{{1,18}})", re.ASCII)
_SURE = "sure"
_AHEAD: tuple[EventState, ...] = ("draft", "scheduled", "announced")
_MOST_EVENINGS = 8


def register(application: ConciergeApplication) -> None:
    """Add this conversation's handlers."""
    application.add_handler(CommandHandler("invite", show_team, filters.ChatType.PRIVATE))
    application.add_handler(CallbackQueryHandler(show_tapped, pattern("team")))
    application.add_handler(CallbackQueryHandler(choose_role, pattern("inv")))
    application.add_handler(CallbackQueryHandler(make, pattern("inv_make")))
    application.add_handler(CallbackQueryHandler(revoke, pattern("inv_end")))
    application.add_handler(CallbackQueryHandler(remove, pattern("unrole")))


async def show_team(_update: Update, context: Context) -> None:
    """Show the team, or ask of which city."""
    actor = await get_actor(context.connection, context.member.id)
    managed = await list_teams(context, actor)
    if not managed:
        await context.send(views.no_organiser(context.language))
    elif len(managed) == 1:
        await context.send(views.team(context.language, await gather_team(context, actor, managed[0])))
    else:
        await context.send(views.which_city(context.language, managed))


async def show_tapped(_update: Update, context: Context) -> None:
    """Show the team of the city tapped, or all cities again (id 0)."""
    actor = await get_actor(context.connection, context.member.id)
    managed = await list_teams(context, actor) if context.is_private else []
    if managed and context.match is not None and int(context.match["id"]) == 0:
        await context.show(views.which_city(context.language, managed))
        return
    chapter = await _find_chapter(context)
    if chapter is not None:
        await context.show(views.team(context.language, await gather_team(context, actor, chapter)))


async def choose_role(_update: Update, context: Context) -> None:
    """Make an organiser's link at once; ask for which evening another role is meant."""
    chapter = await _find_chapter(context)
    match = None if context.match is None else _ROLE.fullmatch(context.match["more"] or "")
    if chapter is None:
        return
    if match is None:
        context.toast(views.no_longer(context.language), alert=True)
        return
    role = cast("Role", match[0])
    if role == "organiser":
        await _invite(context, chapter, Grant(role, chapter.id))
        return
    upcoming = await events.list_upcoming_events(context.connection, [chapter.id], context.now, _AHEAD)
    everywhere = await context.allowed("manage_roles", None)
    await context.show(
        views.which_scope(context.language, chapter, role, upcoming[:_MOST_EVENINGS], everywhere=everywhere)
    )


async def make(_update: Update, context: Context) -> None:
    """Make the link of a role for the city, one evening, or everywhere."""
    chapter = await _find_chapter(context)
    match = None if context.match is None else _SCOPE.fullmatch(context.match["more"] or "")
    if chapter is None:
        return
    if match is None:
        context.toast(views.no_longer(context.language), alert=True)
        return
    role, scope = cast("Role", match["role"]), match["for"]
    if scope == "all":
        grant = Grant(role)
    elif scope == "city":
        grant = Grant(role, chapter.id)
    else:
        grant = Grant(role, chapter.id, int(scope))
    await _invite(context, chapter, grant)


async def revoke(_update: Update, context: Context) -> None:
    """Take a link back."""
    wanted = int(context.match["id"]) if context.match else 0
    found = await invites.find_invite(context.connection, wanted) if context.is_private else None
    if found is None or not await context.allowed("manage_roles", found.chapter_id):
        context.toast(views.no_longer(context.language), alert=True)
        return
    actor = await get_actor(context.connection, context.member.id)
    if await rules.revoke(context.connection, actor, found, context.now):
        context.toast(context.language.text("The invite does not work any more."))
    await _show_again(context, actor, found.chapter_id)


async def remove(_update: Update, context: Context) -> None:
    """Take a role back, after a second thought."""
    wanted = int(context.match["id"]) if context.match else 0
    held = await stored_roles.find_held_role(context.connection, wanted) if context.is_private else None
    actor = await get_actor(context.connection, context.member.id)
    if held is None or not rules.may_remove(actor, held):
        context.toast(views.no_longer(context.language), alert=True)
        return
    own = held.member_id == context.member.id
    if context.match is None or context.match["more"] != _SURE:
        title = await title_of(context.facts, Grant(held.role, held.chapter_id, held.event_id))
        shown = views.Held(held.id, await name_of(context, held.member_id), title, is_removable=True)
        view = views.confirm_removal(context.language, shown, own=own, back=held.chapter_id or 0)
        await context.show(view)
        return
    outcome = await rules.remove(context.connection, actor, held, context.now)
    if outcome == "last_organiser" and held.chapter_id is not None:
        chapter = await context.facts.chapter(held.chapter_id)
        said = views.last_organiser(context.language, chapter)
        await context.show(views.team(context.language, await gather_team(context, actor, chapter), said))
        return
    await _removed(context, held)


async def redeem(context: Context, token: str) -> None:
    """Answer whoever opened an invite's link; a new organiser follows the city and has the menu at once."""
    outcome = await rules.redeem(context.connection, context.member, token, context.now)
    title = None if outcome.grant is None else await title_of(context.facts, outcome.grant)
    if outcome.verdict == "granted":
        if title is not None and title.chapter is not None:
            await members.follow(context.connection, context.member, title.chapter, context.now)
        await keep_menu(context.connection, context.bot_data.languages, context.member, context.now)
    await context.send(role_views.redeemed(context.language, outcome, title))


async def _invite(context: Context, chapter: Chapter, grant: Grant) -> None:
    actor = await get_actor(context.connection, context.member.id)
    made = await rules.invite(context.connection, actor, grant, context.now)
    shown = await gather_team(context, actor, chapter)
    if made is None and rules.may_invite(actor, grant):
        await context.show(views.team(context.language, shown, views.too_many(context.language)))
        return
    if made is None:
        context.toast(views.no_longer(context.language), alert=True)
        return
    notice = InviteLink(token=made.token, expires_at=made.invite.expires_at, **grant._asdict())
    await context.owe(notice)
    await context.show(views.team(context.language, shown))


async def _removed(context: Context, held: HeldRole) -> None:
    """Show the team again, or to who has left it what they are now; the menu follows."""
    member = await context.facts.find_member(held.member_id)
    if member is not None:
        await keep_menu(context.connection, context.bot_data.languages, member, context.now)
    actor = await get_actor(context.connection, context.member.id)
    if held.member_id == context.member.id:
        title = await title_of(context.facts, Grant(held.role, held.chapter_id, held.event_id))
        await context.show(role_views.taken(context.language, title))
        return
    context.toast(context.language.text("The role is taken back."))
    await _show_again(context, actor, held.chapter_id)


async def _show_again(context: Context, actor: Actor, chapter_id: int | None) -> None:
    managed = await list_teams(context, actor)
    chapter = next((one for one in managed if one.id == chapter_id), managed[0] if managed else None)
    if chapter is not None:
        await context.show(views.team(context.language, await gather_team(context, actor, chapter)))


async def _find_chapter(context: Context) -> Chapter | None:
    """Give the chapter a tap is about, if who tapped looks after its team; else say that it is stale."""
    wanted = int(context.match["id"]) if context.match else 0
    known = {chapter.id: chapter for chapter in await chapters.list_chapters(context.connection)}
    chapter = known.get(wanted) if context.is_private else None
    if chapter is None or not await context.allowed("manage_roles", chapter.id):
        context.toast(views.no_longer(context.language), alert=True)
        return None
    return chapter
