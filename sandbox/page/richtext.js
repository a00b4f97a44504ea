/** A text and its Telegram entities (UTF-16 offsets, as JavaScript counts) as nodes; never as markup. */

import { element } from "./dom.js";
import { readLink } from "./links.js";
import { say } from "./words.js";

const PLAIN_TAGS = { bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code" };
const BLOCKS = new Set(["pre", "blockquote", "expandable_blockquote"]);

/**
 * The nodes of a formatted text.
 *
 * `act` = {command(text), link(url)}: what a press on a command or on a link into the sandbox does.
 * Links out of it are ordinary links in a new tab.
 */
export function formatted(text, entities, act) {
  const sorted = [...(entities ?? [])].sort((a, b) => a.offset - b.offset || b.length - a.length);
  return nodesOf(text, 0, text.length, sorted, act);
}

function nodesOf(text, from, to, entities, act) {
  const nodes = [];
  let at = from;
  let index = 0;
  while (index < entities.length) {
    const entity = entities[index];
    const start = Math.max(entity.offset, at);
    const end = Math.min(entity.offset + entity.length, to);
    index += 1;
    if (end <= start) continue;
    if (start > at) nodes.push(text.slice(at, start));
    // What begins inside this entity belongs to it; the sort put it right behind.
    const inner = entities.slice(index).filter((other) => other.offset < end);
    nodes.push(nodeOf(entity, text.slice(start, end), nodesOf(text, start, end, inner, act), act));
    at = end;
    // A block ends its own line: the line break behind it would show as an empty line.
    if (BLOCKS.has(entity.type) && text[at] === "\n" && at < to) at += 1;
  }
  if (at < to) nodes.push(text.slice(at, to));
  return nodes;
}

function nodeOf(entity, text, children, act) {
  if (entity.type in PLAIN_TAGS) return element(PLAIN_TAGS[entity.type], {}, children);
  switch (entity.type) {
    case "pre":
      return element("pre", { tabindex: 0 }, element("code", {}, children));
    case "blockquote":
      return element("blockquote", {}, children);
    case "expandable_blockquote":
      return expandable(children);
    case "spoiler":
      return spoiler(children);
    case "bot_command":
      return pressable("command", children, () => act.command(text));
    case "url":
      return link(text, children, act);
    case "text_link":
      return link(entity.url, children, act);
    case "email":
      return link(`mailto:${text}`, children, act);
    case "phone_number":
      return link(`tel:${text.replace(/[^+\d]/g, "")}`, children, act);
    case "mention":
    case "text_mention":
    case "hashtag":
    case "cashtag":
      return element("span", { class: `inline-word ${entity.type}` }, children);
    default:
      return element("span", {}, children);
  }
}

function pressable(name, children, act) {
  return element("button", { type: "button", class: `text-link ${name}`, onclick: act }, children);
}

function link(url, children, act) {
  const target = readLink(url ?? "");
  if (target === null) return element("span", { class: "dead-link", title: url }, children);
  if (target.kind !== "web") return pressable("link", children, () => act.link(url));
  return element(
    "a",
    { class: "text-link link", href: target.href, target: "_blank", rel: "noopener noreferrer", title: target.href },
    children,
  );
}

function spoiler(children) {
  const node = element("span", { class: "spoiler", role: "button", tabindex: 0, "aria-label": say("spoiler") },
    element("span", { class: "spoiler-text" }, children));
  const reveal = (event) => {
    if (!node.hasAttribute("role")) return;
    event.preventDefault();
    event.stopPropagation();
    for (const name of ["role", "tabindex", "aria-label"]) node.removeAttribute(name);
    node.classList.add("revealed");
  };
  node.addEventListener("click", reveal, true);
  node.addEventListener("keydown", (event) => {
    if (event.key === "Enter" || event.key === " ") reveal(event);
  });
  return node;
}

function expandable(children) {
  const node = element("blockquote", { class: "expandable", tabindex: 0, role: "button", "aria-expanded": "false" }, children);
  const toggle = (event) => {
    if (event.target.closest("a, button") || (event.type === "keydown" && !["Enter", " "].includes(event.key))) return;
    event.preventDefault();
    node.setAttribute("aria-expanded", String(node.classList.toggle("expanded")));
  };
  node.addEventListener("click", toggle);
  node.addEventListener("keydown", toggle);
  return node;
}
