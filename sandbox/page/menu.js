/** Menus that open beside the button they belong to, above everything, and close by themselves. */

import { element, focusNeighbour } from "./dom.js";

const MARGIN = 8; // px to the window's edge

/**
 * Open a menu at `anchor`. Items: {label, act, picture, hint, checked, several (of them may be checked), danger} or null for a line.
 * Arrows move, Escape or a press elsewhere closes, the focus goes back to the anchor.
 */
export function openMenu(anchor, label, items) {
  const buttons = [];
  const list = element("div", { class: "menu", role: "menu", "aria-label": label },
    items.map((item) => {
      if (item === null) return element("hr", {});
      const button = element("button", {
        type: "button",
        role: item.checked === undefined ? "menuitem" : item.several ? "menuitemcheckbox" : "menuitemradio",
        "aria-checked": item.checked === undefined ? null : String(item.checked),
        class: `menu-item ${item.danger ? "danger" : ""}`,
        tabindex: -1,
        onclick: () => {
          surface.hidePopover();
          item.act();
        },
      }, item.picture ?? null, element("span", { class: "menu-words" },
        element("span", {}, item.label), item.hint ? element("span", { class: "hint" }, item.hint) : null));
      buttons.push(button);
      return button;
    }));
  list.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) focusNeighbour(buttons, step);
    else if (event.key === "Home") buttons[0].focus();
    else if (event.key === "End") buttons.at(-1).focus();
    else if (event.key === "Tab") surface.hidePopover();
    else return;
    if (event.key !== "Tab") event.preventDefault();
  });
  const surface = openBeside(anchor, list);
  (buttons.find((button) => button.getAttribute("aria-checked") === "true") ?? buttons[0])?.focus();
  return surface;
}

/** Open any content beside `anchor` in the browser's top layer; gives the surface (call `hidePopover`). */
export function openBeside(anchor, content) {
  const surface = element("div", { class: "surface", popover: "auto" }, content);
  surface.addEventListener("toggle", (event) => {
    if (event.newState !== "closed") return;
    anchor.setAttribute("aria-expanded", "false");
    surface.remove();
  });
  document.body.append(surface);
  surface.showPopover();
  anchor.setAttribute("aria-expanded", "true");
  place(surface, anchor);
  return surface;
}

/** Below the anchor or above, and towards the middle of its panel: a menu over a neighbour would seem theirs. */
function place(surface, button) {
  const { width, height } = surface.getBoundingClientRect();
  const anchor = button.getBoundingClientRect();
  const home = (button.closest("[data-person]") ?? document.body).getBoundingClientRect();
  const isRight = anchor.left + anchor.right > home.left + home.right;
  const below = anchor.bottom + 4;
  const top = below + height > innerHeight - MARGIN ? Math.max(MARGIN, anchor.top - height - 4) : below;
  const left = isRight ? anchor.right - width : anchor.left;
  surface.style.top = `${Math.round(top)}px`;
  surface.style.left = `${Math.round(Math.max(MARGIN, Math.min(left, innerWidth - width - MARGIN)))}px`;
}
