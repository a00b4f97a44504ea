/** What a person does: every request a panel makes, and what follows from its answer. */

import { element, iconButton } from "./dom.js";
import { icon } from "./icons.js";
import { readLink } from "./links.js";
import { openBeside } from "./menu.js";
import { askForm, offerLink, openDialog, showAlert } from "./notices.js";
import { reactionPicker } from "./reactions.js";
import * as server from "./server.js";
import { Taps } from "./taps.js";
import { nameOf } from "./world.js";
import { say } from "./words.js";

const GROUP_KINDS = ["supergroup", "basicGroup", "forum", "channel"];
const LARGEST_ALBUM = 10; // Telegram's limit (sendMediaGroup)
const KINDS = { basicGroup: "group", forum: "supergroup" };

/** The deeds of one panel's person. */
export class Deeds {
  #world;
  #panel;

  constructor(world, panel) {
    this.#world = world;
    this.#panel = panel;
    this.taps = new Taps(
      (chat, message) => {
        if (chat === panel.chat.id) panel.conversation.redraw(message);
      },
      (answer) => this.#answered(answer),
    );
  }

  /** Ask the server for something; a refusal is told to the person. Gives the answer (or true), null when refused. */
  async attempt(request) {
    try {
      return (await request()) ?? true;
    } catch (problem) {
      if (!(problem instanceof server.Refused)) throw problem;
      this.#panel.toasts.show(problem.message, true);
      return null;
    }
  }

