/* Levers as native controls: slider, field, choice, tick box, each with its help and the way back to the base value.

   The server holds the values. What a hand has entered and the server has not yet acknowledged is left as it stands;
   every message carries all of it, so that nothing is lost where two of them meet. Where the page answers while levers
   move, the board asks for all that moves with them and lets the page run once the hand rests, see live.py. */

const REST = 800; // milliseconds in which a hand may go on
const PATIENCE = 10_000; // milliseconds to wait for an answer

/* The browser may paint what is shown so far: the sentence is read before the charts. */
const painted = () => new Promise((resolve) => setTimeout(resolve));

function make(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value !== undefined && value !== null) node.setAttribute(name, value);
  }
  node.append(...children.filter((child) => child !== undefined && child !== null));
  return node;
}

function say(node, words) {
  node.hidden = !words;
  if (node.textContent !== (words || "")) node.textContent = words || "";
}

class Board {
  constructor(root) {
    this.root = root;
    this.of = `${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}`;
    this.count = 0;
    this.pending = [];
    this.updates = new Map();
  }

  show({ values, answered }) {
    if (answered.of === this.of) this.pending = this.pending.filter((entry) => entry.n > answered.n);
    for (const [key, update] of this.updates) {
      if (key in values) update(values[key], this.pending.some((entry) => entry.key === key));
    }
  }

  enter(control, key, value) {
    const others = this.pending.filter((entry) => entry.key !== key || entry.control !== control);
    this.pending = [...others, { n: ++this.count, control, key, value }];
    clearTimeout(this.rest);
    if (this.live) this.ask();
    else this.tell();
  }

  /* Lets the page run with what was entered. */
  tell() {
    this.send({ of: this.of, list: this.pending, count: this.count });
  }

  /* The page has run, whoever made it: where it knew every entry, it need not run once more. */
  ran({ of, n }) {
    if (of === this.of && n >= this.count) clearTimeout(this.rest);
  }

  /* Shows what the levers move; what is entered meanwhile goes along with the next question. */
  async ask() {
    if (this.asking) return;
    this.asking = true;
    try {
      for (let asked = 0; asked !== this.count; ) {
        asked = this.count;
        const [first, ...others] = await this.answer();
        bring(first);
        await painted();
        others.forEach(bring);
      }
      this.rest = setTimeout(() => this.tell(), REST);
    } catch {
      this.tell();
    } finally {
      this.asking = false;
    }
  }

  async answer() {
    const { path, session } = this.live;
    const entries = { of: this.of, list: this.pending };
    const body = JSON.stringify({ session, board: this.name, entries });
    const headers = { "Content-Type": "application/json" };
    const signal = AbortSignal.timeout(PATIENCE);
    const reply = await fetch(new URL(path, document.baseURI), { method: "POST", headers, body, signal });
    if (!reply.ok) throw new Error(reply.statusText);
    return reply.json();
  }

  build(items) {
    const active = document.activeElement;
    const held = this.root.contains(active) ? active.dataset.control : undefined;
    this.items = items;
    this.updates.clear();
    this.root.replaceChildren(...JSON.parse(items).map((item) => this.item(item)));
    if (held) this.root.querySelector(`[data-control="${CSS.escape(held)}"]`)?.focus();
  }

  item(item) {
    if (item.kind === "group") return this.group(item);
    if (item.kind === "table") return this.table(item);
    if (item.kind === "choice") return this.choice(item);
    if (item.kind === "month") return this.month(item);
    return item.kind === "tick" ? this.tick(item) : this.lever(item);
  }

  /* A fold; one that was opened stays open when the board is built or mounted anew. */
  group(item) {
    const rows = item.items.map((inner) => this.item(inner));
    const note = ({ target }) => (target.open ? this.open.add(item.group) : this.open.delete(item.group));
    const attributes = { "data-group": item.group, open: this.open.has(item.group), ontoggle: note };
    return make("details", attributes, make("summary", {}, item.name), ...rows);
  }

  /* Name and unit with the button that opens the help. */
  head(item, name) {
    const about = make("div", { class: "about", popover: "auto", role: "note" });
    const ask = make("button", { type: "button", class: "ask", "aria-label": item.ask }, "?");
    ask.popoverTargetElement = about;
    about.addEventListener("toggle", (event) => {
      if (event.newState !== "open") return;
      const from = ask.getBoundingClientRect();
      const left = Math.min(from.left, window.innerWidth - about.offsetWidth - 8);
      const below = from.bottom + 4;
      const fits = below + about.offsetHeight < window.innerHeight;
      about.style.left = `${Math.max(8, left)}px`;
      about.style.top = `${fits ? below : Math.max(8, from.top - about.offsetHeight - 4)}px`;
    });
    const explain = (reason) => {
      const words = reason ? [...item.help, reason] : item.help;
      const title = make("strong", {}, item.unit ? `${item.name} (${item.unit})` : item.name);
      about.replaceChildren(make("p", {}, title), ...words.map((sentence) => make("p", {}, sentence)));
    };
    explain();
    return { node: make("div", { class: "head" }, name, ask, about), explain };
  }

