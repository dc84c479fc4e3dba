// Wikis: branches of a tree opened by hand, pages moved in it, and who else is writing on a page.

import { post, token } from "./ui/post.js";
import { toast } from "./ui/toast.js";

const STAY_MS = 20_000;
const $ = (selector, root = document) => root.querySelector(selector);
const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const get = (url) =>
  fetch(url, { credentials: "same-origin", headers: { "X-Requested-With": "fetch" } });

// --- Branches --------------------------------------------------------------------------------------

document.addEventListener("click", async ({ target }) => {
  const opener = target.closest?.("[data-branch]");
  if (!opener) return;
  const item = opener.closest(".tree__item");
  const below = $(":scope > .tree", item);
  const open = opener.getAttribute("aria-expanded") === "true";
  if (below) below.hidden = open;
  else {
    const answer = await get(opener.dataset.branch);
    if (!answer.ok || answer.redirected) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    item.append(...page.body.children);
  }
  opener.setAttribute("aria-expanded", String(!open));
});

// --- Putting a tree in order -----------------------------------------------------------------------

const tree = $("[data-tree]");
const itemOf = (one) => one?.closest("[data-page]");
const above = (item) => itemOf(item.parentElement);
const list = (item) => {
  let below = $(":scope > .tree", item);
  if (!below) {
    below = document.createElement("ul");
    below.className = "tree";
    below.setAttribute("role", "list");
    item.append(below);
  }
  return below;
};
const tidy = () => all(".tree .tree:empty", tree).forEach((empty) => empty.remove());

// Puts an item where `place` says and tells the server; puts it back, and says why, when that
// refuses. True when it stands there.
async function put(item, place) {
  const [home, next] = [item.parentElement, item.nextElementSibling];
  place();
  const before = item.previousElementSibling;
  const answer = await post($("[data-tree-ask]", item).href, {
    parent: above(item)?.dataset.page ?? "",
    ...(before ? { after: before.dataset.page } : { first: "1" }),
  }).catch(() => null);
  const done = Boolean(answer?.ok && !answer.redirected);
  if (!done) {
    home.insertBefore(item, next);
    const said = await answer?.json().catch(() => null);
    toast(said?.error?.message ?? tree.dataset.failed, { kind: "danger" });
  }
  tidy();
  return done;
}

const moved = (item) => tree.dataset.moved.replace("{title}", item.dataset.title);

const STEPS = {
  up: (item) => item.previousElementSibling && (() => item.previousElementSibling.before(item)),
  down: (item) => item.nextElementSibling && (() => item.nextElementSibling.after(item)),
  in: (item) => item.previousElementSibling && (() => list(item.previousElementSibling).append(item)),
  out: (item) => above(item) && (() => above(item).after(item)),
};

if (tree) {
  tree.classList.add("tree--live");
  for (const one of all("[data-tree-steps], [data-tree-show]", tree)) one.hidden = false;
  tree.addEventListener("click", async ({ target }) => {
    const shower = target.closest("[data-tree-show]");
    if (shower) {
      const open = shower.getAttribute("aria-expanded") !== "true";
      for (const one of all("[data-tree-show]", tree)) one.setAttribute("aria-expanded", "false");
      shower.setAttribute("aria-expanded", String(open));
    }
    const button = target.closest("[data-move]");
    const item = itemOf(button);
    const place = button && STEPS[button.dataset.move](item);
    if (!place) return;
    const done = await put(item, place);
    button.focus();
    if (done) $("[data-tree-say]").textContent = moved(item);
  });

  let dragged = null;
  const clear = () => all("[data-drop]", tree).forEach((one) => delete one.dataset.drop);
  const where = (item, y) => {
    const box = $(".tree__line", item).getBoundingClientRect();
    const part = (y - box.top) / box.height;
    if (part < 0.25) return "before";
    return part > 0.75 ? "after" : "in";
  };
  tree.addEventListener("dragstart", (event) => {
    dragged = itemOf(event.target);
    dragged?.classList.add("tree__item--dragged");
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", dragged?.dataset.title ?? "");
    const ghost = document.createElement("div");
    ghost.className = "tree__ghost";
    ghost.textContent = dragged?.dataset.title ?? "";
    document.body.append(ghost);
    event.dataTransfer.setDragImage(ghost, -12, 12);
    setTimeout(() => ghost.remove());
  });
  tree.addEventListener("dragover", (event) => {
    const over = itemOf(event.target);
    clear();
    if (!dragged || !over || dragged.contains(over)) return;
    event.preventDefault();
    over.dataset.drop = where(over, event.clientY);
  });
  tree.addEventListener("drop", async (event) => {
    const over = itemOf(event.target);
    const how = over?.dataset.drop;
    clear();
    if (!dragged || !over || !how || dragged.contains(over)) return;
    event.preventDefault();
    const item = dragged;
    const [home, next] = [item.parentElement, item.nextElementSibling];
    const owner = above(item);
    const done = await put(item, () => {
      if (how === "in") list(over).append(item);
      else if (how === "before") over.before(item);
      else over.after(item);
    });
    const back = () => (home.isConnected ? home : owner ? list(owner) : home).insertBefore(item, next);
    if (done) toast(moved(item), { kind: "success", undo: () => put(item, back) });
  });
  tree.addEventListener("dragend", () => {
    dragged?.classList.remove("tree__item--dragged");
    dragged = null;
    clear();
  });
}

// --- Who is writing, and what was saved meanwhile --------------------------------------------------

const read = $("[data-wiki-page]");
const written = $("[data-writing]");
const id = read?.dataset.wikiPage ?? written?.dataset.writing;

async function show(answer) {
  if (!answer.ok || answer.redirected) return;
  const place = $("[data-writers]");
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (place.innerHTML.trim() !== page.body.innerHTML.trim()) place.replaceChildren(...page.body.children);
  const now = Number(answer.headers.get("X-Revision"));
  const seen = Number(read?.dataset.revision ?? written.dataset.base);
  if (now > seen) $("[data-newer]").hidden = false;
}

const look = () =>
  read
    ? get(read.dataset.writersUrl).then(show)
    : post(written.dataset.stayUrl).then(show);
const quietly = () => look().catch(() => {});

if (id) {
  document.addEventListener("live:heard", ({ detail }) => {
    const mine = ["page.writing", "thread.changed"].includes(detail.type) && detail.root === id;
    if (mine) setTimeout(quietly, Math.random() * (detail.spread ?? 0));
    if (detail.type === "hello" || detail.type === "resync") quietly();
  });
}

if (written) {
  const timer = setInterval(() => document.hidden || quietly(), STAY_MS);
  const form = $("form.editor__form", written);
  form?.addEventListener("submit", () => clearInterval(timer));
  addEventListener("pagehide", () => {
    const fields = new FormData();
    fields.set("csrfmiddlewaretoken", token());
    navigator.sendBeacon(written.dataset.leaveUrl, fields);
  });
}
