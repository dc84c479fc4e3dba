// Cards that appear beside a link with data-hover-card="<address>" on hover or keyboard focus, beside
// a mention in a text, and on the portrait that stands with such a link.
// The link works without them. Escape closes; the pointer may move onto the card. Tab on the link
// goes into the card, and from its end on to what follows the link: focus is never caught.

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
  card.addEventListener("focusin", () => clearTimeout(timer));
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
  const html = await text(addressOf(link));
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

const MENTION = 'a.mention[href^="/people/"]';
const LINK = `[data-hover-card], ${MENTION}`;
const addressOf = (link) => link.dataset.hoverCard ?? `${new URL(link.href).pathname}card/`;

function linkOf(target) {
  const link = target?.closest?.(LINK);
  if (link) return link;
  const portrait = target?.closest?.(".avatar");
  return portrait?.closest(".card__head, .comment, .row-item")?.querySelector("[data-hover-card]");
}

function tabbed(event) {
  const active = document.activeElement;
  if (!card || card.hidden || !anchor) return;
  const stops = [...card.querySelectorAll("a[href], button, summary")].filter((one) => one.offsetParent);
  if (active === anchor && !event.shiftKey && stops.length) {
    event.preventDefault();
    stops[0].focus();
  } else if (card.contains(active) && active === (event.shiftKey ? stops[0] : stops.at(-1))) {
    // The browser goes on from the link: forward to what follows it, back to the link itself.
    const link = anchor;
    if (event.shiftKey) event.preventDefault();
    link.focus();
    close();
  }
}

document.addEventListener("pointerover", (event) => {
  if (event.pointerType !== "mouse") return;
  const link = linkOf(event.target);
  if (link && link !== anchor) later(() => open(link), OPEN_MS);
  else if (link) clearTimeout(timer);
});
document.addEventListener("pointerout", (event) => {
  const link = linkOf(event.target);
  if (link && linkOf(event.relatedTarget) !== link) later(close, CLOSE_MS);
});
document.addEventListener("focusin", (event) => {
  const link = linkOf(event.target);
  if (link?.matches(":focus-visible")) later(() => open(link), OPEN_MS);
  else if (card && !card.contains(event.target)) close();
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Tab") tabbed(event);
  if (event.key !== "Escape" || !card || card.hidden) return;
  const link = card.contains(document.activeElement) ? anchor : null;
  close();
  link?.focus();
});
