/** Writing: the text field, what is being replied to or edited, commands, attachments, the bot's keyboard. */

import { summaryOf } from "./attachments.js";
import { askPlace, confirmFiles, kindOf, openAttachMenu } from "./attach.js";
import { CommandMenu } from "./command-menu.js";
import { element, iconButton } from "./dom.js";
import { icon } from "./icons.js";
import { InlineMenu } from "./inline-menu.js";
import { keyboardState, replyKeyboard } from "./reply-keyboard.js";
import { say } from "./words.js";

const LONGEST = 4096; // UTF-16 units; Telegram's clients cut longer texts into several messages
const TALLEST = 160; // px

/**
 * The foot of a conversation.
 *
 * `owner` gives: host (node dialogs lie over), personName, commands(), messages(), lastOwn(), nameOf(message),
 * send(text, replyTo), edit(message, text), files(kind, files, caption, replyTo), location(point, replyTo),
 * venue(values, replyTo), start(payload), error(text), keepDraft(text), and for inline mode inlineName() (of the
 * bot, or null), inline(text), choose(result, replyTo).
 */
export class Composer {
  #owner;
  #target = null; // {kind: "reply" | "edit", message}
  #keyboardShown = null; // the person's own choice for this keyboard, null = as the bot wishes
  #forced = null;
  #keyboardId = null;
  #commands = "";

