/** What this browser remembers of its reader: language, theme, columns (kept) and what was read (this tab). */

function read(storage, key, fallback) {
  try {
    const text = storage.getItem(`sandbox.${key}`);
    return text === null ? fallback : JSON.parse(text);
  } catch {
    return fallback; // storage may be forbidden, or hold another program's words
  }
}

function write(storage, key, value) {
  try {
    storage.setItem(`sandbox.${key}`, JSON.stringify(value));
  } catch {
    // A private window may refuse: the page works without a memory.
  }
}

export const kept = {
  get: (key, fallback = null) => read(localStorage, key, fallback),
  set: (key, value) => write(localStorage, key, value),
};

export const session = {
  get: (key, fallback = null) => read(sessionStorage, key, fallback),
  set: (key, value) => write(sessionStorage, key, value),
};
