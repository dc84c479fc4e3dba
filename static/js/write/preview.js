// The preview beside the text or in its place: the very HTML the server would store, asked for when
// the writer pauses, scrolled along with the text.
import { post } from "../ui/post.js";
import { reason, signedOut } from "./answers.js";
import * as shelf from "./shelf.js";

const ASK_AFTER_MS = 400;
// From here on there is room for two columns.
const WIDE_PX = 780;
const CHOICE = "editor:beside";

export function preview(root, form, box, { words, clean }) {
  const pane = root.querySelector("[data-editor-preview]");
  const page = root.querySelector("[data-editor-page]");
  const toggle = root.querySelector("[data-editor-preview-toggle]");
  if (!toggle) return { asks: () => {}, flip: () => {} };
  let wide = false;
  let beside = shelf.read(CHOICE) !== "off";
  let instead = false;
  let shown = null;
  let asked = null;
  let timer = 0;

  const visible = () => (wide ? beside : instead);

  function arrange() {
    root.dataset.view = !visible() ? "text" : wide ? "both" : "preview";
    pane.hidden = !visible();
    toggle.setAttribute("aria-pressed", String(visible()));
    if (visible()) ask();
  }

  // What stayed the same stays in the page: pictures do not flicker, nothing jumps.
  function put(html) {
    const holder = document.createElement("template");
    holder.innerHTML = html;
    const fresh = [...holder.content.childNodes];
    const old = [...page.childNodes];
    let head = 0;
    while (head < old.length && head < fresh.length && old[head].isEqualNode(fresh[head])) head += 1;
    while (old.length > head && fresh.length > head && old.at(-1).isEqualNode(fresh.at(-1))) {
      old.pop();
      fresh.pop();
    }
    const mark = old.length ? old.at(-1).nextSibling : page.firstChild;
    for (const one of old.slice(head)) one.remove();
    for (const one of fresh.slice(head)) page.insertBefore(one, mark);
  }

  function tell(text) {
    const line = document.createElement("p");
    line.className = "soft";
    line.textContent = text;
    page.replaceChildren(line);
    shown = null;
  }

  async function ask() {
    clearTimeout(timer);
    const text = clean(box.value);
    if (!visible() || text === shown) return;
    asked?.abort();
    if (!text.trim()) {
      tell(words.nothing);
      return;
    }
    const mine = new AbortController();
    asked = mine;
    pane.setAttribute("aria-busy", "true");
    try {
      const data = { text, kind: toggle.value };
      const answer = await post(form.dataset.previewUrl, data, { signal: mine.signal });
      if (signedOut(answer)) tell(words.previewSignedOut);
      else if (!answer.ok) tell(await reason(answer, words.failed));
      else {
        const html = await answer.text();
        if (mine !== asked) return;
        if (shown === null) page.replaceChildren();
        put(html);
        shown = text;
        follow();
      }
    } catch {
      if (mine === asked && !mine.signal.aborted) tell(words.previewOffline);
    }
    if (mine === asked) pane.removeAttribute("aria-busy");
  }

  function follow() {
    if (!wide) return;
    const room = box.scrollHeight - box.clientHeight;
    const part = room > 0 ? box.scrollTop / room : 0;
    pane.scrollTop = part * (pane.scrollHeight - pane.clientHeight);
  }

  function flip() {
    if (wide) {
      beside = !beside;
      shelf.keep(CHOICE, beside ? "on" : "off");
    } else instead = !instead;
    arrange();
    if (!wide) (instead ? pane : box).focus({ preventScroll: true });
  }

  toggle.addEventListener("click", (event) => {
    event.preventDefault();
    flip();
  });
  box.addEventListener("scroll", follow, { passive: true });
  // A click on a link of the preview does not leave the page; one within it goes there.
  page.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href]");
    if (!link) return;
    event.preventDefault();
    const inside = link.getAttribute("href").startsWith("#") && link.hash.slice(1);
    if (inside) page.querySelector(`#${CSS.escape(decodeURIComponent(inside))}`)?.scrollIntoView({ block: "nearest" });
    else window.open(link.href, "_blank", "noopener");
  });
  new ResizeObserver(() => {
    const now = root.clientWidth >= WIDE_PX;
    if (now === wide && root.dataset.view) return;
    wide = now;
    arrange();
  }).observe(root);

  return {
    flip,
    asks() {
      clearTimeout(timer);
      timer = setTimeout(ask, ASK_AFTER_MS);
    },
  };
}
