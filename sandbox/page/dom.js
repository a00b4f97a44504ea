/** Building elements. Text always becomes a text node, so no message can bring markup along. */

/**
 * Make an element.
 *
 * `properties`: functions under "on…" become listeners, `dataset` its data attributes,
 * null, undefined and false are left out, true becomes an empty attribute, the rest attributes.
 */
export function element(tag, properties = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") node.addEventListener(name.slice(2), value);
    else if (name === "dataset") Object.assign(node.dataset, value);
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

/** A button with a picture and a name for those who do not see it. */
export function iconButton(picture, label, act, properties = {}) {
  return element(
    "button",
    { type: "button", class: "icon-button", "aria-label": label, title: label, onclick: act, ...properties },
    picture,
  );
}

/** Move the focus among `nodes` by `step`, around the ends. */
export function focusNeighbour(nodes, step) {
  const list = [...nodes];
  if (list.length === 0) return;
  const here = list.indexOf(document.activeElement);
  list[(here + step + list.length) % list.length].focus();
}

/** Make `parent`'s children exactly `nodes`, in order, without touching those already in place. */
export function arrange(parent, nodes) {
  const wanted = new Set(nodes);
  for (const child of [...parent.children]) if (!wanted.has(child)) child.remove();
  let next = parent.firstElementChild;
  for (const node of nodes) {
    if (node === next) next = next.nextElementSibling;
    else parent.insertBefore(node, next);
  }
}
