/** A person's chats with unread counts and last lines; forum groups with their topics. */

import { summaryOf } from "./attachments.js";
import { avatar } from "./avatar.js";
import { shortOf } from "./dates.js";
import { arrange, element, focusNeighbour, iconButton } from "./dom.js";
import { icon } from "./icons.js";
import { nameOf } from "./world.js";
import { say } from "./words.js";

/** The list; `open(chat, topic)` is called when one is chosen. Narrow panels show it as a rail. */
export class ChatList {
  #world;
  #reading;
  #person;
  #open;
  #nodes = new Map();

  constructor(world, reading, person, open) {
    this.#world = world;
    this.#reading = reading;
    this.#person = person;
    this.#open = open;
    const name = nameOf(world.people.get(person));
    this.list = element("div", { class: "chat-rows" });
    this.toggle = iconButton(icon("menu"), say("chatList"), () => this.expand(!this.isExpanded), {
      class: "icon-button list-toggle", "aria-expanded": "false",
    });
    this.element = element("nav", { class: "chats", "aria-label": say("chats", { name }) }, this.toggle, this.list);
    this.element.addEventListener("keydown", (event) => this.#key(event));
  }

  get isExpanded() {
    return this.element.classList.contains("expanded");
  }

  /** In a narrow panel: lay the whole list over the conversation, or back to a rail. */
  expand(wide) {
    this.element.classList.toggle("expanded", wide);
    this.toggle.setAttribute("aria-expanded", String(wide));
  }

  /** Draw the list; `current` = {chat, topic}, `drafts` a map by "chat:topic". */
  refresh(current, drafts) {
    const rows = [];
    for (const chat of this.#world.chatsOf(this.#person)) {
      rows.push(this.#row(chat, chat.is_forum ? null : undefined, null, current, drafts));
      if (!chat.is_forum) continue;
      for (const topic of chat.topics ?? []) rows.push(this.#row(chat, topic.id, topic, current, drafts));
    }
    arrange(this.list, rows);
  }

  #row(chat, topicId, topic, current, drafts) {
    const key = `${chat.id}:${topicId ?? ""}`;
    const isCurrent = current.chat === chat.id && (current.topic ?? null) === (topicId ?? null);
    const unread = this.#reading.unread(this.#person, chat.id, topicId);
    const last = this.#world.messages(this.#person, chat.id, topicId).at(-1);
    const draft = isCurrent ? "" : (drafts.get(key) ?? "").trim();
    const title = topic ? topic.name : chat.title;
    const content = { title, unread, isCurrent, draft, closed: topic?.closed, when: last ? shortOf(last.date, this.#world.now()) : "" };
    const line = draft || this.#lastLine(chat, last);
    const signature = JSON.stringify([content, line, topic?.icon_color, topic?.icon]);
    const known = this.#nodes.get(key);
    if (known?.signature === signature) return known.node;
    const node = this.#draw(known?.node, chat, topic, topicId, content, line);
    this.#nodes.set(key, { signature, node });
    return node;
  }

  /** The button itself stays while its content changes: it may have the focus. */
  #draw(existing, chat, topic, topicId, content, line) {
    const node = existing ?? element("button", {
      type: "button",
      class: `chat ${topic ? "topic" : ""}`,
      dataset: { chat: String(chat.id), ...(chat.is_forum ? { topic: topicId === null ? "general" : String(topicId) } : {}) },
      onclick: () => this.#open(chat.id, topicId ?? null),
    });
    node.classList.toggle("current", content.isCurrent);
    node.setAttribute("aria-current", String(content.isCurrent));
    node.title = content.title;
    const count = content.unread > 0
      ? element("span", { class: "badge", role: "img", "aria-label": say("unread", { count: content.unread }) }, String(content.unread)) : null;
    node.replaceChildren(
      topic ? topicDisc(topic) : avatar(content.title, chat.id === this.#person ? this.#world.bot.id : chat.id),
      element("span", { class: "chat-words" },
        element("span", { class: "chat-top" },
          element("span", { class: "chat-title" }, content.title),
          content.closed ? element("span", { class: "sr-only" }, say("closedTopic")) : null,
          element("span", { class: "chat-when" }, content.when)),
        element("span", { class: "chat-bottom" },
          content.draft ? element("span", { class: "draft" }, say("draft")) : null,
          element("span", { class: "chat-last" }, line))),
      ...(count ? [count] : []),
    );
    return node;
  }

  #lastLine(chat, last) {
    if (!last) return "";
    const words = summaryOf(last).replace(/\s+/g, " ").slice(0, 90);
    if (last.kind === "service" || chat.type === "private" || !last.from) return words;
    const who = last.from.id === this.#person ? say("youAre") : last.from.first_name;
    return say("saidBy", { name: who, text: words });
  }

  #key(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      focusNeighbour(this.list.querySelectorAll(".chat"), step);
    } else if (event.key === "Escape" && this.isExpanded) {
      this.expand(false);
      this.toggle.focus();
    }
  }
}

function topicDisc(topic) {
  const disc = element("span", { class: "topic-disc", "aria-hidden": "true" }, topic.icon ?? [...topic.name][0] ?? "#");
  disc.classList.toggle("with-icon", Boolean(topic.icon));
  if (Number.isInteger(topic.icon_color)) {
    disc.style.setProperty("--topic", `#${topic.icon_color.toString(16).padStart(6, "0")}`);
  }
  return disc;
}
