"""Bot API methods that write, change and delete messages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import keyboards
from .calls import Call, method
from .faults import bad_request
from .texts import caption, message_text

if TYPE_CHECKING:
    from .state import Chat

Json = dict[str, Any]

ANSWER_LIMIT = 200
SENDS = {
    "sendmessage",
    "senddocument",
    "sendphoto",
    "editmessagetext",
    "editmessagereplymarkup",
}


def _post(call: Call, chat: Chat, content: Json) -> Json:
    return call.world.post(chat, _reply(call, chat) | content, call.value("reply_markup"))


def _reply(call: Call, chat: Chat) -> Json:
    given = call.value("reply_parameters") or {}
    number = int(given.get("message_id") or call.number("reply_to_message_id"))
    if not number:
        return {}
    if number in chat.messages:
        return {"reply_to_message": chat.messages[number]}
    if given.get("allow_sending_without_reply"):
        return {}
    raise bad_request("message to be replied not found")


def _text(call: Call) -> Json:
    mode, given = call.text("parse_mode"), call.value("entities")
    return message_text(call.text("text"), mode, given)


def _caption(call: Call) -> Json:
    mode, given = call.text("parse_mode"), call.value("caption_entities")
    return caption(call.text("caption"), mode, given)


def _markup(call: Call) -> Json:
    inline = keyboards.inline(call.value("reply_markup"))
    return {"reply_markup": inline} if inline else {}


@method("sendMessage")
def send_message(call: Call) -> Json:
    """Send a text."""
    return _post(call, call.chat(), _text(call))


@method("sendDocument")
def send_document(call: Call) -> Json:
    """Send a file."""
    chat = call.chat()
    return _post(call, chat, call.file("document").as_document() | _caption(call))


@method("sendPhoto")
def send_photo(call: Call) -> Json:
    """Send a photo."""
    chat = call.chat()
    return _post(call, chat, call.file("photo").as_photo() | _caption(call))


@method("editMessageText")
def edit_message_text(call: Call) -> Json:
    """Change a text; a keyboard that is not sent again goes away."""
    chat = call.chat()
    old = call.world.own(chat, call.number("message_id"), "edit")
    if "text" not in old:
        raise bad_request("there is no text in the message to edit")
    return call.world.revise(chat, old, _text(call) | _markup(call))


@method("editMessageReplyMarkup")
def edit_message_reply_markup(call: Call) -> Json:
    """Change only the keyboard below a message."""
    chat = call.chat()
    old = call.world.own(chat, call.number("message_id"), "edit")
    kept = ("text", "entities", "caption", "caption_entities")
    return call.world.revise(chat, old, {k: old[k] for k in kept if k in old} | _markup(call))


@method("deleteMessage")
def delete_message(call: Call) -> bool:
    """Delete a message."""
    call.world.delete(call.chat(), call.number("message_id"))
    return True


@method("answerCallbackQuery")
def answer_callback_query(call: Call) -> bool:
    """Answer a press of a button, with a notice or silently."""
    text = call.text("text")
    if len(text) > ANSWER_LIMIT:
        raise bad_request("MESSAGE_TOO_LONG")
    answer = {"text": text, "alert": call.flag("show_alert")}
    call.world.answer(call.text("callback_query_id"), answer)
    return True


@method("sendChatAction")
def send_chat_action(call: Call) -> bool:
    """Show that the bot is at work."""
    chat = call.chat()
    call.world.tell({"event": "typing", "chat": chat.about["id"]})
    return True
