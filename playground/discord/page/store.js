// What this person knows of the local Discord: the last frames, put together. Views listen for what changed.

const TYPING = 10_000; // milliseconds that a sign of typing holds

export class Store {
  constructor() {
    this.listeners = new Map();
    this.read = new Map(); // person id -> Map(channel id -> number of unread messages)
    this.reset();
  }

  reset() {
    this.person = null;
    this.people = [];
    this.guild = null;
    this.roles = [];
    this.channels = [];
    this.commands = [];
    this.messages = new Map();
    this.bot = null;
    this.household = null;
    this.typing = new Map();
  }

  /** Call `heard` whenever something of this kind changed: "all", "message", "channels", "unread"… */
  on(kind, heard) {
    this.listeners.set(kind, [...(this.listeners.get(kind) ?? []), heard]);
  }

  tell(kind, detail) {
    for (const heard of this.listeners.get(kind) ?? []) heard(detail);
  }

  /** Take in a frame. */
  take(frame) {
    this[`take_${frame.type}`]?.(frame);
  }

  take_hello(hello) {
    this.reset();
    const { type, messages, ...rest } = hello;
    Object.assign(this, rest);
    this.messages = new Map(Object.entries(messages));
    if (!this.read.has(this.person.id)) this.read.set(this.person.id, new Map());
    if (!this.channel(this.current)) this.current = this.lively()?.id ?? null;
    this.unread().delete(this.current);
    this.tell("all");
  }

  take_message({ message }) {
    const known = this.list(message.channel_id);
    if (known.some((one) => one.id === message.id)) return this.take_edited({ message });
    known.push(message);
    this.typing.get(message.channel_id)?.delete(nameOf(message.author));
    this.tell("typing");
    if (message.author.id !== this.person.id) this.count(message);
    return this.tell("message", message);
  }

  take_edited({ message }) {
    const known = this.list(message.channel_id);
    const at = known.findIndex((one) => one.id === message.id);
    if (at < 0) return;
    known[at] = message;
    this.tell("edited", message);
  }

  take_removed({ channel, id }) {
    this.messages.set(channel, this.list(channel).filter((one) => one.id !== id));
    this.tell("removed", { channel, id });
  }

  take_typing({ channel, name }) {
    const typing = this.typing.get(channel) ?? new Map();
    typing.set(name, Date.now() + TYPING);
    this.typing.set(channel, typing);
    this.tell("typing");
    setTimeout(() => this.tell("typing"), TYPING + 50);
  }

  take_commands({ commands }) {
    this.commands = commands;
    this.tell("commands");
  }

  take_channels({ channels }) {
    this.channels = channels;
    if (!this.channel(this.current)) this.open(channels[0]?.id ?? null);
    this.tell("channels");
  }

  take_bot({ bot }) {
    this.bot = bot;
    this.tell("bot");
  }

  take_household({ household }) {
    this.household = household;
    this.tell("household");
  }

  /** Go to a channel; what is new there counts as read. */
  open(channel) {
    const isElsewhere = channel !== this.current;
    this.current = channel;
    if (isElsewhere) this.tell("open");
    this.seen();
  }

  /** Count the open channel as read. */
  seen() {
    this.unread().delete(this.current);
    this.tell("unread");
  }

  count(message) {
    const there = message.channel_id === this.current && !document.hidden;
    if (there || message.ephemeral) return;
    const { news, pings } = this.unread().get(message.channel_id) ?? { news: 0, pings: 0 };
    this.unread().set(message.channel_id, { news: news + 1, pings: pings + (message.pings_you ? 1 : 0) });
    this.tell("unread");
  }

  /** Give what this person has not read yet, by channel. */
  unread() {
    return this.read.get(this.person?.id) ?? new Map();
  }

  list(channel) {
    if (!this.messages.has(channel)) this.messages.set(channel, []);
    return this.messages.get(channel);
  }

  channel(id) {
    return this.channels.find((channel) => channel.id === id);
  }

  /** Give the first channel in which something was said, else the first. */
  lively() {
    return this.channels.find(({ id }) => this.list(id).length) ?? this.channels[0];
  }

  /** Give the names of those who type in the open channel. */
  typists() {
    const now = Date.now();
    return [...(this.typing.get(this.current) ?? [])].filter(([, until]) => until > now).map(([name]) => name);
  }
}

/** Give the name that Discord shows for a user. */
export function nameOf(user) {
  return user.global_name ?? user.username ?? user.name;
}
