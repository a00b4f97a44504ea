/** The buttons under a message. */

import { element } from "./dom.js";
import { icon } from "./icons.js";
import { readLink } from "./links.js";
import { say } from "./words.js";

const STYLES = new Set(["danger", "success", "primary"]);

/** The rows of buttons; `isWaiting(row, column)` marks those whose tap the bot has not answered yet. */
export function inlineKeyboard(message, isWaiting, act) {
  if (!message.keyboard?.length) return null;
  return element("div", { class: "inline-keyboard" },
    message.keyboard.map((buttons, row) => element("div", { class: "inline-row" },
      buttons.map((button, column) => inlineButton(message, button, row, column, isWaiting(row, column), act)))));
}

function inlineButton(message, button, row, column, waiting, act) {
  const mark = markOf(button);
  return element("button", {
    type: "button",
    class: `inline-button ${STYLES.has(button.style) ? button.style : ""} ${waiting ? "waiting" : ""}`,
    dataset: { button: `${row}-${column}` },
    "aria-busy": waiting ? "true" : null,
    title: button.url ?? null,
    onclick: () => act.tap(message, row, column),
  }, element("span", { class: "inline-label" }, button.text), mark);
}

function markOf(button) {
  if (button.copy_text) return element("span", { class: "inline-mark", title: say("copyButton") }, icon("copy"));
  if (!button.url) return null;
  const target = readLink(button.url);
  return target?.kind === "web" ? element("span", { class: "inline-mark", title: say("linkButton") }, icon("out")) : null;
}
