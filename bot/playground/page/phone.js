// One phone: what its person sees of the chat, and what they can press.

import { bubble, keyRow, make } from "/bubble.js";
import { day } from "/moment.js";
import { command, fill, seat as word, t } from "/words.js";

const TYPING = 5000;
const TOAST = 5000;
const NEAR = 120;

export class Phone {
  constructor(seat, order) {
    this.seat = seat;
    this.order = (what, more) => order({ do: what, user: seat.user, ...more });
    this.shown = new Map();
    this.commands = [];
    this.unread = 0;
    this.idle = "ready";
    this.node = document.getElementById("phone").content.firstElementChild.cloneNode(true);
    this.node.dataset.seat = seat.code;
    this.node.id = `phone-${seat.code}`;
    this.node.classList.toggle("zalo", seat.zalo);
    for (const name of ["who", "hint", "chips", "state", "messages", "newest", "toast", "menu", "keys",
      "composer", "stopped", "open", "block"]) this[name] = this.node.querySelector(`.${name}`);
    this.input = this.node.querySelector("textarea");
    this.picker = this.node.querySelector("input[type=file]");
    this.open.hidden = seat.zalo; // no menu of commands there, and nothing to block
    this.block.hidden = seat.zalo;
    this.wire();
    this.relabel();
  }

  wire() {
    const on = (selector, event, act) => this.node.querySelector(selector).addEventListener(event, act);
    on(".composer", "submit", (event) => { event.preventDefault(); this.submit(); });
    on(".open", "click", () => this.toggleMenu(this.menu.hidden));
    on(".attach", "click", () => this.picker.click());
    on(".block", "click", () => this.order("block", { on: true }));
    on(".unblock", "click", () => this.order("block", { on: false }));
    on(".newest", "click", () => this.bottom());
    this.picker.addEventListener("change", () => this.upload());
    this.input.addEventListener("keydown", (event) => this.typed(event));
    this.input.addEventListener("input", () => this.fit());
    this.messages.addEventListener("scroll", () => { this.newest.hidden = this.near(); });
    // What was in view at the bottom stays there when a menu opens or the window changes.
    new ResizeObserver(() => { if (this.newest.hidden) this.bottom(); }).observe(this.messages);
    this.node.addEventListener("keydown", (event) => { if (event.key === "Escape") this.toggleMenu(false); });
  }

  typed(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.submit();
  }

  submit() {
    const text = this.input.value.trim();
    if (!text || !this.send(text)) return;
    this.input.value = "";
    this.fit();
  }

  send(text) {
    this.toggleMenu(false);
    return this.order("say", { text });
  }

  fit() {
    this.input.style.height = "auto";
    this.input.style.height = `${Math.min(this.input.scrollHeight + 2, 140)}px`;
  }

  async upload() {
    const [file] = this.picker.files;
    this.picker.value = "";
    if (!file) return;
    const kind = /^image\/(png|jpeg)$/.test(file.type) ? "photo" : "document";
    const query = new URLSearchParams({ name: file.name, as: kind });
    try {
      const answer = await fetch(`/play/upload/${this.seat.user}?${query}`, { method: "POST", body: file });
      if (!answer.ok) this.notice(t("too_big"));
    } catch {
      this.notice(t("too_big"));
    }
  }

  tap(id, data, node) {
    if (!this.order("tap", { message_id: id, data })) return;
    node.setAttribute("aria-busy", "true");
    setTimeout(() => node.removeAttribute("aria-busy"), TYPING);
  }

  relabel() {
    fill(this.node);
    this.who.textContent = word(this.seat.code, "who");
    this.hint.textContent = word(this.seat.code, "hint");
    this.node.setAttribute("aria-label", this.who.textContent);
    this.chips.replaceChildren(...word(this.seat.code, "try").map((text) => this.chip(text)));
    this.showMenu();
  }

  chip(text) {
    const node = make("button", "chip", command(text) || text);
    node.type = "button";
    if (command(text)) node.append(" ", make("small", "", text));
    node.addEventListener("click", () => this.send(text));
    return node;
  }

