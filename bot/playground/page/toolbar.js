// Time machine, trial situations and the log of calls.

import { make } from "/bubble.js";
import { hour, moment, nextMorning, read } from "/moment.js";
import { t } from "/words.js";

const REFUSALS = 5;
const ROWS = 100;
const find = (selector) => document.querySelector(selector);

export class Toolbar {
  constructor(order) {
    this.order = order;
    this.known = null;
    this.wire();
    setInterval(() => this.tick(), 1000);
  }

  wire() {
    for (const node of document.querySelectorAll("[data-ahead]")) {
      node.addEventListener("click", () => this.move("ahead", { seconds: Number(node.dataset.ahead) }));
    }
    find(".morning").addEventListener("click", () => this.move("moment", { to: nextMorning(this.now()) }));
    find(".date").addEventListener("submit", (event) => { event.preventDefault(); this.jump(); });
    find(".date input").addEventListener("focus", (event) => this.offer(event.target));
    find(".busy").addEventListener("click", () => this.order({ do: "refuse", count: this.left ? 0 : REFUSALS }));
    for (const node of document.querySelectorAll("[data-zalo]")) {
      node.addEventListener("click", () => this.order({ do: "upset", what: node.dataset.zalo, on: !this.zalo[node.dataset.zalo] }));
    }
    find(".offline").addEventListener("click", () => this.order({ do: "offline", on: !this.cut }));
  }

  now() {
    return this.known + (performance.now() - this.heard) / 1000;
  }

  offer(input) {
    if (!input.value && this.known !== null) input.value = moment(this.now());
    input.select();
  }

  jump() {
    const input = find(".date input");
    const to = read(input.value);
    input.setAttribute("aria-invalid", String(to === null));
    if (to === null) this.say(t("date_wrong"));
    else this.move("moment", { to });
  }

  move(what, more) {
    if (!this.order({ do: what, ...more })) return;
    this.busy(true);
    this.say(t("moving"));
  }

  busy(on) {
    for (const node of document.querySelectorAll(".clock button")) node.disabled = on;
  }

  say(text) {
    const notice = find(".notice");
    notice.textContent = text;
    notice.hidden = !text;
  }

  clock(seconds) {
    this.known = seconds;
    this.heard = performance.now();
    find(".date input").value = "";
    this.busy(false);
    this.say("");
    this.tick();
  }

  tick() {
    if (this.known === null) return;
    for (const node of document.querySelectorAll("time.now")) node.textContent = moment(this.now());
  }

  refused() {
    this.busy(false);
    this.say(t("refused"));
  }

  faults({ too_many: left, offline, zalo }) {
    this.zalo = zalo;
    for (const node of document.querySelectorAll("[data-zalo]")) node.setAttribute("aria-pressed", String(zalo[node.dataset.zalo]));
    this.left = left;
    this.cut = offline;
    find(".busy").setAttribute("aria-pressed", String(left > 0));
    find(".busy output").textContent = left > 0 ? ` ×${left}` : "";
    find(".offline").setAttribute("aria-pressed", String(offline));
  }

  calls(list) {
    find(".log tbody").replaceChildren();
    for (const call of list) this.call(call);
  }

  call(call) {
    const body = find(".log tbody");
    const row = make("tr", call.status === 200 ? "" : "bad");
    const result = call.description ? `${call.status} ${call.description}` : String(call.status);
    row.append(make("td", "", hour(call.time)), make("td", "", call.method), make("td", "", result), make("td", "", call.summary));
    body.prepend(row);
    while (body.children.length > ROWS) body.lastElementChild.remove();
    find(".log .none").hidden = true;
    find(".log table").hidden = false;
  }
}
