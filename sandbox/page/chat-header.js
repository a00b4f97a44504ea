/** The line above a conversation: which chat this is, what the bot is doing in it, what is pinned. */

import { summaryOf } from "./attachments.js";
import { avatar } from "./avatar.js";
import { element } from "./dom.js";
import { icon } from "./icons.js";
import { say } from "./words.js";

const ACTION_TIME = 5500; // ms: Telegram shows an action for about five seconds
const ACTIONS = {
  upload_photo: "actionPhoto", upload_document: "actionDocument", upload_voice: "actionVoice",
  record_voice: "actionVoice", find_location: "actionLocation",
};

/** Title and pinned bar; `jump(id)` leads to the pinned message. */
export class ChatHeader {
  #jump;
  #timer = null;
  #subtitle = "";

  constructor(jump) {
    this.#jump = jump;
    this.title = element("h2", { class: "chat-name" });
    this.status = element("span", { class: "chat-status" });
    this.disc = element("span", { class: "chat-disc" });
    this.element = element("header", { class: "chat-head" }, this.disc, element("div", { class: "chat-head-words" }, this.title, this.status));
    this.pinned = element("button", { type: "button", class: "pinned-bar", hidden: true });
  }

  /** Show a chat: {id, type, title, is_forum, member_ids}, its topic ({name} or null), the bot. */
  show(chat, topic, bot) {
    const isPrivate = chat.type === "private";
    const topicName = topic ? [topic.icon, topic.name].filter(Boolean).join(" ") : chat.is_forum ? say("general") : null;
    this.title.textContent = topicName ? `${chat.title} › ${topicName}` : chat.title;
    this.disc.replaceChildren(avatar(chat.title, isPrivate ? bot.id : chat.id, "small"));
    const kind = say(isPrivate ? "kindPrivate" : chat.type === "channel" ? "kindChannel" : "kindGroup");
    const detail = isPrivate ? `@${bot.username}` : say("members", { count: chat.member_ids.length });
    this.#subtitle = `${kind} · ${detail}`;
    if (this.#timer === null) this.#write(this.#subtitle, false);
  }

  /** The bot is doing something; null when it has done it. */
  showAction(action) {
    clearTimeout(this.#timer);
    this.#timer = null;
    if (action === null) {
      this.#write(this.#subtitle, false);
      return;
    }
    this.#write(say(ACTIONS[action] ?? "actionTyping"), true);
    this.#timer = setTimeout(() => this.showAction(null), ACTION_TIME);
  }

  /** The newest pinned message, or null. */
  showPinned(message) {
    this.pinned.hidden = message === null;
    if (message === null) return;
    this.pinned.replaceChildren(
      icon("pin"),
      element("span", { class: "target-words" },
        element("span", { class: "quote-name" }, say("pinned")),
        element("span", { class: "quote-text" }, summaryOf(message))));
    this.pinned.onclick = () => this.#jump(message.id);
  }

  #write(text, isBusy) {
    this.status.textContent = text;
    this.status.classList.toggle("busy", isBusy);
  }
}
