/** Reactions: those given under a message, and the few one can give. */

import { element, focusNeighbour } from "./dom.js";
import { say } from "./words.js";

/** Telegram's own spelling: the heart has no variation selector. */
export const REACTIONS = ["👍", "❤", "🔥", "🎉", "😁", "🤔", "🙏", "👎"];

function shown(emoji) {
  return emoji === "❤" ? "❤\ufe0f" : emoji;
}

/** The reactions a message has; a press gives or takes back one's own. */
export function reactionsOf(message, person, act) {
  if (!message.reactions?.length) return null;
  return element("span", { class: "reactions" },
    message.reactions.map(({ emoji, by }) => {
      const own = by.includes(person);
      return element("button", {
        type: "button",
        class: "reaction",
        "aria-pressed": String(own),
        "aria-label": say("reaction", { emoji: shown(emoji), count: by.length }),
        onclick: () => act.react(message, own ? null : emoji),
      }, element("span", { class: "emoji" }, shown(emoji)), element("span", {}, String(by.length)));
    }));
}

/** The row to pick a reaction from; `pick(emoji or null)`. */
export function reactionPicker(current, pick) {
  const buttons = REACTIONS.map((emoji) => element("button", {
    type: "button",
    class: "pick",
    "aria-label": shown(emoji),
    "aria-pressed": String(emoji === current),
    onclick: () => pick(emoji === current ? null : emoji),
  }, shown(emoji)));
  const row = element("div", { class: "picker", role: "group", "aria-label": say("react") }, buttons);
  row.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step) focusNeighbour(buttons, step);
  });
  return row;
}
