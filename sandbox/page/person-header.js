/** The head of a panel: who acts here, and what they can do beside writing. */

import { avatar } from "./avatar.js";
import { element, iconButton } from "./dom.js";
import { icon } from "./icons.js";
import { openMenu } from "./menu.js";
import { nameOf } from "./world.js";
import { labelOf, languageName, say } from "./words.js";

/** The rights of a bot that a story can turn on. */
const RIGHTS = {
  can_post_messages: "rightPost",
  can_edit_messages: "rightEdit",
  can_delete_messages: "rightDelete",
  can_pin_messages: "rightPin",
  can_manage_topics: "rightTopics",
};

/**
 * The header of `person`'s panel. `owner` = {person, deeds, chat(), columns}; `columns` knows who is where:
 * {people(), choose(here, other), hide(person), canHide()}.
 */
export class PersonHeader {
  #world;
  #owner;
  #signature = "";

  constructor(world, owner) {
    this.#world = world;
    this.#owner = owner;
    this.element = element("header", { class: "person" });
    this.refresh();
  }

  refresh() {
    const person = this.#world.people.get(this.#owner.person);
    const signature = JSON.stringify([person, this.#world.people.size]);
    if (!person || signature === this.#signature) return;
    this.#signature = signature;
    const name = nameOf(person);
    const facts = [labelOf(person.note), languageName(person.language_code)].filter(Boolean).join(" · ");
    this.who = element("button", {
      type: "button", class: "who", "aria-haspopup": "menu", "aria-label": say("choosePerson", { name }), title: say("actingAs", { name }),
      onclick: () => this.#choose(),
    },
      avatar(name, person.id),
      element("span", { class: "who-words" },
        element("span", { class: "who-name" }, element("span", {}, name), icon("down")),
        element("span", { class: "who-facts" }, facts)));
    this.more = iconButton(icon("more"), say("more", { name }), () => this.#more(), { "aria-haspopup": "menu" });
    this.element.replaceChildren(this.who, this.more);
  }

  #choose() {
    const { columns, person } = this.#owner;
    const items = columns.people().map((other) => ({
      label: nameOf(other),
      hint: labelOf(other.note),
      picture: avatar(nameOf(other), other.id, "small"),
      checked: other.id === person,
      act: () => columns.choose(person, other.id),
    }));
    if (columns.canHide()) {
      items.push(null, { label: say("hideColumn"), picture: icon("hide"), act: () => columns.hide(person) });
    }
    openMenu(this.who, say("showHere"), items);
  }

  #more() {
    const person = this.#world.people.get(this.#owner.person);
    const items = [this.#blockItem(person), null, ...this.#hereItems(), ...this.#membershipItems(person), null, this.#newGroupItem()];
    openMenu(this.more, say("more", { name: nameOf(person) }), items);
  }

  #act(what, values) {
    return () => this.#owner.deeds.run(what, values);
  }

  #blockItem(person) {
    return person.blocked
      ? { label: say("unblockBot"), picture: icon("check"), act: this.#act("unblock") }
      : { label: say("blockBot"), picture: icon("block"), danger: true, act: this.#act("block") };
  }

  /** What can be done with the chat on show. */
  #hereItems() {
    const chat = this.#owner.chat();
    if (chat.type === "private") return [];
    const names = { chat: chat.title };
    const items = this.#botItems(chat, names);
    if (chat.type === "group" && chat.owner_ids?.includes(this.#owner.person)) {
      items.push({ label: say("migrate", names), picture: icon("out"), act: this.#act("migrate", { chat_id: chat.id }) });
    }
    if (chat.is_forum) {
      items.push({ label: say("newTopic", names), picture: icon("add"), act: () => this.#owner.deeds.openTopic(chat) });
    }
    return [...items, null];
  }

  /** The bot's place in the chat on show. */
  #botItems(chat, names) {
    const place = (status) => this.#act("bot", { chat_id: chat.id, status });
    const isChannel = chat.type === "channel"; // where a bot is an administrator or not at all
    if (chat.bot === "none") {
      const add = (status, hint) => ({ label: say("addBot", names), hint, picture: icon("add"), act: place(status) });
      return [add("administrator", say("asAdministrator")), ...(isChannel ? [] : [add("member", say("asMember"))])];
    }
    const items = chat.bot === "administrator"
      ? [{ label: say("botRights"), picture: icon("edit"), act: () => this.#changeRights(chat) }]
      : [{ label: say("botAdministrator"), picture: icon("edit"), act: place("administrator") }];
    if (chat.bot === "administrator" && !isChannel) {
      items.push({ label: say("botMember"), picture: icon("person"), act: place("member") });
    }
    return [...items, { label: say("removeBot", names), picture: icon("hide"), danger: true, act: place("kicked") }];
  }

  /** A menu that opens again after each change, with what is true then. */
  #changeRights(chat) {
    const rights = chat.bot_rights ?? {};
    const items = Object.entries(RIGHTS).filter(([right]) => right in rights).map(([right, word]) => ({
      label: say(word),
      picture: icon(rights[right] ? "check" : "hide"),
      checked: rights[right],
      several: true,
      act: async () => {
        const changed = { ...rights, [right]: !rights[right] };
        await this.#owner.deeds.run("bot", { chat_id: chat.id, status: "administrator", rights: changed });
        await this.#world.reload();
        if (this.#owner.chat().id === chat.id) this.#changeRights(this.#owner.chat());
      },
    }));
    openMenu(this.more, say("botRights"), items);
  }

  #membershipItems(person) {
    const chats = [...this.#world.chats.values()];
    const inside = (chat) => chat.member_ids.includes(person.id);
    const join = (chat) => ({
      label: say("join", { chat: chat.title }), picture: icon("join"), act: this.#act("join", { chat_id: chat.id }),
    });
    const leave = (chat) => ({
      label: say("leave", { chat: chat.title }), picture: icon("leave"), act: this.#act("leave", { chat_id: chat.id }),
    });
    return [...chats.filter((chat) => !inside(chat)).map(join), ...chats.filter(inside).map(leave)];
  }

  #newGroupItem() {
    return { label: say("newGroup"), picture: icon("person"), act: () => this.#owner.deeds.openGroup() };
  }
}
