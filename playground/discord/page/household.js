// The household: what the disk says, and what can be broken.

import { element } from "./element.js";

/** Show the household; `act` takes an action and gives the playground's answer. */
export function householdPanel(box, brief, store, act) {
  const title = element("h2", { id: "household-title" }, "The household");
  const figures = element("dl", { class: "figures" });
  const switches = element("div", { class: "switches", role: "group", "aria-label": "Break something" });
  const complaint = element("p", { class: "complaint", role: "alert" });
  const absent = element("p", { class: "faint" }, "No household is attached to this playground.");
  const parts = element("div", {}, figures, element("h3", {}, "Break something"), switches, complaint);
  parts.hidden = true;
  absent.hidden = true;
  box.replaceChildren(title, parts, absent);

  const flip = async (id, input) => {
    const answer = await act({ do: "switch", id, on: input.checked });
    complaint.textContent = answer.result === "failed" ? answer.error : "";
    if (answer.result === "failed") input.checked = !input.checked;
  };
  const draw = () => {
    const { household } = store;
    parts.hidden = !household;
    absent.hidden = Boolean(household);
    if (!household) return;
    figures.replaceChildren(...household.figures.map(figure));
    setSwitches(switches, household.switches, flip);
    brief.textContent = household.figures[0]?.value.split(" of ")[0] ?? "Household";
  };
  store.on("all", draw);
  store.on("household", draw);
}

function figure({ label, value, part }) {
  const isKnown = typeof part === "number";
  const bar = isKnown && element("meter", { min: "0", max: "1", high: "0.85", optimum: "0", value: String(part), "aria-label": `${label}, part in use` });
  return element("div", { class: "figure" }, element("dt", {}, label), element("dd", {}, value, bar));
}

/** Bring the switches up to date without making them anew, so that the focus stays where it is. */
function setSwitches(box, rows, flip) {
  const known = new Map([...box.querySelectorAll("input")].map((input) => [input.value, input]));
  for (const { id, label, on } of rows) {
    const input = known.get(id) ?? add(box, id, label, flip);
    input.checked = on;
    known.delete(id);
  }
  for (const input of known.values()) input.closest("label").remove();
}

function add(box, id, label, flip) {
  const input = element("input", { type: "checkbox", role: "switch", value: id });
  input.addEventListener("change", () => flip(id, input));
  box.append(element("label", { class: "switch" }, input, element("span", {}, label)));
  return input;
}
