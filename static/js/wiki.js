// Wikis: branches of a tree opened by hand, pages moved in it, and who else is writing on a page.

const STAY_MS = 20_000;
const $ = (selector, root = document) => root.querySelector(selector);
const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const token = () => $("input[name=csrfmiddlewaretoken]")?.value ?? "";
const headers = () => ({ "X-Requested-With": "fetch", "X-CSRFToken": token() });

const send = (url, fields = {}) =>
  fetch(url, {
    method: "POST",
    credentials: "same-origin",
    headers: headers(),
    body: new URLSearchParams(fields),
  });

// --- Branches --------------------------------------------------------------------------------------

document.addEventListener("click", async ({ target }) => {
  const opener = target.closest?.("[data-branch]");
  if (!opener) return;
  const item = opener.closest(".tree__item");
  const below = $(":scope > .tree", item);
  const open = opener.getAttribute("aria-expanded") === "true";
  if (below) below.hidden = open;
  else {
    const answer = await fetch(opener.dataset.branch, { credentials: "same-origin", headers: headers() });
    if (!answer.ok || answer.redirected) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    item.append(...page.body.children);
  }
  opener.setAttribute("aria-expanded", String(!open));
});

// --- Putting a tree in order -----------------------------------------------------------------------

const tree = $("[data-tree]");
const say = (words) => {
  const place = $("[data-tree-say]");
  if (place) place.textContent = words;
};
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

// Puts an item where `place` says, tells the server, and puts it back when that refuses.
async function put(item, place) {
  const [home, next] = [item.parentElement, item.nextElementSibling];
  place();
  const before = item.previousElementSibling;
  const url = $(".tree__ask", item).href;
  const answer = await send(url, {
    parent: above(item)?.dataset.page ?? "",
    ...(before ? { after: before.dataset.page } : { first: "1" }),
  }).catch(() => null);
  if (answer?.ok && !answer.redirected) {
    say(tree.dataset.moved.replace("{title}", item.dataset.title));
  } else {
    home.insertBefore(item, next);
    const said = await answer?.json().catch(() => null);
    say(said?.error?.message ?? tree.dataset.failed);
  }
  for (const empty of all(".tree .tree:empty", tree)) empty.remove();
}

const STEPS = {
  up: (item) => item.previousElementSibling && (() => item.previousElementSibling.before(item)),
  down: (item) => item.nextElementSibling && (() => item.nextElementSibling.after(item)),
  in: (item) => item.previousElementSibling && (() => list(item.previousElementSibling).append(item)),
  out: (item) => above(item) && (() => above(item).after(item)),
};

if (tree) {
  for (const one of all("[data-tree-deeds]", tree)) one.hidden = false;
  for (const one of all(".tree__ask", tree)) one.classList.add("vh");
  tree.addEventListener("click", async ({ target }) => {
    const button = target.closest("[data-move]");
    if (!button) return;
    const place = STEPS[button.dataset.move](itemOf(button));
    if (!place) return;
    await put(itemOf(button), place);
    button.focus();
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
    await put(item, () => {
      if (how === "in") list(over).append(item);
      else if (how === "before") over.before(item);
      else over.after(item);
    });
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
    ? fetch(read.dataset.writersUrl, { credentials: "same-origin", headers: headers() }).then(show)
    : send(written.dataset.stayUrl).then(show);
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
