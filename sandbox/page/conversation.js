/** The messages of one chat (or topic) as one person sees them: order, days, runs, scrolling, focus. */

import { dayKey, dayOf } from "./dates.js";
import { arrange, element, iconButton } from "./dom.js";
import { icon } from "./icons.js";
import { messageNode } from "./message.js";
import { say } from "./words.js";

const PAGE = 120; // messages shown at once; earlier ones on demand
const RUN_GAP = 10 * 60 * 1000; // ms: longer silences end a run of bubbles
const NEAR_BOTTOM = 48; // px

/** The scrolling log. Its owner calls `show` to choose what it shows and `refresh` when that changed. */
export class Conversation {
  #nodes = new Map();
  #days = new Map();
  #atBottom = true;
  #shown = PAGE;
  #top = 0;
  #world;
  #act;
  #place = null;
  #observer;

  /** `act` as messageNode wants it, and `seen()`: the newest message is on the screen. */
  constructor(world, act, isWaiting) {
    this.#world = world;
    this.#act = act;
    this.isWaiting = isWaiting;
    this.rows = element("div", { class: "rows" });
    this.log = element("div", { class: "log", role: "log", "aria-live": "off", tabindex: 0 }, this.rows);
    this.count = element("span", { class: "badge", hidden: true });
    this.toBottom = iconButton(icon("down"), say("toBottom"), () => this.scrollToBottom(), { class: "icon-button to-bottom", hidden: true });
    this.toBottom.append(this.count);
    this.element = element("div", { class: "log-frame" }, this.log, this.toBottom);
    this.log.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    this.log.addEventListener("keydown", (event) => this.#key(event));
    this.rows.addEventListener("focusin", (event) => this.#focusIn(event));
    this.rows.addEventListener("click", (event) => this.#touch(event));
    this.#observer = new ResizeObserver(() => {
      if (this.#atBottom) this.log.scrollTop = this.log.scrollHeight;
    });
    this.#observer.observe(this.rows);
    this.#observer.observe(this.log);
  }

  /** Show another chat or topic, from its end. */
  show(person, chat, topic) {
    this.#place = { person, chat, topic };
    this.#nodes.clear();
    this.#days.clear();
    this.#shown = PAGE;
    this.log.setAttribute("aria-label", say("conversation", { chat: chat.title }));
    this.refresh();
    this.scrollToBottom();
  }

  get isAtBottom() {
    return this.#atBottom;
  }

  /** Bring the rows up to date, keeping every node whose message did not change. */
  refresh() {
    if (!this.#place) return;
    const { person, chat, topic } = this.#place;
    const all = this.#world.messages(person, chat.id, chat.is_forum ? topic : undefined);
    const visible = all.slice(-this.#shown);
    const focus = this.#rememberFocus();
    const rows = [];
    if (all.length > visible.length) rows.push(this.#earlier());
    visible.forEach((message, index) => {
      const before = visible[index - 1];
      if (!before || dayKey(before.date) !== dayKey(message.date)) rows.push(this.#day(message));
      rows.push(this.#node(message, before, visible[index + 1]));
    });
    if (rows.length === 0) rows.push(element("div", { class: "service empty" }, element("span", {}, say("noMessages"))));
    arrange(this.rows, rows);
    this.#restoreFocus(focus);
    if (this.#atBottom) this.scrollToBottom();
  }

  /** Draw one message anew (a tapped button waits, or waits no longer). */
  redraw(id) {
    this.#nodes.delete(id);
    this.refresh();
  }

  scrollToBottom() {
    this.#atBottom = true;
    this.log.scrollTop = this.log.scrollHeight;
    this.#showBottomButton();
    this.#act.seen();
  }

  /** A log that was moved in the page forgets its place: go back to the end if it was there. */
  keepPlace() {
    if (!this.#atBottom) return;
    this.log.scrollTop = this.log.scrollHeight;
    this.#act.seen();
  }

  /** Scroll to a message and make it flash; false when it is not in this chat. */
  jump(id) {
    const { person, chat } = this.#place;
    if (!this.#world.message(person, chat.id, id)) return false;
    if (!this.#nodes.has(id)) {
      this.#shown = Infinity;
      this.refresh();
    }
    const node = this.#nodes.get(id)?.node;
    if (!node) return false;
    this.#atBottom = false;
    node.scrollIntoView({ block: "center" });
    node.classList.add("flash");
    node.addEventListener("animationend", () => node.classList.remove("flash"), { once: true });
    return true;
  }

  /** How many unread messages wait below. */
  showUnread(count) {
    this.count.textContent = String(count);
    this.count.hidden = count === 0;
  }

  /** Put the focus on the newest message. */
  focusLast() {
    [...this.rows.querySelectorAll(".message")].at(-1)?.focus();
  }

  close() {
    this.#observer.disconnect();
  }

  #node(message, before, after) {
    const isFirst = !continues(before, message);
    const isLast = !continues(message, after);
    const known = this.#nodes.get(message.id);
    if (known && known.message === message && known.isFirst === isFirst && known.isLast === isLast) return known.node;
    const { person, chat } = this.#place;
    const isWaiting = (row, column) => this.isWaiting(message, row, column);
    const node = messageNode(message, { person, chat, isFirst, isLast, isWaiting }, this.#act);
    this.#nodes.set(message.id, { message, isFirst, isLast, node });
    return node;
  }

  #day(message) {
    const key = dayKey(message.date);
    if (!this.#days.has(key)) {
      const words = dayOf(message.date, this.#world.now());
      this.#days.set(key, element("div", { class: "day", role: "separator", "aria-label": words }, element("span", {}, words)));
    }
    return this.#days.get(key);
  }

  #earlier() {
    return element("button", { type: "button", class: "earlier", onclick: () => {
      const height = this.log.scrollHeight;
      this.#shown += PAGE;
      this.refresh();
      this.log.scrollTop += this.log.scrollHeight - height;
    } }, say("earlier"));
  }

  #scrolled() {
    const distance = this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight;
    const was = this.#atBottom;
    // Content that grows (a picture arrives) also ends far from the bottom: only moving up leaves it.
    const isUp = this.log.scrollTop < this.#top;
    this.#top = this.log.scrollTop;
    if (distance < NEAR_BOTTOM) this.#atBottom = true;
    else if (isUp) this.#atBottom = false;
    if (this.#atBottom && !was) this.#act.seen();
    this.#showBottomButton();
  }

  #showBottomButton() {
    this.toBottom.hidden = this.#atBottom;
  }

  /** A replaced node takes the focus with it: remember which message and which of its controls had it. */
  #rememberFocus() {
    const node = document.activeElement?.closest?.("[data-message-id]");
    if (!node || !this.rows.contains(node)) return null;
    const controls = [...node.querySelectorAll("button, a")];
    return { id: node.dataset.messageId, node, index: controls.indexOf(document.activeElement), button: document.activeElement.dataset.button };
  }

  #restoreFocus(focus) {
    if (!focus || focus.node.isConnected) return;
    const node = this.rows.querySelector(`[data-message-id="${CSS.escape(focus.id)}"]`);
    if (!node) {
      this.log.focus({ preventScroll: true });
      return;
    }
    const same = focus.button ? node.querySelector(`[data-button="${CSS.escape(focus.button)}"]`) : null;
    (same ?? node.querySelectorAll("button, a")[focus.index] ?? node).focus({ preventScroll: true });
  }

  #key(event) {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    const here = event.target.closest(".message");
    if (!step || event.target.closest("audio, video, .expandable")) return;
    const nodes = [...this.rows.querySelectorAll(".message")];
    const next = here ? nodes[nodes.indexOf(here) + step] : nodes.at(-1);
    if (!next) return;
    event.preventDefault();
    next.focus();
  }

  /** The actions of the message that has the focus can be reached by Tab, those of others cannot. */
  #focusIn(event) {
    const here = event.target.closest(".message");
    for (const button of this.rows.querySelectorAll('.actions button[tabindex="0"]')) {
      if (!here?.contains(button)) button.tabIndex = -1;
    }
    for (const button of here?.querySelectorAll(".actions button") ?? []) button.tabIndex = 0;
  }

  /** Without a hovering pointer a touch on a bubble shows its actions. */
  #touch(event) {
    if (matchMedia("(hover: hover)").matches || event.target.closest("a, button, audio, video, .spoiler")) return;
    const here = event.target.closest(".message");
    for (const node of this.rows.querySelectorAll(".message.touched")) if (node !== here) node.classList.remove("touched");
    here?.classList.toggle("touched");
  }
}

function continues(one, other) {
  if (!one || !other || one.kind === "service" || other.kind === "service") return false;
  if ((one.from?.id ?? null) !== (other.from?.id ?? null)) return false;
  return dayKey(one.date) === dayKey(other.date) && Date.parse(other.date) - Date.parse(one.date) < RUN_GAP;
}
