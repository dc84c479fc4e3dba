// The editor of long texts: tools, shortcuts, lists that go on, preview, pictures, and keeping.
// Without this script it is a plain form; nothing here decides what is allowed.
import { completion } from "./completion.js";
import { keeping } from "./keeping.js";
import { continued, indented, isAddress, linked, measured, used } from "./markup.js";
import { notices as noticesOf } from "./notices.js";
import { pictures as picturesOf, unmarked } from "./pictures.js";
import { preview as previewOf } from "./preview.js";
import { roving } from "./toolbar.js";
import { apply, caretOf } from "./typing.js";

const COUNT_AFTER_MS = 250;
const MAC = /Mac|iP(hone|ad|od)/.test(navigator.platform);

// "Control+Alt+1" as the platform names its keys.
const keysOf = (keys) => (MAC ? keys.replace("Control", "Meta") : keys);
const wordsOfKeys = (keys) =>
  MAC
    ? keys.replace("Control+", "⌘").replace("Alt+", "⌥").replace("Shift+", "⇧")
    : keys.replace("Control", "Ctrl");

function pressed(event) {
  if (!(MAC ? event.metaKey : event.ctrlKey) || event.getModifierState("AltGraph")) return "";
  const key = /^(?:Key|Digit)(.)$/.exec(event.code)?.[1] ?? "";
  if (!key) return "";
  return `Control+${event.altKey ? "Alt+" : ""}${event.shiftKey ? "Shift+" : ""}${key}`;
}

