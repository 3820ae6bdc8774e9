// The list of channels, with what is new in them.

import { button, element } from "./element.js";
import { nameOf } from "./store.js";

/** Show the channels; a click opens one. */
export function channelList(box, store) {
  const draw = () => {
    const direct = store.channels.filter(({ type }) => type === 1);
    const text = store.channels.filter(({ type }) => type !== 1);
    box.replaceChildren(
      element("h2", { dir: "auto" }, store.guild?.name),
      element("ul", {}, text.map((channel) => line(channel, store))),
      direct.length > 0 && element("h3", {}, "Direct messages"),
      direct.length > 0 && element("ul", {}, direct.map((channel) => line(channel, store))),
      presence(store.bot),
    );
  };
  for (const kind of ["all", "open", "channels", "unread", "bot"]) store.on(kind, draw);
}

function line(channel, store) {
  const unread = store.unread().get(channel.id);
  const isOpen = channel.id === store.current;
  const inside = [
    element("span", { class: "mark", "aria-hidden": "true" }, channel.type === 1 ? "@" : "#"),
    element("span", { class: "name", dir: "auto" }, channel.name),
    unread && badge(unread),
  ];
  const look = unread ? "channel unread" : "channel";
  return element("li", {}, button(inside, () => store.open(channel.id), {
    class: look,
    "aria-current": isOpen ? "page" : null,
    "data-channel": channel.id,
  }));
}

function badge({ news, pings }) {
  const label = pings ? `${pings} for you` : `${news} new`;
  return element("span", { class: pings ? "badge pings" : "dot" }, pings ? String(pings) : null, element("span", { class: "unseen" }, ` (${label})`));
}

function presence(bot) {
  if (!bot) return element("p", { class: "presence" }, "No bot has come yet.");
  const state = bot.online ? "online" : "offline";
  return element("p", { class: `presence ${state}` }, element("span", { class: "lamp", "aria-hidden": "true" }), `${nameOf(bot)} is ${state}`);
}