  // What the server tells

  restore(state) {
    this.shown.clear();
    this.messages.replaceChildren(this.messages.querySelector(".empty"));
    for (const message of state.messages) this.put(message);
    this.keyboard(state.keyboard);
    this.setBlocked(state.blocked);
    this.offer(state.commands);
    this.bottom();
  }

  message(message) {
    const follow = this.near() || !message.from.is_bot;
    const fresh = !this.shown.has(message.message_id);
    this.put(message);
    this.rest();
    if (fresh && message.from.is_bot && !this.node.offsetParent) this.unread += 1;
    if (follow) this.bottom();
    else this.newest.hidden = false;
  }

  put(message) {
    const acts = { send: (text) => this.send(text), tap: (...args) => this.tap(...args) };
    const node = bubble(message, acts);
    const old = this.shown.get(message.message_id);
    if (old) old.replaceWith(node);
    else this.append(message, node);
    this.shown.set(message.message_id, node);
    this.messages.querySelector(".empty").hidden = true;
  }

  append(message, node) {
    const today = day(message.date);
    if (this.messages.lastElementChild.dataset.day !== today) {
      this.messages.append(make("p", "day", today));
    }
    node.dataset.day = today;
    this.messages.append(node);
  }

  gone(id) {
    this.shown.get(id)?.remove();
    this.shown.delete(id);
  }

  typing() {
    this.state.textContent = t("typing");
    clearTimeout(this.pause);
    this.pause = setTimeout(() => this.rest(), TYPING);
  }

  rest() {
    this.state.dataset.label = this.idle;
    this.state.textContent = t(this.idle);
  }

  network(cut) {
    this.idle = cut ? "offline" : "ready";
    this.state.classList.toggle("cut", cut);
    this.rest();
  }

  answer(text) {
    for (const key of this.messages.querySelectorAll("[aria-busy]")) key.removeAttribute("aria-busy");
    if (text) this.notice(text);
  }

  notice(text) {
    this.toast.textContent = text;
    this.toast.hidden = false;
    clearTimeout(this.fade);
    this.fade = setTimeout(() => { this.toast.hidden = true; }, TOAST);
  }

  setBlocked(blocked) {
    this.composer.hidden = blocked;
    this.stopped.hidden = !blocked;
    this.block.hidden = blocked || this.seat.zalo;
    this.node.classList.toggle("blocked", blocked);
    this.toggleMenu(false);
  }

  keyboard(markup) {
    const press = (key) => this.key(typeof key === "string" ? { text: key } : key);
    this.keys.hidden = !markup;
    this.keys.replaceChildren(...(markup?.keyboard ?? []).map((row) => keyRow(row, press)));
  }

  key(key) {
    const node = make("button", "key", key.text);
    node.type = "button";
    const deed = (key.request_contact && "contact") || (key.request_location && "location");
    node.addEventListener("click", () => (deed ? this.order(deed) : this.send(key.text)));
    return node;
  }

  offer(commands) {
    this.commands = commands;
    this.showMenu();
  }

  showMenu() {
    const rows = this.commands.map(({ command: name, description }) => {
      const node = make("button", "choice");
      node.type = "button";
      node.append(make("b", "", `/${name}`), make("span", "", description));
      node.addEventListener("click", () => { this.send(`/${name}`); this.open.focus(); });
      return node;
    });
    this.menu.replaceChildren(...(rows.length ? rows : [make("p", "", t("menu_empty"))]));
  }

  toggleMenu(open) {
    this.menu.hidden = !open;
    this.open.setAttribute("aria-expanded", String(open));
    if (open) this.menu.querySelector("button")?.focus();
  }

  near() {
    const { scrollHeight, scrollTop, clientHeight } = this.messages;
    return scrollHeight - scrollTop - clientHeight < NEAR;
  }

  bottom() {
    this.messages.scrollTop = this.messages.scrollHeight;
    this.newest.hidden = true;
  }
}
