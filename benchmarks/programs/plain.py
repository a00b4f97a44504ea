"""The plainest python-telegram-bot program that answers the same tap: it stores nothing.

Usage: python -m benchmarks.programs.plain ROOT TOKEN {sequential,concurrent}
"""

import sys

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import Application, CallbackQueryHandler, CommandHandler, ContextTypes

KEYBOARD = InlineKeyboardMarkup([[InlineKeyboardButton("✅ Yes", callback_data="go:1")]])
TOTAL = {"taps": 0}


async def start(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
    """Send a card."""
    if update.message is not None:
        await update.message.reply_text("Hopdrink Tours: 0", reply_markup=KEYBOARD)


async def tap(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
    """Answer the tap and edit the card, as every tutorial does."""
    query = update.callback_query
    if query is not None:
        TOTAL["taps"] += 1
        text = f"Hopdrink Tours: {TOTAL['taps']}"
        await query.answer("Noted")
        await query.edit_message_text(text, reply_markup=KEYBOARD)


def main() -> None:
    """Run until killed."""
    root, token, mode = sys.argv[1:]
    application = (
        Application.builder()
        .token(token)
        .base_url(f"{root}/bot")
        .concurrent_updates(256 if mode == "concurrent" else False)
        .connection_pool_size(256)
        .pool_timeout(30)
        .build()
    )
    application.add_handler(CommandHandler("start", start))
    application.add_handler(CallbackQueryHandler(tap))
    application.run_polling(allowed_updates=Update.ALL_TYPES)


if __name__ == "__main__":
    main()
