// The controls under a message: rows of buttons and selects.

import { element, safeAddress } from "./element.js";
import { markdown } from "./markdown.js";
import { isSelect, select } from "./select.js";

const TYPE = { row: 1, button: 2, text: 10 };
const STYLES = { 1: "primary", 2: "secondary", 3: "success", 4: "danger", 5: "link" };

/** Show the controls of a message. `act` takes an action and gives the playground's answer to it. */
export function controls(message, names, act) {
  const context = { message, names, act };
  return (message.components ?? []).map((component) => shown(component, context));
}

function shown(component, context) {
  if (component.type === TYPE.row) {
    return element("div", { class: "row" }, component.components.map((one) => shown(one, context)));
  }
  if (component.type === TYPE.button) return pushButton(component, context);
  if (component.type === TYPE.text) return element("div", { class: "text" }, markdown(component.content, context.names));
  if (isSelect(component)) return chooser(component, context);
  return element("p", { class: "faint" }, `(This page does not show components of type ${component.type}.)`);
}

function pushButton(component, { message, act }) {
  const emoji = component.emoji?.name && element("span", { class: "emoji", "aria-hidden": "true" }, component.emoji.name);
  const inside = [emoji, component.label && element("span", { dir: "auto" }, component.label)];
  const look = `push ${STYLES[component.style] ?? "secondary"}`;
  const name = component.label ? null : component.emoji?.name;
  if (component.url) {
    const address = component.disabled ? null : safeAddress(component.url);
    return element("a", { class: look, href: address, target: "_blank", rel: "noopener noreferrer", "aria-label": name }, inside, " ↗");
  }
  const node = element("button", {
    type: "button",
    class: look,
    disabled: component.disabled,
    "aria-label": name,
    "data-custom-id": component.custom_id,
  }, inside);
  node.addEventListener("click", () =>
    waiting(node, () => act({ do: "click", message: message.id, custom_id: component.custom_id }, node)));
  return node;
}

function chooser(component, { message, names, act }) {
  const { node } = select(component, names, (values) =>
    waiting(node, () => act({ do: "select", message: message.id, custom_id: component.custom_id, values }, node)));
  return node;
}

/** Show that an answer is awaited, and take no second click until it is there. */
async function waiting(node, ask) {
  if (node.classList.contains("waiting")) return;
  node.classList.add("waiting");
  node.setAttribute("aria-busy", "true");
  await ask();
  node.classList.remove("waiting");
  node.removeAttribute("aria-busy");
}
