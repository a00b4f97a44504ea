/** Toasts and dialogs inside one panel: what a person is told stays with that person. */

import { element } from "./dom.js";
import { say } from "./words.js";

const TOAST_TIME = 4500; // ms
const TOAST_PER_LETTER = 45; // ms: a long one stays long enough to be read

/** The toasts of a panel. */
export class Toasts {
  constructor() {
    this.element = element("div", { class: "toasts", role: "status", "aria-live": "polite" });
  }

  /** Show a sentence for a while; a press puts it away. */
  show(text, isError = false) {
    const toast = element("button", { type: "button", class: `toast ${isError ? "error" : ""}`, onclick: () => toast.remove() }, text);
    this.element.append(toast);
    while (this.element.children.length > 3) this.element.firstElementChild.remove();
    setTimeout(() => toast.remove(), TOAST_TIME + text.length * TOAST_PER_LETTER);
  }
}

/**
 * Open a dialog over `host`; the rest of the host rests meanwhile.
 *
 * Over one panel the other panels go on: several people can be asked at once.
 * `build(close)` returns the content; the promise gives what `close` was called with (null after Escape).
 */
export function openDialog(host, { label, role = "dialog", build }) {
  const before = document.activeElement;
  const resting = [...host.children].filter((child) => !child.inert && !child.classList.contains("toasts"));
  return new Promise((resolve) => {
    const close = (result = null) => {
      veil.remove();
      for (const child of resting) child.inert = false;
      if (before?.isConnected) before.focus({ preventScroll: true });
      resolve(result);
    };
    const box = element("div", { class: "dialog", role, "aria-modal": host === document.body ? "true" : null, "aria-label": label, tabindex: -1 }, build(close));
    const veil = element("div", { class: "veil" }, box);
    veil.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      close();
    });
    veil.addEventListener("pointerdown", (event) => {
      if (event.target === veil) close();
    });
    for (const child of resting) child.inert = true;
    host.append(veil);
    (box.querySelector("[autofocus], input, textarea, .primary") ?? box).focus({ preventScroll: true });
  });
}

/** An alert: words and OK. */
export function showAlert(host, text, title = null) {
  return openDialog(host, {
    label: title ?? text,
    role: "alertdialog",
    build: (close) => [
      title ? element("h2", {}, title) : null,
      element("p", { class: "alert-text" }, text),
      element("div", { class: "dialog-buttons" },
        element("button", { type: "button", class: "primary", onclick: () => close(true) }, say("ok"))),
    ],
  });
}

/** A question with a link: the browser would block a window nobody pressed for. */
export function offerLink(host, href) {
  return openDialog(host, {
    label: say("openLink"),
    build: (close) => [
      element("h2", {}, say("openLink")),
      element("p", { class: "alert-text address" }, href),
      element("div", { class: "dialog-buttons" },
        element("button", { type: "button", onclick: () => close() }, say("cancel")),
        element("a", { class: "primary", href, target: "_blank", rel: "noopener noreferrer", onclick: () => close(true) }, say("open"))),
    ],
  });
}

/**
 * A small form. `fields`: [{name, label, type, value, required, choices, step}]; gives {name: value} or null.
 * `extra` nodes stand above the fields.
 */
export function askForm(host, { title, fields, submit, extra = [] }) {
  return openDialog(host, {
    label: title,
    build: (close) => {
      const inputs = new Map(fields.map((field) => [field.name, inputOf(field)]));
      const form = element("form", { novalidate: true },
        element("h2", {}, title),
        extra,
        fields.map((field) => element("label", { class: "field" }, element("span", {}, field.label), inputs.get(field.name))),
        element("div", { class: "dialog-buttons" },
          element("button", { type: "button", onclick: () => close() }, say("cancel")),
          element("button", { type: "submit", class: "primary" }, submit)));
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        const wrong = [...inputs.values()].find((input) => !input.checkValidity());
        if (wrong) wrong.reportValidity();
        else close(Object.fromEntries([...inputs].map(([name, input]) => [name, input.value.trim()])));
      });
      return form;
    },
  });
}

function inputOf(field) {
  if (field.choices) {
    return element("select", { name: field.name },
      field.choices.map(([value, label]) => element("option", { value, selected: value === field.value }, label)));
  }
  return element("input", {
    name: field.name, type: field.type ?? "text", value: field.value ?? "", step: field.step, min: field.min, max: field.max,
    required: field.required, autocomplete: "off",
  });
}
