// The list of suggestions over a text field: a combobox as assistive technology knows it.

import { element, freshId } from "./element.js";

/** Suggestions for one field. An item is {label, hint, value}; `onPick` gets the chosen one. */
export class Suggestions {
  constructor(field, label, onPick) {
    this.field = field;
    this.onPick = onPick;
    this.items = [];
    this.marked = 0;
    this.list = element("ul", { role: "listbox", id: freshId("suggestions"), "aria-label": label });
    this.empty = element("p", { class: "nothing" });
    this.box = element("div", { class: "suggestions", hidden: true }, this.list, this.empty);
    setAll(field, {
      role: "combobox",
      autocomplete: "off",
      "aria-autocomplete": "list",
      "aria-expanded": "false",
      "aria-controls": this.list.id,
    });
    field.addEventListener("keydown", (event) => this.steer(event));
    field.addEventListener("blur", () => this.hide());
  }

  get isOpen() {
    return !this.box.hidden;
  }

  /** Show these items; when there are none, show `emptyText`, or nothing without it. */
  show(items, emptyText = "") {
    this.items = items;
    this.list.replaceChildren(...items.map((item, index) => this.line(item, index)));
    this.empty.textContent = items.length ? "" : emptyText;
    this.box.hidden = !items.length && !emptyText;
    this.field.setAttribute("aria-expanded", String(items.length > 0));
    this.mark(0);
  }

  hide() {
    this.show([]);
  }

  line({ label, hint }, index) {
    const node = element(
      "li",
      { role: "option", id: `${this.list.id}-${index}`, dir: "auto" },
      element("span", { class: "label" }, label),
      hint && element("span", { class: "hint" }, hint),
    );
    // On mousedown, because the field must not lose the focus before the click arrives.
    node.addEventListener("mousedown", (event) => event.preventDefault());
    node.addEventListener("click", () => this.pick(index));
    return node;
  }

  mark(index) {
    this.marked = index;
    for (const [at, node] of [...this.list.children].entries()) {
      node.setAttribute("aria-selected", String(at === index));
      if (at === index && index > 0) node.scrollIntoView({ block: "nearest" });
    }
    if (this.items.length) this.field.setAttribute("aria-activedescendant", `${this.list.id}-${index}`);
    else this.field.removeAttribute("aria-activedescendant");
  }

  pick(index) {
    const item = this.items[index];
    this.hide();
    if (item) this.onPick(item);
  }

  steer(event) {
    if (!this.items.length || event.isComposing) return;
    const count = this.items.length;
    const moves = { ArrowDown: () => this.mark((this.marked + 1) % count), ArrowUp: () => this.mark((this.marked + count - 1) % count) };
    const picks = { Enter: () => this.pick(this.marked), Tab: () => this.pick(this.marked), Escape: () => this.hide() };
    const act = moves[event.key] ?? (event.shiftKey ? null : picks[event.key]);
    if (!act) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    act();
  }
}

function setAll(node, attributes) {
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
}
