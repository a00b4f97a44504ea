/** What the bot offers to somebody who types its name: a list above the text field, in any chat. */

import { avatar } from "./avatar.js";
import { element } from "./dom.js";
import { say } from "./words.js";

const WAIT = 200; // ms without a key before the bot is asked

let instances = 0;

/** A list box that leaves the focus in the text field. */
export class InlineMenu {
  #textarea;
  #owner;
  #typed = null;
  #timer = null;
  #rows = [];
  #index = 0;
  #id = `results-${(instances += 1)}`;

  /** `owner` = {name() of the bot or null, ask(text), choose(result), start(parameter)}. */
  constructor(textarea, owner) {
    this.#textarea = textarea;
    this.#owner = owner;
    this.element = element("div", { class: "commands results", id: this.#id, role: "listbox", "aria-label": say("inlineResults"), hidden: true });
  }

  get isOpen() {
    return !this.element.hidden;
  }

  /** Follow what is typed: the bot's name, a space, and any words. */
  follow(text) {
    const name = this.#owner.name();
    const isQuery = name !== null && text.toLowerCase().startsWith(`@${name.toLowerCase()} `);
    if (!isQuery) {
      this.close();
    } else if (text !== this.#typed) {
      this.#typed = text;
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#ask(text), WAIT);
    }
  }

  close() {
    clearTimeout(this.#timer);
    this.#typed = null;
    this.element.hidden = true;
    this.#textarea.removeAttribute("aria-activedescendant");
  }

  /** Take a key of the text field; true when it was for the list. */
  key(event) {
    if (!this.isOpen || this.#rows.length === 0) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) this.#select((this.#index + step + this.#rows.length) % this.#rows.length);
    else if (event.key === "Enter" && !event.shiftKey) this.#rows[this.#index].act();
    else if (event.key === "Escape") this.close();
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  }

  async #ask(text) {
    const answer = await this.#owner.ask(text);
    if (text !== this.#typed) return; // somebody typed on
    if (answer === null) this.close();
    else this.#show(answer);
  }

  #show({ answered, button, start_parameter: parameter, results }) {
    this.#rows = results.map((result) => ({ result, act: () => this.#take(() => this.#owner.choose(result)) }));
    if (button && parameter) this.#rows.unshift({ button, act: () => this.#take(() => this.#owner.start(parameter)) });
    const nothing = say(answered ? "noResults" : "noAnswer");
    this.element.replaceChildren(...(this.#rows.length ? this.#rows.map((row, index) => this.#node(row, index))
      : [element("p", { class: "results-none hint" }, nothing)]));
    this.element.hidden = false;
    if (this.#rows.length) this.#select(0);
  }

  #node({ button, result, act }, index) {
    return element("div", {
      class: `command-row ${button ? "results-button" : "result-row"}`,
      role: "option",
      id: `${this.#id}-${index}`,
      // pointerdown, not click: the text field keeps the focus
      onpointerdown: (event) => event.preventDefault(),
      onclick: act,
    }, button ?? [
      avatar([...result.title][0], 0, "small"),
      element("span", { class: "result-words" },
        element("span", { class: "command-name" }, result.title),
        result.description ? element("span", { class: "hint" }, result.description) : null),
    ]);
  }

  #select(index) {
    this.#index = index;
    [...this.element.children].forEach((row, at) => row.setAttribute("aria-selected", String(at === index)));
    this.element.children[index].scrollIntoView({ block: "nearest" });
    this.#textarea.setAttribute("aria-activedescendant", `${this.#id}-${index}`);
  }

  #take(act) {
    this.close();
    act();
  }
}
