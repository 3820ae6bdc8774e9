// The part of Markdown that Discord renders inside a line, as nodes. What no rule takes stays text.

import { button, element, safeAddress } from "./element.js";
import { timestamp } from "./timestamp.js";

const DEEPEST = 8; // marks inside marks; beyond it text stays as it was written

// Each rule: a pattern tried at one place, and what it makes of a match (null: the rule does not apply after
// all). `names` tells users, roles and channels; `inner` renders what is inside.
const RULES = [
  [/\\([^\p{L}\p{N}\s])/uy, ([, sign]) => sign],
  [/(`+)([^`]|[^`][\s\S]*?[^`])\1(?!`)/y, ([, , code]) => element("code", {}, code.trim() || code)],
  [/<t:(-?\d{1,13})(?::([tTdDfFRsS]))?>/y, ([, seconds, style]) => timestamp(Number(seconds), style)],
  [/<@!?(\d+)>/y, ([, id], { names }) => mention(`@${names.user(id)}`, names.isMe(id))],
  [/<@&(\d+)>/y, ([, id], { names }) => mention(`@${names.role(id)}`, names.isMine(id))],
  [/@(everyone|here)\b/y, ([text]) => mention(text, true)],
  [/<#(\d+)>/y, ([, id], { names }) => channelLink(names.channel(id), id)],
  [/<\/([^:>]+):\d+>/y, ([, name]) => commandLink(name)],
  [/<a?(:\w+:)\d+>/y, ([, name]) => element("span", { class: "emoji-name" }, name)],
  [/\[((?:\[[^\]]*\]|[^[\]\n])+)\]\(<?(https?:\/\/[^\s)>]+)>?(?: +"[^"]*")?\)/y, ([, label, address], { inner }) =>
    link(address, inner(label))],
  [/https:\/\/discord\.com\/channels\/\d+\/(\d+)\/(\d+)/y, ([, channel, id], { names }) =>
    messageLink(names.channel(channel), channel, id)],
  [/<(https?:\/\/[^\s>]+)>/y, ([, address]) => link(address, address)],
  [/https?:\/\/[^\s<]+[^\s<.,:;"')\]]/y, ([address]) => link(address, address)],
  [/\*\*\*((?:\\[\s\S]|[^\\*])+)\*\*\*/y, ([, text], { inner }) => element("strong", {}, element("em", {}, inner(text)))],
  [/\*\*((?:\\[\s\S]|[^\\])+?)\*\*(?!\*)/y, ([, text], { inner }) => element("strong", {}, inner(text))],
  [/__((?:\\[\s\S]|[^\\])+?)__(?!_)/y, ([, text], { inner }) => element("u", {}, inner(text))],
  [/\*(?=\S)((?:\*\*|\\[\s\S]|[^\\*])+?)(?<!\s)\*(?!\*)/y, ([, text], { inner }) => element("em", {}, inner(text))],
  [/(?<![\p{L}\p{N}_])_(?=\S)((?:__|\\[\s\S]|[^\\_])+?)_(?![\p{L}\p{N}_])/uy, ([, text], { inner }) =>
    element("em", {}, inner(text))],
  [/~~((?:\\[\s\S]|[^\\])+?)~~/y, ([, text], { inner }) => element("s", {}, inner(text))],
  [/\|\|((?:\\[\s\S]|[^\\])+?)\|\|/y, ([, text], { inner }) => spoiler(inner(text))],
  [/\n/y, () => element("br")],
];
const PLAIN = /[\s\S](?:(?!https?:)[^\\`<@[*_~|\n])*/y; // one sign, and all that can begin no rule

/** Render one line or several; `names` tells what ids mean. */
export function inline(text, names, depth = 0) {
  const nodes = [];
  let at = 0;
  while (at < text.length) {
    const [node, end] = depth < DEEPEST ? taken(text, at, names, depth) : [text.slice(at), text.length];
    nodes.push(node);
    at = end;
  }
  return nodes;
}

/** Give the node that begins at a place and where it ends. */
function taken(text, at, names, depth) {
  const context = { names, inner: (part) => inline(part, names, depth + 1) };
  for (const [pattern, make] of RULES) {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    const end = pattern.lastIndex;
    const node = match && make(match, context);
    if (node) return [node, end];
  }
  PLAIN.lastIndex = at;
  return [PLAIN.exec(text)[0], PLAIN.lastIndex];
}

function mention(text, mine) {
  return element("span", { class: mine ? "mention mine" : "mention", dir: "auto" }, text);
}

function link(address, label) {
  const safe = safeAddress(address);
  return safe && element("a", { href: safe, title: safe, target: "_blank", rel: "noopener noreferrer" }, label);
}

function channelLink(name, id) {
  return button(`#${name}`, (event) => announce(event, "open-channel", id), { class: "mention" });
}

/** A message is where it is: the address Discord gives it would lead out of here. */
function messageLink(name, channel, id) {
  return button(`#${name} › 💬`, (event) => announce(event, "open-message", { channel, id }), {
    class: "mention",
    "aria-label": `A message in #${name}`,
  });
}

function commandLink(name) {
  return button(`/${name}`, (event) => announce(event, "open-command", name), { class: "mention" });
}

/** Tell the page what was asked for; the page decides what comes of it. */
function announce(event, type, detail) {
  event.currentTarget.dispatchEvent(new CustomEvent(type, { bubbles: true, detail }));
}

function spoiler(inside) {
  const cover = element("span", { class: "spoiler", "aria-hidden": "true" }, inside);
  const shown = button("Show spoiler", () => {
    cover.classList.add("open");
    cover.removeAttribute("aria-hidden");
    shown.remove();
  }, { class: "spoiler-button" });
  return element("span", {}, shown, cover);
}
