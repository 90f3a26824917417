"""Bot API methods around the conversation: identity, updates, menu, files, chats."""

from __future__ import annotations

import re
from typing import Any

from .calls import Call, method
from .faults import bad_request

Json = dict[str, Any]

MOST_UPDATES = 100
DOWNLOAD_LIMIT = 20 * 1024 * 1024
COMMAND = re.compile(r"/?[a-z0-9_]{1,32}")
DESCRIPTION_LIMIT = 256
ABILITIES = {
    "can_join_groups": True,
    "can_read_all_group_messages": False,
    "supports_inline_queries": False,
}
REACTIONS = {"accent_color_id": 0, "max_reaction_count": 11}
GIFTS = (
    "unlimited_gifts",
    "limited_gifts",
    "unique_gifts",
    "premium_subscription",
    "gifts_from_channels",
)


@method("getMe")
def get_me(call: Call) -> Json:
    """Say who the bot is."""
    return call.world.bot | ABILITIES


@method("getUpdates")
async def get_updates(call: Call) -> list[Json]:
    """Hand over what is waiting, or wait for it."""
    updates = call.world.updates
    if "allowed_updates" in call.args:
        updates.allowed = call.value("allowed_updates") or []
    limit = min(max(call.number("limit", MOST_UPDATES), 1), MOST_UPDATES)
    return await updates.poll(call.number("offset"), limit, call.number("timeout"))


@method("setWebhook")
def set_webhook(call: Call) -> bool:
    """Have updates posted to an address."""
    updates = call.world.updates
    if "allowed_updates" in call.args:
        updates.allowed = call.value("allowed_updates") or []
    _drop_pending(call)
    updates.set_webhook(call.text("url"), call.text("secret_token"))
    return True


@method("deleteWebhook")
def delete_webhook(call: Call) -> bool:
    """Go back to being asked for updates."""
    _drop_pending(call)
    call.world.updates.set_webhook("", "")
    return True


def _drop_pending(call: Call) -> None:
    if call.flag("drop_pending_updates"):
        call.world.updates.pending.clear()


@method("getWebhookInfo")
def get_webhook_info(call: Call) -> Json:
    """Say where updates are posted and how that goes."""
    updates = call.world.updates
    info = {
        "url": updates.webhook.get("url", ""),
        "has_custom_certificate": False,
        "pending_update_count": len(updates.pending),
    }
    if error := updates.webhook.get("error"):
        info |= {"last_error_message": error, "last_error_date": call.world.today()}
    return info


@method("getFile")
def get_file(call: Call) -> Json:
    """Say where a file can be downloaded."""
    file = call.world.files.get(call.text("file_id"))
    if file is None:
        raise bad_request("wrong file_id or the file is temporarily unavailable")
    if len(file.content) > DOWNLOAD_LIMIT:
        raise bad_request("file is too big")
    return {**file.about, "file_path": file.path}


@method("setMyCommands")
def set_my_commands(call: Call) -> bool:
    """Set the menu of commands for a scope."""
    commands = call.value("commands") or []
    for command in commands:
        _check_command(command)
    call.world.set_commands(call.value("scope") or {}, call.text("language_code"), commands)
    return True


def _check_command(command: Json) -> None:
    if not COMMAND.fullmatch(command.get("command", "")):
        raise bad_request("BOT_COMMAND_INVALID")
    if not 1 <= len(command.get("description", "")) <= DESCRIPTION_LIMIT:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")


@method("getMyCommands")
def get_my_commands(call: Call) -> list[Json]:
    """Return the menu of a scope."""
    return call.world.commands_of(call.value("scope") or {}, call.text("language_code"))


@method("deleteMyCommands")
def delete_my_commands(call: Call) -> bool:
    """Remove the menu of a scope."""
    call.world.set_commands(call.value("scope") or {}, call.text("language_code"), [])
    return True


@method("setMyDescription")
def set_my_description(call: Call) -> bool:
    """Set what an empty chat shows."""
    call.world.profile["description"] = call.text("description")
    return True


@method("setMyShortDescription")
def set_my_short_description(call: Call) -> bool:
    """Set what the bot's profile shows."""
    call.world.profile["short_description"] = call.text("short_description")
    return True


@method("setMyName")
def set_my_name(call: Call) -> bool:
    """Set the name of the bot."""
    call.world.bot["first_name"] = call.text("name") or call.world.bot["first_name"]
    return True


@method("setChatMenuButton")
def set_chat_menu_button(call: Call) -> bool:
    """Accept the choice of a menu button; the page always shows the commands."""
    call.value("menu_button")
    return True


@method("getChat")
def get_chat(call: Call) -> Json:
    """Describe a chat."""
    gifts = dict.fromkeys(GIFTS, False)
    return {**call.chat().about, **REACTIONS, "accepted_gift_types": gifts}
