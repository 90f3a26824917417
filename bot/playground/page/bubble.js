// One message as a bubble. Text only ever becomes text nodes; marks come from entities.

import { hour } from "/moment.js";
import { t } from "/words.js";

const TAGS = {
  bold: "strong", italic: "em", underline: "u", strikethrough: "s",
  code: "code", pre: "code", blockquote: "q", expandable_blockquote: "q", spoiler: "span",
};
const SAFE = /^(https?:|mailto:|tel:|tg:)/i;

export function make(tag, className, text) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text;
  return node;
}

function link(address) {
  const node = make("a");
  if (SAFE.test(address)) Object.assign(node, { href: address, target: "_blank", rel: "noopener noreferrer" });
  return node;
}

function mark(entity, piece, send) {
  if (entity.type === "bot_command") {
    const node = make("button", "command");
    node.type = "button";
    node.addEventListener("click", () => send(piece));
    return node;
  }
  if (entity.type === "text_link") return link(entity.url);
  if (entity.type === "url") return link(piece);
  return make(TAGS[entity.type] ?? "span", entity.type);
}

export function rich(text, entities, send) {
  const whole = document.createDocumentFragment();
  const ends = (entity) => entity.offset + entity.length;
  const cuts = new Set([0, text.length, ...entities.flatMap((one) => [one.offset, ends(one)])]);
  const edges = [...cuts].filter((edge) => edge <= text.length).sort((a, b) => a - b);
  for (let i = 0; i + 1 < edges.length; i += 1) {
    const piece = text.slice(edges[i], edges[i + 1]);
    let place = whole;
    for (const entity of entities) {
      if (entity.offset <= edges[i] && edges[i + 1] <= ends(entity)) {
        place = place.appendChild(mark(entity, piece, send));
      }
    }
    place.append(piece);
  }
  return whole;
}

function size(bytes) {
  return bytes < 1024 * 1024 ? `${Math.max(1, Math.round(bytes / 1024))} kB` : `${(bytes / 1048576).toFixed(1)} MB`;
}

function photo(message) {
  const node = make("img", "photo");
  const best = message.photo[message.photo.length - 1];
  Object.assign(node, { src: `/play/file/${best.file_id}`, alt: t("photo"), width: best.width, height: best.height });
  return node;
}

function file(given) {
  const node = make("a", "file");
  Object.assign(node, { href: `/play/file/${given.file_id}`, download: given.file_name });
  node.append(make("b", "", given.file_name), make("span", "", size(given.file_size)));
  return node;
}

function picture(address) {
  const node = make("img", "photo");
  Object.assign(node, { src: new URL(address, location.href).pathname, alt: t("photo") });
  return node;
}

function media(message) {
  if (message.picture) return picture(message.picture);
  if (message.photo) return photo(message);
  if (message.document) return file(message.document);
  if (message.contact) return make("p", "part", `${t("contact")}: ${message.contact.phone_number}`);
  if (message.location) return make("p", "part", `${t("location")}: ${message.location.latitude}, ${message.location.longitude}`);
  if (message.sticker) return make("p", "part sticker", message.sticker.emoji);
  return message.text === undefined ? make("p", "part", t("other")) : null;
}

function words(message, send) {
  const text = message.text ?? message.caption;
  if (!text) return null;
  const node = make("p", "words");
  node.append(rich(text, message.entities ?? message.caption_entities ?? [], send));
  return node;
}

function stamp(message) {
  const at = hour(message.date);
  return make("span", "stamp", message.edit_date ? `${t("edited")} ${at}` : at);
}

export function keyRow(row, press) {
  const line = make("div", "row");
  for (const key of row) line.append(press(key));
  return line;
}

function inlineKey(key, message, tap) {
  if (key.url) {
    const node = link(key.url);
    node.className = "key";
    node.textContent = `${key.text} ↗`;
    return node;
  }
  const node = make("button", "key", key.text);
  node.type = "button";
  node.addEventListener("click", () => tap(message.message_id, key.callback_data, node));
  return node;
}

export function bubble(message, { send, tap }) {
  const node = make("article", `message ${message.from.is_bot ? "theirs" : "mine"}`);
  node.dataset.id = message.message_id;
  const body = make("div", "bubble");
  body.append(...[media(message), words(message, send), stamp(message)].filter(Boolean));
  node.append(body);
  const rows = message.reply_markup?.inline_keyboard;
  if (rows) {
    const keys = make("div", "inline");
    keys.append(...rows.map((row) => keyRow(row, (key) => inlineKey(key, message, tap))));
    node.append(keys);
  }
  return node;
}
