// Text of articles on its way into the page: always as text, never as markup.

// Control characters, and those that turn the direction of writing around: shown by their number, so that they do nothing.
const CONTROLS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/u;

/** An element with a class and children; strings become text. */
export function make(name, className, ...children) {
  const node = document.createElement(name);
  if (className) node.className = className;
  put(node, ...children);
  return node;
}

/** Appends children to a node; strings become text, null is left out. */
export function put(node, ...children) {
  for (const child of children) {
    if (typeof child === "string") putText(node, child);
    else if (child) node.append(child);
  }
}

function putText(node, text) {
  for (const part of text.split(new RegExp(`(${CONTROLS.source})`, "u"))) {
    if (!part) continue;
    if (!CONTROLS.test(part)) {
      node.append(part);
      continue;
    }
    const shown = document.createElement("span");
    shown.className = "control";
    shown.title = "a control character of the article";
    shown.textContent = `U+${part.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}`;
    node.append(shown);
  }
}

/** Text to copy: without what could do something where it is pasted. */
export function withoutControls(text) {
  return text.replace(new RegExp(CONTROLS.source, "gu"), "\ufffd");
}

/** Whether `text` could be put on the clipboard. */
export async function copy(text) {
  try {
    // Only there where the page comes from this machine, or by https.
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const field = make("textarea", "");
    field.value = text;
    document.body.append(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    return done;
  }
}

/** `text` in three: before, inside and after `[start, end)`, which count Unicode code points, not UTF-16 units. */
export function cut(text, start, end) {
  const from = units(text, start);
  const to = from + units(text.slice(from), end - start);
  return [text.slice(0, from), text.slice(from, to), text.slice(to)];
}

function units(text, points) {
  let length = 0;
  for (const character of text) {
    if (points-- <= 0) break;
    length += character.length;
  }
  return length;
}

/** A link, or plain text where the address is not of the web. */
export function link(text, address) {
  if (!/^https?:\/\//i.test(address ?? "")) return make("span", "", text);
  const node = make("a", "", text);
  node.href = address;
  node.rel = "noopener noreferrer";
  node.target = "_blank";
  return node;
}

/** `2023-06-18` as `18 June 2023`. */
export function day(date) {
  const written = { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" };
  return new Date(date).toLocaleDateString("en-GB", written);
}

/** `1 article`, `1,200 articles`. */
export function count(number, noun) {
  return `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;
}
