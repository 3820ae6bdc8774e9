// An embed: the box with a coloured bar in which the bot shows plans, progress and events.

import { pictureAddress } from "./attachment.js";
import { element, safeAddress } from "./element.js";
import { inline } from "./inline.js";
import { markdown } from "./markdown.js";
import { css } from "./names.js";
import { written } from "./timestamp.js";

/** Show one embed of a message. */
export function embedBox(embed, message, names) {
  const box = element(
    "div",
    { class: "embed" },
    picture(embed.thumbnail, "thumbnail", message),
    embed.author?.name && element("p", { class: "embed-author", dir: "auto" }, embed.author.name),
    embed.title && title(embed, names),
    embed.description && element("div", { class: "text", dir: "auto" }, markdown(embed.description, names)),
    embed.fields?.length > 0 && fields(embed.fields, names),
    picture(embed.image, "embed-image", message),
    footer(embed),
  );
  // Through the style object, because the page's policy allows no style attributes.
  if (embed.color) box.style.setProperty("--bar", css(embed.color));
  return box;
}

function title({ title: text, url }, names) {
  const address = safeAddress(url);
  const inside = inline(text, names);
  const link = address && element("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, inside);
  return element("p", { class: "embed-title", dir: "auto" }, link ?? inside);
}

function fields(all, names) {
  return element("dl", { class: "fields" }, all.map((field) =>
    element(
      "div",
      { class: field.inline ? "field inline" : "field" },
      element("dt", { dir: "auto" }, inline(field.name, names)),
      element("dd", { class: "text", dir: "auto" }, markdown(field.value, names)),
    )));
}

function picture(image, kind, message) {
  const address = image && pictureAddress(image.url, message);
  const alt = image?.description ?? "";
  return address && element("img", { class: kind, src: address, alt, loading: "lazy" });
}

function footer({ footer: foot, timestamp }) {
  const parts = [foot?.text, timestamp && written(new Date(timestamp), "f")].filter(Boolean);
  return parts.length > 0 && element("p", { class: "embed-footer", dir: "auto" }, parts.join(" · "));
}
