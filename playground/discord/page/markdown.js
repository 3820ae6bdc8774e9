// The part of Markdown that Discord renders, block by block: code, headings, small print, quotes, lists, lines.

import { element } from "./element.js";
import { inline } from "./inline.js";

const FENCE = /^```(?:([\w+#.-]*)\n)?([\s\S]*?)\n?```/;
const BULLET = /^( *)(?:[-*]|(\d{1,9})\.) +(.*)$/;

/** Render a text of any length into a fragment; `names` tells what ids mean. */
export function markdown(text, names) {
  const fragment = document.createDocumentFragment();
  for (const [isCode, part] of cut(text)) {
    fragment.append(...(isCode ? [code(part)] : blocks(part.split("\n"), names)));
  }
  return fragment;
}

/** Cut a text at its code blocks; a fence that is never closed is text. */
function cut(text) {
  const parts = [];
  let rest = text;
  let from = 0;
  for (let at = rest.indexOf("```"); at >= 0; at = rest.indexOf("```", from)) {
    const match = FENCE.exec(rest.slice(at));
    if (!match || !match[2].trim()) {
      from = at + 3;
      continue;
    }
    if (at) parts.push([false, rest.slice(0, at).replace(/\n$/, "")]);
    parts.push([true, match]);
    rest = rest.slice(at + match[0].length).replace(/^\n/, "");
    from = 0;
  }
  return rest ? [...parts, [false, rest]] : parts;
}

function code([, language, text]) {
  return element("pre", { tabindex: "0", "data-language": language || null }, element("code", {}, text));
}

/** Turn lines into blocks; lines that belong to no other block make a paragraph together. */
function blocks(lines, names) {
  const made = [];
  let paragraph = [];
  const close = () => {
    if (paragraph.length) made.push(lineBlock(paragraph, names));
    paragraph = [];
  };
  for (let at = 0; at < lines.length; ) {
    const [node, used] = special(lines, at, names);
    if (node) {
      close();
      made.push(node);
    } else {
      paragraph.push(lines[at]);
    }
    at += used;
  }
  close();
  return made;
}

/** Give the block that begins at a line, and how many lines it takes; null when it is plain text. */
function special(lines, at, names) {
  const line = lines[at];
  const heading = /^(#{1,3}) +(\S.*)$/.exec(line);
  if (heading) return [element(`h${heading[1].length + 2}`, { dir: "auto" }, inline(heading[2], names)), 1];
  const small = /^-# +(\S.*)$/.exec(line);
  if (small) return [element("small", { dir: "auto" }, inline(small[1], names)), 1];
  if (/^>>> /.test(line)) {
    const rest = [line.slice(4), ...lines.slice(at + 1)];
    return [element("blockquote", {}, blocks(rest, names)), lines.length - at];
  }
  const quoted = run(lines, at, /^> /);
  if (quoted.length) return [element("blockquote", {}, blocks(quoted.map((one) => one.slice(2)), names)), quoted.length];
  const listed = run(lines, at, BULLET);
  return listed.length ? [list(listed.map((one) => BULLET.exec(one)), names), listed.length] : [null, 1];
}

function run(lines, at, pattern) {
  const end = lines.findIndex((line, index) => index >= at && !pattern.test(line));
  return lines.slice(at, end < 0 ? lines.length : end);
}

/** Make a list; an item that is set in further than its list begins a list of its own. */
function list(items, names) {
  const [, indent, number] = items[0];
  const node = element(number ? "ol" : "ul", { start: number ?? null });
  for (let at = 0; at < items.length; ) {
    const deeper = items.findIndex(([, further], index) => index > at && further.length <= indent.length);
    const end = deeper < 0 ? items.length : deeper;
    const item = element("li", { dir: "auto" }, inline(items[at][3], names));
    if (end > at + 1) item.append(list(items.slice(at + 1, end), names));
    node.append(item);
    at = end;
  }
  return node;
}

function lineBlock(lines, names) {
  return element("div", { class: "lines" }, inline(lines.join("\n"), names));
}
