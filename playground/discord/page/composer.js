// Where one writes: plain messages, and commands once a line begins with a slash.

import { CommandForm, parsed } from "./command.js";
import { button, element } from "./element.js";
import { nameOf } from "./store.js";
import { Suggestions } from "./suggestions.js";

/** The composer. `act` takes an action and gives the playground's answer; `open` shows a modal. */
export class Composer {
  constructor(box, store, names, { act }) {
    Object.assign(this, { box, store, names, act });
    this.replyTo = null;
    this.build();
    store.on("all", () => this.reset());
    store.on("open", () => this.reset());
    store.on("channels", () => this.allow());
  }

  build() {
    this.text = element("textarea", { rows: "1", maxlength: "2000", "aria-label": "Message", dir: "auto" });
    this.suggestions = new Suggestions(this.text, "Commands and people", (item) => item.take());
    this.text.addEventListener("input", () => this.typed());
    this.text.addEventListener("keydown", (event) => this.key(event));
    this.send = element("button", { type: "submit", class: "send", "aria-label": "Send message" }, "➤");
    this.slash = button("/", () => this.begin("/"), { class: "slash", "aria-label": "Show commands", title: "Commands" });
    this.line = element("form", { class: "line" }, this.suggestions.box, this.slash, this.text, this.send);
    this.line.addEventListener("submit", (event) => this.submit(event));
    this.reply = element("p", { class: "replying", hidden: true });
    this.complaint = element("p", { class: "complaint", role: "alert" });
    this.place = element("div", { class: "place" }, this.line);
    this.box.replaceChildren(this.reply, this.complaint, this.place);
  }

  reset() {
    this.answerTo(null);
    this.text.value = "";
    this.leave({ quietly: true });
    this.complaint.textContent = "";
    this.allow();
  }

  allow() {
    const channel = this.store.channel(this.store.current);
    const can = Boolean(channel?.can_send);
    for (const node of [this.text, this.send, this.slash]) node.disabled = !can;
    this.text.placeholder = can ? "Write, or / for commands" : "You cannot write here";
  }

  begin(text) {
    this.leave({ quietly: true });
    this.text.value = text;
    this.text.focus();
    this.typed();
  }

  typed() {
    this.complaint.textContent = "";
    this.text.style.height = "auto";
    this.text.style.height = `${this.text.scrollHeight}px`;
    const { value } = this.text;
    if (/^\/[^\n]*$/.test(value)) this.suggestions.show(this.commandItems(value), "No command fits.");
    else this.suggestions.show(this.mentionItems(value.slice(0, this.text.selectionStart)));
  }

  commandItems(line) {
    const wanted = line.slice(1).trim().toLowerCase();
    const given = parsed(line, this.store.commands);
    if (given?.given.size) return [this.commandItem(given.command, given.given)];
    const fits = this.store.commands.filter(({ name, description }) =>
      name.startsWith(wanted) || (wanted && `${name} ${description}`.toLowerCase().includes(wanted)));
    fits.sort((one, other) => Number(other.name.startsWith(wanted)) - Number(one.name.startsWith(wanted)));
    return fits.map((command) => this.commandItem(command, new Map()));
  }

  commandItem(command, given) {
    const options = command.options ?? [];
    const needed = options.filter(({ required }) => required).map(({ name }) => name);
    const rest = options.length - needed.length;
    const takes = [...needed, rest && `${rest} optional`].filter(Boolean).join(", ");
    const hint = takes ? `${command.description} · ${takes}` : command.description;
    return { label: `/${command.name}`, hint, take: () => this.open(command, given) };
  }

  mentionItems(before) {
    const [, start, part] = /(^|\s)@([\p{L}\p{N}_]*)$/u.exec(before) ?? [];
    if (start === undefined) return [];
    const fits = this.names.everybody().filter((one) => nameOf(one).toLowerCase().startsWith(part.toLowerCase()));
    return fits.map((one) => ({
      label: `@${nameOf(one)}`,
      hint: one.bot ? "the bot" : one.title,
      take: () => this.complete(before, before.slice(0, before.length - part.length) + nameOf(one)),
    }));
  }

  complete(before, text) {
    this.text.value = `${text} ${this.text.value.slice(before.length)}`;
    this.text.setSelectionRange(text.length + 1, text.length + 1);
    this.text.focus();
  }

  /** Show the form of a command in place of the line. */
  open(command, given = new Map()) {
    this.form = new CommandForm(command, this.names, {
      send: (name, options) => this.act({ do: "slash", channel: this.store.current, command: name, options }),
      complete: (name, option, text, options) =>
        this.act({ do: "autocomplete", channel: this.store.current, command: name, option, text, options }),
      leave: () => this.leave(),
    });
    this.form.fill(given);
    this.text.value = "";
    this.place.replaceChildren(this.form.node);
    this.form.focus();
  }

  leave({ quietly = false } = {}) {
    this.suggestions.hide();
    if (!this.form) return;
    this.form = null;
    this.place.replaceChildren(this.line);
    this.typed();
    if (!quietly) this.text.focus();
  }

  key(event) {
    if (event.key === "Escape" && this.replyTo) this.answerTo(null);
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.defaultPrevented) return;
    event.preventDefault();
    this.line.requestSubmit();
  }

  /** Answer a message with what is written next; null takes that back. */
  answerTo(message) {
    this.replyTo = message?.id ?? null;
    this.reply.hidden = !message;
    if (!message) return;
    this.reply.replaceChildren(`Replying to ${nameOf(message.author)} `, button("✕", () => this.answerTo(null), { class: "close", "aria-label": "Do not reply" }));
    this.text.focus();
  }

  async submit(event) {
    event.preventDefault();
    const written = this.text.value.trim();
    if (!written || this.send.disabled) return;
    if (written.startsWith("/")) {
      this.complaint.textContent = "There is no such command. Type / to see them all.";
      return;
    }
    const action = { do: "say", channel: this.store.current, text: this.names.sent(written), reply_to: this.replyTo };
    this.text.value = "";
    this.typed();
    this.answerTo(null);
    const answer = await this.act(action);
    if (answer.result !== "failed") return;
    this.complaint.textContent = answer.error;
    this.text.value ||= written;
  }
}
