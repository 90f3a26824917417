"""The yardstick: python-telegram-bot as its documentation shows it, echoing, nothing stored."""

import os

from telegram import Update
from telegram.ext import Application, ContextTypes, MessageHandler, filters


async def echo(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
    assert update.message
    assert update.message.text
    await update.message.reply_text(update.message.text)


def main() -> None:
    builder = Application.builder().token(os.environ["THIDUA_TELEGRAM_TOKEN"])
    application = builder.base_url(os.environ["THIDUA_TELEGRAM_BASE_URL"]).build()
    application.add_handler(MessageHandler(filters.TEXT, echo))
    application.run_polling()


if __name__ == "__main__":
    main()