  /** One of the people API's plain requests. */
  async run(what, values = {}) {
    const answer = await this.attempt(() => server.act(this.#panel.person, what, values));
    this.#learn(answer);
    return answer;
  }

  /** Put something into the conversation on show. */
  post(what, values, original) {
    return this.run(what, { ...values, ...this.#where(original) });
  }

  /** Send files; several are albums, with the caption beneath the first of all. */
  async upload(kind, files, caption, original) {
    const { person } = this.#panel;
    const where = this.#where(original);
    for (let first = 0; first < files.length; first += LARGEST_ALBUM) {
      const parts = files.slice(first, first + LARGEST_ALBUM);
      const album = parts.length > 1 ? `${Date.now()}${first}` : null;
      for (const file of parts) {
        const values = { kind, caption: file === files[0] ? caption : null, media_group_id: album, ...where };
        const answer = await this.attempt(() => server.upload(person, file, values));
        this.#learn(answer);
        if (answer === null) return;
      }
    }
  }

  /** Share one's telephone number: one of those France keeps for fiction. */
  contact() {
    const { id, first_name: firstName, last_name: lastName } = this.#world.people.get(this.#panel.person);
    const number = `+336399800${String(id % 100).padStart(2, "0")}`;
    return this.post("contact", { phone_number: number, first_name: firstName, ...(lastName ? { last_name: lastName } : {}) }, null);
  }

  /** Open a topic in a forum group. */
  async openTopic(chat) {
    const values = await askForm(this.#panel.element, {
      title: say("newTopic", { chat: chat.title }), submit: say("add"), fields: [{ name: "name", label: say("topicName"), required: true }],
    });
    if (values) await this.run("topic", { chat_id: chat.id, name: values.name });
  }

  /** Open a group or channel with everybody in it; its owner is who opens it. */
  async openGroup() {
    const values = await askForm(this.#panel.element, {
      title: say("newGroup"),
      submit: say("add"),
      fields: [
        { name: "title", label: say("groupTitle"), required: true },
        { name: "kind", label: say("groupKind"), value: "supergroup", choices: GROUP_KINDS.map((kind) => [kind, say(kind)]) },
      ],
    });
    if (!values) return;
    const isForum = values.kind === "forum";
    await this.attempt(() => server.addChat({
      title: values.title,
      kind: KINDS[values.kind] ?? values.kind,
      is_forum: isForum,
      owner_id: this.#panel.person,
      member_ids: [...this.#world.people.keys()],
    }));
  }

  /** Press Start, or follow a deep link's payload. */
  async start(payload) {
    const answer = await this.run("start", { payload });
    if (answer) this.#goHome();
    return answer;
  }

  /** Unblock the bot and start it again, as Telegram's one button does. */
  async restart() {
    if (await this.run("unblock")) await this.start("");
  }

  /** Scroll to a message of this chat. */
  jump(id) {
    if (!this.#panel.conversation.jump(id)) this.#panel.toasts.show(say("messageGone"));
  }

  /** Follow a link: into this sandbox where it leads there, else out (after asking). */
  link(url) {
    const target = readLink(url ?? "");
    const panel = this.#panel;
    if (target === null) return;
    if (target.kind === "web") {
      offerLink(panel.element, target.href);
    } else if (target.kind === "message") {
      if (!this.#world.chatOf(panel.person, target.chat)) {
        panel.toasts.show(say("chatGone", { name: nameOf(this.#world.people.get(panel.person)) }));
        return;
      }
      const message = this.#world.message(panel.person, target.chat, target.message);
      panel.open(target.chat, message ? message.topic_id ?? null : target.topic);
      this.jump(target.message);
    } else if (target.bot.toLowerCase() !== this.#world.bot.username.toLowerCase()) {
      panel.toasts.show(say("otherBot", { bot: this.#world.bot.username }));
    } else if (target.kind === "start") {
      this.start(target.payload);
    } else {
      panel.open(panel.person);
    }
  }

  /** What a message's controls do (message.js, conversation.js). */
  messageActs() {
    const panel = this.#panel;
    const react = (message, emoji) => this.run("react", { chat_id: message.chat_id, message_id: message.id, emoji });
    return {
      reply: (message) => {
        if (!panel.composer.form.hidden) panel.composer.reply(message);
      },
      edit: (message) => panel.composer.edit(message),
      remove: (message) => this.run("delete", { chat_id: message.chat_id, message_id: message.id }),
      react,
      pickReaction: (message, anchor) => {
        const current = message.reactions?.find(({ by }) => by.includes(panel.person))?.emoji;
        const surface = openBeside(anchor, reactionPicker(current, (emoji) => {
          surface.hidePopover();
          react(message, emoji);
        }));
        surface.querySelector("button").focus();
      },
      tap: (message, row, column) => this.#tap(message, row, column),
      jump: (id) => this.jump(id),
      begin: (text) => {
        if (!panel.composer.form.hidden) panel.composer.begin(text);
      },
      enlarge: (file) => this.#enlarge(file),
      command: (text) => this.post("send", { text }, null),
      link: (url) => this.link(url),
      seen: () => panel.seen(),
    };
  }

  async #tap(message, row, column) {
    const where = { chat_id: message.chat_id, message_id: message.id, row, column };
    const answer = await this.taps.run(message.chat_id, message.id, row, column, () =>
      this.attempt(() => server.act(this.#panel.person, "tap", where)));
    if (answer?.started) this.#goHome();
    else if (answer?.url) this.link(answer.url);
    else if (answer?.copy_text) await this.#copy(answer.copy_text);
  }

  #answered(answer) {
    const panel = this.#panel;
    if (answer === null) panel.toasts.show(say("noAnswer"));
    else if (answer.url) this.link(answer.url);
    else if (answer.text && answer.show_alert) showAlert(panel.element, answer.text, this.#world.bot.first_name);
    else if (answer.text) panel.toasts.show(answer.text);
  }

  /** Show the private chat; whoever is there already may be writing by now, and is not disturbed. */
  #goHome() {
    const panel = this.#panel;
    if (panel.chat.id !== panel.person) panel.open(panel.person);
  }

  async #copy(text) {
    try {
      await navigator.clipboard.writeText(text);
      this.#panel.toasts.show(say("copied", { text }));
    } catch {
      this.#panel.toasts.show(say("notCopied", { text }));
    }
  }

  #enlarge(file) {
    openDialog(document.body, {
      label: file.name || say("photo"),
      build: (close) => [
        element("img", { class: "large-picture", src: file.url, alt: file.name || say("photo") }),
        element("div", { class: "dialog-buttons" },
          element("a", { href: file.url, download: file.name || "" }, say("download", { name: file.name || say("photo") })),
          iconButton(icon("close"), say("close"), () => close(), { class: "icon-button primary-icon", autofocus: true })),
      ],
    });
  }

  #where(original) {
    const { chat, topic } = this.#panel;
    return { chat_id: chat.id, ...(topic === null ? {} : { topic_id: topic }), ...(original ? { reply_to: original.id } : {}) };
  }

  #learn(answer) {
    if (answer?.chat_id !== undefined && answer.kind) this.#world.learn(this.#panel.person, answer);
  }
}
