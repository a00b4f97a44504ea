/** One message as it stands in a conversation. */

import { attachment, summaryOf } from "./attachments.js";
import { colourClass } from "./avatar.js";
import { momentOf, timeOf } from "./dates.js";
import { element, iconButton } from "./dom.js";
import { icon } from "./icons.js";
import { inlineKeyboard } from "./inline-keyboard.js";
import { reactionsOf } from "./reactions.js";
import { formatted } from "./richtext.js";
import { nameOf } from "./world.js";
import { say } from "./words.js";

/** What the server says of an original without words. */
const KINDS = new Set(["photo", "document", "voice", "video", "audio", "sticker", "location", "venue", "contact"]);

/** Who a message is from, in words; a channel's posts are from the channel. */
export function senderName(message, chat) {
  return message.from ? nameOf(message.from) : chat.title;
}

/**
 * The node of a message.
 *
 * `place` = {person, chat, isFirst, isLast (of a run by one sender), isWaiting(row, column)};
 * `act` = {reply, edit, remove, pickReaction, react, tap, jump, enlarge, command, link, begin}.
 */
export function messageNode(message, place, act) {
  if (message.kind === "service") return serviceNode(message);
  const own = message.from?.id === place.person;
  const name = senderName(message, place.chat);
  const classes = ["message", own ? "own" : "other", `kind-${message.kind}`];
  if (place.isFirst) classes.push("first");
  if (place.isLast) classes.push("last");
  const node = element("article", {
    class: classes.join(" "),
    dataset: { messageId: String(message.id), kind: message.kind },
    tabindex: -1,
    "aria-label": say("messageFrom", { name, time: timeOf(message.date), text: summaryOf(message).slice(0, 120) }),
  },
    element("div", { class: "line" }, bubble(message, place, own, name, act), actions(message, place, name, act)),
    inlineKeyboard(message, place.isWaiting, act));
  node.addEventListener("dblclick", (event) => {
    if (event.target.closest("a, button, audio, video")) return;
    getSelection().removeAllRanges(); // the double click also selected a word
    act.reply(message);
  });
  return node;
}

function serviceNode(message) {
  return element("div", { class: "service", dataset: { messageId: String(message.id), kind: "service" } },
    element("span", {}, summaryOf(message)));
}

function bubble(message, place, own, name, act) {
  const showName = !own && place.isFirst && place.chat.type !== "private";
  const words = message.text ?? message.caption;
  const entities = message.text !== null && message.text !== undefined ? message.entities : message.caption_entities;
  const marks = meta(message);
  return element("div", { class: `bubble ${words ? "" : "no-words"}` },
    showName ? element("div", { class: `sender ${colourClass(message.from?.id ?? place.chat.id)}` }, name) : null,
    via(message, act),
    message.forwarded_from
      ? element("div", { class: "forwarded" }, say("forwardedFrom", { name: message.forwarded_from })) : null,
    quote(message, act),
    attachment(message, act),
    words ? element("div", { class: `words ${loneEmoji(message)}` }, formatted(words, entities, act), marks) : marks,
    reactionsOf(message, place.person, act));
}

/** The bot whose inline mode wrote this; a press begins a query of one's own. */
function via(message, act) {
  if (!message.via_bot) return null;
  const name = `@${message.via_bot}`;
  return element("div", { class: "via" },
    element("button", { type: "button", class: "text-link", onclick: () => act.begin(`${name} `) }, say("via", { bot: name })));
}

function quote(message, act) {
  const original = message.reply_to;
  // In a topic every message refers to the topic's first one; only a true reply shows what it answers.
  if (!original || original.id === message.topic_id) return null;
  return element("button", { type: "button", class: "quote", onclick: () => act.jump(original.id) },
    element("span", { class: "quote-name" }, original.from_name ?? ""),
    element("span", { class: "quote-text" }, KINDS.has(original.text) ? say(original.text) : original.text ?? ""));
}

function meta(message) {
  return element("span", { class: "meta" },
    message.pinned ? icon("pin") : null,
    message.edited_at ? element("span", { class: "edited" }, say("edited")) : null,
    element("time", { datetime: message.date, title: momentOf(message.date) }, timeOf(message.date)));
}

/** A message of one to three emoji alone is shown large, as in Telegram. */
function loneEmoji(message) {
  const pattern = /^(?:\p{Extended_Pictographic}(?:\ufe0f|\u200d\p{Extended_Pictographic}|\p{Emoji_Modifier})*){1,3}$/u;
  return message.kind === "text" && pattern.test(message.text ?? "") ? "large" : "";
}

function actions(message, { person, chat }, name, act) {
  const own = message.from?.id === person;
  const canEdit = own && message.kind === "text" && !message.via_bot;
  const canRemove = own || chat.type === "private" || chat.admin_ids?.includes(person);
  const quiet = { tabindex: -1 }; // reachable by Tab while their message has the focus (conversation.js)
  return element("div", { class: "actions", role: "group", "aria-label": say("messageActions", { name }) },
    iconButton(icon("reply"), say("reply"), () => act.reply(message), quiet),
    iconButton(icon("smile"), say("react"), (event) => act.pickReaction(message, event.currentTarget), quiet),
    canEdit ? iconButton(icon("edit"), say("edit"), () => act.edit(message), quiet) : null,
    canRemove ? iconButton(icon("bin"), say("remove"), () => act.remove(message), quiet) : null);
}
