// Live updates: a socket says that there is something new, the page asks for it and lets it wait.
// The contract with the server and the templates stands in docs/live.md.

const PING_MS = 25_000;
const PONG_MS = 10_000;
const POLL_MS = 30_000;
const AWAY_AFTER_MS = 10_000;
const LONGEST_WAIT_MS = 30_000;
const SAFETY_MS = 300_000;
// A greeting that comes later after the page than this may have missed what changed on it.
const LATE_MS = 250;

const body = document.body;
const $ = (selector, root = document) => root.querySelector(selector);
const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const stream = $("[data-stream]");
const thread = $("[data-thread]");
const bell = $("[data-bell]");
const bar = stream && $("[data-new-posts]", stream);
const cards = stream && $(".stream, #stream-cards", stream);
const plain = bar && $("[data-new-posts-show]", bar);

// --- Words of the page ---------------------------------------------------------------------------

let said = "";

function say(word) {
  if (said === word || (said === "lost" && word !== "ended")) return;
  said = word;
  const place = $("[data-live-say]");
  place?.replaceChildren(...(word ? [copy(word)] : []));
  const link = place && $("[data-live-next]", place);
  if (link) link.href += `?next=${encodeURIComponent(location.pathname + location.search)}`;
}

function copy(word) {
  return $(`[data-live-word="${word}"]`).content.firstElementChild.cloneNode(true);
}

function counted(place, count) {
  return count === 1 ? place.dataset.one : place.dataset.many.replace("{count}", count);
}

// --- Asking --------------------------------------------------------------------------------------

class Ended extends Error {}

