// One option of a slash command: a labelled field of the right kind.

import { element, freshId } from "./element.js";
import { nameOf } from "./store.js";
import { Suggestions } from "./suggestions.js";

const TYPE = { text: 3, integer: 4, flag: 5, user: 6, channel: 7, role: 8, mentionable: 9, number: 10 };
const PAUSE = 150; // milliseconds without a keystroke before the bot is asked for completions

/**
 * Make the field of an option. `complete(name, text)` asks the bot for choices. `value()` gives what is
 * filled in, undefined for nothing.
 */
export function optionField(option, names, complete) {
  const id = freshId("option");
  const { field, value, set, extra = null } = fieldOf(option, names, complete);
  field.id = id;
  field.classList.add("field-input");
  if (option.required) field.required = true;
  const hint = element("span", { class: "hint", id: `${id}-hint` }, option.description);
  field.setAttribute("aria-describedby", hint.id);
  const label = element("label", { for: id, class: option.required ? "must" : null }, option.name);
  const node = element("div", { class: "option" }, label, field, extra, hint);
  return { option, node, field, value, set };
}

function fieldOf(option, names, complete) {
  if (option.choices?.length) return chosen(option.choices.map(({ name, value }) => [name, value]));
  const { store } = names;
  const users = () => names.everybody().map((one) => [`@${nameOf(one)}`, one.id]);
  const roles = () => store.roles.map((one) => [one.name.startsWith("@") ? one.name : `@${one.name}`, one.id]);
  const fits = (one) => one.type !== 1 && (option.channel_types?.includes(one.type) ?? true);
  switch (option.type) {
    case TYPE.flag: return chosen([["yes", true], ["no", false]]);
    case TYPE.user: return chosen(users());
    case TYPE.role: return chosen(roles());
    case TYPE.mentionable: return chosen([...users(), ...roles()]);
    case TYPE.channel: return chosen(store.channels.filter(fits).map((one) => [`#${one.name}`, one.id]));
    default: return option.autocomplete ? completed(option, complete) : typed(option);
  }
}

/** A field in which one of several values is chosen. */
function chosen(pairs) {
  const field = element("select", {}, element("option", { value: "" }, "—"), pairs.map(([name]) => element("option", {}, name)));
  const value = () => pairs[field.selectedIndex - 1]?.[1];
  const set = (text) => {
    const wanted = text.toLowerCase();
    field.selectedIndex = 1 + pairs.findIndex(([name, one]) => [String(name).toLowerCase(), String(one).toLowerCase()].includes(wanted));
  };
  return { field, value, set };
}

function isNumber(option) {
  return option.type === TYPE.integer || option.type === TYPE.number;
}

/** Give what a text stands for: a number where the option wants one, undefined for nothing. */
function meant(option, text) {
  const trimmed = text.trim();
  if (!trimmed) return undefined;
  return isNumber(option) && Number.isFinite(Number(trimmed)) ? Number(trimmed) : trimmed;
}

function typed(option) {
  const numeric = isNumber(option);
  const field = element("input", {
    type: numeric ? "number" : "text",
    step: option.type === TYPE.number ? "any" : null,
    min: option.min_value,
    max: option.max_value,
    minlength: option.min_length,
    maxlength: option.max_length,
    autocomplete: "off",
    dir: "auto",
  });
  return { field, value: () => meant(option, field.value), set: (text) => { field.value = text; } };
}

/** A text field for which the bot is asked for choices while one types. */
function completed(option, complete) {
  const field = element("input", { type: "text", maxlength: option.max_length, dir: "auto", spellcheck: "false" });
  let picked = null; // the choice taken, while its name stands in the field
  let asked = 0;
  const suggestions = new Suggestions(field, "Choices", (item) => {
    picked = item;
    field.value = item.label;
  });
  const ask = async () => {
    asked += 1;
    const mine = asked;
    await new Promise((resume) => setTimeout(resume, PAUSE));
    if (mine !== asked) return;
    const answer = await complete(option.name, field.value);
    if (mine !== asked || document.activeElement !== field) return;
    if (answer.result === "choices") suggestions.show(answer.choices.map(({ name, value }) => ({ label: name, value })), "No choice fits.");
    else suggestions.show([], answer.error ?? "");
  };
  field.addEventListener("input", () => { picked = null; ask(); });
  field.addEventListener("focus", () => { if (!picked) ask(); });
  field.addEventListener("blur", () => { asked += 1; });
  const value = () => picked?.value ?? meant(option, field.value);
  return { field, value, set: (text) => { field.value = text; }, extra: suggestions.box };
}
