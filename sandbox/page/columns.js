/** Which people stand side by side, and which wait in the strip. */

import { arrange, element } from "./dom.js";
import { Panel } from "./panel.js";
import { kept } from "./preferences.js";
import { say } from "./words.js";

const NARROWEST = 340; // px

/** The columns. After each change of who is shown, `changed()` is called. */
export class Columns {
  #world;
  #reading;
  #main;
  #changed;
  #panels = new Map();
  #views = new Map();
  #order;
  #closed;
  #active = null;

  constructor(world, reading, main, changed) {
    this.#world = world;
    this.#reading = reading;
    this.#main = main;
    this.#changed = changed;
    const remembered = kept.get("columns") ?? {};
    this.#order = Array.isArray(remembered.order) ? remembered.order : [];
    this.#closed = new Set(Array.isArray(remembered.closed) ? remembered.closed : []);
    main.addEventListener("focusin", (event) => {
      const panel = event.target.closest("[data-person]");
      if (panel) this.#active = Number(panel.dataset.person);
    });
    new ResizeObserver(() => this.refresh()).observe(main);
    world.addEventListener("state", () => this.refresh());
  }

  /** How many columns the window has room for. */
  get room() {
    return Math.max(1, Math.floor(this.#main.clientWidth / NARROWEST));
  }

  /** All people, in the order of the columns. */
  people() {
    const known = this.#order.filter((id) => this.#world.people.has(id));
    const fresh = [...this.#world.people.keys()].filter((id) => !known.includes(id));
    this.#order = [...known, ...fresh];
    return this.#order.map((id) => this.#world.people.get(id));
  }

  /** The ids of those who have a column now. */
  shown() {
    const all = this.people().map((person) => person.id);
    if (this.room === 1) return all.includes(this.#active) ? [this.#active] : all.slice(0, 1);
    return all.filter((id) => !this.#closed.has(id)).slice(0, this.room);
  }

  canHide() {
    return this.room > 1 && this.shown().length > 1;
  }

  /** Put `other` where `here` is; who was there takes the other's place. */
  choose(here, other) {
    if (here === other) return;
    if (this.room === 1) {
      this.reveal(other);
      return;
    }
    this.#closed.delete(other);
    const [first, second] = [this.#order.indexOf(here), this.#order.indexOf(other)];
    [this.#order[first], this.#order[second]] = [other, here];
    this.#remember();
    this.#panels.get(other)?.focus();
  }

  hide(person) {
    this.#closed.add(person);
    this.#remember();
  }

  /** Show somebody: where they are, in a free column, or in place of who acted last. */
  reveal(person) {
    if (this.room === 1) {
      this.#active = person;
      this.refresh();
      return;
    }
    if (!this.shown().includes(person)) {
      this.#closed.delete(person);
      if (!this.shown().includes(person)) {
        const shown = this.shown();
        const here = shown.includes(this.#active) ? this.#active : shown.at(-1);
        this.choose(here, person);
        return;
      }
      this.#remember();
    }
    this.#panels.get(person)?.focus();
  }

  /** Make the panels those of `shown()`. */
  refresh() {
    const shown = this.shown();
    for (const [id, panel] of this.#panels) {
      if (shown.includes(id)) continue;
      panel.close();
      this.#panels.delete(id);
    }
    for (const id of shown) if (!this.#panels.has(id)) this.#panels.set(id, this.#panelOf(id));
    arrange(this.#main, shown.length ? shown.map((id) => this.#panels.get(id).element) : [this.#nobody()]);
    for (const id of shown) this.#panels.get(id).conversation.keepPlace();
    this.#world.ensureAll(shown).catch(() => undefined); // the stream's next connection tries again
    this.#changed();
  }

  /** Draw every panel anew (the page's language changed). */
  rebuild() {
    for (const panel of this.#panels.values()) panel.close();
    this.#panels.clear();
    this.refresh();
  }

  #nobody() {
    return element("p", { class: "big-notice" }, say("nobody"));
  }

  #panelOf(id) {
    const home = this.#world.people.get(id).home ?? id;
    if (!this.#views.has(id)) this.#views.set(id, { chat: home, topic: null, drafts: new Map() });
    return new Panel(this.#world, this.#reading, this, id, this.#views.get(id));
  }

  #remember() {
    kept.set("columns", { order: this.#order, closed: [...this.#closed] });
    this.refresh();
  }
}
