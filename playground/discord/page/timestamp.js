// Times as Discord writes them: `<t:seconds:style>`, in the reader's own zone; style R keeps itself current.

const STYLES = {
  t: { timeStyle: "short" },
  T: { timeStyle: "medium" },
  d: { dateStyle: "short" },
  D: { dateStyle: "long" },
  f: { dateStyle: "long", timeStyle: "short" },
  F: { dateStyle: "full", timeStyle: "short" },
  s: { dateStyle: "short", timeStyle: "short" },
  S: { dateStyle: "short", timeStyle: "medium" },
};
const UNITS = [
  ["year", 31_536_000],
  ["month", 2_592_000],
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
  ["second", 1],
];
const RELATIVE = new Intl.RelativeTimeFormat("en-GB", { numeric: "always" });
const EXACT = new Intl.DateTimeFormat("en-GB", STYLES.F);

/** Say how far off a moment is: "in 23 hours", "4 minutes ago". Both in seconds. */
export function relative(moment, now) {
  const distance = moment - now;
  const [unit, length] = UNITS.find(([, seconds]) => Math.abs(distance) >= seconds) ?? UNITS.at(-1);
  return RELATIVE.format(Math.trunc(distance / length), unit);
}

/** Make the element of a timestamp, null when the moment is none a calendar has. */
export function timestamp(seconds, style = "f") {
  const date = new Date(seconds * 1000);
  if (Number.isNaN(date.getTime())) return null;
  const node = document.createElement("time");
  node.dateTime = date.toISOString();
  node.title = EXACT.format(date);
  node.className = "stamp";
  if (style === "R") node.dataset.relative = String(seconds);
  node.textContent = style === "R" ? relative(seconds, Date.now() / 1000) : written(date, style);
  return node;
}

/** Write a moment in one of Discord's styles. */
export function written(date, style) {
  return new Intl.DateTimeFormat("en-GB", STYLES[style] ?? STYLES.f).format(date);
}

/** Bring every relative time on the page up to date. */
export function refreshTimes() {
  for (const node of document.querySelectorAll("time[data-relative]")) {
    const text = relative(Number(node.dataset.relative), Date.now() / 1000);
    if (node.textContent !== text) node.textContent = text;
  }
}
