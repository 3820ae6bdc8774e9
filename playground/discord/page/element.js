// Making elements. Text from outside only ever becomes a text node or an attribute's value.

/** Make an element; `on…` names listen, null and false leave an attribute out, true sets it bare. */
export function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat(Infinity).filter((child) => child || child === 0));
  return node;
}

/** Make a button; it never submits a form unless its type says so. */
export function button(label, onclick, attributes = {}) {
  return element("button", { type: "button", onclick, ...attributes }, label);
}

let made = 0;

/** Give an id that no other element of this page has. */
export function freshId(stem) {
  made += 1;
  return `${stem}-${made}`;
}

/** Give an address if a browser may follow it, null for any scheme but http and https. */
export function safeAddress(text) {
  if (!text || !URL.canParse(text, location.href)) return null;
  const address = new URL(text, location.href);
  return ["http:", "https:"].includes(address.protocol) ? address.href : null;
}
