// A modal: the form that the bot opens over the page.

import { button, element, freshId } from "./element.js";
import { markdown } from "./markdown.js";
import { isSelect, select } from "./select.js";

const TYPE = { row: 1, input: 4, text: 10, label: 18 };
const LONG = 2; // the style of a text input of several lines

/** Open a modal. `submit(values)` gives the playground's answer; `cancel()` is told of a close unsent. */
export function openModal(modal, names, { submit, cancel }) {
  const fields = [];
  const rows = modal.components.map((component) => row(component, names, fields));
  const complaint = element("p", { class: "complaint", role: "alert" });
  const send = element("button", { type: "submit", class: "push primary" }, "Submit");
  const title = element("h2", { id: freshId("modal"), dir: "auto" }, modal.title);
  const form = element("form", {}, title, rows, complaint, element(
    "div", { class: "row end" }, button("Cancel", () => dialog.close(), { class: "push secondary" }), send,
  ));
  const dialog = element("dialog", { class: "modal", "aria-labelledby": title.id }, form);
  let sent = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const problem = fields.map((field) => field.problem()).find(Boolean);
    complaint.textContent = problem ?? "";
    if (problem || send.disabled) return;
    send.disabled = true;
    const answer = await submit(Object.fromEntries(fields.map((field) => [field.customId, field.value()])));
    send.disabled = false;
    if (answer.result === "failed") complaint.textContent = answer.error;
    else {
      sent = true;
      dialog.close();
    }
  });
  dialog.addEventListener("close", () => {
    dialog.remove();
    if (!sent) cancel();
  });
  document.body.append(dialog);
  dialog.showModal();
  form.querySelector("input, textarea, select, summary")?.focus();
  return dialog;
}

function row(component, names, fields) {
  switch (component.type) {
    case TYPE.label: return labelled(component.component, component.label, component.description, names, fields);
    case TYPE.row: return component.components.map((one) => labelled(one, one.label, null, names, fields));
    case TYPE.text: return element("div", { class: "text" }, markdown(component.content, names));
    default: return element("p", { class: "faint" }, `(This page does not show components of type ${component.type}.)`);
  }
}

function labelled(component, label, description, names, fields) {
  const field = fieldOf(component, label, names);
  if (!field) return row({ type: component.type }, names, fields);
  fields.push(field);
  const id = freshId("field");
  field.control.id = id;
  const look = component.required === false ? null : "must";
  const hint = description && element("p", { class: "hint", id: `${id}-hint`, dir: "auto" }, description);
  if (hint) field.control.setAttribute("aria-describedby", hint.id);
  // The label also names a <details>, which a <label for> cannot.
  const name = element("label", { for: id, id: `${id}-name`, class: look, dir: "auto" }, label);
  field.control.setAttribute("aria-labelledby", name.id);
  return element("div", { class: "modal-field" }, name, hint, field.node);
}

function fieldOf(component, label, names) {
  if (component.type === TYPE.input) return textField(component);
  if (!isSelect(component)) return null;
  const { node, field, values } = select(component, names);
  const least = component.required === false ? 0 : Math.max(component.min_values ?? 1, 1);
  const problem = () => (values().length < least ? `Choose ${least === 1 ? "something" : `at least ${least}`} for “${label}”.` : null);
  return { customId: component.custom_id, node, control: field, value: values, problem };
}

function textField(component) {
  const isLong = component.style === LONG;
  const control = element(isLong ? "textarea" : "input", {
    type: isLong ? null : "text",
    rows: isLong ? "4" : null,
    class: "field-input",
    required: component.required !== false,
    minlength: component.min_length,
    maxlength: component.max_length,
    placeholder: component.placeholder,
    autocomplete: "off",
    dir: "auto",
  });
  control.value = component.value ?? "";
  return { customId: component.custom_id, node: control, control, value: () => control.value, problem: () => null };
}
