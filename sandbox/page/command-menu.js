/** The bot's commands with their descriptions, above the text field: by its button or by typing "/". */

import { element } from "./dom.js";
import { say } from "./words.js";

let instances = 0;

/** A list box that leaves the focus in the text field. */
export class CommandMenu {
  #textarea;
  #commands;
  #choose;
  #found = [];
  #index = 0;
  #id = `commands-${(instances += 1)}`;

  /** `commands()` gives [{command, description}]; `choose(command, send)` takes the chosen "/name". */
  constructor(textarea, commands, choose) {
    this.#textarea = textarea;
    this.#commands = commands;
    this.#choose = choose;
    this.element = element("div", { class: "commands", id: this.#id, role: "listbox", "aria-label": say("commands"), hidden: true });
    textarea.setAttribute("aria-controls", this.#id);
  }

  get isOpen() {
    return !this.element.hidden;
  }

  /** Follow what is typed: "/" and letters at the start, nothing behind. */
  follow(text) {
    const match = /^\/(\w*)$/.exec(text);
    if (!match) {
      this.close();
      return;
    }
    const typed = match[1].toLowerCase();
    const found = this.#commands().filter((entry) => entry.command.startsWith(typed));
    // What is typed in full comes first: Enter sends the first.
    found.sort((one, other) => (other.command === typed) - (one.command === typed));
    if (found.length) this.#show(found);
    else this.close();
  }

  /** Open with all commands, or close; false when there are none. */
  toggle() {
    if (this.isOpen) {
      this.close();
      return true;
    }
    const all = this.#commands();
    if (all.length === 0) return false;
    this.#show(all);
    return true;
  }

  close() {
    this.element.hidden = true;
    this.#textarea.removeAttribute("aria-activedescendant");
  }

  /** Take a key of the text field; true when it was for the menu. */
  key(event) {
    if (!this.isOpen) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) this.#select((this.#index + step + this.#found.length) % this.#found.length);
    else if (event.key === "Enter" && !event.shiftKey) this.#take(this.#index, true);
    else if (event.key === "Tab" && !event.shiftKey) this.#take(this.#index, false);
    else if (event.key === "Escape") this.close();
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  }

  #show(found) {
    this.#found = found;
    this.element.replaceChildren(...found.map((entry, index) => element("div", {
      class: "command-row",
      role: "option",
      id: `${this.#id}-${index}`,
      // pointerdown, not click: the text field keeps the focus
      onpointerdown: (event) => event.preventDefault(),
      onclick: () => this.#take(index, true),
    }, element("span", { class: "command-name" }, `/${entry.command}`), element("span", { class: "hint" }, entry.description))));
    this.element.hidden = false;
    this.#select(0);
  }

  #select(index) {
    this.#index = index;
    [...this.element.children].forEach((row, at) => row.setAttribute("aria-selected", String(at === index)));
    this.element.children[index].scrollIntoView({ block: "nearest" });
    this.#textarea.setAttribute("aria-activedescendant", `${this.#id}-${index}`);
  }

  #take(index, send) {
    const { command } = this.#found[index];
    this.close();
    this.#choose(`/${command}`, send);
  }
}
