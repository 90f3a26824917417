// Joins the parts: seats and wording first, then a socket that is opened again whenever it closes.

import { make } from "/bubble.js";
import { Phone } from "/phone.js";
import { Toolbar } from "/toolbar.js";
import { fill, language, learn, seat as word, switchLanguage, t } from "/words.js";

const AGAIN = 1000;
const ASK_TIME = 30000;
const narrow = matchMedia("(max-width: 1099px)");
const alone = new URLSearchParams(location.search).get("seat");
const phones = new Map();
let socket = null;
let toolbar = null;
let front = null;

function order(what) {
  if (socket?.readyState !== WebSocket.OPEN) return false;
  socket.send(JSON.stringify(what));
  return true;
}

function link(up) {
  document.body.classList.toggle("down", !up);
  toolbar.say(up ? "" : t("connecting"));
}

function connect() {
  socket = new WebSocket(`ws://${location.host}/play/socket`);
  socket.addEventListener("message", ({ data }) => hear(JSON.parse(data)));
  socket.addEventListener("close", () => { link(false); setTimeout(connect, AGAIN); });
}

function faults(event) {
  toolbar.faults(event);
  for (const phone of phones.values()) phone.network(event.offline);
}

const HEARD = {
  hello(event) {
    link(true);
    for (const [user, state] of Object.entries(event.phones)) phones.get(Number(user))?.restore(state);
    toolbar.clock(event.now);
    faults(event);
    toolbar.calls(event.calls);
    document.body.classList.add("live");
  },
  message: (event, phone) => phone?.message(event.message),
  gone: (event, phone) => phone?.gone(event.message_id),
  typing: (event, phone) => phone?.typing(),
  keyboard: (event, phone) => phone?.keyboard(event.keyboard),
  blocked: (event, phone) => phone?.setBlocked(event.blocked),
  answer: (event, phone) => phone?.answer(event.text),
  commands(event) {
    for (const [user, menu] of Object.entries(event.phones)) phones.get(Number(user))?.offer(menu);
  },
  clock: (event) => toolbar.clock(event.now),
  faults,
  call(event) { toolbar.faults(event); toolbar.call(event.call); },
  refused: () => toolbar.refused(),
};

function hear(event) {
  HEARD[event.event]?.(event, phones.get(event.chat));
  showTabs();
}

// Which phones are in view

function inFront() {
  return front ?? (narrow.matches ? [...phones.values()][0].seat.code : null);
}

function arrange() {
  const code = inFront();
  for (const phone of phones.values()) {
    phone.node.hidden = code === null ? phone.seat.hidden : phone.seat.code !== code;
    if (phone.node.hidden) continue;
    phone.unread = 0;
    phone.bottom();
  }
  document.body.classList.toggle("alone", code !== null);
  document.querySelector(".controls").open = !narrow.matches;
  showTabs();
}

function choose(code) {
  front = code;
  const address = new URL(location.href);
  if (code) address.searchParams.set("seat", code);
  else address.searchParams.delete("seat");
  history.replaceState(null, "", address);
  arrange();
}

function tab(code, text, unread) {
  const node = make("button", "tab", text);
  node.type = "button";
  node.dataset.code = code ?? "";
  node.setAttribute("aria-pressed", String(inFront() === code));
  if (unread) {
    const count = make("span", "unread", String(unread));
    count.title = t("unread");
    node.append(" ", count);
  }
  node.addEventListener("click", () => choose(code));
  return node;
}

function showTabs() {
  const tabs = [...phones.values()].map(({ seat, unread }) => tab(seat.code, word(seat.code, "tab"), unread));
  if (!narrow.matches) tabs.unshift(tab(null, t("all"), 0));
  const nav = document.querySelector(".tabs");
  // A tab replaced between press and release would lose the click.
  if (nav.innerHTML === tabs.map((node) => node.outerHTML).join("")) return;
  const held = nav.contains(document.activeElement) ? document.activeElement.dataset.code : null;
  nav.replaceChildren(...tabs);
  if (held !== null) nav.querySelector(`[data-code="${held}"]`)?.focus();
}

function relabel() {
  document.documentElement.lang = language;
  document.title = t("title");
  fill(document);
  for (const phone of phones.values()) phone.relabel();
  showTabs();
}

async function start() {
  const { seats, wording } = await (await fetch("/play/start")).json();
  learn(wording);
  toolbar = new Toolbar(order);
  for (const seat of seats) {
    const phone = new Phone(seat, order);
    phones.set(seat.user, phone);
    document.querySelector(".phones").append(phone.node);
  }
  front = seats.some(({ code }) => code === alone) ? alone : null;
  document.querySelector(".language").addEventListener("click", () => { switchLanguage(); relabel(); });
  narrow.addEventListener("change", arrange);
  relabel();
  arrange();
  link(false);
  connect();
  setInterval(() => order({ do: "now" }), ASK_TIME);
}

start();
