/** One person's Telegram: header, chats, conversation, and everything they do in it. */

import { summaryOf } from "./attachments.js";
import { colourClass } from "./avatar.js";
import { ChatHeader } from "./chat-header.js";
import { ChatList } from "./chat-list.js";
import { Composer } from "./composer.js";
import { Conversation } from "./conversation.js";
import { Deeds } from "./deeds.js";
import { element } from "./dom.js";
import { senderName } from "./message.js";
import { Toasts } from "./notices.js";
import { PersonHeader } from "./person-header.js";
import * as server from "./server.js";
import { nameOf } from "./world.js";
import { say } from "./words.js";

/** A panel. `view` = {chat, topic, drafts} outlives it, so that a person comes back to where they were. */
export class Panel {
  #world;
  #reading;
  #view;
  #stop = new AbortController();
  #frame = null;

  constructor(world, reading, columns, person, view) {
    this.person = person;
    this.#world = world;
    this.#reading = reading;
    this.#view = view;
    this.toasts = new Toasts();
    this.dropHint = element("p", { class: "drop-hint", hidden: true });
    this.announcer = element("div", { class: "sr-only", "aria-live": "polite" });
    this.element = element("section", { class: `panel ${colourClass(person)}`, dataset: { person: String(person) } });
    this.deeds = new Deeds(world, this);
    this.header = new PersonHeader(world, { person, columns, deeds: this.deeds, chat: () => this.chat });
    this.list = new ChatList(world, reading, person, (chat, topic) => this.open(chat, topic));
    this.chatHeader = new ChatHeader((id) => this.deeds.jump(id));
    this.conversation = new Conversation(world, this.deeds.messageActs(), (message, row, column) =>
      this.deeds.taps.isWaiting(message.chat_id, message.id, row, column));
    this.composer = new Composer(this.#composerOwner());
    this.element.append(
      this.header.element,
      element("div", { class: "body" },
        this.list.element,
        element("div", { class: "talk" },
          this.chatHeader.element, this.chatHeader.pinned, this.conversation.element, this.composer.element)),
      this.toasts.element,
      this.dropHint,
      this.announcer,
    );
    this.#listen();
    this.#rename();
    this.open(view.chat ?? person, view.topic ?? null, false);
  }

  /** The chat on show; when the person has left it, their private one. */
  get chat() {
    return this.#world.chatOf(this.person, this.#view.chat) ?? this.#world.chatOf(this.person, this.person);
  }

  get topic() {
    return this.chat.is_forum ? this.#view.topic : null;
  }

  /** This conversation's messages, oldest first. */
  messages() {
    return this.#world.messages(this.person, this.chat.id, this.chat.is_forum ? this.topic : undefined);
  }

  /** Show a chat (and topic). */
  open(chat, topic = null, focus = true) {
    this.#view.chat = chat;
    this.#view.topic = topic;
    this.list.expand(false);
    this.chatHeader.showAction(null);
    const draft = this.#view.drafts.get(this.#draftKey()) ?? "";
    const name = nameOf(this.#world.people.get(this.person));
    this.composer.show(say("messageAs", { name, chat: this.chat.title }), draft);
    this.conversation.show(this.person, this.chat, this.topic);
    this.refresh();
    if (focus && matchMedia("(hover: hover)").matches) this.composer.text.focus({ preventScroll: true });
  }

  /** Bring everything in the panel up to date. */
  refresh() {
    this.header.refresh();
    const topic = this.chat.topics?.find((one) => one.id === this.topic) ?? null;
    if (this.topic !== null && topic === null) {
      this.open(this.chat.id, null, false); // the topic is gone: on to the group itself
      return;
    }
    this.chatHeader.show(this.chat, topic, this.#world.bot);
    this.conversation.refresh();
    this.composer.refresh(this.#gate());
    this.chatHeader.showPinned(this.messages().filter((message) => message.pinned).at(-1) ?? null);
    if (this.conversation.isAtBottom) this.seen();
    this.refreshList();
  }

  refreshList() {
    const current = { chat: this.chat.id, topic: this.topic };
    this.list.refresh(current, this.#view.drafts);
    this.conversation.showUnread(this.#reading.unread(this.person, current.chat, this.chat.is_forum ? current.topic : undefined));
  }

  /** The newest message is on the screen: take the chat as read. */
  seen() {
    if (document.hidden || !this.element.isConnected) return;
    if (this.#reading.read(this.person, this.chat.id, this.chat.is_forum ? this.topic : undefined)) {
      this.refreshList();
      this.element.dispatchEvent(new Event("read", { bubbles: true }));
    }
  }

  /** Put the focus where one writes. */
  focus() {
    (this.composer.form.hidden ? this.header.who : this.composer.text).focus();
  }

  /** The panel leaves the page. */
  close() {
    this.#stop.abort();
    this.conversation.close();
    cancelAnimationFrame(this.#frame);
    this.element.remove();
  }

  #listen() {
    const { signal } = this.#stop;
    const on = (name, react) => this.#world.addEventListener(name, (event) => react(event.detail), { signal });
    on("state", () => {
      this.#rename();
      this.#refreshSoon();
    });
    on("messages", (detail) => {
      if (detail.person === this.person) this.#received(detail);
    });
    on("answer", (detail) => {
      if (detail.person === this.person) this.deeds.taps.answer(detail.answer);
    });
    on("action", (detail) => {
      if (detail.chat === this.chat.id && detail.topic === this.topic) this.chatHeader.showAction(detail.action);
    });
    document.addEventListener("visibilitychange", () => this.conversation.isAtBottom && this.seen(), { signal });
    this.conversation.element.addEventListener("pointerdown", () => this.list.expand(false));
    this.#listenToDrops();
  }

  /** Files can be dropped anywhere on the panel of who shall send it. */
  #listenToDrops() {
    this.element.addEventListener("dragover", (event) => {
      if (!event.dataTransfer.types.includes("Files") || this.composer.form.hidden) return;
      event.preventDefault();
      this.dropHint.textContent = say("dropFile", { name: nameOf(this.#world.people.get(this.person)) });
      this.dropHint.hidden = false;
    });
    this.element.addEventListener("dragleave", (event) => {
      if (!this.element.contains(event.relatedTarget)) this.dropHint.hidden = true;
    });
    this.element.addEventListener("drop", (event) => {
      this.dropHint.hidden = true;
      if (!event.dataTransfer.files[0] || this.composer.form.hidden) return;
      event.preventDefault();
      this.composer.offerFiles([...event.dataTransfer.files]);
    });
  }

  #received({ chat, message, isNew }) {
    if (isNew && message && message.kind !== "service") {
      const isOwn = message.from?.id === this.person;
      if (isOwn && chat === this.chat.id) requestAnimationFrame(() => this.conversation.scrollToBottom());
      if (!isOwn) this.#announce(chat, message);
    }
    this.#refreshSoon();
  }

  #announce(chat, message) {
    if (chat === this.chat.id) this.chatHeader.showAction(null);
    const viewer = nameOf(this.#world.people.get(this.person));
    const name = senderName(message, this.#world.chatOf(this.person, chat) ?? { title: "" });
    this.announcer.textContent = say("newMessage", { viewer, name, text: summaryOf(message).slice(0, 200) });
  }

  /** Many events in a row cost one drawing. */
  #refreshSoon() {
    if (this.#frame !== null) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = null;
      if (!this.#world.people.has(this.person)) return;
      if (this.chat.id !== this.#view.chat) this.open(this.#world.heirOf(this.#view.chat) ?? this.person, null, false);
      else this.refresh();
    });
  }

  #rename() {
    const person = this.#world.people.get(this.person);
    if (person) this.element.setAttribute("aria-label", say("actingAs", { name: nameOf(person) }));
  }

  #draftKey() {
    return `${this.chat.id}:${this.topic ?? ""}`;
  }

  /** What stands in place of the text field, where one cannot write. */
  #gate() {
    const person = this.#world.people.get(this.person);
    if (this.chat.type === "channel") {
      const writers = this.chat.admin_ids;
      return writers && !writers.includes(this.person) ? { hint: say("readOnly"), label: null } : null;
    }
    if (this.chat.type !== "private") return null;
    if (person.blocked) return { hint: say("blockedHint"), label: say("restart"), act: () => this.deeds.restart() };
    if (person.started) return null;
    return { hint: this.#world.describe(person.language_code) || say("startHint"), label: say("start"), act: () => this.deeds.start("") };
  }

  #composerOwner() {
    const { deeds } = this;
    return {
      person: this.person,
      host: this.element,
      commands: () => this.#world.commandsOf(this.person, this.chat.id),
      messages: () => this.messages(),
      lastOwn: () => this.messages().filter((one) => one.from?.id === this.person && one.kind === "text" && !one.via_bot).at(-1),
      nameOf: (message) => senderName(message, this.chat),
      inlineName: () => (this.#world.bot.has_inline_mode ? this.#world.bot.username : null),
      inline: (text) => deeds.attempt(() => server.act(this.person, "inline", { chat_id: this.chat.id, text })),
      choose: (result, original) => deeds.post("choose", { query_id: result.query_id, result_id: result.id }, original),
      start: (payload) => deeds.start(payload),
      error: (text) => this.toasts.show(text),
      keepDraft: (text) => this.#view.drafts.set(this.#draftKey(), text),
      send: (text, original) => deeds.post("send", { text }, original),
      edit: (message, text) => deeds.run("edit", { chat_id: message.chat_id, message_id: message.id, text }),
      files: (kind, files, caption, original) => deeds.upload(kind, files, caption, original),
      location: (point, original) => deeds.post("location", point, original),
      venue: (values, original) => deeds.post("venue", values, original),
      contact: () => deeds.contact(),
    };
  }
}