  constructor(owner) {
    this.#owner = owner;
    this.text = element("textarea", { name: "text", rows: 1, autocomplete: "off", enterkeyhint: "send" });
    this.menu = new CommandMenu(this.text, () => owner.commands(), (command, send) => this.#command(command, send));
    this.results = new InlineMenu(this.text, {
      name: () => owner.inlineName(),
      ask: (text) => owner.inline(text),
      choose: (result) => this.#choose(result),
      start: (payload) => this.#start(payload),
    });
    this.bar = element("div", { class: "target-bar", hidden: true });
    this.keys = element("div", { class: "keys" });
    this.keysButton = iconButton(icon("keyboard"), say("keyboard"), () => this.#toggleKeyboard(), { hidden: true });
    this.slash = iconButton(icon("slash"), say("commands"), () => this.#openCommands(), { "aria-haspopup": "listbox" });
    this.attach = iconButton(icon("attach"), say("attach"), () => openAttachMenu(this.attach, owner.host, this.#senders()), {
      "aria-haspopup": "menu",
    });
    this.submit = element("button", { type: "submit", class: "send-button", "aria-label": say("send"), title: say("send") }, icon("send"));
    this.form = element("form", { class: "compose" }, this.attach, this.text, this.keysButton, this.slash, this.submit);
    this.gate = element("div", { class: "gate", hidden: true });
    this.element = element("footer", { class: "composer" }, this.menu.element, this.results.element, this.bar, this.form, this.gate, this.keys);
    this.#listen();
  }

  /** Another conversation: its draft, its label; nothing is being replied to. */
  show(label, draft) {
    this.#setTarget(null);
    this.text.value = draft;
    this.text.setAttribute("aria-label", label);
    this.#keyboardShown = null;
    this.#forced = null;
    this.#keyboardId = null;
    this.menu.close();
    this.results.close();
    this.#typed();
  }

  /** Follow the conversation: the bot's keyboard, a forced reply, and whether one may write at all. */
  refresh(gate) {
    this.#showGate(gate);
    this.#checkTarget();
    this.#checkCommands();
    const state = gate ? null : keyboardState(this.#owner.messages(), this.#owner.person);
    if (state?.message.id !== this.#keyboardId) {
      this.#keyboardId = state?.message.id ?? null;
      this.#keyboardShown = null;
      this.keys.replaceChildren(...(state?.rows ? [replyKeyboard(state.rows, (button) => this.#pressKey(button))] : []));
    }
    this.text.placeholder = (state && !state.collapsed && state.placeholder) || say("writeHere");
    if (state?.force && this.#forced !== state.message.id) {
      this.#forced = state.message.id;
      this.reply(state.message, false);
    } else if (!state?.force && this.#forced !== null) {
      if (this.#target?.message.id === this.#forced) this.#setTarget(null);
      this.#forced = null;
    }
    this.keysButton.hidden = !state?.rows;
    this.keys.hidden = !state?.rows || !(this.#keyboardShown ?? !state.collapsed);
  }

  reply(message, focus = true) {
    this.#leaveEdit();
    this.#setTarget({ kind: "reply", message });
    if (focus) this.text.focus();
  }

  edit(message) {
    this.#setTarget({ kind: "edit", message });
    this.text.value = message.text;
    this.#typed();
    this.text.focus();
  }

  /** Begin to write something, such as the bot's name to see what it offers. */
  begin(text) {
    this.#leaveEdit();
    this.text.value = text;
    this.#typed();
    this.#follow();
    this.text.focus();
  }

  get draft() {
    return this.#target?.kind === "edit" ? "" : this.text.value;
  }

  #listen() {
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
    this.text.addEventListener("input", () => {
      this.#typed();
      this.#follow();
    });
    this.text.addEventListener("keydown", (event) => this.#key(event));
    this.text.addEventListener("blur", () => {
      this.menu.close();
      this.results.close();
    });
    this.text.addEventListener("focus", () => this.#follow());
    this.text.addEventListener("paste", (event) => {
      const files = [...(event.clipboardData?.files ?? [])];
      if (!files[0]) return;
      event.preventDefault();
      this.offerFiles(files);
    });
  }

  /** Files were dropped or pasted here. */
  offerFiles(files) {
    confirmFiles(kindOf(files), files, this.#owner.host, this.#senders());
  }

  #key(event) {
    if (event.isComposing || this.menu.key(event) || this.results.key(event)) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.#submit();
    } else if (event.key === "Escape" && this.#target) {
      event.stopPropagation();
      this.#dropTarget();
    } else if (event.key === "ArrowUp" && this.text.value === "" && !this.#target) {
      const last = this.#owner.lastOwn();
      if (!last) return;
      event.preventDefault();
      this.edit(last);
    }
  }

  async #submit() {
    const text = this.text.value.trim();
    const target = this.#target;
    if (!text) return;
    this.menu.close();
    this.results.close();
    this.text.value = "";
    this.#setTarget(null);
    this.#typed();
    const isDone = target?.kind === "edit"
      ? text === target.message.text || (await this.#owner.edit(target.message, text))
      : await this.#sendParts(text, target?.message ?? null);
    if (isDone) return;
    // Refused (the panel has said why): give the words back.
    if (this.text.value === "") {
      this.#setTarget(target);
      this.text.value = text;
      this.#typed();
    }
  }

  async #sendParts(text, replyTo) {
    let rest = text;
    let original = replyTo;
    while (rest) {
      const part = rest.length <= LONGEST ? rest : rest.slice(0, cutAt(rest));
      if (!(await this.#owner.send(part, original))) return false;
      rest = rest.slice(part.length).trim();
      original = null;
    }
    return true;
  }

  #command(command, send) {
    if (send) {
      const original = this.#target?.kind === "reply" ? this.#target.message : null;
      this.#setTarget(null);
      this.#clear();
      this.#owner.send(command, original);
    } else {
      this.text.value = `${command} `;
      this.#typed();
    }
    this.text.focus();
  }

  /** What is typed may call for the commands, or for what the bot offers in any chat. */
  #follow() {
    this.menu.follow(this.text.value);
    if (this.#target?.kind === "edit") this.results.close();
    else this.results.follow(this.text.value);
  }

  #choose(result) {
    const original = this.#target?.kind === "reply" ? this.#target.message : null;
    this.#setTarget(null);
    this.#clear();
    this.#owner.choose(result, original);
  }

  #start(payload) {
    this.#clear();
    this.#owner.start(payload);
  }

  #clear() {
    this.text.value = "";
    this.#typed();
  }

  #openCommands() {
    if (this.menu.toggle()) this.text.focus();
    else this.#owner.error(say("noCommands"));
  }

  #senders() {
    const original = () => {
      const message = this.#target?.kind === "reply" ? this.#target.message : null;
      this.#setTarget(null);
      return message;
    };
    return {
      files: (kind, files, caption) => this.#owner.files(kind, files, caption, original()),
      location: (point) => this.#owner.location(point, original()),
      venue: (values) => this.#owner.venue(values, original()),
    };
  }

  #toggleKeyboard() {
    this.#keyboardShown = this.keys.hidden;
    this.keys.hidden = !this.#keyboardShown;
  }

  #pressKey(button) {
    if (button.request_location) askPlace(this.#owner.host, this.#senders(), false);
    else if (button.request_contact) this.#owner.contact();
    else if (button.request_users || button.request_chat || button.web_app) this.#owner.error(say("notHere"));
    else this.#owner.send(button.text, null);
  }

  #typed() {
    this.#owner.keepDraft(this.draft);
    this.form.classList.toggle("has-text", this.text.value.trim() !== "");
    this.#fit();
  }

  #fit() {
    this.text.style.height = "auto";
    const height = this.text.scrollHeight; // 0 while the panel is not in the page
    if (height > 0) this.text.style.height = `${Math.min(height, TALLEST)}px`;
  }

  #setTarget(target) {
    this.#target = target;
    this.bar.hidden = target === null;
    this.submit.replaceChildren(icon(target?.kind === "edit" ? "check" : "send"));
    const label = say(target?.kind === "edit" ? "save" : "send");
    this.submit.setAttribute("aria-label", label);
    this.submit.title = label;
    if (target === null) {
      this.bar.replaceChildren();
      return;
    }
    const isEdit = target.kind === "edit";
    const heading = isEdit ? say("editing") : say("replyingTo", { name: this.#owner.nameOf(target.message) });
    this.bar.replaceChildren(
      icon(target.kind),
      element("span", { class: "target-words" },
        element("span", { class: "quote-name" }, heading),
        element("span", { class: "quote-text" }, summaryOf(target.message))),
      iconButton(icon("close"), say(isEdit ? "stopEdit" : "stopReply"), () => this.#dropTarget()),
    );
  }

  #dropTarget() {
    this.#leaveEdit();
    this.#setTarget(null);
    this.text.focus();
  }

  #leaveEdit() {
    if (this.#target?.kind !== "edit") return;
    this.text.value = "";
    this.#typed();
  }

  /** What one replies to or edits may be deleted meanwhile. */
  #checkTarget() {
    if (this.#target && !this.#owner.messages().some((message) => message.id === this.#target.message.id)) {
      this.#setTarget(null);
    }
  }

  /** Commands may come (with a role, at the first start) while one is being typed. */
  #checkCommands() {
    const commands = JSON.stringify(this.#owner.commands());
    if (commands === this.#commands) return;
    this.#commands = commands;
    if (document.activeElement === this.text) this.menu.follow(this.text.value);
  }

  /** `gate` = {hint, label, act} in place of the text field, or null. */
  #showGate(gate) {
    const hadFocus = this.gate.contains(document.activeElement);
    this.form.hidden = gate !== null;
    this.gate.hidden = gate === null;
    // Whoever pressed Start goes on by writing.
    if (gate === null && hadFocus && matchMedia("(hover: hover)").matches) this.text.focus({ preventScroll: true });
    if (gate === null || this.gate.dataset.words === `${gate.label} ${gate.hint}`) return;
    this.gate.dataset.words = `${gate.label} ${gate.hint}`;
    this.gate.replaceChildren(
      element("p", {}, gate.hint),
      ...(gate.label ? [element("button", { type: "button", class: "primary", onclick: gate.act }, gate.label)] : []));
  }
}

/** Where to cut a too long text: at a line's end, else at a space, else hard, but never inside a character. */
function cutAt(text) {
  const head = text.slice(0, LONGEST);
  const soft = Math.max(head.lastIndexOf("\n"), head.lastIndexOf(" "));
  if (soft > LONGEST / 2) return soft;
  return /[\ud800-\udbff]/.test(head.at(-1)) ? LONGEST - 1 : LONGEST;
}