  /* A field to type in: what was typed stays until the server has heard of it, Escape takes it back. What is typed as
     it stood is an entry, too, of which a browser tells no change. */
  field({ key, kind, field: label, placeholder }) {
    const month = kind === "month";
    const field = make("input", {
      type: month ? "month" : "text",
      inputmode: month ? undefined : "decimal",
      autocomplete: "off",
      spellcheck: "false",
      placeholder,
      "aria-label": label,
      "data-control": `field ${key}`,
    });
    let typed = false;
    const put = (words) => {
      typed = false;
      field.value = words;
    };
    const enter = () => {
      if (!typed) return;
      typed = false;
      this.enter("field", key, field.value);
    };
    field.addEventListener("input", () => (typed = true));
    // Of a month a browser tells a change with every digit of its year: one that is no year yet waits for the rest.
    field.addEventListener("change", () => (!month || /^[12]\d{3}-\d\d$/.test(field.value)) && enter());
    field.addEventListener("blur", enter);
    field.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && typed) put(field.dataset.last);
      if (event.key === "Enter") enter();
    });
    const fill = ({ refused, shown }) => {
      if (refused) field.setAttribute("aria-invalid", "true");
      else field.removeAttribute("aria-invalid");
      field.dataset.last = refused ? refused.typed : shown;
      if (!typed && field.value !== field.dataset.last) field.value = field.dataset.last;
    };
    return { field, put, fill };
  }

  lever(item) {
    const { key, options } = item;
    const unit = make("small", {}, `(${item.unit})`);
    const head = this.head(item, make("span", { class: "name" }, `${item.name} `, unit));
    const last = options.length - 1;
    const said = make("p", { class: "said", hidden: true });
    const { field, put, fill } = this.field(item);
    const slider = make("input", {
      type: "range",
      min: 0,
      max: last,
      step: 1,
      "aria-label": item.slider,
      "data-control": `slider ${key}`,
    });
    const tick = make("i", { class: "tick", hidden: true, "aria-hidden": "true" });
    const track = make("div", { class: "track" }, tick, slider);
    const refused = make("p", { class: "refused", role: "alert", hidden: true });
    const reset = make("button", { type: "button", class: "reset", hidden: true });
    const note = make("p", { class: "note", hidden: true });

    slider.addEventListener("input", () => {
      const [value, words, shown] = options[slider.value];
      slider.setAttribute("aria-valuetext", words);
      put(shown);
      this.enter("slider", key, value);
    });
    reset.addEventListener("click", () => {
      this.enter("reset", key, null);
      (options.length ? slider : field).focus();
    });

    let reason;
    this.updates.set(key, (state, waits) => {
      track.hidden = !options.length || state.place === null;
      say(said, state.several);
      slider.disabled = field.disabled = Boolean(state.frozen);
      tick.hidden = !state.base || state.base.place === null;
      if (!tick.hidden) tick.style.setProperty("--place", last ? state.base.place / last : 0);
      reset.hidden = !state.base;
      if (state.base) {
        reset.textContent = `↺ ${state.base.words}`;
        reset.setAttribute("aria-label", state.base.reset);
      }
      if (reason !== state.reason) head.explain((reason = state.reason));
      say(note, state.frozen || state.note);
      if (waits) return;
      say(refused, state.refused?.sentence);
      if (!track.hidden) {
        slider.value = state.place;
        slider.setAttribute("aria-valuetext", state.words);
      }
      fill(state);
    });
    const controls = make("div", { class: "controls" }, track, said, field);
    return make("div", { class: "row", "data-key": key }, head.node, controls, refused, reset, note);
  }

  /* A month with the browser's own control; what acts from it may be given before or after. */
  month(item) {
    const head = this.head(item, make("span", { class: "name" }, item.name));
    const { field, fill } = this.field(item);
    const refused = make("p", { class: "refused", role: "alert", hidden: true });
    const reset = make("button", { type: "button", class: "reset", hidden: true });
    const note = make("p", { class: "note", hidden: true });
    reset.addEventListener("click", () => {
      this.enter("reset", item.key, null);
      field.focus();
    });
    let reason;
    this.updates.set(item.key, (state, waits) => {
      reset.hidden = !state.base;
      if (state.base) {
        reset.textContent = `↺ ${state.base.words}`;
        reset.setAttribute("aria-label", state.base.reset);
      }
      if (reason !== state.reason) head.explain((reason = state.reason));
      say(note, state.note);
      if (waits) return;
      say(refused, state.refused?.sentence);
      fill(state);
    });
    const controls = make("div", { class: "controls" }, field);
    return make("div", { class: "row", "data-key": item.key }, head.node, controls, refused, reset, note);
  }

  choice(item) {
    const head = this.head(item, make("span", { class: "name" }, item.name));
    const buttons = item.options.map(([value, label]) => {
      const button = make("input", {
        type: "radio",
        name: `${this.of} ${item.key}`,
        "data-control": `choice ${item.key} ${value}`,
        onchange: () => this.enter("choice", item.key, value),
      });
      return { value, button, node: make("label", {}, button, make("span", {}, label)) };
    });
    const note = make("p", { class: "note", hidden: true });
    this.updates.set(item.key, (state, waits) => {
      say(note, state.frozen);
      for (const { value, button } of buttons) {
        button.disabled = Boolean(state.frozen);
        if (!waits) button.checked = value === state.value;
      }
    });
    const group = { class: "choice", role: "radiogroup", "aria-label": item.name };
    const row = { class: "row", "data-key": item.key };
    return make("div", row, head.node, make("div", group, ...buttons.map(({ node }) => node)), note);
  }

  /* Numbers by year: rows with their help, a field in every cell, and below what could not be taken. */
  table(item) {
    const refused = make("p", { class: "refused", role: "alert", hidden: true });
    const sentences = new Map();
    const cell = (place) => {
      if (!place) return make("td");
      const { field, fill } = this.field(place);
      const reset = make("button", { type: "button", class: "reset", hidden: true }, "↺");
      reset.addEventListener("click", () => {
        this.enter("reset", place.key, null);
        field.focus();
      });
      this.updates.set(place.key, (state, waits) => {
        field.disabled = state.locked;
        reset.hidden = !state.reset;
        reset.title = state.reset;
        reset.setAttribute("aria-label", `${place.field}: ${state.reset}`);
        if (waits) return;
        sentences.set(place.key, state.refused ? `${place.field}: ${state.refused.sentence}` : "");
        say(refused, [...sentences.values()].filter(Boolean).join(" "));
        fill(state);
      });
      return make("td", {}, make("div", { class: "cell" }, field, reset));
    };
    const rows = item.rows.map((row) => {
      const unit = make("small", {}, `(${row.unit})`);
      const head = this.head(row, make("span", { class: "name" }, `${row.name} `, unit));
      return make("tr", {}, make("th", { scope: "row" }, head.node), ...row.cells.map(cell));
    });
    const heads = item.heads.map((words) => make("th", { scope: "col" }, words));
    const top = make("thead", {}, make("tr", {}, make("td"), ...heads));
    const table = make("table", { class: "cells" }, make("caption", {}, item.name), top, make("tbody", {}, ...rows));
    const note = make("p", { class: "note" }, item.note);
    const frame = make("div", { class: "scroll" }, table);
    return make("div", { class: "row", "data-key": item.key }, frame, refused, note);
  }

  tick(item) {
    const box = make("input", {
      type: "checkbox",
      "data-control": `tick ${item.key}`,
      onchange: () => this.enter("tick", item.key, box.checked),
    });
    const head = this.head(item, make("label", { class: "name" }, box, ` ${item.name}`));
    this.updates.set(item.key, (state, waits) => {
      if (!waits) box.checked = state.value;
    });
    return make("div", { class: "row", "data-key": item.key }, head.node);
  }
}

export default function ({ data, parentElement, setStateValue }) {
  const root = parentElement.querySelector(".board");
  const board = (root.board ??= new Board(root));
  const place = ((window.leverBoards ??= {})[data.name] ??= {}); // shared with lever_values.js
  board.open = place.open ??= new Set(); // folds
  board.send = (entries) => setStateValue("entries", entries);
  board.name = data.name;
  board.live = data.live;
  if (data.items !== board.items) board.build(data.items);
  place.board = board;
  const turn = (place.turn = {});
  if (place.state) board.show(place.state);
  return () => {
    if (place.turn !== turn) return; // it has been drawn again since
    clearTimeout(board.rest);
    place.board = undefined;
  };
}