function setUp(root) {
  const form = root.querySelector("form");
  const title = root.querySelector("[data-editor-title]");
  const box = root.querySelector("[data-editor-text]");
  const state = root.querySelector("[data-editor-state]");
  const tools = root.querySelector("[data-editor-tools]");
  const full = root.querySelector("[data-editor-full]");
  const counter = root.querySelector("[data-editor-count]");
  const words = root.querySelector("[data-editor-words]").dataset;
  const notices = noticesOf(root);

  const say = (text, kind = "") => {
    state.textContent = text ?? "";
    state.dataset.kind = kind;
  };

  let countTimer = 0;
  const count = () => {
    const { words: number, minutes } = measured(box.value);
    const told = number === 1 ? words.countOne : words.count.replace("{words}", number.toLocaleString());
    counter.textContent = number ? told.replace("{minutes}", minutes) : "";
  };

  const preview = previewOf(root, form, box, { words, clean: unmarked });
  const pictures = picturesOf(root, form, box, { words });
  const kept = keeping(form, {
    say,
    notices,
    words,
    clean: unmarked,
    changed: () => {
      count();
      preview.asks();
    },
  });

  // --- Tools.

  const byKey = new Map();
  const run = {
    image: () => pictures.choose(),
    preview: () => preview.flip(),
    full: () => fill(!root.classList.contains("editor--full")),
  };
  function use(tool) {
    if (run[tool]) return run[tool]();
    const sample = { column: words.column };
    return apply(box, used(tool, box.value, box.selectionStart, box.selectionEnd, sample));
  }
  for (const one of root.querySelectorAll("[data-keys]")) {
    const { keys, tool } = one.dataset;
    byKey.set(keys, tool);
    one.setAttribute("aria-keyshortcuts", keysOf(keys));
    one.title = `${one.title} (${wordsOfKeys(keys)})`;
    if (one !== root.querySelector("[data-editor-preview-toggle]"))
      one.addEventListener("click", () => use(tool));
  }
  // A press on a tool takes neither the focus nor the selection from the text.
  tools.addEventListener("pointerdown", (event) => {
    if (document.activeElement === box) event.preventDefault();
  });
  roving(tools);
  tools.hidden = false;
  full.hidden = false;

  // --- Keys.

  let leaves = false; // after Escape, Tab leaves the box
  root.addEventListener("keydown", (event) => {
    if (event.isComposing || event.defaultPrevented) return;
    const keys = pressed(event);
    if (keys === "Control+S") {
      event.preventDefault();
      kept.save();
      return;
    }
    const tool = byKey.get(keys);
    if (!tool || (event.target !== box && !run[tool])) {
      if (event.key === "Escape" && root.classList.contains("editor--full")) fill(false);
      return;
    }
    event.preventDefault();
    use(tool);
  });
  box.addEventListener("keydown", (event) => {
    if (event.isComposing || event.defaultPrevented) return;
    if (event.key === "Escape") leaves = true;
    else if (event.key === "Tab" && !event.ctrlKey && !event.metaKey && !event.altKey) {
      const change = leaves
        ? null
        : indented(box.value, box.selectionStart, box.selectionEnd, event.shiftKey);
      leaves = false;
      if (!change) return;
      event.preventDefault();
      apply(box, [change]);
      say(words.tab);
    } else if (event.key === "Enter" && !event.shiftKey && !event.ctrlKey && !event.metaKey) {
      if (box.selectionStart !== box.selectionEnd) return;
      const change = continued(box.value, box.selectionStart);
      if (!change) return;
      event.preventDefault();
      apply(box, [change]);
    } else if (!["Shift", "Control", "Alt", "Meta"].includes(event.key)) leaves = false;
  });
  box.addEventListener("paste", (event) => {
    const text = event.clipboardData?.getData("text/plain").trim() ?? "";
    const chosen = box.value.slice(box.selectionStart, box.selectionEnd);
    if (event.defaultPrevented || !isAddress(text) || !chosen.trim() || isAddress(chosen)) return;
    if (chosen.includes("\n")) return;
    event.preventDefault();
    apply(box, linked(box.value, box.selectionStart, box.selectionEnd, text));
  });
  title.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    box.focus();
  });
  title.addEventListener("input", () => {
    if (/[\r\n]/.test(title.value)) title.value = title.value.replace(/\s*[\r\n]+\s*/g, " ");
  });
  box.addEventListener("input", () => {
    clearTimeout(countTimer);
    countTimer = setTimeout(count, COUNT_AFTER_MS);
    preview.asks();
  });
  count();

  // --- Full screen: nothing else can be reached until it is left.

  let behind = [];
  function fill(on) {
    root.classList.toggle("editor--full", on);
    full.setAttribute("aria-pressed", String(on));
    document.documentElement.classList.toggle("has-full-editor", on);
    for (const one of behind) one.inert = false;
    behind = [];
    for (let at = root; on && at !== document.body; at = at.parentElement)
      for (const one of at.parentElement.children)
        if (one !== at && !one.inert && !one.matches("dialog, script, .toasts")) {
          one.inert = true;
          behind.push(one);
        }
    box.focus({ preventScroll: true });
  }

  // --- Sending: what is on the way arrives first, and what cannot be sent stays.

  let leaving = false;
  form.addEventListener("submit", async (event) => {
    if (leaving) return;
    event.preventDefault();
    const { submitter } = event;
    if (form.getAttribute("aria-busy") === "true") return;
    form.setAttribute("aria-busy", "true");
    // A form that is being sent cannot be sent anew before this event is over.
    await new Promise((go) => setTimeout(go, 0));
    const ready = await pictures.pending();
    const outcome = ready ? await kept.finish() : "picture";
    form.removeAttribute("aria-busy");
    if (!["ok", "refused"].includes(outcome)) {
      if (outcome === "picture") say(words.picturesFirst, "refused");
      return;
    }
    leaving = true;
    kept.leave();
    form.requestSubmit(submitter);
  });
  window.addEventListener("pageshow", () => {
    leaving = false;
  });

  completion(
    box,
    {
      "@": form.dataset.mentionUrl,
      "#": form.dataset.tagUrl,
      "[[": form.dataset.linkUrl,
    },
    (list) => {
      const caret = caretOf(box);
      const left = Math.max(0, Math.min(caret.left, box.clientWidth - list.offsetWidth));
      list.style.setProperty("inset-inline-start", `${left}px`);
      list.style.setProperty("inset-block-start", `${box.offsetTop + caret.top + caret.height + 4}px`);
    },
  );
}

document.querySelectorAll("[data-editor]").forEach(setUp);
