"""An Application of python-telegram-bot, as its documentation builds it, against the sandbox."""

import telegram
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import Application, CallbackQueryHandler, CommandHandler, ContextTypes

from sandbox import Person, Sandbox
from sandbox.http_bot_api import HANDLERS
from sandbox.parameters import METHODS

KEYBOARD = InlineKeyboardMarkup([[InlineKeyboardButton("✅ I come", callback_data="go")]])


async def greet(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    assert update.message is not None
    await update.message.reply_html(f"Hello, <b>{(context.args or ['you'])[0]}</b>", reply_markup=KEYBOARD)


async def tapped(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
    assert update.callback_query is not None
    await update.callback_query.answer("Noted", show_alert=True)
    await update.callback_query.edit_message_text("You come")


async def test_an_application_greets_is_tapped_answers_and_edits(
    sandbox: Sandbox, bob: Person, address: str
) -> None:
    application = Application.builder().token(sandbox.bot.token).base_url(f"{address}/bot").build()
    application.add_handler(CommandHandler("start", greet))
    application.add_handler(CallbackQueryHandler(tapped))
    async with application:
        assert application.updater is not None
        await application.start()
        await application.updater.start_polling()

        bob.start("Thursday")
        card = await bob.wait_message("Hello, Thursday")
        assert card.labels == ["✅ I come"]
        assert card.entities == [{"type": "bold", "offset": 7, "length": 8}]

        answer = await bob.tap(card, "✅ I come")
        assert (answer.text, answer.show_alert, answer.answered) == ("Noted", True, True)

        edited = await bob.wait_message("You come", after=card)
        assert edited is card
        assert edited.edited_at is not None
        assert edited.labels == []

        await application.updater.stop()
        await application.stop()


async def test_get_me_tells_the_bot_who_it_is(bot: telegram.Bot) -> None:
    me = await bot.get_me()
    assert (me.id, me.first_name, me.username) == (123456789, "Concierge", "concierge_bot")
    assert me.can_read_all_group_messages is False


def test_every_method_with_parameters_has_a_handler_and_the_other_way_round() -> None:
    assert set(HANDLERS) | {"getUpdates"} == set(METHODS)
