/** What the page knows of the sandbox: people, chats, messages as each person sees them, kept live. */

import * as server from "./server.js";
import { setTimeZone } from "./dates.js";

const STATE_EVENTS = new Set(["chats", "people", "commands", "clock"]);
const STATE_DELAY = 60; // ms: one action often causes several state events
const NO_BOT = { id: 0, first_name: "", username: "" };
const LOAD_HIDDEN_UP_TO = 16; // people; beyond, those in no column load when they get one

/**
 * Emits (CustomEvent, details in `detail`): "state"; "messages" {person, chat, message, isNew};
 * "answer" {person, answer}; "action" {chat, topic, action} of the bot; "connection" {up}.
 */
export class World extends EventTarget {
  bot = NO_BOT;
  id = ""; // tells one run of the sandbox from another, where the server does
  people = new Map();
  chats = new Map();
  commands = {};
  moves = [];
  #conversations = new Map();
  #loading = new Map();
  #clockOffset = 0;
  #stateTimer = null;

  /** Follow the events for ever, and only then read the state: in between nothing may be missed. */
  async open() {
    await new Promise((up) => {
      server.follow(
        (event) => this.#receive(event),
        (again) => { this.#connected(again); up(); },
        () => this.#emit("connection", { up: false }),
      );
    });
    await this.reload();
  }

  /** Read people, chats, commands and clock anew. */
  async reload() {
    const state = await server.state();
    this.bot = state.bot ?? NO_BOT;
    this.id = String(state.id ?? this.bot.id);
    this.people = new Map(state.people.map((person) => [person.id, person]));
    this.chats = new Map(state.chats.map((chat) => [chat.id, chat]));
    this.commands = state.commands ?? {};
    this.moves = state.clock.moves ?? [];
    this.#clockOffset = Date.parse(state.clock.now) - Date.now();
    setTimeZone(state.clock.time_zone);
    this.#emit("state", {});
  }

  /** The sandbox's time, in milliseconds; it runs between two readings as the browser's does. */
  now() {
    return Date.now() + this.#clockOffset;
  }

  /** The chats a person sees: the private one with the bot first (its id is the person's). */
  chatsOf(person) {
    const own = { id: person, type: "private", title: this.bot.first_name, member_ids: [person], topics: [] };
    return [own, ...[...this.chats.values()].filter((chat) => chat.member_ids.includes(person))];
  }

  /** One of a person's chats, or undefined when they are not (or no longer) in it. */
  chatOf(person, chat) {
    return this.chatsOf(person).find((one) => one.id === chat);
  }

  /** The supergroup that a group has become, or undefined. */
  heirOf(chat) {
    return [...this.chats.values()].find((one) => one.migrated_from === chat)?.id;
  }

  /** Messages by ascending id; `topic` undefined means all of the chat's, null its General topic. */
  messages(person, chat, topic) {
    const all = [...(this.#conversations.get(`${person}:${chat}`)?.values() ?? [])];
    const found = topic === undefined ? all : all.filter((message) => topicOf(message) === topic);
    return found.sort((one, other) => one.id - other.id);
  }

  /** One message as a person sees it. */
  message(person, chat, id) {
    return this.#conversations.get(`${person}:${chat}`)?.get(id);
  }

  /** What the bot says of itself above Start, in a language where it has it. */
  describe(language) {
    const texts = this.bot.description ?? {};
    return texts[(language ?? "").slice(0, 2)] ?? texts[""] ?? "";
  }

  commandsOf(person, chat) {
    return this.commands[`${person}:${chat}`] ?? [];
  }

  /** Load what a person's chats hold, where that is not known yet. */
  async ensure(person) {
    await Promise.all(
      this.chatsOf(person).map(async (chat) => {
        const key = `${person}:${chat.id}`;
        if (!this.#conversations.has(key)) await this.#load(person, chat.id);
      }),
    );
  }

  /** Those in columns first; the others so that their unread counts are right, if they are few. */
  async ensureAll(shown) {
    await Promise.all(shown.map((person) => this.ensure(person)));
    if (this.people.size > LOAD_HIDDEN_UP_TO) return;
    for (const person of this.people.keys()) await this.ensure(person);
  }

  /** Take in a message an own request returned; its event may come before or after. */
  learn(person, message) {
    if (message?.id !== undefined) this.#put(person, message.chat_id, message);
  }

  /** Read a conversation; what happens to it meanwhile is done again afterwards, or it would be lost. */
  #load(person, chat) {
    const key = `${person}:${chat}`;
    const loading = this.#loading.get(key);
    if (loading) return loading.done;
    const entry = { missed: [], done: null };
    entry.done = server
      .messages(person, chat)
      .then((messages) => {
        this.#conversations.set(key, new Map(messages.map((message) => [message.id, message])));
      })
      .finally(() => this.#loading.delete(key))
      .then(() => {
        this.#emit("messages", { person, chat, message: null, isNew: false });
        for (const event of entry.missed) this.#change(person, event);
      });
    this.#loading.set(key, entry);
    return entry.done;
  }

  async #connected(again) {
    if (again) {
      // Events were missed: read again whatever was known.
      await this.reload();
      const known = [...this.#conversations.keys()].map((key) => key.split(":").map(Number));
      await Promise.all(known.map(([person, chat]) => this.#reread(person, chat)));
    }
    this.#emit("connection", { up: true });
  }

  /** A restarted sandbox may know neither the person nor the chat any more. */
  async #reread(person, chat) {
    if (!this.people.has(person) || !this.chatOf(person, chat)) this.#conversations.delete(`${person}:${chat}`);
    else await this.#load(person, chat).catch(() => undefined);
  }

  #receive(event) {
    if (STATE_EVENTS.has(event.type)) this.#reloadSoon();
    else if (event.type === "answer") this.#emit("answer", { person: event.person_id, answer: event.answer });
    else if (event.type === "action") {
      this.#emit("action", { chat: event.chat_id, topic: event.topic_id ?? null, action: event.action });
    } else {
      for (const person of this.#viewers(event)) this.#change(person, event);
    }
  }

  #viewers(event) {
    return this.chats.get(event.chat_id)?.member_ids ?? [event.chat_id]; // a private chat's id is its person's
  }

  #change(person, event) {
    const key = `${person}:${event.chat_id}`;
    this.#loading.get(key)?.missed.push(event);
    const conversation = this.#conversations.get(key);
    if (!conversation) return;
    if (event.type === "delete") {
      for (const id of event.message_ids ?? [event.message_id]) conversation.delete(id);
      this.#emit("messages", { person, chat: event.chat_id, message: null, isNew: false });
    } else if (event.message) {
      this.#put(person, event.chat_id, event.message);
    } else {
      this.#load(person, event.chat_id).catch(() => undefined);
    }
  }

  #put(person, chat, message) {
    const conversation = this.#conversations.get(`${person}:${chat}`);
    if (!conversation) return;
    const isNew = !conversation.has(message.id);
    conversation.set(message.id, message);
    this.#emit("messages", { person, chat, message, isNew });
  }

  #reloadSoon() {
    clearTimeout(this.#stateTimer);
    this.#stateTimer = setTimeout(() => this.reload().catch(() => undefined), STATE_DELAY);
  }

  #emit(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

/** The topic a message lies in; null is General, or a chat without topics. */
export function topicOf(message) {
  return message.topic_id ?? null;
}

/** First and last name, else the username. */
export function nameOf(user) {
  const name = [user.first_name, user.last_name].filter(Boolean).join(" ");
  return name || user.username || String(user.id);
}
