// The page: one store, one line, and the views between them.

import { channelList } from "./channels.js";
import { Composer } from "./composer.js";
import { drawers } from "./drawers.js";
import { householdPanel } from "./household.js";
import { Line } from "./line.js";
import { openModal } from "./modal.js";
import { Names } from "./names.js";
import { peopleSwitch } from "./people.js";
import { Store } from "./store.js";
import { Timeline } from "./timeline.js";
import { refreshTimes } from "./timestamp.js";

const by = (id) => document.getElementById(id);
const store = new Store();
const names = new Names(store);
let line = null;

/** Be somebody; null is whoever the playground names first. */
function become(key) {
  line?.close();
  line = new Line(key, { onFrame: (frame) => store.take(frame), onState: showState });
}

function showState(state) {
  by("trouble").hidden = state === "up";
  by("trouble").textContent = "The playground cannot be reached. Trying again…";
}

/** Send an action. A modal that comes back opens; a failure is shown under the message it concerns. */
async function act(action) {
  const mine = line;
  const answer = await line.ask(action);
  if (answer.result === "modal") {
    const { modal } = answer;
    openModal(modal, names, {
      submit: (values) => mine.ask({ do: "submit", modal: modal.id, values }),
      cancel: () => mine.ask({ do: "cancel", modal: modal.id }),
    });
  }
  if (answer.result === "failed" && action.message) timeline.complain(action.message, answer.error);
  return answer;
}

/** Keep person and channel in the address, so that a reload or a shared address comes back to them. */
function keepPlace() {
  const place = new URL(location.href);
  const channel = store.channel(store.current);
  if (store.person) place.searchParams.set("person", store.person.key);
  place.hash = channel ? channel.name : "";
  history.replaceState(null, "", place);
  const sign = channel?.type === 1 ? "@" : "#";
  const title = channel ? `${sign}${channel.name}` : "No channel";
  by("channel-title").textContent = title;
  by("place").textContent = title;
  const news = [...store.unread().values()].reduce((sum, one) => sum + one.news, 0);
  document.title = `${news ? `(${news}) ` : ""}${title} · Playground`;
}

function openNamed(name) {
  const channel = store.channels.find((one) => one.name === name);
  if (channel) store.open(channel.id);
}

const composer = new Composer(by("composer"), store, names, { act });
const timeline = new Timeline({ box: by("timeline"), latest: by("latest"), news: by("news") }, store, names, {
  act,
  reply: (message) => composer.answerTo(message),
  dismiss: (message) => act({ do: "dismiss", message: message.id }),
});
channelList(by("channels"), store);
peopleSwitch(by("people"), store, become);
householdPanel(by("household"), by("brief"), store, act);
drawers();

const arrival = decodeURIComponent(location.hash.slice(1));
store.on("all", () => {
  if (arrival && !store.arrived) openNamed(arrival);
  store.arrived = true;
});
for (const kind of ["all", "open", "channels", "unread"]) store.on(kind, keepPlace);
store.on("typing", () => {
  const typists = store.typists();
  by("typing").textContent = typists.length ? `${typists.join(", ")} is typing…` : "";
});
store.on("open", () => store.tell("typing"));
document.addEventListener("open-channel", (event) => store.channel(event.detail) && store.open(event.detail));
document.addEventListener("open-message", ({ detail }) => {
  if (store.channel(detail.channel)) store.open(detail.channel);
  timeline.show(detail.id);
});
document.addEventListener("open-command", (event) => {
  const command = store.commands.find(({ name }) => name === event.detail);
  if (command) composer.open(command);
});
document.addEventListener("visibilitychange", () => document.hidden || store.seen());
setInterval(refreshTimes, 1000);

become(new URL(location.href).searchParams.get("person"));