async function ask(url) {
  const answer = await fetch(url, {
    credentials: "same-origin",
    headers: { "X-Requested-With": "fetch", "X-Unattended": "1" },
  });
  if (answer.redirected && /\/login\//.test(answer.url)) throw new Ended();
  if (answer.status >= 500) throw new Error(String(answer.status));
  return answer;
}

async function page(answer) {
  return new DOMParser().parseFromString(await answer.text(), "text/html").body;
}

const pieces = async (answer) => [...(await page(answer)).children];

function withQuery(url, name, value) {
  return `${url}${url.includes("?") ? "&" : "?"}${name}=${encodeURIComponent(value)}`;
}

const shown = (id) => $(`[data-id="${CSS.escape(id)}"]`);
const when = (one) => $("time", one)?.dateTime ?? "";

// --- New posts -----------------------------------------------------------------------------------

let waiting = [];
let tooMany = false;

async function news() {
  if (!stream?.dataset.newest) return;
  const answer = await ask(withQuery(stream.dataset.newsUrl, "since", stream.dataset.newest));
  if (!answer.ok) return;
  const fresh = await pieces(answer);
  heed(answer.headers.get("X-Access"));
  stream.dataset.newest = answer.headers.get("X-Newest") || stream.dataset.newest;
  const known = new Set(waiting.map((one) => one.dataset.id));
  const added = fresh.filter((one) => !known.has(one.dataset.id));
  waiting = [...waiting, ...added].sort((a, b) => (when(a) < when(b) ? 1 : -1));
  tooMany ||= answer.headers.has("X-More");
  offer();
}

function offer() {
  waiting = waiting.filter((one) => !shown(one.dataset.id));
  bar.hidden = !waiting.length;
  if (!waiting.length) return;
  const words = $("[data-new-posts-words]", bar);
  const text = counted(words, waiting.length);
  words.textContent = tooMany ? text.replace(waiting.length, `${waiting.length}+`) : text;
}

function show(event) {
  if (tooMany || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const first = waiting[0];
  for (const one of waiting) one.classList.add("card--new");
  $(".empty", cards)?.remove();
  cards.prepend(...waiting);
  waiting = [];
  offer();
  first?.focus({ preventScroll: true });
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  stream.scrollIntoView({ block: "start", behavior: calm ? "auto" : "smooth" });
}

if (bar) {
  plain.addEventListener("click", show);
  // Somebody's own post stands in the page at once, perhaps after its nudge.
  new MutationObserver(() => waiting.length && offer()).observe(cards, { childList: true });
}

// --- A thread ------------------------------------------------------------------------------------

async function comments() {
  const place = thread && $(".comments", thread);
  if (!place) return;
  let count = 0;
  for (let more = true; more; ) {
    const answer = await ask(withQuery(thread.dataset.threadUrl, "since", thread.dataset.last));
    if (!answer.ok) return;
    for (const one of await pieces(answer)) {
      if (shown(one.dataset.id)) continue;
      const later = all("[data-comment]", place).find((other) => when(other) > when(one));
      one.classList.add("card--new");
      place.insertBefore(one, later ?? null);
      count += 1;
    }
    thread.dataset.last = answer.headers.get("X-Last") || thread.dataset.last;
    more = answer.headers.has("X-More");
  }
  if (!count) return;
  $("[data-no-comments]", place)?.remove();
  const status = $("[data-live-status]");
  status.textContent = counted(status, count);
}

// --- What is already on the page -----------------------------------------------------------------

const PARTS = ["[data-reactions]", ".card__comments", ".card__title", ".prose", ".meta"];

async function refresh(id) {
  const one = shown(id);
  if (!one?.dataset.fresh) return;
  const answer = await ask(one.dataset.fresh);
  if (answer.status === 404) return gone(id);
  if (!answer.ok) return;
  const [fresh] = await pieces(answer);
  for (const part of PARTS) {
    const old = $(part, one);
    const now = $(part, fresh);
    const busy = old?.contains(document.activeElement) || (old && $("details[open]", old));
    if (old && now && !busy && old.innerHTML !== now.innerHTML) old.replaceWith(now);
  }
}

function gone(id) {
  waiting = waiting.filter((one) => one.dataset.id !== id);
  if (bar) offer();
  const one = shown(id);
  if (thread?.dataset.thread === id) return say("lost");
  if (!one) return;
  const line = copy("gone");
  const had = one.contains(document.activeElement);
  one.replaceWith(line);
  if (had) line.focus({ preventScroll: true });
}

async function bells() {
  if (!bell?.dataset.countUrl) return;
  const answer = await ask(bell.dataset.countUrl);
  if (!answer.ok) return;
  const { unread } = await answer.json();
  for (const one of all("[data-bell-count]")) {
    one.hidden = !unread;
    one.firstChild.textContent = unread > 99 ? "99+" : String(unread);
  }
}

// The list of notifications, where it is on the page.
async function list() {
  const one = $("[data-live-list]");
  if (!one || one.contains(document.activeElement)) return;
  const fresh = $("[data-live-list]", await page(await ask(location.href)));
  if (fresh) one.replaceWith(fresh);
}

// After a while without news of it: each thing on the page is fetched anew when it is in view.
const inView = new IntersectionObserver((seen) => {
  for (const { isIntersecting, target } of seen) {
    if (!isIntersecting) continue;
    inView.unobserve(target);
    soon(0, `#${target.dataset.id}`);
  }
});

function stale() {
  for (const one of all("[data-fresh]")) inView.observe(one);
}

// After a change of access: is this page still mine to see, and what stands on it?
async function access() {
  const answer = await ask(location.href);
  if ([403, 404].includes(answer.status)) return say("lost");
  stale();
}

// --- One question at a time, however many nudges -------------------------------------------------

const jobs = { news, comments, bells, list, access };
const due = new Set();
let timer = 0;
let at = Infinity;
let busy = false;

function soon(spread, ...names) {
  for (const name of names) due.add(name);
  const then = performance.now() + Math.random() * spread;
  if (then >= at || busy) return;
  clearTimeout(timer);
  at = then;
  timer = setTimeout(work, then - performance.now());
}

async function work() {
  at = Infinity;
  busy = true;
  let name = "";
  try {
    while (due.size) {
      [name] = due;
      due.delete(name);
      await (jobs[name] ?? (() => refresh(name.slice(1))))();
    }
  } catch (error) {
    if (error instanceof Ended) end();
    else due.add(name);
  }
  busy = false;
  if (due.size) soon(POLL_MS);
}

const everything = (spread = 0) => soon(spread, "news", "comments", "bells");

// The word of the circles for which what stands here was fetched.
let greeted = false;
const answered = performance.getEntriesByType("navigation")[0]?.responseStart ?? 0;
let mine = body.dataset.access ?? "";

function heed(word) {
  if (!word || word === mine) return;
  mine = word;
  soon(0, "access");
}

function hear({ type, root, id, access: word, spread = 0 }) {
  if (type === "hello") {
    everything();
    if (greeted || performance.now() - answered > LATE_MS) stale();
    greeted = true;
    heed(word);
  } else if (type === "stream.posted") soon(spread, "news");
  else if (type === "thread.commented") {
    if (thread?.dataset.thread === root) soon(spread, "comments");
    if (shown(root)) soon(spread, `#${root}`);
    soon(spread, "news");
  } else if (type === "thread.changed") {
    for (const one of new Set([id, root])) if (one && shown(one)) soon(spread, `#${one}`);
  } else if (type === "entry.removed") {
    gone(id);
    if (root !== id && shown(root)) soon(spread, `#${root}`);
  } else if (type === "bell.changed") soon(spread, "bells", "list");
  else if (type === "access.changed") {
    mine = word;
    soon(spread, "news", "comments", "bells", "access");
  } else if (type === "resync") {
    everything(spread);
    stale();
  }
}

// --- The socket ----------------------------------------------------------------------------------

let socket = null;
let tries = 0;
let retry = 0;
let away = 0;
let pong = 0;
let over = false;

function end() {
  over = true;
  socket?.close();
  say("ended");
}

function connect() {
  clearTimeout(retry);
  if (over || socket) return;
  const one = new WebSocket(new URL(body.dataset.live, location.href.replace(/^http/, "ws")));
  socket = one;
  one.onopen = () => {
    tries = 0;
    clearTimeout(away);
    away = 0;
    if (said === "away") say("");
  };
  one.onmessage = ({ data }) => {
    clearTimeout(pong);
    pong = 0;
    const frame = JSON.parse(data);
    if (frame.type !== "pong") hear(frame);
  };
  one.onclose = ({ code }) => {
    if (socket !== one) return;
    socket = null;
    clearTimeout(pong);
    pong = 0;
    if (over) return;
    // The session may have a new key (a changed password): the next question tells.
    if (code === 4401) soon(0, "bells");
    away ||= setTimeout(say, AWAY_AFTER_MS, "away");
    const wait = Math.min(LONGEST_WAIT_MS, 1000 * 2 ** tries++);
    retry = setTimeout(connect, wait * (0.5 + Math.random() / 2));
  };
}

function drop() {
  const one = socket;
  one?.close();
  one?.onclose({ code: 1006 });
}

if (body.dataset.live) {
  connect();
  setInterval(() => {
    if (socket?.readyState !== WebSocket.OPEN || pong) return;
    socket.send('{"type":"ping"}');
    pong = setTimeout(drop, PONG_MS);
  }, PING_MS);
  setInterval(() => {
    if (!over && !document.hidden && socket?.readyState !== WebSocket.OPEN) everything();
  }, POLL_MS);
  setInterval(() => over || document.hidden || everything(POLL_MS), SAFETY_MS);
  addEventListener("online", connect);
  addEventListener("pagehide", () => {
    socket?.close();
    socket = null;
  });
  addEventListener("pageshow", (event) => event.persisted && connect());
  document.addEventListener("visibilitychange", () => document.hidden || connect());
}
