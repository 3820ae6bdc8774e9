// Files that came with a message: pictures are shown, everything can be fetched.

import { element, safeAddress } from "./element.js";

const STEPS = ["B", "KB", "MB", "GB"];

/** Show the files of a message, but for those that an embed shows. */
export function attachments(message) {
  const shown = new Set(message.embeds?.flatMap((embed) => [embed.image?.url, embed.thumbnail?.url]));
  return (message.attachments ?? [])
    .filter(({ url, filename }) => !shown.has(url) && !shown.has(`attachment://${filename}`))
    .map((file) => (file.content_type?.startsWith("image/") ? picture(file) : download(file)));
}

/** Give the address of a picture that an embed names; `attachment://` means a file of its own message. */
export function pictureAddress(url, message) {
  const named = /^attachment:\/\/(.+)$/.exec(url ?? "")?.[1];
  const file = named && message.attachments?.find(({ filename }) => filename === named);
  return safeAddress(file ? file.url : url);
}

function picture(file) {
  const address = safeAddress(file.url);
  const image = element("img", {
    src: address,
    alt: file.description ?? file.filename,
    width: file.width || null,
    height: file.height || null,
    loading: "lazy",
  });
  return element("a", { class: "picture", href: address, target: "_blank", rel: "noopener noreferrer" }, image);
}

function download(file) {
  return element(
    "p",
    { class: "file" },
    element("span", { "aria-hidden": "true" }, "📄 "),
    element("a", { href: safeAddress(file.url), download: file.filename, dir: "auto" }, file.filename),
    element("span", { class: "faint" }, ` ${bytes(file.size)}`),
  );
}

function bytes(size) {
  const step = Math.min(Math.floor(Math.log10(Math.max(size, 1)) / 3), STEPS.length - 1);
  return `${(size / 1000 ** step).toFixed(step ? 1 : 0)} ${STEPS[step]}`;
}
