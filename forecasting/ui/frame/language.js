/* Tells the browser the language of the page, and puts Streamlit's own words, which exist in English only, into it.

   The words come from the catalogue as pairs: what Streamlit writes, what is shown instead; {name} stands for anything,
   {count} and {size} for figures. A word is only looked for where Streamlit writes one: in the names of controls and in
   the places below. It is replaced before the browser paints. What Streamlit words otherwise one day stays English. */

const PLACES = [
  '[data-testid="stSkipToContent"]', '[data-testid="stFileUploader"]', '[data-testid="stStatusWidget"]',
  '[data-testid="stConnectionStatus"]', '[data-testid="InputInstructions"]', '[data-testid="stTooltipContent"]',
  '[data-testid="stDownloadButtonError"]', '[data-testid="stException"]', '[data-testid="stTopNavSection"]',
  '[data-testid="stDialog"]', '[role="dialog"]', '[role="listbox"]', "[data-live-announcer]",
].join(",");
const NAMES = ["aria-label", "placeholder", "title"];
const NAMED = NAMES.map((name) => `[${name}]`).join(",");
const FIGURES = { count: "(\\d+)", size: "([\\d.]+ ?[KMGT]?B)" };

let exact = new Map();
let patterns = [];
let shown = new WeakMap(); // text node or element → [by attribute, "" for text] what Streamlit wrote and what we show
let observer;

function learn(pairs) {
  exact = new Map();
  patterns = [];
  for (const [theirs, ours] of pairs) {
    if (!theirs.includes("{")) exact.set(theirs, ours);
    else {
      const names = [];
      const source = theirs.replace(/[.*+?^$()|[\]\\]/g, "\\$&").replace(/\{(\w+)\}/g, (_, name) => {
        names.push(name);
        return FIGURES[name] ?? "(.+?)";
      });
      patterns.push([new RegExp(`^${source}$`, "s"), names, ours]);
    }
  }
}

function said(words) {
  const [, before, plain, after] = /^(\s*)(.*?)(\s*)$/s.exec(words);
  const ours = plain ? exchanged(plain) : undefined;
  return ours === undefined ? undefined : before + ours + after; // "Error: " keeps the blank before what follows
}

function exchanged(plain) {
  if (exact.has(plain)) return exact.get(plain);
  for (const [pattern, names, ours] of patterns) {
    const match = pattern.exec(plain);
    if (match) return ours.replace(/\{(\w+)\}/g, (_, name) => filled(name, match[names.indexOf(name) + 1]));
  }
  return undefined;
}

function filled(name, value) {
  return name === "size" ? value.replace(".", ",").replace(/ ?(?=[A-Z])/, "\u00a0") : value;
}

function keep(node, name, theirs, ours) {
  const known = shown.get(node) ?? {};
  known[name] = [theirs, ours];
  shown.set(node, known);
}

function word(node) {
  const ours = said(node.data);
  if (ours === undefined || ours === node.data) return;
  keep(node, "", node.data, ours);
  node.data = ours;
}

function words(element) {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) word(walker.currentNode);
}

function label(element) {
  for (const name of NAMES) {
    const theirs = element.getAttribute(name);
    const ours = theirs === null ? undefined : said(theirs);
    if (ours === undefined || ours === theirs) continue;
    keep(element, name, theirs, ours);
    element.setAttribute(name, ours);
  }
}

function added(element) {
  if (element.matches(NAMED)) label(element);
  for (const named of element.querySelectorAll(NAMED)) label(named);
  if (element.closest(PLACES)) words(element);
  else for (const place of element.querySelectorAll(PLACES)) words(place);
}

function changed(records) {
  for (const record of records) {
    if (record.target instanceof SVGElement) continue;
    if (record.type === "attributes") label(record.target);
    else if (record.type === "characterData") {
      if (record.target.parentElement?.closest(PLACES)) word(record.target);
    } else {
      for (const node of record.addedNodes) {
        if (node instanceof HTMLElement) added(node);
        else if (node instanceof Text && record.target.closest(PLACES)) word(node);
      }
    }
  }
}

function restore() {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
  for (let node = walker.currentNode; node; node = walker.nextNode()) {
    for (const [name, [theirs, ours]] of Object.entries(shown.get(node) ?? {})) {
      if (name === "" && node.data === ours) node.data = theirs;
      if (name !== "" && node.getAttribute(name) === ours) node.setAttribute(name, theirs);
    }
  }
  shown = new WeakMap();
}

export default function ({ data }) {
  observer?.disconnect();
  restore();
  learn(data.words);
  document.documentElement.lang = data.language;
  document.documentElement.dataset.told = "";
  if (!data.words.length) return;
  added(document.body);
  const own = new MutationObserver(changed);
  own.observe(document.body, {
    subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: NAMES,
  });
  observer = own;
  return () => own.disconnect();
}
