// The labels of the page in the language that the reader chose.

let wording = { labels: {}, commands: {}, seats: {} };

const asked = new URLSearchParams(location.search).get("lang");
export let language = asked === "en" ? "en" : "vi";

export function learn(given) {
  wording = given;
}

export function t(key) {
  return wording.labels[key]?.[language] ?? key;
}

export function command(name) {
  return wording.commands?.[name]?.[language] ?? "";
}

export function seat(code, part) {
  const given = wording.seats[code]?.[part];
  return given?.[language] ?? given ?? "";
}

export function switchLanguage() {
  language = language === "vi" ? "en" : "vi";
  const address = new URL(location.href);
  address.searchParams.set("lang", language);
  history.replaceState(null, "", address);
}

const FILLERS = {
  label: (node, text) => { node.textContent = text; },
  title: (node, text) => { node.title = text; if (!node.dataset.label) node.setAttribute("aria-label", text); },
  aria: (node, text) => node.setAttribute("aria-label", text),
  placeholder: (node, text) => { node.placeholder = text; },
};

export function fill(root) {
  for (const [kind, put] of Object.entries(FILLERS)) {
    for (const node of root.querySelectorAll(`[data-${kind}]`)) put(node, t(node.dataset[kind]));
  }
}
