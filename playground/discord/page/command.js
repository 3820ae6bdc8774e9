// A slash command being filled in: its required options, and the others on demand.

import { button, element } from "./element.js";
import { optionField } from "./option.js";

const FEW = 3; // so many options are all shown at once

/** Find the command that a typed line names, and the `name:value` pairs after it; null when none. */
export function parsed(line, commands) {
  const text = line.replace(/^\//, "").trim();
  const fits = commands.filter(({ name }) => text === name || text.startsWith(`${name} `));
  const command = fits.sort((one, other) => other.name.length - one.name.length)[0];
  if (!command) return null;
  const known = new Set((command.options ?? []).map(({ name }) => name));
  const rest = text.slice(command.name.length);
  const marks = [...rest.matchAll(/(?:^|\s)([\w-]+):/g)].filter(([, name]) => known.has(name));
  // "query" takes a language of its own in which names and colons occur: it runs to the end of the line.
  const query = marks.findIndex(([, name]) => name === "query");
  const kept = query < 0 ? marks : marks.slice(0, query + 1);
  const pairs = kept.map((mark, at) => [mark[1], rest.slice(mark.index + mark[0].length, kept[at + 1]?.index).trim()]);
  return { command, given: new Map(pairs) };
}

/** The form of one command. `deeds`: send(name, options), complete(name, option, text, others), leave(). */
export class CommandForm {
  constructor(command, names, deeds) {
    Object.assign(this, { command, names, deeds });
    this.fields = [];
    this.rows = element("div", { class: "options" });
    this.chips = element("div", { class: "chips" });
    this.complaint = element("p", { class: "complaint", role: "alert" });
    this.run = element("button", { type: "submit", class: "push primary" }, "Send");
    this.node = element(
      "form",
      { class: "command", "aria-label": `Options of /${command.name}`, novalidate: false },
      element(
        "p",
        { class: "command-head" },
        element("strong", {}, `/${command.name}`),
        element("span", { class: "faint" }, ` ${command.description}`),
        button("✕", () => deeds.leave(), { class: "close", "aria-label": "Put the command away" }),
      ),
      this.rows,
      this.chips,
      element("div", { class: "row end" }, this.complaint, this.run),
    );
    this.node.addEventListener("submit", (event) => this.submit(event));
    this.node.addEventListener("keydown", (event) => event.key === "Escape" && deeds.leave());
    this.begin();
  }

  begin() {
    const options = this.command.options ?? [];
    for (const option of options) {
      if (option.required || options.length <= FEW) this.open(option);
      else this.chips.append(this.chip(option));
    }
  }

  chip(option) {
    const node = button(`+ ${option.name}`, () => this.open(option).field.focus(), {
      class: "chip",
      title: option.description,
      "data-option": option.name,
    });
    return node;
  }

  /** Show the field of an option, at most once. */
  open(option) {
    const known = this.fields.find((one) => one.option === option);
    if (known) return known;
    const field = optionField(option, this.names, (name, text) =>
      this.deeds.complete(this.command.name, name, text, this.values(name)));
    this.fields.push(field);
    this.rows.append(field.node);
    this.chips.querySelector(`[data-option="${CSS.escape(option.name)}"]`)?.remove();
    return field;
  }

  /** Fill in what was typed behind the command's name. */
  fill(given) {
    for (const option of this.command.options ?? []) {
      if (given.has(option.name)) this.open(option).set(given.get(option.name));
    }
  }

  /** Give what is filled in, but for the option named `except`. */
  values(except = null) {
    const filled = this.fields.filter(({ option, value }) => option.name !== except && value() !== undefined);
    return Object.fromEntries(filled.map(({ option, value }) => [option.name, value()]));
  }

  focus() {
    const empty = this.fields.find(({ value }) => value() === undefined);
    (empty?.field ?? this.run).focus();
  }

  async submit(event) {
    event.preventDefault();
    if (this.run.disabled) return;
    this.run.disabled = true;
    this.complaint.textContent = "";
    const answer = await this.deeds.send(this.command.name, this.values());
    this.run.disabled = false;
    if (answer.result === "failed") this.complaint.textContent = answer.error;
    else this.deeds.leave();
  }
}
