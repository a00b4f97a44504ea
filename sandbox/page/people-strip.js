/** The people who do not fit into the window (all of them, as tabs, where there is one column). */

import { avatar } from "./avatar.js";
import { element, focusNeighbour } from "./dom.js";
import { nameOf } from "./world.js";
import { say } from "./words.js";

/** Draws into `nav`; hidden while everybody has a column. */
export class PeopleStrip {
  #world;
  #reading;
  #columns;
  #nav;
  #signature = "";

  constructor(world, reading, columns, nav) {
    this.#world = world;
    this.#reading = reading;
    this.#columns = columns;
    this.#nav = nav;
    nav.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (step) focusNeighbour(nav.querySelectorAll("button"), step);
    });
  }

  refresh() {
    const people = this.#columns.people();
    const shown = this.#columns.shown();
    const isTabs = this.#columns.room === 1 && people.length > 1;
    const listed = isTabs ? people : people.filter((person) => !shown.includes(person.id));
    const rows = listed.map((person) => ({
      id: person.id, name: person.first_name || nameOf(person), isShown: shown.includes(person.id), unread: this.#reading.unreadOf(person.id),
    }));
    const signature = JSON.stringify([isTabs, rows, say("people")]);
    if (signature === this.#signature) return;
    this.#signature = signature;
    const focused = this.#nav.contains(document.activeElement) ? document.activeElement.dataset.tab : null;
    this.#nav.hidden = rows.length === 0;
    this.#nav.setAttribute("aria-label", say("people"));
    const buttons = rows.map((row) => this.#button(row, isTabs));
    this.#nav.replaceChildren(element("div", { class: "strip", role: isTabs ? "tablist" : "group", "aria-label": say("people") }, buttons));
    buttons.find((button) => button.dataset.tab === focused)?.focus();
    buttons.find((button) => button.classList.contains("current"))?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  #button(row, isTabs) {
    return element("button", {
      type: "button",
      class: `person-tab ${row.isShown ? "current" : ""}`,
      role: isTabs ? "tab" : null,
      "aria-selected": isTabs ? String(row.isShown) : null,
      dataset: { tab: String(row.id) },
      onclick: () => this.#columns.reveal(row.id),
    },
      avatar(row.name, row.id, "tiny"),
      element("span", { class: "tab-name" }, row.name),
      row.unread ? element("span", { class: "badge", role: "img", "aria-label": say("unread", { count: row.unread }) }, String(row.unread)) : null);
  }
}
