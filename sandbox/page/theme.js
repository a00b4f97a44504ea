/** Light, dark, or as the system says. */

import { kept } from "./preferences.js";

const THEMES = ["auto", "light", "dark"];

/** The chosen theme: "auto", "light" or "dark". */
export function theme() {
  const chosen = kept.get("theme");
  return THEMES.includes(chosen) ? chosen : "auto";
}

/** Show the chosen theme. */
export function applyTheme() {
  if (theme() === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme();
}

/** Choose the next one. */
export function nextTheme() {
  kept.set("theme", THEMES[(THEMES.indexOf(theme()) + 1) % THEMES.length]);
  applyTheme();
}
