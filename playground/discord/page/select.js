// A select of any of Discord's kinds, in a message or in a modal.

import { button, element, freshId } from "./element.js";
import { nameOf } from "./store.js";

const TYPE = { text: 3, user: 5, role: 6, mentionable: 7, channel: 8 };

/** Say whether a component is a select. */
export function isSelect(component) {
  return Object.values(TYPE).includes(component.type);
}

/**
 * Make a select. `values()` gives what is chosen; `onChosen` hears of it: at once where one can be chosen,
 * on a click on Done where several can.
 */
export function select(component, names, onChosen = null) {
  const choices = choicesOf(component, names);
  return (component.max_values ?? 1) > 1
    ? severalOf(component, choices, onChosen)
    : oneOf(component, choices, onChosen);
}

function choicesOf(component, names) {
  const preset = new Set((component.default_values ?? []).map(({ id }) => id));
  const row = (value, label, description = null) => ({ value, label, description, chosen: preset.has(value) });
  const { store } = names;
  const users = () => names.everybody().map((one) => row(one.id, `@${nameOf(one)}`, one.title));
  const roles = () => store.roles.filter((one) => one.id !== store.guild.id).map((one) => row(one.id, `@${one.name}`));
  const fits = (one) => one.type !== 1 && (component.channel_types?.includes(one.type) ?? true);
  switch (component.type) {
    case TYPE.user: return users();
    case TYPE.role: return roles();
    case TYPE.mentionable: return [...users(), ...roles()];
    case TYPE.channel: return store.channels.filter(fits).map((one) => row(one.id, `#${one.name}`));
    default: return (component.options ?? []).map(textChoice);
  }
}

function textChoice({ value, label, description, emoji, default: chosen }) {
  const mark = emoji?.name && !emoji.id ? `${emoji.name} ` : "";
  return { value, label: `${mark}${label}`, description, chosen: Boolean(chosen) };
}

function oneOf(component, choices, onChosen) {
  const least = component.min_values ?? 1;
  const node = element("select", {
    class: "select",
    disabled: component.disabled,
    "aria-label": component.placeholder ?? "Choose",
    "data-custom-id": component.custom_id,
  });
  node.append(
    element("option", { value: "" }, component.placeholder ?? "Choose…"),
    ...choices.map(({ value, label, description, chosen }) =>
      element("option", { value, selected: chosen }, description ? `${label} — ${description}` : label)),
  );
  const values = () => (node.selectedIndex > 0 ? [node.value] : []);
  node.addEventListener("change", () => {
    if (onChosen && values().length >= least) onChosen(values());
  });
  return { node, field: node, values };
}

function severalOf(component, choices, onChosen) {
  const least = component.min_values ?? 1;
  const most = Math.min(component.max_values, choices.length);
  const boxes = choices.map((choice) => checkbox(choice, component.disabled));
  const values = () => boxes.filter(({ input }) => input.checked).map(({ value }) => value);
  const summary = element("summary", { id: freshId("select") });
  const done = onChosen && button("Done", () => onChosen(values()), { class: "done" });
  const limit = () => {
    const chosen = boxes.filter(({ input }) => input.checked);
    for (const { input } of boxes) input.disabled = component.disabled || (!input.checked && chosen.length >= most);
    if (done) done.disabled = component.disabled || chosen.length < least;
    summary.textContent = chosen.map(({ label }) => label).join(", ") || component.placeholder || "Choose…";
  };
  const node = element(
    "details",
    { class: "select several", "data-custom-id": component.custom_id, onchange: limit },
    summary,
    element("div", { role: "group", "aria-labelledby": summary.id }, boxes.map(({ node: one }) => one)),
    done,
  );
  limit();
  return { node, field: summary, values };
}

function checkbox({ value, label, description, chosen }, disabled) {
  const input = element("input", { type: "checkbox", value, checked: chosen, disabled });
  const hint = description && element("span", { class: "hint" }, description);
  return { value, label, input, node: element("label", { dir: "auto" }, input, element("span", {}, label, hint)) };
}
