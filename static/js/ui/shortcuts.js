// Keyboard shortcuts, listed by "?". Off when <html data-shortcuts="off">, and never while typing,
// except Ctrl+K. Single letters follow WCAG 2.1.4: they can be turned off in the settings.
import { openDialog } from "./dialog.js";

const GO_WAIT_MS = 1200;
let goUntil = 0;

const off = () => document.documentElement.dataset.shortcuts === "off";
const typing = (target) =>
  target.closest?.("input, textarea, select, [contenteditable=true], dialog[open]") !== null;

function find() {
  const box = document.querySelector("[data-find]");
  box?.focus();
  box?.select();
}

function write() {
  const box = document.querySelector("[data-composer-text]");
  if (box) box.focus();
  else document.querySelector("[data-compose]")?.click();
}

function step(by) {
  const cards = [...document.querySelectorAll("[data-card]")];
  if (!cards.length) return;
  const at = cards.indexOf(document.activeElement.closest("[data-card]"));
  const next = cards[Math.max(0, Math.min(cards.length - 1, at + by))];
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
}

const KEYS = {
  "/": find,
  "?": () => openDialog("shortcuts"),
  n: write,
  j: () => step(1),
  k: () => step(-1),
};

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing) return;
  if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "k") {
    if (typing(event.target) && !event.target.matches("[data-find]")) return;
    event.preventDefault();
    find();
    return;
  }
  if (off() || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  if (event.key === "Enter" && event.target.matches("[data-card]")) {
    location.assign(event.target.dataset.url);
    return;
  }
  if (performance.now() < goUntil && /^[a-z]$/.test(event.key)) {
    goUntil = 0;
    const link = document.querySelector(`a[data-go="${event.key}"]`);
    if (link) {
      event.preventDefault();
      location.assign(link.href);
      return;
    }
  }
  if (event.key === "g") {
    goUntil = performance.now() + GO_WAIT_MS;
    return;
  }
  const deed = KEYS[event.key];
  if (deed) {
    event.preventDefault();
    deed();
  }
});

for (const opener of document.querySelectorAll("[data-shortcut-list]")) {
  opener.hidden = false;
  opener.addEventListener("click", () => openDialog("shortcuts"));
}
if (location.hash === "#compose") write();
