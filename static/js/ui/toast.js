// Short notices at the bottom of the page. `toast(text, { kind, undo, timeout })` shows one; with
// `undo` (a function, or an address to POST to) it offers to take the deed back.
import { post } from "./post.js";

const STAYS_MS = 6000;
const STAYS_WITH_UNDO_MS = 10000;
const SPRITE = document.querySelector("link[rel=icon]")?.href.replace(/mark[^/]*$/, "icons.svg");

const region = () => document.querySelector("[data-toasts]");

function leave(one) {
  if (!one.isConnected) return;
  one.classList.add("toast--leaving");
  setTimeout(() => one.remove(), 200);
}

function keep(one, milliseconds) {
  let left = milliseconds;
  let started = 0;
  let timer = 0;
  const run = () => {
    started = performance.now();
    timer = setTimeout(() => leave(one), left);
  };
  const hold = () => {
    clearTimeout(timer);
    left = Math.max(2000, left - (performance.now() - started));
  };
  for (const name of ["pointerenter", "focusin"]) one.addEventListener(name, hold);
  for (const name of ["pointerleave", "focusout"]) one.addEventListener(name, run);
  run();
}

function closable(one) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "toast__close";
  button.setAttribute("aria-label", region().dataset.closeLabel);
  button.append(drawing("close"));
  button.addEventListener("click", () => leave(one));
  one.append(button);
}

function drawing(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "icon icon--s");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `${document.body.dataset.icons ?? SPRITE}#${name}`);
  svg.append(use);
  return svg;
}

export function toast(text, { kind = "info", undo = null, timeout = 0 } = {}) {
  const place = region();
  if (!place) return null;
  const one = document.createElement("div");
  one.className = "toast";
  const face = document.createElement("span");
  face.className = `toast__icon toast__icon--${kind}`;
  face.append(drawing({ success: "success", danger: "error" }[kind] ?? "info"));
  const words = document.createElement("p");
  words.className = "toast__text";
  words.textContent = text;
  one.append(face, words);
  if (undo) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "toast__undo";
    button.textContent = place.dataset.undoLabel;
    button.addEventListener("click", async () => {
      leave(one);
      if (typeof undo === "function") await undo();
      else {
        await post(undo);
        location.reload();
      }
    });
    one.append(button);
  }
  closable(one);
  place.append(one);
  keep(one, timeout || (undo ? STAYS_WITH_UNDO_MS : STAYS_MS));
  return one;
}

for (const one of document.querySelectorAll("[data-toasts] [data-toast]")) {
  closable(one);
  keep(one, one.querySelector(".toast__undo") ? STAYS_WITH_UNDO_MS : STAYS_MS);
}
