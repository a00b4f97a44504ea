/** What each person has read, so that the rest can be counted; remembered while this tab lives. */

import { session } from "./preferences.js";
import { topicOf } from "./world.js";

/** Unread counts by person, chat and topic. */
export class Reading {
  #world;
  #marks;

  constructor(world) {
    this.#world = world;
    // Ids begin anew when the sandbox does: what was read of another run says nothing about this one.
    const kept = session.get("read");
    this.#marks = kept?.world === world.id ? kept.marks : {};
  }

  /** How many messages of others are newer than the last one read; `topic` undefined counts all topics. */
  unread(person, chat, topic) {
    return this.#world.messages(person, chat, topic).filter((message) => {
      if (message.kind === "service" || message.from?.id === person) return false;
      return message.id > (this.#marks[keyOf(person, chat, topicOf(message))] ?? 0);
    }).length;
  }

  /** All unread messages of a person. */
  unreadOf(person) {
    return this.#world.chatsOf(person).reduce((sum, chat) => sum + this.unread(person, chat.id), 0);
  }

  /** Take everything in a chat (or topic) as read; true when that changed a count. */
  read(person, chat, topic) {
    const newest = new Map();
    for (const message of this.#world.messages(person, chat, topic)) newest.set(topicOf(message), message.id);
    let changed = false;
    for (const [key, id] of [...newest].map(([one, last]) => [keyOf(person, chat, one), last])) {
      if (this.#marks[key] === id) continue;
      this.#marks[key] = id;
      changed = true;
    }
    if (changed) session.set("read", { world: this.#world.id, marks: this.#marks });
    return changed;
  }
}

function keyOf(person, chat, topic) {
  return `${person}:${chat}:${topic ?? ""}`;
}
