// What ids mean to the person who looks: names for reading, ids for sending.

import { nameOf } from "./store.js";

/** The names of one moment; they follow the store. */
export class Names {
  constructor(store) {
    this.store = store;
  }

  everybody() {
    const { people, bot } = this.store;
    return bot ? [...people, { ...bot, bot: true }] : people;
  }

  user(id) {
    const user = this.everybody().find((one) => one.id === id);
    return user ? nameOf(user) : "somebody";
  }

  role(id) {
    return this.store.roles.find((role) => role.id === id)?.name ?? "some role";
  }

  channel(id) {
    return this.store.channel(id)?.name ?? "no access";
  }

  isMe(id) {
    return this.store.person.id === id;
  }

  isMine(role) {
    return this.store.person.roles.includes(role);
  }

  /** Give the colour of a user's highest role that has one, as CSS; null without. */
  colour(id) {
    const held = this.store.people.find((one) => one.id === id)?.roles ?? [];
    const role = this.store.roles.findLast((one) => one.color && held.includes(one.id));
    return role ? css(role.color) : null;
  }

  /** Turn `@Name` and `#channel` as a person types them into what Discord's clients send. */
  sent(text) {
    const marks = [
      ...this.everybody().map((one) => [`@${nameOf(one)}`, `<@${one.id}>`]),
      ...this.store.roles.map((role) => [`@${role.name}`, `<@&${role.id}>`]),
      ...this.store.channels.map((channel) => [`#${channel.name}`, `<#${channel.id}>`]),
    ].filter(([written]) => !/^@+everyone$/.test(written));
    marks.sort(([one], [other]) => other.length - one.length);
    let result = text;
    for (const [written, mark] of marks) {
      const pattern = new RegExp(`(?<![\\p{L}\\p{N}_<])${literal(written)}(?![\\p{L}\\p{N}_])`, "giu");
      result = result.replace(pattern, () => mark);
    }
    return result;
  }
}

/** Write Discord's colour number as CSS. */
export function css(colour) {
  return `#${colour.toString(16).padStart(6, "0")}`;
}

function literal(text) {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
