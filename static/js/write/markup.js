// What the editor's tools do to a text. Nothing here touches the page: a text and a selection go
// in, changes come out. A change puts `text` in place of from..to, then selects start..end; of
// several, each counts from where the one before left the text.

const LIST = /^(\s*)(?:([-*+])|(\d{1,9})([.)]))( +)(\[[ xX]\] +)?/;
const QUOTE = /^\s*(?:> ?)+/;
const FENCE = /^ {0,3}(`{3,}|~{3,})/;
const STEP = "    ";

const changed = (from, to, text, start, end = start) => ({ from, to, text, start, end });

const lineStart = (value, at) => value.lastIndexOf("\n", at - 1) + 1;
const lineEnd = (value, at) => {
  const found = value.indexOf("\n", at);
  return found < 0 ? value.length : found;
};

// The lines a selection touches; one that ends at the start of a line does not touch it.
function lines(value, start, end) {
  const last = end > start && value[end - 1] === "\n" ? end - 1 : end;
  const from = lineStart(value, start);
  const to = lineEnd(value, last);
  return { from, to, all: value.slice(from, to).split("\n") };
}

export function inCode(value, at) {
  let open = "";
  for (const line of value.slice(0, lineStart(value, at)).split("\n")) {
    const mark = FENCE.exec(line)?.[1];
    if (!mark) continue;
    if (!open) open = mark;
    else if (mark[0] === open[0] && mark.length >= open.length) open = "";
  }
  return open !== "";
}

// --- Marks around words.

const run = (value, at, step) => {
  let length = 0;
  while (value[at + length * step] === "*") length += 1;
  return length;
};

function wordsOf(value, start, end) {
  if (start === end) {
    const before = /[\p{L}\p{N}_'’-]*$/u.exec(value.slice(lineStart(value, start), start))[0];
    const after = /^[\p{L}\p{N}_'’-]*/u.exec(value.slice(end, lineEnd(value, end)))[0];
    return before && after ? [start - before.length, end + after.length] : [start, end];
  }
  const chosen = value.slice(start, end);
  return [
    start + (chosen.length - chosen.trimStart().length),
    end - (chosen.length - chosen.trimEnd().length),
  ];
}

function around(value, start, end, mark) {
  const size = mark.length;
  if (mark[0] !== "*")
    return value.slice(start - size, start) === mark && value.slice(end, end + size) === mark;
  const both = Math.min(run(value, start - 1, -1), run(value, end, 1));
  return size === 2 ? both >= 2 : both === 1 || both >= 3;
}

function wrapped(value, start, end, mark) {
  const [from, to] = wordsOf(value, start, end);
  const size = mark.length;
  const chosen = value.slice(from, to);
  const caret = start === end && from !== to ? start - from : -1;
  const select = (first) =>
    caret < 0 ? [first, first + chosen.length] : [first + caret, first + caret];
  if (around(value, from, to, mark))
    return [changed(from - size, to + size, chosen, ...select(from - size))];
  const inner = value.slice(from + size, to - size);
  if (chosen.length >= 2 * size && around(value, from + size, to - size, mark))
    return [changed(from, to, inner, from, from + inner.length)];
  return [changed(from, to, mark + chosen + mark, ...select(from + size))];
}

function coded(value, start, end) {
  const [from, to] = wordsOf(value, start, end);
  const chosen = value.slice(from, to);
  // Backticks inside ask for more of them outside.
  if (!chosen.includes("`") || around(value, from, to, "`")) return wrapped(value, start, end, "`");
  const longest = Math.max(...chosen.match(/`+/g).map((one) => one.length));
  const mark = "`".repeat(longest + 1);
  const text = `${mark} ${chosen} ${mark}`;
  return [changed(from, to, text, from, from + text.length)];
}

// --- Links.

const ADDRESS = /^(?:https?:\/\/|mailto:)\S+$/i;

export const isAddress = (text) => ADDRESS.test(text);

export function linked(value, start, end, address = "") {
  const chosen = value.slice(start, end);
  const label = chosen.replace(/[[\]]/g, "\\$&");
  if (!address && isAddress(chosen))
    return [changed(start, end, `[](${chosen})`, start + 1)];
  const target = address || "https://";
  const text = `[${label}](${target})`;
  const at = start + label.length + 3;
  if (address) return [changed(start, end, text, start + text.length)];
  return label
    ? [changed(start, end, text, at, at + target.length)]
    : [changed(start, end, text, start + 1)];
}

export function pictured(alt, url) {
  const words = alt.replace(/\s+/g, " ").trim().replace(/[[\]\\]/g, "\\$&");
  return `![${words}](${url})`;
}

// --- Marks at the start of lines.

const bare = (line) => line.replace(LIST, "$1").replace(/^(\s*)#{1,6} +/, "$1");

const STARTS = {
  heading: { has: (line) => /^## /.test(line), put: (line) => `## ${bare(line).trimStart()}` },
  smaller: { has: (line) => /^### /.test(line), put: (line) => `### ${bare(line).trimStart()}` },
  quote: {
    has: (line) => /^>/.test(line),
    put: (line) => `> ${line}`,
    off: (line) => line.replace(/^> ?/, ""),
  },
  list: {
    has: (line) => LIST.exec(line)?.[2] && !LIST.exec(line)[6],
    put: (line) => bare(line).replace(/^\s*/, "$&- "),
  },
  numbers: {
    has: (line) => LIST.exec(line)?.[3],
    put: (line, at) => bare(line).replace(/^\s*/, `$&${at}. `),
  },
  tasks: {
    has: (line) => LIST.exec(line)?.[6],
    put: (line) => bare(line).replace(/^\s*/, "$&- [ ] "),
  },
};

function started(value, start, end, kind) {
  const { has, put, off = bare } = STARTS[kind];
  const { from, to, all } = lines(value, start, end);
  const skip = (line) => all.length > 1 && !line.trim();
  const done = all.every((line) => skip(line) || has(line));
  let number = 0;
  const text = all
    .map((line) => (skip(line) ? line : done ? off(line) : put(line, (number += 1))))
    .join("\n");
  if (start === end) {
    const caret = Math.max(from, from + text.length - (to - start));
    return [changed(from, to, text, caret)];
  }
  return [changed(from, to, text, from, from + text.length)];
}

// --- Blocks of their own, with an empty line before and after.

function block(value, start, end, text, select) {
  const before = /\n*$/.exec(value.slice(0, start))[0].length;
  const after = /^\n*/.exec(value.slice(end))[0].length;
  const lead = value.slice(0, start).trim() ? "\n".repeat(Math.max(0, 2 - before)) : "";
  const tail = value.slice(end).trim() ? "\n".repeat(Math.max(0, 2 - after)) : "\n";
  const at = start + lead.length;
  return [changed(start, end, lead + text + tail, at + select[0], at + select[1])];
}

function fenced(value, start, end) {
  const { from, to } = start === end ? { from: start, to: end } : lines(value, start, end);
  const chosen = value.slice(from, to);
  const longest = Math.max(2, ...(chosen.match(/`+/g) ?? []).map((one) => one.length));
  const mark = "`".repeat(longest + 1);
  const select = chosen ? mark.length : mark.length + 1;
  return block(value, from, to, `${mark}\n${chosen}\n${mark}`, [select, select]);
}

function tabled(value, start, end, words) {
  const cell = (words.column ?? "").padEnd(3);
  const row = `| ${cell} | ${cell} |`;
  const dashes = `| ${"-".repeat(cell.length)} | ${"-".repeat(cell.length)} |`;
  const empty = row.replaceAll(cell, " ".repeat(cell.length));
  const at = lineEnd(value, end);
  const here = value.slice(lineStart(value, start), at).trim() ? at : start;
  return block(value, here, here, [row, dashes, empty, empty].join("\n"), [2, 2 + cell.length]);
}

function called(value, start, end) {
  const { from, to, all } = lines(value, start, end);
  const text = ["> [!NOTE]", ...all.map((line) => `> ${line}`)].join("\n");
  return block(value, from, to, text, [text.length, text.length]);
}

function noted(value, start, end) {
  const used = [...value.matchAll(/\[\^(\d+)\]/g)].map((found) => Number(found[1]));
  const mark = `[^${Math.max(0, ...used) + 1}]`;
  const first = changed(end, end, mark, end + mark.length);
  const length = value.length + mark.length;
  // Notes stand together at the end, one a line.
  const last = value.trimEnd().split("\n").at(-1);
  const lead = /^\[\^[^\]]+\]:/.test(last) ? "\n" : "\n\n";
  const trailing = value.length - value.trimEnd().length;
  const from = end > value.length - trailing ? length : length - trailing;
  const note = `${lead}${mark}: `;
  return [first, changed(from, length, note, from + note.length)];
}

const TOOLS = {
  bold: (value, start, end) => wrapped(value, start, end, "**"),
  italic: (value, start, end) => wrapped(value, start, end, "*"),
  code: coded,
  link: (value, start, end) => linked(value, start, end),
  fence: fenced,
  table: tabled,
  callout: called,
  footnote: noted,
};

// The changes of one tool. `words` hold what a tool writes for the writer to replace.
export function used(tool, value, start, end, words = {}) {
  return TOOLS[tool]?.(value, start, end, words) ?? started(value, start, end, tool);
}

// --- Enter goes on with a list or a quote, and ends it on an empty item.

export function continued(value, at) {
  const from = lineStart(value, at);
  const line = value.slice(from, lineEnd(value, at));
  if (inCode(value, at)) {
    const indent = /^[ \t]*/.exec(value.slice(from, at))[0];
    return indent ? changed(at, at, `\n${indent}`, at + 1 + indent.length) : null;
  }
  const found = LIST.exec(line) ?? QUOTE.exec(line);
  if (!found || at < from + found[0].length) return null;
  if (!line.slice(found[0].length).trim()) {
    const indent = found[1] ?? "";
    if (indent.length >= STEP.length) return outdented(value, at, at);
    return changed(from, at, "", from);
  }
  let mark = found[0];
  if (found[3]) mark = mark.replace(/\d+/, String(Number(found[3]) + 1));
  if (found[6]) mark = mark.replace(/\[[xX]\]/, "[ ]");
  return changed(at, at, `\n${mark}`, at + 1 + mark.length);
}

// --- Tab moves the lines of a list or of code; null anywhere else, where it leaves the box.

function outdented(value, start, end) {
  const { from, to, all } = lines(value, start, end);
  const less = all.map((line) => line.replace(/^(?: {1,4}|\t)/, ""));
  const text = less.join("\n");
  const first = Math.max(from, start - (all[0].length - less[0].length));
  return changed(from, to, text, first, start === end ? first : from + text.length);
}

export function indented(value, start, end, back) {
  const { from, to, all } = lines(value, start, end);
  const listed = all.some((line) => LIST.test(line));
  if (!listed && !inCode(value, start)) return null;
  if (back) return outdented(value, start, end);
  if (!listed && start === end) return changed(start, end, STEP, start + STEP.length);
  const text = all.map((line) => (line.trim() ? STEP + line : line)).join("\n");
  const first = start + (all[0].trim() ? STEP.length : 0);
  return changed(from, to, text, first, start === end ? first : from + text.length);
}

// --- How much there is to read.

const WORD = /[\p{L}\p{N}]+(?:['’.\-_][\p{L}\p{N}]+)*/gu;
const WORDS_A_MINUTE = 230;

export function measured(value) {
  const said = value.replace(/\]\([^)\s]*\)/g, "] ").replace(/^ {0,3}(`{3,}|~{3,}).*$/gm, "");
  const words = said.match(WORD)?.length ?? 0;
  return { words, minutes: Math.max(1, Math.round(words / WORDS_A_MINUTE)) };
}
