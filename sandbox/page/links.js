/** Where a link in a message leads: into this sandbox, or out into the web. */

const TELEGRAM_HOSTS = new Set(["t.me", "telegram.me", "www.t.me"]);

/**
 * Read a link a message carries. Returns null for what must not be opened, else one of
 * {kind: "start", bot, payload}, {kind: "bot", bot}, {kind: "message", chat, message, topic},
 * {kind: "web", href}.
 */
export function readLink(text) {
  let url;
  try {
    url = new URL(/^[a-z][a-z0-9+.-]*:/i.test(text) ? text : `https:${"//"}${text}`);
  } catch {
    return null;
  }
  if (url.protocol === "tg:") return readResolve(url);
  if (url.protocol === "mailto:" || url.protocol === "tel:") return { kind: "web", href: url.href };
  // javascript: and data: links come from whoever wrote the message: never followed.
  if (url.protocol !== "https:" && url.protocol !== "http:") return null;
  if (TELEGRAM_HOSTS.has(url.hostname.toLowerCase())) return readTelegram(url);
  return { kind: "web", href: url.href };
}

function readResolve(url) {
  const bot = url.searchParams.get("domain");
  return bot ? startOrBot(bot, url.searchParams) : null;
}

function readTelegram(url) {
  const parts = url.pathname.split("/").filter(Boolean);
  if (parts[0] === "c" && parts.length >= 3) {
    const [chat, ...rest] = parts.slice(1).map(Number);
    const topic = rest.length > 1 ? rest[0] : null;
    return { kind: "message", chat: Number(`-100${chat}`), message: rest.at(-1), topic };
  }
  if (parts.length === 1 && /^\w+$/.test(parts[0])) return startOrBot(parts[0], url.searchParams);
  return { kind: "web", href: url.href };
}

function startOrBot(bot, parameters) {
  if (parameters.has("start")) return { kind: "start", bot, payload: parameters.get("start") };
  return { kind: "bot", bot };
}
