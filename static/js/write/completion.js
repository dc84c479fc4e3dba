// Completes @names, #tags and [[titles in a text box: a list under the box, used by keyboard or
// pointer. A title becomes a link in Markdown.

const WAIT_MS = 120;
const BEFORE_CARET = /(^|[\s([{"'])([@#])([\p{L}\p{N}_.-]{1,40})$/u;
const LINK_BEFORE_CARET = /()(\[\[)([^[\]\n]{1,60})$/u;
let counter = 0;

// `place(list)` puts the list somewhere else than under the box.
export function completion(box, urls, place = () => {}) {
  const list = document.createElement("div");
  list.id = `completion-${++counter}`;
  list.className = "options composer__options";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", box.labels?.[0]?.textContent.trim() ?? "");
  list.hidden = true;
  box.after(list);
  box.setAttribute("aria-autocomplete", "list");
  box.setAttribute("aria-controls", list.id);

  let timer = 0;
  let asked = null;
  let chosen = 0;
  const options = () => [...list.children];

  function close() {
    clearTimeout(timer);
    asked?.abort();
    list.hidden = true;
    box.removeAttribute("aria-activedescendant");
  }

  function choose(index) {
    const all = options();
    chosen = (index + all.length) % all.length;
    all.forEach((one, at) => one.setAttribute("aria-selected", String(at === chosen)));
    box.setAttribute("aria-activedescendant", all[chosen].id);
    all[chosen].scrollIntoView({ block: "nearest" });
  }

  const typed = () => {
    const before = box.value.slice(Math.max(0, box.selectionStart - 200), box.selectionStart);
    return (urls["[["] && LINK_BEFORE_CARET.exec(before)) || BEFORE_CARET.exec(before);
  };
  const linked = (label, url) => `[${label.replace(/[\\[\]]/g, "\\$&")}](${url})`;

  function insert({ dataset }) {
    const found = typed();
    if (!found) return close();
    const link = found[2] === "[[";
    const start = box.selectionStart - found[3].length - (link ? 2 : 0);
    // Brackets that were closed before the words were typed belong to it.
    const closed = link && box.value.startsWith("]]", box.selectionStart) ? 2 : 0;
    const text = link ? linked(dataset.label, dataset.value) : dataset.value;
    box.setRangeText(`${text} `, start, box.selectionStart + closed, "end");
    close();
    box.dispatchEvent(new Event("input", { bubbles: true }));
    return undefined;
  }

  function option(item, sign, at) {
    const one = document.createElement("div");
    one.id = `${list.id}-${at}`;
    one.setAttribute("role", "option");
    one.dataset.value = item.value;
    one.dataset.label = item.label;
    const words = document.createElement("span");
    words.className = "option__words";
    const label = document.createElement("span");
    label.className = "clip";
    label.textContent = item.label;
    const soft = document.createElement("span");
    soft.className = "option__soft clip";
    soft.textContent = item.soft || (sign === "@" ? `@${item.value}` : "");
    words.append(label, soft);
    one.append(words);
    return one;
  }

  async function ask() {
    const found = typed();
    const address = found && urls[found[2]];
    if (!address) return close();
    asked?.abort();
    asked = new AbortController();
    const url = new URL(address, location.href);
    url.searchParams.set("q", found[3]);
    let items = [];
    try {
      const answer = await fetch(url, { signal: asked.signal, credentials: "same-origin" });
      if (answer.ok && !answer.redirected) ({ items } = await answer.json());
    } catch {
      return undefined;
    }
    if (!items.length || !typed()) return close();
    list.replaceChildren(...items.map((item, at) => option(item, found[2], at)));
    list.hidden = false;
    place(list);
    choose(0);
    return undefined;
  }

  box.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT_MS);
  });
  box.addEventListener("keydown", (event) => {
    if (list.hidden || event.isComposing) return;
    const steps = { ArrowDown: 1, ArrowUp: -1 };
    if (event.key in steps) {
      // What one chooses from must not change under the finger.
      clearTimeout(timer);
      asked?.abort();
      choose(chosen + steps[event.key]);
    } else if ((event.key === "Enter" || event.key === "Tab") && !event.ctrlKey && !event.metaKey)
      insert(options()[chosen]);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
    event.stopImmediatePropagation();
  });
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const one = event.target.closest("[role=option]");
    if (one) insert(one);
  });
  box.addEventListener("blur", close);
}
