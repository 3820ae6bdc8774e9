// The messages of the open channel, the newest at the bottom.

import { element } from "./element.js";
import { messageBox } from "./message.js";
import { nameOf } from "./store.js";

const NEAR = 80; // pixels from the bottom within which a reader follows what comes
const DAY = new Intl.DateTimeFormat("en-GB", { dateStyle: "full" });

export class Timeline {
  /** `latest` is the button that leads to the bottom; `news` is read out by assistive technology. */
  constructor({ box, latest, news }, store, names, deeds) {
    Object.assign(this, { box, latest, news, store, names, deeds });
    box.addEventListener("scroll", () => this.scrolled());
    latest.addEventListener("click", () => this.toEnd());
    // Pictures and fonts change heights after the fact; whoever was at the bottom stays there.
    this.grown = new ResizeObserver(() => this.following && this.toEnd());
    this.grown.observe(box);
    store.on("all", () => this.draw());
    store.on("open", () => this.draw());
    store.on("message", (message) => this.add(message));
    store.on("edited", (message) => this.replace(message));
    store.on("removed", ({ channel }) => channel === store.current && this.redraw());
  }

  /** Follow a reader who came to the end, and let go of one who went up; what grows moves nobody. */
  scrolled() {
    const went = this.box.scrollTop - this.top;
    this.top = this.box.scrollTop;
    if (this.isAtEnd) this.follow(true);
    else if (went < 0) this.follow(false);
  }

  get isAtEnd() {
    return this.box.scrollHeight - this.box.scrollTop - this.box.clientHeight < NEAR;
  }

  messages() {
    return this.store.list(this.store.current);
  }

  draw() {
    this.list = element("div", { class: "list" }, beginning(this.store.channel(this.store.current)));
    this.messages().forEach((message, at, all) => this.list.append(...this.nodes(message, all[at - 1])));
    this.box.replaceChildren(this.list);
    this.grown.disconnect();
    this.grown.observe(this.box);
    this.grown.observe(this.list);
    this.toEnd();
  }

  /** Draw anew without moving the reader. */
  redraw() {
    const { scrollTop } = this.box;
    const { following } = this;
    this.draw();
    if (following) return;
    this.follow(false);
    this.box.scrollTop = scrollTop;
  }

  nodes(message, previous) {
    const day = DAY.format(new Date(message.timestamp));
    const isNewDay = !previous || DAY.format(new Date(previous.timestamp)) !== day;
    const box = messageBox(message, isNewDay ? null : previous, this.names, this.deeds);
    return isNewDay ? [element("p", { class: "day" }, day), box] : [box];
  }

  add(message) {
    if (message.channel_id !== this.store.current) return;
    const mine = message.ephemeral || message.author.id === this.store.person.id;
    this.list.append(...this.nodes(message, this.messages().at(-2)));
    this.news.textContent = `${nameOf(message.author)}: ${glimpse(message)}`;
    if (this.following || mine) this.toEnd();
    else this.latest.hidden = false;
  }

  replace(message) {
    const old = this.find(message.id);
    if (!old) return;
    const all = this.messages();
    const held = old.contains(document.activeElement) && document.activeElement.dataset.customId;
    const at = all.indexOf(message);
    const node = this.nodes(message, all[at - 1]).at(-1);
    old.replaceWith(node);
    if (held) node.querySelector(`[data-custom-id="${CSS.escape(held)}"]`)?.focus({ preventScroll: true });
  }

  /** Show a sentence under a message: why its control did not work. */
  complain(id, sentence) {
    const body = this.find(id)?.querySelector(".body");
    if (!body) return;
    body.querySelector(".complaint")?.remove();
    const complaint = element("p", { class: "complaint", role: "alert" }, sentence);
    body.append(complaint);
    complaint.scrollIntoView({ block: "nearest" });
  }

  /** Bring a message before the reader's eyes. */
  show(id) {
    const box = this.find(id);
    if (!box) return;
    this.follow(false);
    box.scrollIntoView({ block: "start" });
    box.classList.remove("shown");
    void box.offsetWidth; // so that the mark begins anew
    box.classList.add("shown");
  }

  find(id) {
    return this.list?.querySelector(`article[data-id="${CSS.escape(id)}"]`);
  }

  toEnd() {
    this.follow(true);
    this.box.scrollTop = this.box.scrollHeight;
  }

  follow(following) {
    this.following = following;
    if (following) this.latest.hidden = true;
  }
}

function beginning(channel) {
  if (!channel) return element("p", { class: "beginning" }, "There is no channel here that you may see.");
  const name = channel.type === 1 ? `with ${channel.name}` : `of #${channel.name}`;
  return element(
    "div",
    { class: "beginning" },
    element("p", { class: "big" }, `This is the beginning ${name}.`),
    channel.topic && element("p", { class: "faint" }, channel.topic),
  );
}

function glimpse(message) {
  const [embed] = message.embeds ?? [];
  return (message.content || embed?.title || embed?.description || "a file").slice(0, 200);
}
