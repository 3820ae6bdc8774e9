// One message as its reader sees it.

import { attachments } from "./attachment.js";
import { controls } from "./components.js";
import { button, element } from "./element.js";
import { embedBox } from "./embed.js";
import { markdown } from "./markdown.js";
import { nameOf } from "./store.js";

const TOGETHER = 7 * 60_000; // milliseconds within which messages of one author stand together
const NO_EMBEDS = 4; // Discord's flag SUPPRESS_EMBEDS
const CLOCK = new Intl.DateTimeFormat("en-GB", { timeStyle: "short" });
const MOMENT = new Intl.DateTimeFormat("en-GB", { dateStyle: "full", timeStyle: "medium" });

/** Show a message. `previous` is the one above it; `deeds` are what its reader can do: act, reply, dismiss. */
export function messageBox(message, previous, names, deeds) {
  const follows = isContinued(message, previous);
  const classes = ["message", follows && "follows", message.pings_you && "pings", message.ephemeral && "ephemeral"];
  return element(
    "article",
    { class: classes.filter(Boolean).join(" "), "data-id": message.id, "aria-label": `Message from ${nameOf(message.author)}` },
    origin(message, names),
    follows ? null : avatar(message.author),
    element(
      "div",
      { class: "body" },
      follows ? null : head(message, names),
      message.loading ? element("p", { class: "loading" }, `${nameOf(message.author)} is thinking`) : null,
      message.content && content(message, names),
      message.flags & NO_EMBEDS ? null : message.embeds?.map((embed) => embedBox(embed, message, names)),
      attachments(message),
      controls(message, names, deeds.act),
      message.ephemeral ? ephemeralFoot(message, deeds) : null,
    ),
    message.ephemeral || message.loading ? null : replyButton(message, deeds),
  );
}

/** Say whether a message stands under the author's name of the one before it. */
function isContinued(message, previous) {
  return Boolean(previous)
    && !message.command && !message.message_reference && !message.ephemeral && !previous.ephemeral
    && previous.author.id === message.author.id
    && Date.parse(message.timestamp) - Date.parse(previous.timestamp) < TOGETHER;
}

/** Say what a message answers: a command somebody used, or another message. */
function origin(message, names) {
  if (message.command) {
    const who = message.by ? `@${nameOf(message.by)}` : "Somebody";
    return element("p", { class: "origin" }, `${who} used `, element("span", { class: "mention" }, message.command));
  }
  if (!message.message_reference) return null;
  const answered = message.referenced_message;
  if (!answered) return element("p", { class: "origin" }, "Original message was deleted");
  const glimpse = answered.content || "a message with more than text";
  return element("p", { class: "origin", dir: "auto" }, `@${nameOf(answered.author)} `, markdown(firstLine(glimpse), names));
}

function firstLine(text) {
  return text.split("\n", 1)[0].slice(0, 120);
}

function head(message, names) {
  const { author } = message;
  const name = element("strong", { class: "author", dir: "auto" }, nameOf(author));
  const colour = names.colour(author.id);
  if (colour) name.style.color = colour;
  const at = new Date(message.timestamp);
  return element(
    "p",
    { class: "head" },
    name,
    author.bot ? element("span", { class: "badge" }, "APP") : null,
    element("time", { datetime: at.toISOString(), title: MOMENT.format(at) }, CLOCK.format(at)),
  );
}

function content(message, names) {
  const edited = message.edited_timestamp && !message.loading;
  const mark = edited && element("span", { class: "edited", title: MOMENT.format(new Date(message.edited_timestamp)) }, " (edited)");
  return element("div", { class: "text", dir: "auto" }, markdown(message.content, names), mark);
}

/** Make the round sign of an author: a colour of its own and the first letter of the name. */
export function avatar(author) {
  const name = nameOf(author);
  const node = element("span", { class: author.bot ? "avatar bot" : "avatar", "aria-hidden": "true" }, [...name][0]?.toUpperCase());
  const hue = [...name].reduce((sum, sign) => (sum * 31 + sign.codePointAt(0)) % 360, 7);
  node.style.setProperty("--hue", String(hue));
  return node;
}

function ephemeralFoot(message, deeds) {
  return element(
    "p",
    { class: "only-you" },
    element("span", { "aria-hidden": "true" }, "👁 "),
    "Only you can see this · ",
    button("Dismiss", () => deeds.dismiss(message), { class: "as-link" }),
  );
}

function replyButton(message, deeds) {
  return button("↰ Reply", () => deeds.reply(message), { class: "reply", "aria-label": `Reply to ${nameOf(message.author)}` });
}
