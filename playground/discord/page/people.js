// Who one is: a switch between the people of the pretend household.

import { element } from "./element.js";
import { avatar } from "./message.js";
import { nameOf } from "./store.js";

/** Show the people; `become(key)` makes the page another person's. */
export function peopleSwitch(box, store, become) {
  const draw = () => box.replaceChildren(...store.people.filter(({ bot }) => !bot).map((person) => {
    const isMe = person.id === store.person.id;
    return element(
      "button",
      { type: "button", class: "person", "aria-pressed": String(isMe), "data-person": person.key, title: `Be ${nameOf(person)}`, onclick: () => isMe || become(person.key) },
      avatar(person),
      element("span", { class: "who" }, element("strong", {}, nameOf(person)), element("small", {}, person.title)),
    );
  }));
  store.on("all", draw);
}
