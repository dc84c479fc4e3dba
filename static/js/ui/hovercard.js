// Cards that appear beside a link with data-hover-card="<address>" on hover or keyboard focus.
// The link works without them. Escape closes; the pointer may move onto the card.

const OPEN_MS = 350;
const CLOSE_MS = 200;
const known = new Map();
let card = null;
let anchor = null;
let timer = 0;

function build() {
  if (card) return card;
  card = document.createElement("div");
  card.className = "float hover-card";
  card.hidden = true;
  document.body.append(card);
  card.addEventListener("pointerenter", () => clearTimeout(timer));
  card.addEventListener("pointerleave", () => later(close, CLOSE_MS));
  card.addEventListener("focusout", (event) => {
    if (!card.contains(event.relatedTarget)) later(close, CLOSE_MS);
  });
  return card;
}

function later(what, milliseconds) {
  clearTimeout(timer);
  timer = setTimeout(what, milliseconds);
}

export function close() {
  clearTimeout(timer);
  if (card) card.hidden = true;
  anchor = null;
}

async function text(url) {
  if (!known.has(url)) {
    const answer = await fetch(url, {
      credentials: "same-origin",
      headers: { "X-Requested-With": "fetch" },
    }).catch(() => null);
    if (!answer?.ok) return "";
    known.set(url, await answer.text());
  }
  return known.get(url);
}

async function open(link) {
  anchor = link;
  const html = await text(link.dataset.hoverCard);
  if (!html || anchor !== link || !link.isConnected) return;
  build().innerHTML = html;
  card.hidden = false;
  const at = link.getBoundingClientRect();
  const size = card.getBoundingClientRect();
  const below = at.bottom + 8 + size.height < innerHeight || at.top < size.height + 8;
  const left = Math.max(8, Math.min(at.left, document.documentElement.clientWidth - size.width - 8));
  card.style.setProperty("left", `${left + scrollX}px`);
  card.style.setProperty("top", `${(below ? at.bottom + 6 : at.top - size.height - 6) + scrollY}px`);
}

const linkOf = (target) => target.closest?.("[data-hover-card]");

document.addEventListener("pointerover", (event) => {
  if (event.pointerType !== "mouse") return;
  const link = linkOf(event.target);
  if (link && link !== anchor) later(() => open(link), OPEN_MS);
  else if (link) clearTimeout(timer);
});
document.addEventListener("pointerout", (event) => {
  const link = linkOf(event.target);
  if (link && !link.contains(event.relatedTarget)) later(close, CLOSE_MS);
});
document.addEventListener("focusin", (event) => {
  const link = linkOf(event.target);
  if (link?.matches(":focus-visible")) later(() => open(link), OPEN_MS);
  else if (card && !card.contains(event.target)) close();
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && card && !card.hidden) close();
});
