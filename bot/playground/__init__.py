"""A loopback Telegram of our own: a Bot API server and a page of phones to try the bot with."""
